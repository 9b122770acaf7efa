import type { Charge } from '../contracts/billing/charge.ts';
import type { PeriodKind, Usage } from '../contracts/billing/usage.ts';
import { DAY_MS } from '../kernel/time-zone.ts';

/** The usage in numbers, or why it cannot be rated. */
export interface TimedUsage {
  readonly periods: readonly TimedPeriod[];
  /** When the car was taken over: the first driving or paused period; without one, the first period. */
  readonly takenOver: number;
  /** The end of the last driving or paused period, or `takenOver`. */
  readonly leftAt: number;
  /** Whether there is a driving or paused period. */
  readonly isUsed: boolean;
  readonly estimated: Charge['estimated'];
}

export interface TimedPeriod {
  readonly kind: PeriodKind;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Micrometres. */
  readonly distance: number;
  /** It does not go on from a period of its kind: where rates restart, they do here. */
  readonly isNew: boolean;
}

export type Problem =
  | 'NO_PERIODS'
  | 'NO_START'
  | 'NO_END'
  | 'NOT_A_TIME'
  | 'ENDS_BEFORE_START'
  | 'OVERLAP'
  | 'TOO_LONG'
  | 'NO_DISTANCE'
  | 'NOT_A_DISTANCE'
  | 'UNKNOWN_OPTION'
  | 'SEVERAL_PACKAGES'
  | 'NO_TAX_AT_PLACE'
  | 'NOT_A_DISCOUNT'
  | 'TOO_LARGE';

/** A charge that an operator must look at: nothing is charged, and nothing is lost. */
export interface CannotBeRated {
  readonly kind: 'cannot-be-rated';
  readonly code: Problem;
  /** In plain words, for operators. */
  readonly detail: string;
}

export function cannotBeRated(code: Problem, detail: string): CannotBeRated {
  return { kind: 'cannot-be-rated', code, detail };
}

/** Longer rentals are more likely a lost end than a rental. A month’s package, and a day. */
export const LONGEST_DAYS = 32;
const METRE = 1e6;
/** A car that drives 250 km/h for 32 days comes this far, in metres. */
const LONGEST_METRES = 200_000_000;

export function timedUsage({ periods }: Usage, measuresDistance: boolean): TimedUsage | CannotBeRated {
  if (periods.length === 0) return cannotBeRated('NO_PERIODS', 'The usage has no periods.');
  const timed: TimedPeriod[] = [];
  let used: { from: number; to: number } | undefined;
  let [startedAt, endedAt, distanceMetres] = [false, false, false];
  for (const [n, period] of periods.entries()) {
    const { kind, found } = period;
    const problem = missing(period, measuresDistance && kind === 'driving');
    if (problem !== undefined) return { ...problem, detail: `Period ${n + 1} ${problem.detail}` };
    const from = Date.parse(period.startedAt ?? '');
    const to = Date.parse(period.endedAt ?? '');
    const before = timed.at(-1);
    const inOrder = orderProblem(n + 1, from, to, before, timed[0]);
    if (inOrder !== undefined) return inOrder;
    const distance = Math.round((period.distanceMetres ?? 0) * METRE);
    timed.push({ kind, from, to, distance, isNew: before?.kind !== kind || before.to !== from });
    if (kind !== 'reserved') used = { from: used?.from ?? from, to };
    startedAt ||= found.startedAt === 'estimated';
    endedAt ||= found.endedAt === 'estimated';
    distanceMetres ||= found.distanceMetres === 'estimated';
  }
  const takenOver = used?.from ?? timed[0]?.from ?? 0;
  return {
    periods: timed,
    takenOver,
    leftAt: used?.to ?? takenOver,
    isUsed: used !== undefined,
    estimated: [
      ...(startedAt ? (['startedAt'] as const) : []),
      ...(endedAt ? (['endedAt'] as const) : []),
      ...(distanceMetres ? (['distanceMetres'] as const) : []),
    ],
  };
}

function missing(
  { startedAt, endedAt, distanceMetres }: Usage['periods'][number],
  needsDistance: boolean,
): CannotBeRated | undefined {
  if (startedAt === undefined) return cannotBeRated('NO_START', 'has no start.');
  if (endedAt === undefined) return cannotBeRated('NO_END', 'has no end.');
  if (distanceMetres === undefined)
    return needsDistance
      ? cannotBeRated('NO_DISTANCE', 'has no distance, and the tariff charges for it.')
      : undefined;
  return distanceMetres >= 0 && distanceMetres <= LONGEST_METRES
    ? undefined
    : cannotBeRated('NOT_A_DISTANCE', `has a distance of ${distanceMetres} m.`);
}

function orderProblem(
  number: number,
  from: number,
  to: number,
  before: TimedPeriod | undefined,
  first: TimedPeriod | undefined,
): CannotBeRated | undefined {
  if (Number.isNaN(from) || Number.isNaN(to))
    return cannotBeRated('NOT_A_TIME', `Period ${number} starts or ends at something that is not a time.`);
  if (to < from)
    return cannotBeRated(
      'ENDS_BEFORE_START',
      `Period ${number} ends ${(from - to) / 1000} s before it starts.`,
    );
  if (before !== undefined && from < before.to)
    return cannotBeRated('OVERLAP', `Period ${number} starts before the one before it has ended.`);
  const days = (to - (first?.from ?? from)) / DAY_MS;
  return days > LONGEST_DAYS
    ? cannotBeRated(
        'TOO_LONG',
        `At the end of period ${number} the rental is ${days.toFixed(1)} days long; more than ${LONGEST_DAYS} are not charged without a look.`,
      )
    : undefined;
}
