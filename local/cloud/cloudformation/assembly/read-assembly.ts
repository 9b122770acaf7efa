import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LocalCloudError } from '../../core/local-cloud-error.ts';
import { isRecord, type PlainRecord } from '../../core/plain-value.ts';
import type { Assembly, Asset, Stack } from './assembly.ts';
import { inDependencyOrder } from './dependency-order.ts';
import { parseTemplate } from './parse-template.ts';

/** Newer schemas may say what this reader does not know. */
const NEWEST_SCHEMA = 55;

interface Artifact {
  readonly id: string;
  readonly type: string;
  readonly properties: PlainRecord;
  readonly environment: string;
  readonly dependencies: readonly string[];
}

interface FoundStack extends Stack {
  readonly id: string;
  readonly dependencies: readonly string[];
}

function readJson(file: string): PlainRecord {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isRecord(value)) return value;
    throw new TypeError('it holds no JSON object');
  } catch (error) {
    throw new LocalCloudError(
      'ASSEMBLY_UNREADABLE',
      `${file} cannot be read; run 'npm run synth', or name the folder of a synthesized CDK app`,
      { cause: error },
    );
  }
}

function record(value: unknown): PlainRecord {
  return isRecord(value) ? value : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function artifacts(directory: string): Artifact[] {
  const file = join(directory, 'manifest.json');
  const manifest = readJson(file);
  const version = Number.parseInt(String(manifest['version']), 10);
  if (!(version <= NEWEST_SCHEMA))
    throw new LocalCloudError(
      'ASSEMBLY_UNREADABLE',
      `${file} has schema ${String(manifest['version'])}; the local cloud reads up to ${NEWEST_SCHEMA}. Synthesize it with the pinned aws-cdk-lib`,
    );
  return Object.entries(record(manifest['artifacts'])).map(([id, artifact]) => {
    const { type, properties, environment, dependencies } = record(artifact);
    return {
      id,
      type: String(type),
      properties: record(properties),
      environment: text(environment) ?? '',
      dependencies: Array.isArray(dependencies) ? dependencies.map(String) : [],
    };
  });
}

function knownPart(part: string | undefined): string | undefined {
  return part === undefined || part.startsWith('unknown-') ? undefined : part;
}

function readStack(directory: string, { id, properties, environment, dependencies }: Artifact): FoundStack {
  const file = join(directory, String(properties['templateFile']));
  const name = text(properties['stackName']) ?? id;
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(environment) ?? [];
  return {
    id,
    name,
    account: knownPart(account),
    region: knownPart(region),
    template: parseTemplate(name, readJson(file)),
    dependencies,
  };
}

function readAssets(directory: string, { properties }: Artifact): Asset[] {
  const files = record(readJson(join(directory, String(properties['file'])))['files']);
  return Object.values(files).flatMap((file) => {
    const { source, destinations } = record(file);
    const path = resolve(directory, String(record(source)['path']));
    return Object.values(record(destinations)).map((destination) => ({
      bucket: String(record(destination)['bucketName']),
      key: String(record(destination)['objectKey']),
      path,
    }));
  });
}

function collect(directory: string): { stacks: FoundStack[]; assets: Asset[] } {
  const found = artifacts(directory);
  const nested = found
    .filter(({ type }) => type === 'cdk:cloud-assembly')
    .map(({ properties }) => collect(join(directory, String(properties['directoryName']))));
  const ofType = (type: string): Artifact[] => found.filter((artifact) => artifact.type === type);
  return {
    stacks: [
      ...ofType('aws:cloudformation:stack').map((artifact) => readStack(directory, artifact)),
      ...nested.flatMap(({ stacks }) => stacks),
    ],
    assets: [
      ...ofType('cdk:asset-manifest').flatMap((artifact) => readAssets(directory, artifact)),
      ...nested.flatMap(({ assets }) => assets),
    ],
  };
}

/**
 * Reads a cloud assembly with the stages nested in it. Throws a LocalCloudError: ASSEMBLY_UNREADABLE when the folder
 * holds none, TEMPLATE_INVALID when a template or the order of the stacks makes no sense.
 */
export function readAssembly(directory: string): Assembly {
  const { stacks, assets } = collect(resolve(directory));
  const byId = new Map(stacks.map((stack) => [stack.id, stack]));
  const order = inDependencyOrder(
    [...byId.keys()],
    (id) => (byId.get(id)?.dependencies ?? []).filter((dependency) => byId.has(dependency)),
    'stacks',
  );
  return { directory: resolve(directory), stacks: order.flatMap((id) => byId.get(id) ?? []), assets };
}
