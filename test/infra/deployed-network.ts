import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StageName } from '../../infra/stages.ts';
import type {
  Assembly,
  Stack,
  TemplateResource,
} from '../../local/cloud/cloudformation/assembly/assembly.ts';
import { readAssembly } from '../../local/cloud/cloudformation/assembly/read-assembly.ts';
import { deploy } from '../../local/cloud/cloudformation/deploy.ts';
import type { Authority } from '../../local/cloud/core/authority.ts';
import { openAuthority } from '../../local/cloud/core/data-directory.ts';
import { PropertyReader } from '../../local/cloud/core/property-reader.ts';
import type { Provider } from '../../local/cloud/core/provider.ts';
import { createCloud } from '../../local/cloud/create-cloud.ts';
import { type JudgedPath, NetworkPaths } from '../../local/cloud/ec2/network-paths.ts';
import { Clusters } from '../../local/cloud/msk/clusters.ts';
import { providers } from '../../local/cloud/providers.ts';
import { composed } from './synthesized.ts';

/** The templates of a stage in the local cloud, as far as network paths come from them: without engines. */

/** What says which paths are needed, and what is on them. All else only has to be there. */
const PLAYED =
  /^AWS::(EC2::|IAM::|MSK::(Cluster|Configuration)$|Lambda::(Function|EventSourceMapping|EventInvokeConfig)$|IoT::TopicRuleDestination$)/;

const anyAttribute = (service: string, id: string): Record<string, unknown> =>
  new Proxy(
    {},
    {
      has: () => true,
      getOwnPropertyDescriptor: (_, name) => ({
        value: `arn:aws:${service}:::${id}/${String(name)}`,
        configurable: true,
        enumerable: true,
      }),
      get: (_, name) => `arn:aws:${service}:::${id}/${String(name)}`,
    },
  );

const standIn: Provider = {
  type: '*',
  properties: { '*': 'emulated' },
  create: (resource) => {
    new PropertyReader(resource).whole();
    const service = resource.type.split('::')[1]?.toLowerCase() ?? '';
    return { ref: resource.logicalId, attributes: anyAttribute(service, resource.logicalId) };
  },
};

/** Known to the cluster, and made in no broker. */
const topic: Provider = {
  ...standIn,
  type: 'AWS::MSK::Topic',
  create: (resource) => {
    const clusters = resource.cloud.part(Clusters);
    (clusters as unknown as { topicNames: Set<string> }).topicNames.add(
      new PropertyReader(resource).text('TopicName'),
    );
    return standIn.create(resource);
  },
};

const played = [...providers.filter(({ type }) => PLAYED.test(type)), topic, standIn];

const nowhere = { endpoint: 'http://127.0.0.1:1' };
const engines = {
  kafka: { internal: '', iam: '', scram: '', addScramUser: () => Promise.resolve() },
  dynamodb: nowhere,
  sqs: nowhere,
};

let authority: Promise<Authority> | undefined;
async function someAuthority(): Promise<Authority> {
  const folder = mkdtempSync(join(tmpdir(), 'roadstream-authority-'));
  try {
    return await openAuthority(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Synthesized once a stage. */
export function assemblyOf(stage: StageName): Assembly {
  const folder = mkdtempSync(join(tmpdir(), 'roadstream-network-'));
  try {
    return readAssembly(composed(stage, folder).synth().directory);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every path that the templates need, and whether their networks let it through. */
export async function pathsOf(assembly: Assembly): Promise<JudgedPath[]> {
  authority ??= someAuthority();
  const cloud = await createCloud({ engines, authority: await authority });
  try {
    await deploy(cloud, assembly, played);
    return cloud.part(NetworkPaths).judge();
  } finally {
    await cloud.stop();
  }
}

/** A copy with one resource changed, or left out. */
export function changed(
  assembly: Assembly,
  logicalId: string,
  change: (resource: TemplateResource) => TemplateResource | undefined,
): Assembly {
  const inStack = (stack: Stack): Stack => {
    const resource = stack.template.resources[logicalId];
    if (resource === undefined) return stack;
    const { [logicalId]: _, ...others } = stack.template.resources;
    const after = change(resource);
    const resources =
      after === undefined ? withoutWaiting(others, logicalId) : { ...others, [logicalId]: after };
    return { ...stack, template: { ...stack.template, resources } };
  };
  return { ...assembly, stacks: assembly.stacks.map(inStack) };
}

/** As the CDK would write those that are left: nothing waits for what is not there. */
function withoutWaiting(
  resources: Stack['template']['resources'],
  gone: string,
): Record<string, TemplateResource> {
  return Object.fromEntries(
    Object.entries(resources).map(([logicalId, resource]) => [
      logicalId,
      { ...resource, dependsOn: resource.dependsOn.filter((name) => name !== gone) },
    ]),
  );
}
