import { addSeconds, type Instant, milliseconds } from '../../../shared/kernel/time.ts';

/** When an attempt comes again: the schedule of Standard Webhooks, with jitter. */

const SECOND = 1;
const MINUTE = 60;
const HOUR = 3600;

/** The pause before each attempt, seconds: three days and three hours in all. */
export const SCHEDULE: readonly number[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** Up to a tenth earlier or later, so that what failed together does not come together again. */
const JITTER = 0.1;
const LONGEST_RETRY_AFTER = 24 * HOUR;

/**
 * When the attempt after `attempts` ones comes; undefined after the last. `chance` is from 0 to 1. Never before what the
 * receiver has asked for.
 */
export function nextAttemptAt(
  attempts: number,
  now: Instant,
  chance: number,
  retryAfterSeconds = 0,
): Instant | undefined {
  const pause = SCHEDULE[attempts];
  if (pause === undefined) return undefined;
  const scattered = pause * (1 - JITTER + 2 * JITTER * chance);
  return addSeconds(now, Math.max(scattered, retryAfterSeconds));
}

/** `Retry-After`: seconds, or a date (RFC 9110). At most a day; undefined for what is neither. */
export function retryAfterSeconds(header: string | undefined, now: Instant): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const at = Date.parse(text);
  const seconds = /^\d+$/.test(text)
    ? Number(text)
    : /^[A-Z][a-z]{2}, /.test(text) && !Number.isNaN(at)
      ? Math.ceil((at - milliseconds(now)) / 1000)
      : Number.NaN;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), LONGEST_RETRY_AFTER);
}
