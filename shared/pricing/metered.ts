import { holdsAt } from '../contracts/billing/calendar.ts';
import type { PeriodKind, Usage } from '../contracts/billing/usage.ts';
import { type Applicability, applies } from './applicability.ts';
import { CapRun } from './caps.ts';
import type { PricedUsage } from './charge-lines.ts';
import type { CompiledFixed, CompiledPackage, CompiledRate, CompiledTariff } from './compiled-tariff.ts';
import { amountOf, Meter } from './meter.ts';
import { coveredTime, PackageUse } from './package-use.ts';
import type { RatingContext } from './rating.ts';
import { type Stretch, stretchesOf } from './stretches.ts';
import type { TimedPeriod, TimedUsage } from './usage-times.ts';

/** Counts a usage by the rates of its tariff: stretch by stretch, in the order of time. */
export function metered(
  compiled: CompiledTariff,
  usage: Usage,
  timed: TimedUsage,
  context: RatingContext,
  chosen: CompiledPackage | undefined,
): PricedUsage {
  const meters = compiled.rates.map((rate) => new Meter(rate));
  const isUsable = (one: Applicability): boolean => applies(one, usage, context);
  const usable = {
    reserved: compiled.ratesDuring.reserved.filter(isUsable),
    driving: compiled.ratesDuring.driving.filter(isUsable),
    paused: compiled.ratesDuring.paused.filter(isUsable),
  };
  const steps = timed.periods.flatMap((period) =>
    stepsOf(compiled, period, timed.takenOver, usable[period.kind]),
  );
  const packageUse = chosen === undefined ? undefined : new PackageUse(chosen, timed);
  const wholeTime = chosen === undefined ? 0 : coveredTime(chosen, steps);
  const shares = compiled.lines.map(({ rates }) => packageUse?.shareFor(rates, wholeTime));
  const fixed = fixedCharges(compiled, timed, isUsable);
  const caps = compiled.caps.length === 0 ? undefined : new CapRun(compiled.caps, timed.takenOver);
  const amounts: number[] = compiled.lines.map(() => 0);
  for (const { period, stretch, isFirst, applying } of steps) {
    if (isFirst && period.isNew) for (const meter of meters) if (meter.rate.restarts) meter.restart();
    count(stretch, applying, meters, packageUse);
    if (caps === undefined) continue;
    const added = [
      ...compiled.lines.map((line, n) => {
        const before = amounts[n] ?? 0;
        const now = amountOf(line, meters, shares[n]);
        amounts[n] = now;
        return now - before;
      }),
      ...fixed.map(({ charge, at }) => (isFirst && at === period ? charge.amount : 0)),
    ];
    caps.add(added, stretch.from, stretch.wall);
  }
  return {
    meters,
    shares,
    amounts:
      caps === undefined ? compiled.lines.map((line, n) => amountOf(line, meters, shares[n])) : amounts,
    fixed: fixed.flatMap(({ charge, at }) => (at === undefined ? [] : [charge])),
    packageUse,
    savings: caps?.savings() ?? [],
  };
}

interface StepInTime {
  readonly period: TimedPeriod;
  readonly stretch: Stretch;
  /** It is the first stretch of its period. */
  readonly isFirst: boolean;
  /** The rates whose conditions hold. */
  readonly applying: readonly CompiledRate[];
}

function stepsOf(
  compiled: CompiledTariff,
  period: TimedPeriod,
  takenOver: number,
  usable: readonly CompiledRate[],
): readonly StepInTime[] {
  return stretchesOf(compiled, period, takenOver).map((stretch, n) => ({
    period,
    stretch,
    isFirst: n === 0,
    applying:
      compiled.changes === undefined
        ? usable
        : usable.filter(({ isAlways, calendar }) => isAlways || holdsAt(calendar, stretch.wall)),
  }));
}

function count(
  stretch: Stretch,
  applying: readonly CompiledRate[],
  meters: readonly Meter[],
  packageUse: PackageUse | undefined,
): void {
  const time = packageUse?.timeBeyond(stretch, applying) ?? stretch.duration;
  const distance = packageUse?.distanceBeyond(stretch, applying) ?? stretch.distance;
  for (const rate of applying) {
    const meter = meters[rate.index];
    if (meter === undefined) continue;
    if (rate.isTime)
      meter.quantity += packageUse?.package.timeRates.has(rate) === true ? time : stretch.duration;
    else meter.quantity += packageUse?.package.distanceRates.has(rate) === true ? distance : stretch.distance;
  }
}

interface FixedCharge {
  readonly charge: CompiledFixed;
  /** The period at whose start it is charged; undefined when it is not. */
  readonly at: TimedPeriod | undefined;
}

/** A fixed charge is due at the start of the first period of its kinds; that moment decides about clock and date. */
function fixedCharges(
  { fixed, clock }: CompiledTariff,
  { periods }: TimedUsage,
  isUsable: (one: Applicability) => boolean,
): readonly FixedCharge[] {
  return fixed.map((charge) => {
    const during: readonly PeriodKind[] = charge.fixed.during;
    const first = periods.find(({ kind }) => during.includes(kind));
    const isDue =
      first !== undefined &&
      isUsable(charge) &&
      (charge.isAlways || holdsAt(charge.calendar, clock.wallAt(first.from)));
    return { charge, at: isDue ? first : undefined };
  });
}
