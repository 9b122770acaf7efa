import type { Conditions } from '../contracts/billing/conditions.ts';
import type { Tariff } from '../contracts/billing/tariff.ts';
import type { Period, PeriodKind, Usage } from '../contracts/billing/usage.ts';
import { addSeconds, type Instant, isBefore } from '../kernel/time.ts';
import { rateUsage } from './rate-usage.ts';
import type { Rating, RatingContext } from './rating.ts';

/** Prices before they are final: of a rental that is planned, and of one that runs. The engine is that of the charge. */

/** What a rider plans. Minutes in the order reserved, driving, paused; the distance is driven while driving. */
export interface PlannedUse {
  readonly startsAt: Instant;
  readonly reservedMinutes?: number;
  readonly drivingMinutes: number;
  readonly pausedMinutes?: number;
  readonly distanceMetres: number;
  readonly startZones?: readonly string[];
  readonly endZones?: readonly string[];
  readonly options?: readonly string[];
}

/** What a rental will cost if it goes as planned. */
export function quote(tariff: Tariff, planned: PlannedUse, context: RatingContext = {}): Rating {
  return rateUsage(tariff, plannedUsage(planned), context);
}

function plannedUsage(planned: PlannedUse): Usage {
  const { startsAt, reservedMinutes = 0, drivingMinutes, pausedMinutes = 0, distanceMetres } = planned;
  const periods: Period[] = [];
  let from = startsAt;
  const add = (kind: PeriodKind, minutes: number, metres: number): void => {
    const to = addSeconds(from, minutes * 60);
    const found = { startedAt: 'estimated', endedAt: 'estimated', distanceMetres: 'estimated' } as const;
    periods.push({ kind, startedAt: from, endedAt: to, distanceMetres: metres, found });
    from = to;
  };
  if (reservedMinutes > 0) add('reserved', reservedMinutes, 0);
  add('driving', drivingMinutes, distanceMetres);
  if (pausedMinutes > 0) add('paused', pausedMinutes, 0);
  const { startZones = [], endZones = [], options = [] } = planned;
  return { periods, startZones: [...startZones], endZones: [...endZones], options: [...options] };
}

/** What a running rental costs so far. */
export interface SoFar {
  readonly rating: Rating;
  /** What the end may still change: surcharges of the zone in which the rental ends. */
  readonly mayChange: readonly { readonly id: string; readonly zones: readonly string[] }[];
}

/** The last period may have no end: it goes on. Its end is then `now`, and marked as estimated. */
export function chargeSoFar(tariff: Tariff, usage: Usage, now: Instant, context: RatingContext = {}): SoFar {
  const last = usage.periods.length - 1;
  const periods = usage.periods.map((period, n): Period => {
    const { startedAt, endedAt, found } = period;
    if (n < last || endedAt !== undefined || startedAt === undefined) return period;
    // A car's clock may be ahead of ours.
    const end = isBefore(now, startedAt) ? startedAt : now;
    return { distanceMetres: 0, ...period, endedAt: end, found: { ...found, endedAt: 'estimated' } };
  });
  const { rates, fixed = [], packages = [] } = tariff;
  const conditional: readonly (readonly [string, Conditions | undefined])[] = [
    ...fixed.map(({ lineId, when }) => [lineId, when] as const),
    ...rates.map(({ rateId, when }) => [rateId, when] as const),
    ...packages.map(({ packageId, when }) => [packageId, when] as const),
  ];
  return {
    rating: rateUsage(tariff, { ...usage, periods }, context),
    mayChange: conditional.flatMap(([id, when]) => {
      const zones = when?.endZones ?? when?.eitherZones;
      return zones === undefined ? [] : [{ id, zones }];
    }),
  };
}
