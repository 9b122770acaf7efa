import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StageName } from '../../infra/stages.ts';
import type { TemplateResource } from '../../local/cloud/cloudformation/assembly/assembly.ts';
import { findings } from '../../local/cloud/cloudformation/assembly/property-table.ts';
import { Providers } from '../../local/cloud/cloudformation/assembly/support.ts';
import { deploy } from '../../local/cloud/cloudformation/deploy.ts';
import { type Authority, createAuthority, issueServerCertificate } from '../../local/cloud/core/authority.ts';
import { isRecord } from '../../local/cloud/core/plain-value.ts';
import type { Provider } from '../../local/cloud/core/provider.ts';
import { createCloud, DEFAULT_ACCOUNT, DEFAULT_REGION } from '../../local/cloud/create-cloud.ts';
import { type RunningEngines, startEngines } from '../../local/cloud/engines/start.ts';
import { parseResourcePolicy } from '../../local/cloud/iam/policy/parse-policy.ts';
import { parseClientProperties } from '../../local/cloud/iot/kafka/client-properties.ts';
import { parseThingPolicy } from '../../local/cloud/iot/registry/thing-policy.ts';
import { providers } from '../../local/cloud/providers.ts';
import { playableAssembly } from '../../local/tools/platform/playable-assembly.ts';
import { OwnApp } from './own-app.ts';

function takes(parse: (document: unknown) => void, document: unknown): boolean {
  try {
    parse(filled(document));
    return true;
  } catch {
    return false;
  }
}

const STAGES: readonly StageName[] = ['development', 'production'];
const known = new Providers(providers);
const apps = new Map<StageName, OwnApp>();

beforeAll(async () => {
  await Promise.all(STAGES.map(async (stage) => apps.set(stage, await OwnApp.synthesize(stage))));
});
afterAll(() => {
  for (const app of apps.values()) app.remove();
});

function resourcesOf(stage: StageName): TemplateResource[] {
  const { stacks } = playableAssembly(apps.get(stage)?.folder ?? '');
  return stacks.flatMap(({ template }) => Object.values(template.resources));
}

function providerOf({ type }: TemplateResource): Provider {
  const provider = known.of(type);
  if (provider === undefined) throw new Error(`${type} has no provider`);
  return provider;
}

/** A copy of a value for each object in it, with a property that nobody knows put into that object. */
function* withUnknown(value: unknown): Iterable<unknown> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      for (const changed of withUnknown(item)) yield value.toSpliced(index, 1, changed);
    return;
  }
  // A reference or another function is no object of the property.
  if (!isRecord(value) || Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'))) return;
  yield { ...value, Nonsense: 1 };
  for (const [name, item] of Object.entries(value))
    for (const changed of withUnknown(item)) yield { ...value, [name]: changed };
}

