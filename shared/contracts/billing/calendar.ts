import { DAY_MS, MINUTE_MS } from '../../kernel/time-zone.ts';
import { type Conditions, WEEKDAYS } from './conditions.ts';

/** The part of conditions that depends on clock and calendar, ready to be asked. */

type CalendarConditions = Pick<Conditions, 'timesOfDay' | 'weekdays' | 'dates'>;

interface Range {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

export interface Calendar {
  /** Ranges of milliseconds of a day, none across midnight; undefined for all. */
  readonly times?: readonly Range[];
  /** Days of the week, 0 for Monday; undefined for all. */
  readonly weekdays?: ReadonlySet<number>;
  /** Ranges of days since January 1, 1970; undefined for all. */
  readonly days?: readonly Range[];
}

/** Milliseconds since midnight: 79_200_000 for `22:00`. */
export function timeOfDay(text: string): number {
  const [hours = '0', minutes = '0'] = text.split(':');
  return (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}

/** Days since January 1, 1970. */
export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;

/** January 1, 1970 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

export function calendarOf({ timesOfDay, weekdays, dates }: CalendarConditions): Calendar {
  return {
    ...(timesOfDay === undefined ? {} : { times: timesOfDay.flatMap(rangesOf) }),
    ...(weekdays === undefined ? {} : { weekdays: new Set(weekdays.map((day) => WEEKDAYS.indexOf(day))) }),
    ...(dates === undefined
      ? {}
      : { days: dates.map(({ from, to }) => ({ from: dayNumber(from), to: dayNumber(to) + 1 })) }),
  };
}

/** One range, or the two that a range across midnight consists of. */
function rangesOf({ from, to }: { readonly from: string; readonly to: string }): Range[] {
  const [start, end] = [timeOfDay(from), timeOfDay(to)];
  if (start < end) return [{ from: start, to: end }];
  return [{ from: start, to: DAY_MS }, ...(end === 0 ? [] : [{ from: 0, to: end }])];
}

const contains = (ranges: readonly Range[] | undefined, value: number): boolean =>
  ranges?.some(({ from, to }) => value >= from && value < to) ?? true;

/** Whether the calendar holds at a wall time (see shared/kernel/time-zone.ts). */
export function holdsAt({ times, weekdays, days }: Calendar, wall: number): boolean {
  const day = Math.floor(wall / DAY_MS);
  return (
    contains(times, wall - day * DAY_MS) && (weekdays?.has(weekdayOf(day)) ?? true) && contains(days, day)
  );
}

export const isAlways = ({ times, weekdays, days }: Calendar): boolean =>
  times === undefined && weekdays === undefined && days === undefined;

/** The milliseconds of a day at which one of the calendars may begin or stop to hold, in order, midnight included. */
export function timesOfChange(calendars: readonly Calendar[]): readonly number[] {
  const all = calendars.flatMap(({ times = [] }) => times.flatMap(({ from, to }) => [from, to]));
  return [...new Set([0, ...all.filter((time) => time < DAY_MS)])].sort((a, b) => a - b);
}
