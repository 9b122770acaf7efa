import type { Usage, UsageKind, UsagePeriod } from '../../../shared/contracts/rentals/usage.ts';
import { type Instant, isBefore } from '../../../shared/kernel/time.ts';

/**
 * A usage that is over, with what became known later. Each gives the usage as it should have been, without a new
 * revision, or undefined when the word changes nothing.
 */

interface LateTurn {
  readonly time: Instant;
  readonly odometerKm?: number | undefined;
}

/** From then on it was paused or driven, until the next period. */
export function turnedAt(usage: Usage, kind: UsageKind, { time, odometerKm }: LateTurn): Usage | undefined {
  const at = usage.periods.findIndex(
    ({ startedAt, endedAt }) => !isBefore(time, startedAt) && isBefore(time, endedAt),
  );
  const period = usage.periods[at];
  if (period === undefined || period.kind === 'RESERVED' || period.kind === kind) return undefined;
  const metresBefore =
    metresAt(usage, at, odometerKm) ?? (period.kind === 'DRIVING' ? period.distanceMetres : 0);
  const whole = period.distanceMetres;
  const first = within(period, { endedAt: time, distanceMetres: metresBefore });
  const second = within({ ...period, kind }, { startedAt: time, distanceMetres: whole - metresBefore });
  const periods = [...usage.periods.slice(0, at), first, second, ...usage.periods.slice(at + 1)];
  return { ...usage, periods: joined(periods) };
}

/** It was over by then, earlier than was thought. */
export function endedAt(usage: Usage, { time, odometerKm }: LateTurn): Usage | undefined {
  const at = usage.periods.findIndex(
    ({ startedAt, endedAt: end }) => !isBefore(time, startedAt) && isBefore(time, end),
  );
  const period = usage.periods[at];
  if (period === undefined || period.kind === 'RESERVED') return undefined;
  const periods = [...usage.periods.slice(0, at), within(period, { endedAt: time })];
  const shorter = { ...usage, periods };
  return odometerKm === undefined ? shorter : (withOdometer(shorter, odometerKm) ?? shorter);
}

/** What the odometer shows at the end, where it was estimated. The last drive gets what the others have not. */
export function withOdometer(usage: Usage, odometerKm: number): Usage | undefined {
  const { startOdometerKm, periods } = usage;
  const last = periods.findLastIndex(({ kind }) => kind === 'DRIVING');
  const period = periods[last];
  if (startOdometerKm === undefined || period === undefined || odometerKm < startOdometerKm) return undefined;
  if (!isEstimated(period, 'distanceMetres')) return undefined;
  const others = periods.reduce((sum, { distanceMetres }, n) => (n === last ? sum : sum + distanceMetres), 0);
  const distanceMetres = Math.max(0, metresBetween(startOdometerKm, odometerKm) - others);
  const measured = withoutEstimate({ ...period, distanceMetres }, 'distanceMetres');
  return { ...usage, periods: periods.with(last, measured), endOdometerKm: odometerKm };
}

/** How far it had come in this period when the odometer showed this; undefined when that cannot be told. */
function metresAt({ startOdometerKm, periods }: Usage, at: number, odometerKm?: number): number | undefined {
  if (startOdometerKm === undefined || odometerKm === undefined) return undefined;
  const before = periods.slice(0, at).reduce((sum, { distanceMetres }) => sum + distanceMetres, 0);
  const metres = metresBetween(startOdometerKm, odometerKm) - before;
  return Math.min(Math.max(0, metres), periods[at]?.distanceMetres ?? 0);
}

const metresBetween = (fromKm: number, toKm: number): number => Math.round((toKm - fromKm) * 1000);

/** A part of the period: an end that is given was measured. */
function within(
  period: UsagePeriod,
  part: Partial<Pick<UsagePeriod, 'startedAt' | 'endedAt' | 'distanceMetres'>>,
): UsagePeriod {
  const cut = { ...period, ...part };
  const start = part.startedAt === undefined ? cut : withoutEstimate(cut, 'startedAt');
  return part.endedAt === undefined ? start : withoutEstimate(start, 'endedAt');
}

/** Two periods of a kind beside each other are one. */
function joined(periods: readonly UsagePeriod[]): UsagePeriod[] {
  const all: UsagePeriod[] = [];
  for (const period of periods) {
    const before = all.at(-1);
    if (before?.kind !== period.kind) {
      all.push(period);
      continue;
    }
    const estimates = [
      ...(before.estimates ?? []).filter(({ value }) => value !== 'endedAt'),
      ...(period.estimates ?? []).filter(
        ({ value }) => value === 'endedAt' || (value === 'distanceMetres' && !isEstimated(before, value)),
      ),
    ];
    const { estimates: _, ...first } = before;
    all[all.length - 1] = {
      ...first,
      endedAt: period.endedAt,
      distanceMetres: before.distanceMetres + period.distanceMetres,
      ...(estimates.length === 0 ? {} : { estimates }),
    };
  }
  return all;
}

type Estimable = NonNullable<UsagePeriod['estimates']>[number]['value'];

const isEstimated = ({ estimates = [] }: UsagePeriod, wanted: Estimable): boolean =>
  estimates.some(({ value }) => value === wanted);

function withoutEstimate({ estimates = [], ...period }: UsagePeriod, measured: Estimable): UsagePeriod {
  const left = estimates.filter(({ value }) => value !== measured);
  return { ...period, ...(left.length === 0 ? {} : { estimates: left }) };
}
