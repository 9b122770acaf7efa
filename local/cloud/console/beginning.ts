import type { Clock } from '../core/clock.ts';
import { LocalApiError } from '../core/local-api.ts';

/**
 * From when on, in platform milliseconds: `ago` (milliseconds before now) or `since` (RFC 3339) of a query. Undefined
 * when it has neither. Throws BAD_TIME.
 */
export function beginningOf(query: URLSearchParams, clock: Clock): number | undefined {
  const ago = query.get('ago');
  const since = query.get('since');
  if (ago === null && since === null) return undefined;
  const time = ago === null ? Date.parse(since ?? '') : clock.now() - Number(ago);
  if (Number.isFinite(time)) return time;
  throw new LocalApiError(
    400,
    'BAD_TIME',
    'Send ago=60000 (milliseconds) or since=2026-01-31T09:30:00Z: from when on.',
  );
}
