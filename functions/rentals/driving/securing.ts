import type { Data } from '../../../shared/contracts/define.ts';
import { secureCar, secured, secureRequested } from '../../../shared/contracts/rentals/rentals.ts';
import type { commandFinished } from '../../../shared/contracts/vehicles/vehicles.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import type { Context, MessageOf, Output, Timer } from '../../../shared/runtime/domain.ts';
import type { CarDecision } from '../car/deciding.ts';
import type { CarEvent } from '../car/events.ts';
import { requestId, requestToCar } from '../car/requests.ts';
import { activeRental, type CarState, isOpenForRider } from '../car/state.ts';

/**
 * A car that was out of reach may say late that it had opened, when the reservation is long over; and an operator may end
 * a rental of a car that does not lock. Then it stands open with nobody in it. It is asked to lock until it says that it
 * did; until then nobody can reserve it.
 */

const FIRST_WAIT_SECONDS = 60;
const LONGEST_WAIT_SECONDS = 3600;

/** The car opened for a rental that is over. If a later rider has it open by now, that is not to be undone. */
export function decideLeftOpen(car: CarState, rentalId: string, context: Context): CarDecision {
  const later = activeRental(car);
  if (later?.started !== undefined) return { kind: 'ignore', reason: 'A later rental has the car open.' };
  if (car.securing !== undefined) return { kind: 'ignore', reason: 'The car is being locked already.' };
  const lock = askToLock(car, rentalId, 1, context);
  // A lock would race with the unlock of a later rider that is under way: the timer asks if that one fails.
  return { kind: 'accept', events: lock.events, outputs: later?.state === 'UNLOCKING' ? [] : lock.outputs };
}

/** The timer: it was asked to lock and has not said that it did. */
export function decideSecureAgain(
  car: CarState,
  _: MessageOf<typeof secureCar>,
  context: Context,
): CarDecision {
  if (car.securing === undefined || isOpenForRider(car)) {
    return { kind: 'ignore', reason: 'The car is locked, or somebody has it.' };
  }
  return { kind: 'accept', ...askToLock(car, car.securing.rentalId, car.securing.attempt + 1, context) };
}

/** The answer to any of the attempts. A failure needs nothing: the timer asks again. */
export function decideSecured(car: CarState, data: Data<typeof commandFinished>): CarDecision {
  const { vin, booking, requestId, result, status, time } = data;
  if (car.securing === undefined || car.securing.rentalId !== booking || result !== 'EXECUTED') {
    return { kind: 'ignore', reason: 'The car is locked, or will be asked again.' };
  }
  const locked = {
    vin,
    rentalId: booking,
    requestId,
    ...(status === undefined ? {} : { car: status }),
    time,
  };
  return { kind: 'accept', events: [secured(locked)] };
}

/** Each wait is twice the one before. While a rider has the car opened there is nothing to ask. */
export function securingTimers(car: CarState): readonly Timer[] {
  if (car.securing === undefined || isOpenForRider(car)) return [];
  const { rentalId, attempt, time } = car.securing;
  const wait = Math.min(FIRST_WAIT_SECONDS * 2 ** (attempt - 1), LONGEST_WAIT_SECONDS);
  return [
    { id: `secure/${rentalId}`, at: addSeconds(time, wait), command: secureCar({ vin: car.vin, rentalId }) },
  ];
}

export function askToLock(
  { vin }: CarState,
  rentalId: string,
  attempt: number,
  context: Context,
): { readonly events: readonly CarEvent[]; readonly outputs: readonly Output[] } {
  const id = requestId(rentalId, 'secure', attempt);
  return {
    events: [secureRequested({ vin, rentalId, requestId: id, attempt, time: context.now })],
    outputs: [requestToCar(vin, rentalId, 'secure', id)],
  };
}
