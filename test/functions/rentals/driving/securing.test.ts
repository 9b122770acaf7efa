import { describe, expect, it } from 'vitest';
import { addSeconds } from '../../../../shared/kernel/time.ts';
import {
  ANA,
  answer,
  BEN,
  cancelRental,
  carOf,
  carTimers,
  openForBusiness,
  type Rentals,
  requestsOf,
  reserveCar,
  reserved,
  typesOf,
  unlockCar,
  VIN,
} from '../rentals-under-test.ts';

/** Ana's unlock ended UNKNOWN, and she gave the car back: whether it is open nobody knows. */
function leftUnknown(): { room: Rentals; rentalId: string; openedLate: ReturnType<typeof answer> } {
  const room = openForBusiness();
  const rentalId = reserved(room);
  room.handle(unlockCar(rentalId));
  room.handle(answer({ requestId: `${rentalId}/unlock/1` }, 'UNKNOWN'));
  room.handle(cancelRental(rentalId));
  return { room, rentalId, openedLate: answer({ requestId: `${rentalId}/unlock/1` }, 'EXECUTED') };
}

const secureId = (rentalId: string, attempt: number) =>
  ({ requestId: `${rentalId}/secure/${attempt}`, action: 'lock' }) as const;

describe('a car that opened for a rental that is over', () => {
  it('is locked, and nobody’s until it says so', () => {
    const { room, rentalId, openedLate } = leftUnknown();

    const outcome = room.handle(openedLate);

    expect(typesOf(outcome.events)).toEqual(['secure-requested', 'car-withdrawn']);
    expect(requestsOf(outcome.outputs)).toEqual([
      { vin: VIN, action: 'lock', requestId: `${rentalId}/secure/1`, booking: rentalId },
    ]);
    expect(room.item(`car/${VIN}`)?.index).toMatchObject({ partition: 'attention' });
    expect(room.handle(reserveCar(BEN))).toMatchObject({ kind: 'refuse', code: 'CAR_NOT_FREE' });

    const secured = room.handle(answer(secureId(rentalId, 1), 'EXECUTED'));
    expect(typesOf(secured.events)).toEqual(['secured', 'car-offered']);
    expect(carTimers(room)).toEqual([]);
    expect(room.handle(reserveCar(BEN)).kind).toBe('accept');
  });

  it('is asked again, ever more slowly, until it says that it is locked', () => {
    const { room, rentalId, openedLate } = leftUnknown();
    room.handle(openedLate);
    const opened = room.now;
    room.handle(answer(secureId(rentalId, 1), 'EXPIRED'));

    room.advanceTo(addSeconds(opened, 60 + 120 + 240 + 480 + 960 + 1920 + 2 * 3600));

    const attempts = room.events.flatMap((event) =>
      event.type === 'rentals.secure-requested.v1' ? [event.data] : [],
    );
    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(attempts.at(-1)?.time).toBe(addSeconds(opened, 3780 + 7200));
    expect(typesOf(room.handle(answer(secureId(rentalId, 4), 'EXECUTED')).events)).toEqual([
      'secured',
      'car-offered',
    ]);
  });

  it('is locked also when the next rider has only reserved it; the rider’s unlock ends the worry', () => {
    const { room, rentalId, openedLate } = leftUnknown();
    const next = reserved(room, BEN);

    expect(typesOf(room.handle(openedLate).events)).toEqual(['secure-requested']);
    room.handle(unlockCar(next, BEN));
    expect(room.timers().map(({ id }) => id)).not.toContain(`secure/${rentalId}`);
    room.handle(answer({ requestId: `${next}/unlock/1` }, 'EXECUTED'));

    expect(carOf(room).securing).toBeUndefined();
    expect(room.handle(answer(secureId(rentalId, 1), 'EXECUTED')).kind).toBe('ignore');
  });

  it('is asked again when that rider’s unlock fails', () => {
    const { room, rentalId, openedLate } = leftUnknown();
    const next = reserved(room, BEN);
    room.handle(openedLate);
    room.handle(unlockCar(next, BEN));
    room.handle(answer({ requestId: `${next}/unlock/1` }, 'REJECTED'));

    expect(room.timers().map(({ id }) => id)).toContain(`secure/${rentalId}`);
  });

  it('is left alone when a later rider has it open', () => {
    const { room, openedLate } = leftUnknown();
    const next = reserved(room, BEN);
    room.handle(unlockCar(next, BEN));
    room.handle(answer({ requestId: `${next}/unlock/1` }, 'EXECUTED'));

    expect(room.handle(openedLate)).toMatchObject({ kind: 'ignore', outputs: [] });
  });

  it('is locked when a later rider’s unlock was under way, and that one fails', () => {
    const { room, rentalId, openedLate } = leftUnknown();
    const next = reserved(room, BEN);
    room.handle(unlockCar(next, BEN));

    expect(room.handle(openedLate)).toMatchObject({ kind: 'accept', outputs: [] });
    room.handle(answer({ requestId: `${next}/unlock/1` }, 'EXPIRED'));

    expect(room.timers().map(({ id }) => id)).toContain(`secure/${rentalId}`);
  });

  it('is known to the room however many reservations ago that was', () => {
    const { room, rentalId, openedLate } = leftUnknown();
    for (let i = 0; i < 10; i++) room.handle(cancelRental(reserved(room, ANA)));

    expect(requestsOf(room.handle(openedLate).outputs)).toMatchObject([secureId(rentalId, 1)]);
  });
});

describe('an answer of the car to something that is none of this room’s', () => {
  it('is passed over', () => {
    const room = openForBusiness();

    expect(room.handle(answer({ requestId: 'op_vehicles_1', booking: 'x' }, 'EXECUTED'))).toMatchObject({
      kind: 'ignore',
    });
  });
});
