import type { StoredObject } from './object-store.ts';

/** A rule of a lifecycle configuration that is enabled. */
export interface Expiration {
  /** Of the keys that it is for; all with an empty one. */
  readonly prefix: string;
  readonly days: number;
}

const DAY_MS = 86_400_000;

/**
 * When an object expires, milliseconds: so many days after it was put, and then at the next midnight (UTC), as S3 counts.
 * Undefined when no rule is for it.
 */
export function expiresAt(
  rules: readonly Expiration[],
  { key, lastModified }: Pick<StoredObject, 'key' | 'lastModified'>,
): number | undefined {
  const times = rules
    .filter(({ prefix }) => key.startsWith(prefix))
    .map(({ days }) => Math.ceil((lastModified + days * DAY_MS) / DAY_MS) * DAY_MS);
  return times.length === 0 ? undefined : Math.min(...times);
}
