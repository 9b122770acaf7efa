import { isRecord } from '../core/plain-value.ts';
import type { Provider, Resource } from '../core/provider.ts';
import { findings } from './assembly/property-table.ts';

/** The paths of the texts, numbers and flags in a value. */
function leaves(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, `${path}[${index}]`));
  if (isRecord(value))
    return Object.entries(value).flatMap(([name, item]) => leaves(item, `${path}.${name}`));
  return [path];
}

function beginnings(path: string): string[] {
  return [...path.matchAll(/[.[]/g)].map(({ index }) => path.slice(0, index));
}

/**
 * The properties that a provider claims to emulate and did not look at while it made the resource. There are none, or
 * the provider's table is wrong: what nobody reads would be ignored without a word.
 */
export function unreadProperties(resource: Resource, provider: Provider): string[] {
  const wasRead = (path: string): boolean =>
    [...beginnings(path), path].some((part) => resource.reads.has(part));
  return findings(resource.properties, provider)
    .emulated.flatMap(({ path, value }) => leaves(value, path))
    .filter((path) => !wasRead(path));
}
