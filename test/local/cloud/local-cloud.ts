import { type Deployed, deploy } from '../../../local/cloud/cloudformation/deploy.ts';
import { administrator } from '../../../local/cloud/core/administrator.ts';
import type { Engines } from '../../../local/cloud/core/cloud.ts';
import { type CloudOptions, createCloud, type RunningCloud } from '../../../local/cloud/create-cloud.ts';
import { providers } from '../../../local/cloud/providers.ts';
import { synthesized } from './cloudformation/synthesized.ts';

export const REGION = 'eu-west-1';
export const ACCOUNT = '111111111111';

/** For what needs no engine: nothing listens there. */
export const noEngines: Engines = {
  kafka: { internal: '', iam: '', scram: '', addScramUser: () => Promise.resolve() },
  dynamodb: { endpoint: 'http://127.0.0.1:1' },
  sqs: { endpoint: 'http://127.0.0.1:1' },
};

export async function openCloud(options: Partial<CloudOptions> = {}): Promise<RunningCloud> {
  return createCloud({ engines: noEngines, region: REGION, account: ACCOUNT, ...options });
}

/** Deploys one stack, named `Test`. */
export async function deployResources(cloud: RunningCloud, Resources: object): Promise<Deployed> {
  return deploy(cloud, synthesized({ Test: { template: { Resources } } }), providers);
}

/** What a made resource gave as its reference. */
export function refOf(deployed: Deployed, logicalId: string): string {
  return deployed.resources.find((resource) => resource.logicalId === logicalId)?.created.ref ?? '';
}

export function attributeOf(deployed: Deployed, logicalId: string, name: string): string {
  const { created } = deployed.resources.find((resource) => resource.logicalId === logicalId) ?? {};
  return String(created?.attributes?.[name]);
}

/** A role with these statements, as a template has it. */
export function role(...Statement: readonly object[]): object {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      Policies: [{ PolicyName: 'inline', PolicyDocument: { Version: '2012-10-17', Statement } }],
    },
  };
}

export interface ClientSettings {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** For an AWS SDK client that acts as a role of the test's stack, or as the administrator. */
export function clientSettings(cloud: RunningCloud, logicalId?: string): ClientSettings {
  const identity = cloud.identities
    .all()
    .map((entry) => entry.identity)
    .find(({ roleName }) => roleName === `Test-${logicalId}`);
  return {
    region: cloud.region,
    endpoint: cloud.endpoint.url,
    credentials: logicalId === undefined || identity === undefined ? administrator : identity,
    maxAttempts: 1,
  };
}
