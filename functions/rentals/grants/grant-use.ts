import { reservationRestored } from '../../../shared/contracts/rentals/grants.ts';
import { started } from '../../../shared/contracts/rentals/rentals.ts';
import { paused, resumed } from '../../../shared/contracts/rentals/use.ts';
import type { grantUsed } from '../../../shared/contracts/vehicles/grants.ts';
import { isBefore } from '../../../shared/kernel/time.ts';
import type { Context, MessageOf } from '../../../shared/runtime/domain.ts';
import { withContactRestored } from '../car/contact.ts';
import { type CarDecision, decideMove, namesOf } from '../car/deciding.ts';
import type { CarEvent } from '../car/events.ts';
import { measuredStart } from '../car/measuring.ts';
import { requestId } from '../car/requests.ts';
import { activeRental, type CarState, type RentalRecord, rentalOf } from '../car/state.ts';
import { decideLeftOpen } from '../driving/securing.ts';

type Used = MessageOf<typeof grantUsed>['data'];

/**
 * What a phone did to the car out of reach, told when the car is back: with its own time, which may be long ago. The car
 * stands as it says, so the rental follows it.
 */
export function decideGrantUsed(
  car: CarState,
  { data }: MessageOf<typeof grantUsed>,
  context: Context,
): CarDecision {
  return withContactRestored(car, decideUse(car, data, context), data.time);
}

function decideUse(car: CarState, used: Used, context: Context): CarDecision {
  if (used.result !== 'EXECUTED') return { kind: 'ignore', reason: 'The car refused: nothing has changed.' };
  const rental = rentalOf(car, used.booking);
  if (used.action === 'unlock') {
    if (rental === undefined) return decideLeftOpen(car, used.booking, context);
    return decideMove(car, rental, 'opened by phone', () => decideOpened(car, rental, used, context));
  }
  if (used.action !== 'lock' || rental === undefined) {
    return { kind: 'ignore', reason: `A ${used.action} changes nothing of a rental like this.` };
  }
  return decideMove(car, rental, 'locked by phone', () =>
    isAfterStart(rental, used)
      ? { kind: 'accept', events: [settled('pause', car, rental, used)] }
      : { kind: 'ignore', reason: 'That was before the rental began.' },
  );
}

function decideOpened(car: CarState, rental: RentalRecord, used: Used, context: Context): CarDecision {
  switch (rental.state) {
    case 'RESERVED':
    case 'UNLOCKING':
      return { kind: 'accept', events: [begins(car, rental, used)] };
    case 'PAUSED':
      return { kind: 'accept', events: [settled('resume', car, rental, used)] };
    case 'IN_USE':
    case 'PAUSING':
    case 'RESUMING':
    case 'ENDING':
      return {
        kind: 'ignore',
        reason: 'The rental runs: the answer to what the car is asked says how it goes on.',
      };
    case 'EXPIRED':
      return activeRental(car) === undefined
        ? decideOpenedInTime(car, rental, used, context)
        : decideLeftOpen(car, used.booking, context);
    case 'CANCELLED':
    case 'ENDED':
      return decideLeftOpen(car, used.booking, context);
  }
}

/**
 * A grant for a reservation ends with it, so the car was opened before. But meanwhile the rider may have taken another
 * car: then this one stands open, and is nobody's.
 */
function decideOpenedInTime(car: CarState, rental: RentalRecord, used: Used, context: Context): CarDecision {
  const leftOpen = decideLeftOpen(car, used.booking, context);
  return {
    kind: 'accept',
    events: [restored(car, rental, used), begins(car, rental, used)],
    ...(leftOpen.kind === 'accept' ? { otherwise: leftOpen } : {}),
  };
}

/** What is told late may be of before: a lock of another use of the car is none of this one. */
function isAfterStart({ started }: RentalRecord, { time }: Used): boolean {
  return started === undefined || !isBefore(time, started.time);
}

function begins(car: CarState, rental: RentalRecord, used: Used): CarEvent {
  return started({ ...namesOf(car, rental), ...measuredStart(car, used) });
}

function settled(
  purpose: 'pause' | 'resume',
  car: CarState,
  rental: RentalRecord,
  { status, time }: Used,
): CarEvent {
  // Nothing was asked for it: it counts as done since the last request.
  const id = requestId(rental.rentalId, purpose, rental.asked);
  const data = { ...namesOf(car, rental), requestId: id, car: status, time };
  return purpose === 'pause' ? paused(data) : resumed(data);
}

function restored(car: CarState, rental: RentalRecord, { grantId, time }: Used): CarEvent {
  return reservationRestored({ ...namesOf(car, rental), grantId, time });
}
