import type {
  Evidence,
  Usage,
  UsageEstimate,
  UsageKind,
  UsagePeriod,
} from '../../../shared/contracts/rentals/usage.ts';
import { addSeconds, type Instant, isBefore, later } from '../../../shared/kernel/time.ts';

/** What a rental has used so far: the periods that are over, and the one that runs. */
export interface Meter {
  readonly periods: readonly UsagePeriod[];
  readonly running: RunningPeriod;
  readonly startOdometerKm?: number;
  /** As it was known last, at the start of a period or at the end of one. */
  readonly odometerKm?: number;
}

interface RunningPeriod {
  readonly kind: UsageKind;
  readonly startedAt: Instant;
  /** When the time at which it started was estimated. */
  readonly timeBy?: Evidence;
  /** When the odometer at its start was estimated, or was not known. */
  readonly odometerBy?: Evidence;
}

/** The moment at which one period ends and the next one starts. */
export interface Turn {
  readonly time: Instant;
  readonly timeBy?: Evidence | undefined;
  /** Undefined while it is not known. */
  readonly odometerKm?: number | undefined;
  readonly odometerBy?: Evidence | undefined;
}

/** What happens at one time comes by the clocks of a car and of the platform, which may differ by so much. */
const CLOCKS_DIFFER_SECONDS = 5;

/** A reservation begins. */
export const reservedSince = (time: Instant): Meter => ({
  periods: [],
  running: { kind: 'RESERVED', startedAt: time },
});

/** The running period ends, and another one starts. */
export function turned(meter: Meter, kind: UsageKind, turn: Turn): Meter {
  const periods = closed(meter, turn);
  const { odometerKm = meter.odometerKm, timeBy } = turn;
  const odometerBy = byOf(turn);
  const startOdometerKm =
    meter.startOdometerKm ?? (meter.running.kind === 'RESERVED' ? turn.odometerKm : undefined);
  return {
    periods,
    running: {
      kind,
      startedAt: periods.at(-1)?.endedAt ?? turn.time,
      ...(timeBy === undefined ? {} : { timeBy }),
      ...(odometerBy === undefined ? {} : { odometerBy }),
    },
    ...(startOdometerKm === undefined ? {} : { startOdometerKm }),
    ...(odometerKm === undefined ? {} : { odometerKm }),
  };
}

/** All of it, when the rental is over. */
export function usageUntil(
  meter: Meter,
  turn: Turn,
  { revision, model }: Pick<Usage, 'revision' | 'model'>,
): Usage {
  const { startOdometerKm } = meter;
  const { odometerKm } = turn;
  return {
    revision,
    model,
    periods: [...closed(meter, turn)],
    ...(startOdometerKm === undefined ? {} : { startOdometerKm }),
    ...(startOdometerKm === undefined || odometerKm === undefined ? {} : { endOdometerKm: odometerKm }),
  };
}

/**
 * The periods with the running one, which ends now; never before it started, however the clocks differ. Kilometres since
 * the odometer was known last belong to the last drive.
 */
function closed({ periods, running, odometerKm }: Meter, turn: Turn): readonly UsagePeriod[] {
  const { kind, startedAt } = running;
  const endedAt = later(startedAt, turn.time);
  const clocksDiffer = isBefore(addSeconds(turn.time, CLOCKS_DIFFER_SECONDS), startedAt);
  const endedBy = turn.timeBy ?? (clocksDiffer ? 'NOTHING' : undefined);
  const km =
    odometerKm === undefined || turn.odometerKm === undefined ? 0 : Math.max(0, turn.odometerKm - odometerKm);
  const distanceMetres = Math.round(km * 1000);
  const wasDriven = kind !== 'PAUSED' || running.odometerBy !== 'NOTHING';
  const estimates: UsageEstimate[] = [
    ...(running.timeBy === undefined ? [] : [{ value: 'startedAt', by: running.timeBy } as const]),
    ...(endedBy === undefined ? [] : [{ value: 'endedAt', by: endedBy } as const]),
    ...(kind === 'DRIVING' ? distanceEstimate(running, turn, odometerKm) : []),
  ];
  const period: UsagePeriod = {
    kind,
    startedAt,
    endedAt,
    distanceMetres: wasDriven ? distanceMetres : 0,
    ...(estimates.length === 0 ? {} : { estimates }),
  };
  return [...(wasDriven ? periods : withDistance(periods, distanceMetres)), period];
}

/** Both ends have to be measured, and an odometer does not run back. */
function distanceEstimate(
  running: RunningPeriod,
  turn: Turn,
  odometerKm: number | undefined,
): readonly UsageEstimate[] {
  const ranBack = odometerKm !== undefined && turn.odometerKm !== undefined && turn.odometerKm < odometerKm;
  const by = ranBack ? 'NOTHING' : (byOf(turn) ?? running.odometerBy);
  return by === undefined ? [] : [{ value: 'distanceMetres', by }];
}

const byOf = ({ odometerKm, odometerBy }: Turn): Evidence | undefined =>
  odometerKm === undefined ? 'NOTHING' : odometerBy;

/** The odometer was not known when the last drive ended; what it shows now was driven then. */
function withDistance(periods: readonly UsagePeriod[], distanceMetres: number): readonly UsagePeriod[] {
  const last = periods.findLastIndex(({ kind }) => kind === 'DRIVING');
  return periods.map((period, at) =>
    at === last ? { ...period, distanceMetres: period.distanceMetres + distanceMetres } : period,
  );
}
