import type { Period, PeriodKind, Usage as RatedUsage } from '../../../shared/contracts/billing/usage.ts';
import type {
  Usage,
  UsageEstimate,
  UsageKind,
  UsagePeriod,
} from '../../../shared/contracts/rentals/usage.ts';

/** The usage of a rental in the terms of prices. */

const kinds: Readonly<Record<UsageKind, PeriodKind>> = {
  RESERVED: 'reserved',
  DRIVING: 'driving',
  PAUSED: 'paused',
};

export const periodKind = (kind: UsageKind): PeriodKind => kinds[kind];

export function ratedUsage({ periods, startZones = [], endZones = [], options = [] }: Usage): RatedUsage {
  return {
    periods: periods.map(ratedPeriod),
    startZones: [...startZones],
    endZones: [...endZones],
    options: [...options],
  };
}

function ratedPeriod({ kind, startedAt, endedAt, distanceMetres, estimates = [] }: UsagePeriod): Period {
  const how = (value: UsageEstimate['value']) =>
    estimates.some((estimate) => estimate.value === value) ? 'estimated' : 'measured';
  return {
    kind: periodKind(kind),
    startedAt,
    endedAt,
    distanceMetres,
    found: {
      startedAt: how('startedAt'),
      endedAt: how('endedAt'),
      distanceMetres: how('distanceMetres'),
    },
  };
}
