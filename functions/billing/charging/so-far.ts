import type { Period, Usage } from '../../../shared/contracts/billing/usage.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import type { MeteredRental } from '../read-models.ts';
import { periodKind } from './rated-usage.ts';

/** Whether the car was taken over: before that it is only reserved. */
export const hasBegun = ({ periods }: MeteredRental): boolean =>
  periods.some(({ kind }) => kind !== 'RESERVED');

/** Until when the distance of a running rental is known; undefined while the car stands, and all of it is. */
export function distanceUntil({ periods }: MeteredRental): Instant | undefined {
  const last = periods.at(-1);
  return last?.kind === 'DRIVING' ? last.startedAt : undefined;
}

/** What a running rental has used by what is known of it: the last period goes on, its distance is not known yet. */
export function usageSoFar({ periods, startZones, options = [] }: MeteredRental): Usage {
  return {
    periods: periods.map(({ kind, startedAt, odometerKm }, n): Period => {
      const next = periods[n + 1];
      const km =
        next?.odometerKm === undefined || odometerKm === undefined ? 0 : next.odometerKm - odometerKm;
      return {
        kind: periodKind(kind),
        startedAt,
        ...(next === undefined ? {} : { endedAt: next.startedAt }),
        distanceMetres: Math.max(0, Math.round(km * 1000)),
        found: { startedAt: 'measured', endedAt: 'measured', distanceMetres: 'measured' },
      };
    }),
    startZones: [...startZones],
    endZones: [],
    options: [...options],
  };
}
