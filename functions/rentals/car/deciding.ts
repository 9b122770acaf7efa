import { endRequested, unlockRequested } from '../../../shared/contracts/rentals/rentals.ts';
import { contactChecked, pauseRequested, resumeRequested } from '../../../shared/contracts/rentals/use.ts';
import type { Context, Decision, Fact, Output } from '../../../shared/runtime/domain.ts';
import { rentalBody } from '../read-models.ts';
import type { CarEvent } from './events.ts';
import { evolveCar } from './evolve-car.ts';
import { rentalMoves, type Word } from './moves.ts';
import { requestId, requestToCar } from './requests.ts';
import { type CarState, type RentalRecord, rentalOf } from './state.ts';

/** What the decisions about a rental have in common. */

export type CarDecision = Decision<CarEvent>;

/** Looks the move up: only what the table leaves open is decided further. */
export function decideMove(
  car: CarState,
  rental: RentalRecord,
  word: Word,
  decide: () => CarDecision,
): CarDecision {
  const move = rentalMoves[word][rental.state];
  if (move === 'ignored') return { kind: 'ignore', reason: `The rental is ${rental.state}.` };
  if (move === 'as it is') return accept(car, rental.rentalId, []);
  if ('refuse' in move)
    return { kind: 'refuse', code: move.refuse, detail: `The rental is ${rental.state}.` };
  return decide();
}

/** The same for what a rider asks: of nobody else's rental. */
export function decideOwnMove(
  car: CarState,
  { rentalId, riderId }: { readonly rentalId: string; readonly riderId: string },
  word: Word,
  decide: (rental: RentalRecord) => CarDecision,
): CarDecision {
  const rental = rentalOf(car, rentalId);
  if (rental?.riderId === riderId) return decideMove(car, rental, word, () => decide(rental));
  return { kind: 'refuse', code: 'RENTAL_UNKNOWN', detail: `There is no rental ${rentalId} of yours.` };
}

/** By which every event names its rental. */
export function namesOf({ vin }: CarState, { rentalId, riderId }: RentalRecord) {
  return { vin, rentalId, riderId };
}

/** The rental as it is after these events is what the caller is answered. */
export function accept(
  car: CarState,
  rentalId: string,
  events: readonly CarEvent[],
): Extract<CarDecision, { kind: 'accept' }> {
  const after = events.reduce(evolveCar, car);
  const rental = rentalOf(after, rentalId);
  return {
    kind: 'accept',
    events,
    ...(rental === undefined ? {} : { result: rentalBody(after, rental) }),
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
    ...accept(car, rental.rentalId, [requested[purpose](data)]),
    outputs: [requestToCar(car.vin, rental.rentalId, purpose, id)],
  };
}

/** What is changed of a decision. */
interface Amendment<Event extends Fact> {
  /** Instead of those that it has. */
  readonly events?: readonly Event[];
  /** Besides those that it has. */
  readonly outputs?: readonly Output[];
}

/** A decision with an amendment, made for the events that it has: also what is decided when a claim cannot be had. */
export function amended<Event extends Fact, Added extends Fact = never>(
  decision: Decision<Event>,
  amend: (events: readonly Event[]) => Amendment<Event | Added>,
): Decision<Event | Added> {
  const part = ({ events = [], outputs = [] }: Amendment<Event>) => {
    const { events: instead = events, outputs: besides = [] } = amend(events);
    return { events: instead, outputs: [...outputs, ...besides] };
  };
  switch (decision.kind) {
    case 'ignore':
      return decision;
    case 'refuse':
      return { ...decision, ...part(decision) };
    case 'accept': {
      const { otherwise, ...now } = decision;
      return {
        ...now,
        ...part(now),
        ...(otherwise === undefined ? {} : { otherwise: { ...otherwise, ...part(otherwise) } }),
      };
    }
  }
}
