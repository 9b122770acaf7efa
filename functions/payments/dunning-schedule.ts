import { addSeconds, type Instant } from '../../shared/kernel/time.ts';

/** When a charge that failed is tried again. After the last try the rider is restricted until it is paid. */

const HOUR = 3600;

/** Hours after the first failure. */
export const TRIES_AFTER_HOURS: readonly number[] = [1, 24, 72];

/** When step `step` (from 0) is due; undefined after the last one. */
export function tryAgainAt(since: Instant, step: number): Instant | undefined {
  const hours = TRIES_AFTER_HOURS[step];
  return hours === undefined ? undefined : addSeconds(since, hours * HOUR);
}

/**
 * How long after each question without an outcome the provider is asked what it knows, seconds: at first while somebody
 * waits, later and later after that, and never for the last time.
 */
const LOOKS_AFTER_SECONDS = [2, 5, 15, 60, 300, 900, HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR];
/** A port request that has no answer for so long may be among the dead letters. */
export const NO_ANSWER_SECONDS = 300;

export function lookAgainAfter(looks: number): number {
  return LOOKS_AFTER_SECONDS[Math.min(Math.max(looks, 1), LOOKS_AFTER_SECONDS.length) - 1] ?? HOUR;
}