/** Where the property is that nobody knows, as tables write it. */
function pathOfUnknown(value: unknown, path = ''): string | undefined {
  if (!isRecord(value) && !Array.isArray(value)) return undefined;
  if (isRecord(value) && 'Nonsense' in value) return path;
  for (const [name, item] of Object.entries(value)) {
    const step = Array.isArray(value) ? '[]' : path === '' ? name : `.${name}`;
    const found = pathOfUnknown(item, `${path}${step}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `Policies[0].PolicyDocument` is among what its provider reads, or below one that has no effect. */
function isBelow(pattern: string, paths: readonly { readonly path: string }[]): boolean {
  return paths.some(({ path }) => {
    const beginning = path.replaceAll(/\[\d+\]/g, '[]');
    return (
      pattern === beginning || pattern.startsWith(`${beginning}.`) || pattern.startsWith(`${beginning}[`)
    );
  });
}

const anyName = (): void => undefined;

/**
 * Documents with a grammar of their own, and who refuses what it does not know in them. An environment variable may
 * have any name, and what a custom resource means is its function's matter.
 */
const DOCUMENTS: Readonly<Record<string, (document: unknown) => void>> = {
  'AWS::IAM::Policy PolicyDocument': parseResourcePolicy,
  'AWS::IAM::Role Policies[].PolicyDocument': parseResourcePolicy,
  'AWS::IoT::Policy PolicyDocument': parseThingPolicy,
  'AWS::IoT::TopicRule TopicRulePayload.Actions[].Kafka.ClientProperties': parseClientProperties,
  'AWS::KMS::Key KeyPolicy': parseResourcePolicy,
  'AWS::Lambda::Function Environment.Variables': anyName,
  'AWS::S3::BucketPolicy PolicyDocument': parseResourcePolicy,
  'AWS::SQS::QueuePolicy PolicyDocument': parseResourcePolicy,
};

/** As text, where an intrinsic function would give text. */
function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled);
  if (!isRecord(value)) return value;
  const names = Object.keys(value);
  if (names.length === 1 && names.some((key) => key === 'Ref' || key.startsWith('Fn::'))) return 'text';
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filled(item)]));
}

describe.each(STAGES)('the templates of %s', (stage) => {
  it('have no property, at any depth, that is neither emulated nor known to have no effect', () => {
    const unknown = resourcesOf(stage).flatMap((resource) =>
      findings(resource.properties, providerOf(resource)).unknown.map((path) => `${resource.type} ${path}`),
    );
    expect(unknown).toEqual([]);
  });

  it('are refused for a property that nobody knows in any object of any resource', () => {
    const documents = new Set<string>();
    const ignored: string[] = [];
    let refused = 0;
    for (const resource of resourcesOf(stage)) {
      const provider = providerOf(resource);
      if (provider.properties['*'] !== undefined) continue;
      for (const { path, value } of findings(resource.properties, provider).emulated) {
        const parse = DOCUMENTS[`${resource.type} ${path.replaceAll(/\[\d+\]/g, '[]')}`];
        if (parse !== undefined) expect(takes(parse, value), `${resource.logicalId} ${path}`).toBe(true);
      }
      for (const properties of withUnknown(resource.properties)) {
        const pattern = pathOfUnknown(properties) ?? '';
        const found = findings(properties as TemplateResource['properties'], provider);
        if (found.unknown.some((path) => path.endsWith('Nonsense'))) refused += 1;
        else if (!isBelow(pattern, found.noEffect)) {
          const changed = found.emulated.find(({ value }) => pathOfUnknown(value) !== undefined);
          const document = `${resource.type} ${(changed?.path ?? pattern).replaceAll(/\[\d+\]/g, '[]')}`;
          documents.add(document);
          const parse = DOCUMENTS[document] ?? anyName;
          if (parse !== anyName && takes(parse, changed?.value)) ignored.push(`${document}: ${pattern}`);
        }
      }
    }
    expect([...documents].toSorted((a, b) => a.localeCompare(b))).toEqual(Object.keys(DOCUMENTS));
    expect(ignored).toEqual([]);
    expect(refused).toBeGreaterThan(400);
  });
});

describe('the local cloud', () => {
  const directory = mkdtempSync(join(tmpdir(), 'roadstream-both-stages-'));
  let authority: Authority;
  let engines: RunningEngines;

  beforeAll(async () => {
    authority = await createAuthority();
    engines = await startEngines({
      directory,
      isKept: false,
      tls: await issueServerCertificate(authority, ['127.0.0.1']),
      region: DEFAULT_REGION,
      account: DEFAULT_ACCOUNT,
    });
  });
  afterAll(async () => {
    await engines.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  // Production's topics have more partitions than development's, so it comes after it on the same engines.
  it.each(STAGES)('makes and starts everything of %s', async (stage) => {
    const cloud = await createCloud({ engines, authority });
    try {
      const { resources } = await deploy(cloud, playableAssembly(apps.get(stage)?.folder ?? ''), providers);
      await cloud.start();
      expect(resources.map(({ logicalId }) => logicalId).toSorted()).toEqual(
        resourcesOf(stage)
          .map(({ logicalId }) => logicalId)
          .toSorted(),
      );
    } finally {
      await cloud.stop();
    }
  });
});
