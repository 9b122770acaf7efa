import { resolve } from 'node:path';
import { readAssembly } from '../../../cloud/cloudformation/assembly/read-assembly.ts';
import {
  type NoEffect,
  Providers,
  unsupported,
  withoutEffect,
} from '../../../cloud/cloudformation/assembly/support.ts';
import { providers } from '../../../cloud/providers.ts';
import { ownAssembly } from '../../platform/own-assembly.ts';
import { type CommonOptions, print } from '../target.ts';

interface ExplainOptions extends Pick<CommonOptions, 'json'> {
  readonly assembly?: string;
}

/** Lines under one heading for each resource. Properties with the same reason share a line. */
function readable(entries: readonly NoEffect[]): string[] {
  const resources = Map.groupBy(entries, ({ stack, logicalId, type }) => `${stack} ${logicalId} (${type})`);
  return [...resources].flatMap(([resource, ofResource]) => [
    resource,
    ...[...Map.groupBy(ofResource, ({ reason }) => reason)].map(
      ([reason, same]) => `  ${same.map(({ property }) => property).join(', ')}: ${reason}`,
    ),
  ]);
}

const count = (number: number, one: string, several: string): string =>
  `${number} ${number === 1 ? one : several}`;

/**
 * Prints why each property in the templates without a local effect has none, and what would be refused. Reads only the
 * assembly, so nothing has to run. `about` is part of a stack's name, a logical id or a type.
 */
export async function explain(about: string | undefined, options: ExplainOptions): Promise<void> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const folder = options.assembly === undefined ? await ownAssembly(say) : resolve(options.assembly);
  const { stacks } = readAssembly(folder);
  const known = new Providers(providers);
  const refused = unsupported(stacks, known).map(({ message }) => message);
  const noEffect = withoutEffect(stacks, known).filter(
    ({ stack, logicalId, type }) =>
      about === undefined || [stack, logicalId, type].some((text) => text.includes(about)),
  );
  const resources = new Set(noEffect.map(({ stack, logicalId }) => `${stack} ${logicalId}`)).size;
  print(options, { noEffect, refused }, [
    ...readable(noEffect),
    ...(noEffect.length > 0 ? [''] : []),
    `Without effect here: ${count(noEffect.length, 'property', 'properties')} of ${count(resources, 'resource', 'resources')}.`,
    ...(refused.length > 0 ? ['', 'Refused:', ...refused.map((message) => `  ${message}`)] : []),
  ]);
  if (refused.length > 0) process.exitCode = 1;
}
