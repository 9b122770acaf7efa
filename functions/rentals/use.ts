import type { end, giveUpWaiting, unlock } from '../../shared/contracts/rentals.ts';
import type { Context, Decision, MessageOf } from '../../shared/runtime/domain.ts';
import { failedRequest } from './answers.ts';
import { isWaitingFor, requestId, requestToCar } from './car-requests.ts';
import type { CarEvent } from './evolve.ts';
import { accept, namesOf, ownRental, rentalUnknown, reservationEnds } from './reservations.ts';
import { type CarState, hasRunOut, type RentalRecord, rentalOf } from './state.ts';

/** Asks the reserved car to unlock. Asked again meanwhile, the answer is the rental as it is. */
export function decideUnlock(
  car: CarState,
  { data }: MessageOf<typeof unlock>,
  context: Context,
): Decision<CarEvent> {
  const rental = ownRental(car, data);
  if (rental === undefined) return { kind: 'refuse', ...rentalUnknown(data.rentalId) };
  if (rental.state === 'UNLOCKING') return accept(car, rental.rentalId, []);
  const ranOut = rental.state === 'RESERVED' && hasRunOut(rental, context.now);
  if (ranOut || rental.state === 'EXPIRED') {
    return {
      kind: 'refuse',
      code: 'RESERVATION_EXPIRED',
      detail: `The car was kept until ${rental.reservedUntil}.`,
      events: ranOut ? [reservationEnds(car, rental, context.now)] : [],
    };
  }
  if (rental.state !== 'RESERVED') {
    return { kind: 'refuse', code: 'RENTAL_NOT_RESERVED', detail: `The rental is ${rental.state}.` };
  }
  return ask(car, rental, 'unlock', context);
}

/** Asks the car to lock: with its answer the rental ends. Asked again meanwhile, the answer is the rental as it is. */
export function decideEnd(
  car: CarState,
  { data }: MessageOf<typeof end>,
  context: Context,
): Decision<CarEvent> {
  const rental = ownRental(car, data);
  if (rental === undefined) return { kind: 'refuse', ...rentalUnknown(data.rentalId) };
  if (rental.state === 'ENDING') return accept(car, rental.rentalId, []);
  if (rental.state !== 'IN_USE') {
    return { kind: 'refuse', code: 'RENTAL_NOT_IN_USE', detail: `The rental is ${rental.state}.` };
  }
  return ask(car, rental, 'end', context);
}

/** The timer: nobody has said what became of the request, so nobody knows. */
export function decideGiveUp(
  car: CarState,
  { data }: MessageOf<typeof giveUpWaiting>,
  context: Context,
): Decision<CarEvent> {
  const rental = rentalOf(car, data.rentalId);
  if (rental === undefined || !isWaitingFor(rental, data.requestId)) {
    return { kind: 'ignore', reason: 'The request has its answer.' };
  }
  const events = failedRequest(
    car,
    rental,
    {
      requestId: data.requestId,
      result: 'UNKNOWN',
      reason: 'NO_ANSWER',
      mayHaveSucceeded: true,
      retryCanHelp: true,
      time: context.now,
    },
    context.now,
  );
  return { kind: 'accept', events };
}

function ask(
  car: CarState,
  rental: RentalRecord,
  purpose: 'unlock' | 'end',
  context: Context,
): Decision<CarEvent> {
  const id = requestId(rental.rentalId, purpose, rental.asked + 1);
  const data = { ...namesOf(car, rental), requestId: id, time: context.now };
  const event: CarEvent =
    purpose === 'unlock'
      ? { type: 'rentals.unlock-requested.v1', data }
      : { type: 'rentals.end-requested.v1', data };
  return {
    ...accept(car, rental.rentalId, [event]),
    outputs: [requestToCar(car.vin, rental.rentalId, purpose, id)],
  };
}
