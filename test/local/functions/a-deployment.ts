import type { Cloud } from '../../../local/cloud/cloud.ts';
import { type Deployed, deploy } from '../../../local/cloud/deploy.ts';
import { functionProviders } from '../../../local/functions/providers.ts';
import { resourceProviders } from '../../../local/resources/providers.ts';
import { synthesized } from '../cloud/synthesized.ts';

/** Deploys one stack, named `Test`, that may have functions and what invokes them. */
export async function deployTemplate(cloud: Cloud, Resources: object): Promise<Deployed> {
  const providers = [...resourceProviders, ...functionProviders];
  return await deploy(cloud, synthesized({ Test: { template: { Resources } } }), providers);
}
