import { type Deployed, deploy } from '../../../../local/cloud/cloudformation/deploy.ts';
import type { Cloud } from '../../../../local/cloud/core/cloud.ts';
import { providers } from '../../../../local/cloud/providers.ts';
import { synthesized } from '../cloudformation/synthesized.ts';

/** Deploys one stack, named `Test`, that may have functions and what invokes them. */
export async function deployTemplate(cloud: Cloud, Resources: object): Promise<Deployed> {
  return await deploy(cloud, synthesized({ Test: { template: { Resources } } }), providers);
}
