import { readInstant } from '../../../shared/kernel/time.ts';
import { CommandError } from './command-error.ts';
import { durationMilliseconds } from './duration.ts';

/** Query parameters of the platform's tools for `5m` (ago, platform time) or `2026-01-31T09:30:00Z`. */
export function sinceQuery(text: string | undefined): Readonly<Record<string, string>> {
  if (text === undefined) return {};
  if (!/^\d{4}-/.test(text)) return { ago: String(durationMilliseconds(text)) };
  if (readInstant(text) === undefined)
    throw new CommandError('BAD_TIME', `${text} is not a time; write it as 5m, or 2026-01-31T09:30:00Z.`);
  return { since: text };
}
