import { type Instant, instant, milliseconds } from './time.ts';

/** Calendar days without a time zone, as `2031-06-30`: birthdays, last days of documents. They sort as they are. */

export type Day = string;

/** What a day looks like, for schemas; `isDay` says whether there is such a day. */
export const DAY_PATTERN = String.raw`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`;

const DAY_MS = 86_400_000;

/** Whether there is such a day: not so for 2026-02-30. */
export function isDay(text: string): boolean {
  const start = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(start) && instant(start).startsWith(text);
}

/** The day that it is then, UTC. */
export function dayOf(time: Instant): Day {
  return instant(milliseconds(time)).slice(0, 10);
}

/** When the day is over, UTC. */
export function endOfDay(day: Day): Instant {
  return instant(milliseconds(`${day}T00:00:00Z`) + DAY_MS);
}

/** Whole years from a birthday to a day; who was born on February 29 turns older on March 1 of other years. */
export function yearsBetween(birthday: Day, day: Day): number {
  const years = Number(day.slice(0, 4)) - Number(birthday.slice(0, 4));
  return day.slice(5) < birthday.slice(5) ? years - 1 : years;
}

/** The last day that is over then: the other way round of `endOfDay`. */
export function lastDayBefore(time: Instant): Day {
  return dayOf(instant(milliseconds(time) - 1));
}
