import { addSeconds, type Instant } from '../../shared/kernel/time.ts';

/** A question to a provider that may have no result yet, or may not answer at all: asked again, later and later. */
export interface Question {
  /** 1 for the first time. */
  readonly attempt: number;
  readonly time: Instant;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** How long after each time it is asked again, seconds. After the last one, nobody expects a result any more. */
const PAUSES = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR];
export const MOST_QUESTIONS = PAUSES.length;

/** When to ask again, or to give up. */
export function askAgainAt({ attempt, time }: Question): Instant {
  return addSeconds(time, PAUSES[Math.min(attempt, MOST_QUESTIONS) - 1] ?? HOUR);
}
