import { grantsOpen, grantsSettled } from '../../../shared/contracts/rentals/grants.ts';
import type { connected, trustUpdated } from '../../../shared/contracts/vehicles/vehicles.ts';
import { type Instant, isBefore, later } from '../../../shared/kernel/time.ts';
import type { Context, MessageOf } from '../../../shared/runtime/domain.ts';
import { type CarDecision, withEvents } from '../car/deciding.ts';
import type { CarEvent } from '../car/events.ts';
import { type CarState, isActive, rentalOf } from '../car/state.ts';
import type { GrantRecord } from './grant-record.ts';
import { isLive, mayOpen } from './grant-state.ts';

/**
 * Whether a phone may still open a car after its rental: a car without a network does not know yet what was taken back.
 * Who waits for that, such as the riders room before it erases somebody, hears when it begins and when it is over.
 */

/** Rentals that this change has ended, and whose grants the car may still take. */
export function grantsLeftOpen(before: CarState, after: CarState, now: Instant): readonly CarEvent[] {
  const wasActive = (rentalId: string): boolean => {
    const rental = rentalOf(before, rentalId);
    return rental !== undefined && isActive(rental);
  };
  const isOver = (rentalId: string): boolean => {
    const rental = rentalOf(after, rentalId);
    return rental === undefined || !isActive(rental);
  };
  return [...byRental(after)].flatMap(([rentalId, grants]) => {
    const open = grants.filter((grant) => mayOpen(grant) && isBefore(now, grant.until));
    const [first] = open;
    if (first === undefined || !wasActive(rentalId) || !isOver(rentalId)) return [];
    const until = open.map((grant) => grant.until).reduce(later);
    return [grantsOpen({ vin: after.vin, rentalId, riderId: first.riderId, until, time: now })];
  });
}

/** The car says which list it keeps. */
export function decideTrust(
  car: CarState,
  { data }: MessageOf<typeof trustUpdated>,
  { now }: Context,
): CarDecision {
  const events = settledBy(car, data.trust.revocations, now);
  return events.length === 0
    ? { kind: 'ignore', reason: 'No grant waits for it.' }
    : { kind: 'accept', events };
}

/** The same when it connects, beside what else is decided of that. */
export function withGrantsSettled(
  car: CarState,
  { data }: MessageOf<typeof connected>,
  { now }: Context,
  decision: CarDecision,
): CarDecision {
  const settled = data.trust === undefined ? [] : settledBy(car, data.trust.revocations, now);
  if (settled.length === 0) return decision;
  if (decision.kind === 'ignore') return { kind: 'accept', events: settled };
  return withEvents(decision, (events) => [...events, ...settled]);
}

/** All grants of a rental at once. */
function settledBy(car: CarState, version: number, now: Instant): readonly CarEvent[] {
  return [...byRental(car)].flatMap(([rentalId, grants]) => {
    const open = grants.filter(mayOpen);
    const [first] = open;
    const isKnown = open.every((grant) => !isLive(grant) && (grant.revokedBy ?? 0) <= version);
    return first === undefined || !isKnown
      ? []
      : [grantsSettled({ vin: car.vin, rentalId, riderId: first.riderId, time: now })];
  });
}

const byRental = ({ grants = [] }: CarState): ReadonlyMap<string, readonly GrantRecord[]> =>
  Map.groupBy(grants, ({ rentalId }) => rentalId);
