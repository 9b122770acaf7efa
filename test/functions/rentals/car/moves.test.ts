import { describe, expect, it } from 'vitest';
import { rentalMoves, type Trigger, triggers } from '../../../../functions/rentals/car/moves.ts';
import { activeRental, type RentalRecord } from '../../../../functions/rentals/car/state.ts';
import type { RentalsMessage } from '../../../../functions/rentals/messages.ts';
import { type RentalState } from '../../../../shared/contracts/rentals/rental-state.ts';
import { expireReservation, giveUpWaiting } from '../../../../shared/contracts/rentals/rentals.ts';
import { checkContact } from '../../../../shared/contracts/rentals/use.ts';
import { grantUsed } from '../../../../shared/contracts/vehicles/grants.ts';
import { message } from '../../room-under-test.ts';
import {
  answer,
  cancelRental,
  carOf,
  endForRider,
  endNow,
  endRental,
  extendReservation,
  HERE,
  inUse,
  openForBusiness,
  pausedRental,
  pauseRental,
  type Rentals,
  reserved,
  resumeRental,
  stateOf,
  takeOut,
  unlockCar,
  VIN,
} from '../rentals-under-test.ts';

/** Every state meets every message, and gets the answer that the table has for the two. */

/** How a rental comes into each state. */
const ways: Readonly<Record<RentalState, (room: Rentals) => string>> = {
  RESERVED: reserved,
  UNLOCKING: (room) => then(room, reserved(room), unlockCar),
  IN_USE: inUse,
  PAUSING: (room) => then(room, inUse(room), pauseRental),
  PAUSED: pausedRental,
  RESUMING: (room) => then(room, pausedRental(room), resumeRental),
  ENDING: (room) => then(room, inUse(room), endRental),
  ENDED: (room) => {
    const rentalId = inUse(room);
    endNow(room, rentalId, { status: { position: HERE } });
    return rentalId;
  },
  CANCELLED: (room) => then(room, reserved(room), cancelRental),
  EXPIRED: (room) => {
    const rentalId = reserved(room);
    room.advanceTo('2026-01-31T09:15:00.000Z');
    return rentalId;
  },
};
const states = Object.keys(ways) as RentalState[];

function then(room: Rentals, rentalId: string, wish: (rentalId: string) => RentalsMessage): string {
  room.handle(wish(rentalId));
  return rentalId;
}

/** The message that is this trigger to the rental as it is. */
function messageOf(
  trigger: Trigger,
  { rentalId, reservedUntil, request, asked }: RentalRecord,
): RentalsMessage {
  const requestId = request?.requestId ?? `${rentalId}/unlock/1`;
  const done = (purpose: string) => answer({ requestId: `${rentalId}/${purpose}/${asked + 1}` }, 'EXECUTED');
  const messages: Readonly<Record<Trigger, () => RentalsMessage>> = {
    extend: () => extendReservation(rentalId),
    unlock: () => unlockCar(rentalId),
    cancel: () => cancelRental(rentalId),
    pause: () => pauseRental(rentalId),
    resume: () => resumeRental(rentalId),
    end: () => endRental(rentalId),
    'end by operator': () => endForRider(rentalId),
    'taken out of service': () => takeOut(),
    'time is over': () => message(expireReservation, { vin: VIN, rentalId, reservedUntil }),
    'no answer came': () => message(giveUpWaiting, { vin: VIN, rentalId, requestId }),
    silence: () => message(checkContact, { vin: VIN, rentalId, silentSince: '2026-01-31T09:00:00.000Z' }),
    opened: () => done('unlock'),
    resumed: () => done('resume'),
    paused: () => done('pause'),
    reported: () => answer({ requestId, action: 'report' }, 'EXECUTED'),
    locked: () => done('end'),
    'not done': () => answer({ requestId }, 'REJECTED'),
    'opened by phone': () => usedByPhone(rentalId, 'unlock'),
    'locked by phone': () => usedByPhone(rentalId, 'lock'),
  };
  return messages[trigger]();
}

const usedByPhone = (booking: string, action: 'unlock' | 'lock') =>
  message(grantUsed, { ...grantUsed.example, vin: VIN, booking, action, time: '2026-01-31T09:12:00.000Z' });

const pairs = (Object.keys(triggers) as Trigger[]).flatMap((trigger) =>
  states.map((state) => [trigger, state] as const),
);

describe('the rental machine', () => {
  it.each(pairs)('decides “%s” in %s', (trigger, state) => {
    const room = openForBusiness();
    const rentalId = ways[state](room);
    const rental = carOf(room).rentals.find((one) => one.rentalId === rentalId);
    if (rental === undefined) throw new Error('The rental did not come about');
    expect(rental.state).toBe(state);
    // What the car does in a check is asked as such: here it is answered as if it had been.
    const told = messageOf(trigger, rental);
    const about =
      trigger === 'reported' ? { ...told, data: { ...told.data, requestId: checkOf(rental) } } : told;

    const outcome = room.handle(about as RentalsMessage);

    const move = rentalMoves[trigger][state];
    if (move === 'ignored') expect(outcome).toMatchObject({ kind: 'ignore', outputs: [] });
    else if (move === 'as it is') expect(stateOf(room, rentalId)).toBe(state);
    else if ('refuse' in move)
      expect(outcome).toMatchObject({ kind: 'refuse', code: move.refuse, events: [] });
    else expect(move.to).toContain(stateOf(room, rentalId));
    const active = activeRental(carOf(room));
    expect(active === undefined || active.rentalId === rentalId).toBe(true);
  });
});

const checkOf = ({ rentalId, request }: RentalRecord) =>
  request?.requestId.includes('/check/') === true ? request.requestId : `${rentalId}/check/9`;
