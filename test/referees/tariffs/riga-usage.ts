import { calendarOf, holdsAt } from '../../../shared/contracts/billing/calendar.ts';
import type { Period, PeriodKind, Usage } from '../../../shared/contracts/billing/usage.ts';
import type { TableRow } from '../../../shared/kernel/delimited-text.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { clockOf, MINUTE_MS } from '../../../shared/kernel/time-zone.ts';
import { numberOf } from './european-number.ts';
import { AIRPORT, NIGHT, RIGA } from './riga-tariff.ts';

const measured = { startedAt: 'measured', endedAt: 'measured', distanceMetres: 'measured' } as const;

/**
 * The trip of a row of prices.csv. The row says how many minutes of day and of night were driven and parked, and not in
 * which order: within each stretch of day or night, driving comes first. Throws a RangeError when its minutes are not those
 * of day and night from its start on.
 */
export function rigaUsage({ cells }: TableRow): Usage {
  const start = startOf(cells['start_local']);
  const left = {
    day: { driving: numberOf(cells['drive_day_min']), paused: numberOf(cells['park_day_min']) },
    night: { driving: numberOf(cells['drive_night_min']), paused: numberOf(cells['park_night_min']) },
  };
  const periods: Period[] = [];
  let from = start;
  const add = (kind: PeriodKind, minutes: number): void => {
    if (minutes <= 0) return;
    const to = from + minutes * MINUTE_MS;
    periods.push({
      kind,
      startedAt: instant(from),
      endedAt: instant(to),
      distanceMetres: 0,
      found: measured,
    });
    from = to;
  };
  for (const { isNight, minutes } of daysAndNights(start, numberOf(cells['total_min']))) {
    const kinds = isNight ? left.night : left.day;
    const driving = Math.min(minutes, kinds.driving);
    const paused = minutes - driving;
    if (paused > kinds.paused)
      throw new RangeError('Its minutes of day and night are not those of the clock from its start on');
    kinds.driving -= driving;
    kinds.paused -= paused;
    add('driving', driving);
    add('paused', paused);
  }
  const rest = left.day.driving + left.day.paused + left.night.driving + left.night.paused;
  if (rest !== 0) throw new RangeError(`Its kinds of minutes are ${rest} more than its total`);
  const [first, ...others] = periods;
  if (first === undefined) throw new RangeError('It takes no time');
  // No rule of these tariffs depends on when a kilometre was driven.
  const distanceMetres = Math.round(numberOf(cells['km']) * 1e6) / 1e3;
  return {
    periods: [{ ...first, distanceMetres }, ...others],
    startZones: [],
    endZones: (cells['airport'] ?? '').trim().toLowerCase() === 'true' ? [AIRPORT] : [],
    options: [],
  };
}

function startOf(text: string | undefined): number {
  const wall = Date.parse(`${(text ?? '').trim()}Z`);
  if (Number.isNaN(wall)) throw new RangeError(`${text} is not a local time`);
  return clockOf(RIGA).timeAt(wall);
}

/** The stretches of day and night of a trip, in whole minutes. */
function daysAndNights(start: number, total: number): { isNight: boolean; minutes: number }[] {
  const clock = clockOf(RIGA);
  const night = calendarOf({ timesOfDay: [{ ...NIGHT }] });
  const found: { isNight: boolean; minutes: number }[] = [];
  for (let minute = 0; minute < total; minute++) {
    const isNight = holdsAt(night, clock.wallAt(start + minute * MINUTE_MS));
    const last = found.at(-1);
    if (last?.isNight === isNight) last.minutes += 1;
    else found.push({ isNight, minutes: 1 });
  }
  return found;
}
