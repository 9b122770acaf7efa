import { isDay } from '../../../kernel/day.ts';
import type { Conditions } from '../conditions.ts';
import { type Fault, fault } from './fault.ts';

/** Faults of times and dates: of ranges that hold nothing, and of days that do not exist. */
export function calendarFaults(
  path: string,
  { timesOfDay = [], dates = [] }: Pick<Conditions, 'timesOfDay' | 'dates'>,
): readonly Fault[] {
  const days = dates.flatMap(({ from, to }, n) => [
    ...(isDay(from) ? [] : [{ at: `${path}/dates/${n}/from`, day: from }]),
    ...(isDay(to) ? [] : [{ at: `${path}/dates/${n}/to`, day: to }]),
  ]);
  return [
    ...timesOfDay.flatMap(({ from, to }, n) =>
      from === to
        ? [fault(`${path}/timesOfDay/${n}`, 'EMPTY_RANGE', `From ${from} to ${to} is no time at all.`)]
        : [],
    ),
    ...dates.flatMap(({ from, to }, n) =>
      from > to ? [fault(`${path}/dates/${n}`, 'EMPTY_RANGE', `${to} is before ${from}.`)] : [],
    ),
    ...days.map(({ at, day }) => fault(at, 'NO_SUCH_DAY', `${day} is not in the calendar.`)),
  ];
}
