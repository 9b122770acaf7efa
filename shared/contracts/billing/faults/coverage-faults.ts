import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../kernel/time-zone.ts';
import { type Calendar, calendarOf, timesOfChange } from '../calendar.ts';
import { WEEKDAYS } from '../conditions.ts';
import type { Rate, Tariff } from '../tariff.ts';
import { PERIOD_KINDS } from '../usage.ts';
import { type Fault, fault, type Known } from './fault.ts';

/**
 * Faults of rates that together leave a moment without a price, or give it two. Where driving has a base rate at all, it
 * has exactly one at every moment, in every zone, for every class. Surcharges and options come on top and do not count.
 */
export function coverageFaults(tariff: Tariff, known: Known): readonly Fault[] {
  return (['time', 'distance'] as const).flatMap((dimension) =>
    PERIOD_KINDS.flatMap((kind) => {
      const rates = tariff.rates.filter(
        (rate) =>
          rate.dimension === dimension &&
          rate.during.includes(kind) &&
          rate.surcharge !== true &&
          rate.option === undefined,
      );
      return groupFaults(rates, `${dimension} of ${kind} periods`, known);
    }),
  );
}

/** What decides whether a condition holds, by one value of each. */
interface Case {
  readonly weekday: number;
  readonly time: number;
  readonly day: number;
  readonly startZone: string;
  readonly endZone: string;
  readonly vehicleClass: string;
}

const MOST_CASES = 100_000;
const ELSEWHERE = 'elsewhere';

function groupFaults(rates: readonly Rate[], what: string, known: Known): readonly Fault[] {
  if (rates.every(({ when }) => when === undefined)) {
    const [, second] = rates;
    if (second === undefined) return [];
    return [fault('/rates', 'RATE_OVERLAP', `${names(rates)} are all charged for the ${what}.`)];
  }
  const tests = rates.map((rate) => ({ rate, holds: testOf(rate) }));
  const cases = casesOf(rates, known);
  if (cases === undefined)
    return [fault('/rates', 'TOO_MANY_CASES', `The conditions for the ${what} have too many cases.`)];
  let gap: Case | undefined;
  let overlap: { readonly at: Case; readonly rates: readonly Rate[] } | undefined;
  for (const at of cases) {
    const holding = tests.filter(({ holds }) => holds(at));
    if (holding.length === 0) gap ??= at;
    if (holding.length > 1) overlap ??= { at, rates: holding.map(({ rate }) => rate) };
  }
  return [
    ...(gap === undefined
      ? []
      : [fault('/rates', 'RATE_GAP', `There is no rate for the ${what} ${described(gap)}.`)]),
    ...(overlap === undefined
      ? []
      : [
          fault(
            '/rates',
            'RATE_OVERLAP',
            `${names(overlap.rates)} are charged for the ${what} ${described(overlap.at)}. If one comes on top, mark it as a surcharge.`,
          ),
        ]),
  ];
}

const names = (rates: readonly Rate[]): string => rates.map(({ rateId }) => rateId).join(' and ');

function testOf({ when = {} }: Rate): (at: Case) => boolean {
  const { times, weekdays, days }: Calendar = calendarOf(when);
  const within = (ranges: Calendar['times'], value: number): boolean =>
    ranges?.some(({ from, to }) => value >= from && value < to) ?? true;
  return (at) =>
    within(times, at.time) &&
    within(days, at.day) &&
    (weekdays?.has(at.weekday) ?? true) &&
    (when.startZones?.includes(at.startZone) ?? true) &&
    (when.endZones?.includes(at.endZone) ?? true) &&
    (when.eitherZones?.some((zone) => zone === at.startZone || zone === at.endZone) ?? true) &&
    (when.vehicleClasses?.includes(at.vehicleClass) ?? true);
}

/** One case of each kind that the conditions can tell apart; undefined when there are too many. */
function casesOf(rates: readonly Rate[], known: Known): readonly Case[] | undefined {
  const conditions = rates.flatMap(({ when }) => (when === undefined ? [] : [when]));
  const calendars = conditions.map(calendarOf);
  const named = (lists: readonly (readonly string[] | undefined)[]): string[] => [
    ...new Set([...lists.flatMap((list) => list ?? []), ELSEWHERE]),
  ];
  const allWeekdays = [...WEEKDAYS.keys()];
  const weekdays = calendars.some((calendar) => calendar.weekdays !== undefined) ? allWeekdays : [0];
  const times = timesOfChange(calendars);
  const days = [
    ...new Set([
      -1,
      ...calendars.flatMap((calendar) => (calendar.days ?? []).flatMap(({ from, to }) => [from, to])),
    ]),
  ];
  const startZones = named(conditions.flatMap((when) => [when.startZones, when.eitherZones]));
  const endZones = named(conditions.flatMap((when) => [when.endZones, when.eitherZones]));
  const namedClasses = named(conditions.map((when) => when.vehicleClasses));
  const classes = namedClasses.length === 1 ? namedClasses : [...(known.vehicleClasses ?? namedClasses)];
  const count =
    weekdays.length * times.length * days.length * startZones.length * endZones.length * classes.length;
  if (count > MOST_CASES) return undefined;
  return weekdays.flatMap((weekday) =>
    times.flatMap((time) =>
      days.flatMap((day) =>
        startZones.flatMap((startZone) =>
          endZones.flatMap((endZone) =>
            classes.map((vehicleClass) => ({ weekday, time, day, startZone, endZone, vehicleClass })),
          ),
        ),
      ),
    ),
  );
}

function described({ weekday, time, day, startZone, endZone, vehicleClass }: Case): string {
  const twoDigits = (value: number): string => String(value).padStart(2, '0');
  const clock = `${twoDigits(Math.floor(time / HOUR_MS))}:${twoDigits((time % HOUR_MS) / MINUTE_MS)}`;
  const date = day < 0 ? '' : ` on ${new Date(day * DAY_MS).toISOString().slice(0, 10)}`;
  const place = (name: string, where: string): string => (where === ELSEWHERE ? '' : `, ${name} ${where}`);
  return `at ${clock} of a ${WEEKDAYS[weekday]}${date}${place('from zone', startZone)}${place('to zone', endZone)}${place('class', vehicleClass)}`;
}
