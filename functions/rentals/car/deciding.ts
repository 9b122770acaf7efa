import { endRequested, unlockRequested } from '../../../shared/contracts/rentals/rentals.ts';
import { contactChecked, pauseRequested, resumeRequested } from '../../../shared/contracts/rentals/use.ts';
import type { Context, Decision } from '../../../shared/runtime/domain.ts';
import { rentalBody } from './car-read-models.ts';
import type { CarEvent } from './events.ts';
import { rentalMoves, type Trigger } from './moves.ts';
import { requestId, requestToCar } from './requests.ts';
import { type CarState, type RentalRecord, rentalOf } from './state.ts';

/** What the decisions about a rental have in common. */

export type CarDecision = Decision<CarEvent, CarState>;

/** Looks the move up: only what the table leaves open is decided further. */
export function decideMove(
  car: CarState,
  rental: RentalRecord,
  trigger: Trigger,
  decide: () => CarDecision,
): CarDecision {
  const move = rentalMoves[trigger][rental.state];
  if (move === 'ignored') return { kind: 'ignore', reason: `The rental is ${rental.state}.` };
  if (move === 'as it is') return accept(rental.rentalId, []);
  if ('refuse' in move)
    return { kind: 'refuse', code: move.refuse, detail: `The rental is ${rental.state}.` };
  return decide();
}

/** The same for what a rider asks: of nobody else's rental. */
export function decideOwnMove(
  car: CarState,
  { rentalId, riderId }: { readonly rentalId: string; readonly riderId: string },
  trigger: Trigger,
  decide: (rental: RentalRecord) => CarDecision,
): CarDecision {
  const rental = rentalOf(car, rentalId);
  if (rental?.riderId === riderId) return decideMove(car, rental, trigger, () => decide(rental));
  return { kind: 'refuse', code: 'RENTAL_UNKNOWN', detail: `There is no rental ${rentalId} of yours.` };
}

/** By which every event names its rental. */
export function namesOf({ vin }: CarState, { rentalId, riderId }: RentalRecord) {
  return { vin, rentalId, riderId };
}

/** The rental as it is after these events is what the caller is answered. */
export function accept(
  rentalId: string,
  events: readonly CarEvent[],
): Extract<CarDecision, { kind: 'accept' }> {
  return {
    kind: 'accept',
    events,
    resultAfter: (after) => {
      const rental = rentalOf(after, rentalId);
      return rental === undefined ? undefined : rentalBody(after, rental);
    },
  };
}

const requested = {
  unlock: unlockRequested,
  pause: pauseRequested,
  resume: resumeRequested,
  check: endRequested,
  contact: contactChecked,
} as const;

/** Asks the car; its answer comes as `vehicles.command-finished`. */
export function ask(
  car: CarState,
  rental: RentalRecord,
  purpose: keyof typeof requested,
  context: Context,
): CarDecision {
  const id = requestId(rental.rentalId, purpose, rental.asked + 1);
  const data = { ...namesOf(car, rental), requestId: id, time: context.now };
  return {
    ...accept(rental.rentalId, [requested[purpose](data)]),
    outputs: [requestToCar(car.vin, rental.rentalId, purpose, id)],
  };
}

/** A decision with other events in the place of its own, also in what is decided when a constraint does not hold. */
export function withEvents(
  decision: Exclude<CarDecision, { kind: 'ignore' }>,
  instead: (events: readonly CarEvent[]) => readonly CarEvent[],
): CarDecision {
  if (decision.kind === 'refuse') return { ...decision, events: instead(decision.events ?? []) };
  const { otherwise } = decision;
  return {
    ...decision,
    events: instead(decision.events),
    ...(otherwise === undefined ? {} : { otherwise: { ...otherwise, events: instead(otherwise.events) } }),
  };
}
