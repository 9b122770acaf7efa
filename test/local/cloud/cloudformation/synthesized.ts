import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assembly } from '../../../../local/cloud/cloudformation/assembly/assembly.ts';
import { readAssembly } from '../../../../local/cloud/cloudformation/assembly/read-assembly.ts';

export interface SynthesizedStack {
  readonly template: object;
  readonly dependencies?: readonly string[];
  readonly environment?: string;
  readonly stackName?: string;
}

/** Writes templates as `cdk synth` lays them out, and returns the folder; whoever calls removes it. */
export function writeAssembly(
  stacks: Readonly<Record<string, SynthesizedStack>>,
  options: { readonly version?: string; readonly assets?: object } = {},
): string {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  const artifacts: Record<string, object> = {};
  for (const [id, { template, dependencies = [], environment, stackName }] of Object.entries(stacks)) {
    writeFileSync(join(directory, `${id}.template.json`), JSON.stringify(template));
    artifacts[id] = {
      type: 'aws:cloudformation:stack',
      environment: environment ?? 'aws://unknown-account/unknown-region',
      properties: { templateFile: `${id}.template.json`, ...(stackName === undefined ? {} : { stackName }) },
      dependencies: [...dependencies, `${id}.assets`],
    };
    artifacts[`${id}.assets`] = { type: 'cdk:asset-manifest', properties: { file: `${id}.assets.json` } };
    writeFileSync(join(directory, `${id}.assets.json`), JSON.stringify({ files: options.assets ?? {} }));
  }
  writeFileSync(
    join(directory, 'manifest.json'),
    JSON.stringify({ version: options.version ?? '55.0.0', artifacts }),
  );
  return directory;
}

/** The assembly of these templates, read and forgotten on the disk. */
export function synthesized(stacks: Readonly<Record<string, SynthesizedStack>>): Assembly {
  const directory = writeAssembly(stacks);
  try {
    return readAssembly(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
