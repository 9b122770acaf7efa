import { CALENDAR_DAY, type Instant, instant, milliseconds } from './time.ts';

/** Calendar days without a time zone, as `2031-06-30`: birthdays, last days of documents. They sort as text. */

export type Day = string;

/** The pattern of a day, for schemas: only days that exist. */
export const DAY_PATTERN = `^${CALENDAR_DAY}$`;

const days = new RegExp(DAY_PATTERN);

const DAY_MS = 86_400_000;

/** Whether the day exists. False for 2026-02-30. */
export function isDay(text: string): boolean {
  return days.test(text);
}

/** The day of a time, UTC. */
export function dayOf(time: Instant): Day {
  return instant(milliseconds(time)).slice(0, 10);
}

/** So many days later; earlier, for a negative number. */
export const daysAfter = (day: Day, days: number): Day => dayOf(startOf(day, days));

/** The end of the day, UTC. */
export const endOfDay = (day: Day): Instant => startOf(day, 1);

const startOf = (day: Day, daysLater: number): Instant =>
  instant(milliseconds(`${day}T00:00:00Z`) + daysLater * DAY_MS);

/** Whole years from a birthday to a day. For a birth on February 29, the birthday of other years is March 1. */
export function yearsBetween(birthday: Day, day: Day): number {
  const years = Number(day.slice(0, 4)) - Number(birthday.slice(0, 4));
  return day.slice(5) < birthday.slice(5) ? years - 1 : years;
}

/** The last day that is over at this time: the inverse of `endOfDay`. */
export function lastDayBefore(time: Instant): Day {
  return dayOf(instant(milliseconds(time) - 1));
}
