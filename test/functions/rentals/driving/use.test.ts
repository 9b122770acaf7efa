import { describe, expect, it } from 'vitest';
import { GIVE_UP_SECONDS } from '../../../../functions/rentals/car/requests.ts';
import {
  ANSWER_GRACE_SECONDS,
  COMMAND_LIFETIME_SECONDS,
  sendCommand,
} from '../../../../shared/contracts/vehicles/vehicles.ts';
import { addSeconds } from '../../../../shared/kernel/time.ts';
import {
  ANA,
  answer,
  BEN,
  blockRider,
  cancelRental,
  carOf,
  carTimers,
  endNow,
  HERE,
  inUse,
  openForBusiness,
  parkCar,
  requestsOf,
  reserveCar,
  reserved,
  stateOf,
  THERE,
  typesOf,
  unlockCar,
  VIN,
} from '../rentals-under-test.ts';

const unlockId = (rentalId: string, number = 1) => ({ requestId: `${rentalId}/unlock/${number}` });

describe('unlocking', () => {
  it('asks the car, and answers the rider at once', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);

    const outcome = room.handle(unlockCar(rentalId));

    expect(outcome).toMatchObject({ kind: 'accept', result: { rentalId, state: 'UNLOCKING' } });
    expect(requestsOf(outcome.outputs)).toEqual([
      { vin: VIN, action: 'unlock', requestId: `${rentalId}/unlock/1`, booking: rentalId },
    ]);
  });

  it('asked again meanwhile asks the car no second time', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.handle(unlockCar(rentalId));

    expect(room.handle(unlockCar(rentalId))).toMatchObject({
      kind: 'accept',
      result: { state: 'UNLOCKING' },
      events: [],
      outputs: [],
    });
  });

  it('begins the rental with the car’s time and status', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.handle(unlockCar(rentalId));

    const outcome = room.handle(
      answer(unlockId(rentalId), 'EXECUTED', {
        time: '2026-01-31T09:00:03.120Z',
        status: { odometerKm: 100, locked: false },
      }),
    );

    expect(outcome.events).toEqual([
      {
        type: 'rentals.started.v1',
        data: {
          vin: VIN,
          rentalId,
          riderId: ANA,
          requestId: `${rentalId}/unlock/1`,
          car: { odometerKm: 100, locked: false, chargePercent: 80 },
          estimated: ['chargePercent'],
          time: '2026-01-31T09:00:03.120Z',
        },
      },
    ]);
    expect(stateOf(room, rentalId)).toBe('IN_USE');
    expect(carTimers(room).map(({ id }) => id)).toEqual([`contact/${rentalId}`]);
  });

  it.each(['REJECTED', 'EXPIRED', 'UNKNOWN'] as const)(
    'that ends %s leaves the reservation, and says why',
    (result) => {
      const room = openForBusiness();
      const rentalId = reserved(room);
      room.handle(unlockCar(rentalId));

      const outcome = room.handle(answer(unlockId(rentalId), result));
      const again = room.handle(unlockCar(rentalId));

      expect(typesOf(outcome.events)).toEqual(['unlock-failed']);
      expect(room.item(`rental/${rentalId}`)?.body).toMatchObject({
        lastFailure: { action: 'unlock', result },
      });
      expect(requestsOf(again.outputs)).toMatchObject([unlockId(rentalId, 2)]);
    },
  );

  it('after UNKNOWN is corrected when the truth comes, and begins the rental if the car did open', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.handle(unlockCar(rentalId));
    room.handle(answer(unlockId(rentalId), 'UNKNOWN'));

    expect(room.handle(answer(unlockId(rentalId), 'UNKNOWN')).kind).toBe('ignore');
    expect(typesOf(room.handle(answer(unlockId(rentalId), 'EXPIRED')).events)).toEqual(['unlock-failed']);
    expect(room.item(`rental/${rentalId}`)?.body).toMatchObject({ lastFailure: { result: 'EXPIRED' } });

    room.handle(unlockCar(rentalId));
    room.handle(answer(unlockId(rentalId, 2), 'UNKNOWN'));
    expect(typesOf(room.handle(answer(unlockId(rentalId, 2), 'EXECUTED')).events)).toEqual(['started']);
    expect(room.item(`rental/${rentalId}`)?.body).not.toHaveProperty('lastFailure');
  });

  it('begins the rental by the first of two requests that the car obeyed', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.handle(unlockCar(rentalId));
    room.handle(answer(unlockId(rentalId), 'UNKNOWN'));
    room.handle(unlockCar(rentalId));

    const first = room.handle(answer(unlockId(rentalId), 'EXECUTED'));
    const second = room.handle(answer(unlockId(rentalId, 2), 'REJECTED'));

    expect(typesOf(first.events)).toEqual(['started']);
    expect(second.kind).toBe('ignore');
    expect(stateOf(room, rentalId)).toBe('IN_USE');
  });

  it('that fails after the reservation’s time ends it', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.now = '2026-01-31T09:14:59.000Z';
    room.handle(unlockCar(rentalId));
    room.advanceTo('2026-01-31T09:15:05.000Z');
    expect(stateOf(room, rentalId)).toBe('UNLOCKING');

    const outcome = room.handle(answer(unlockId(rentalId), 'REJECTED'));

    expect(typesOf(outcome.events)).toEqual(['unlock-failed', 'reservation-expired', 'car-offered']);
    expect(room.handle(reserveCar(BEN)).kind).toBe('accept');
  });

  it('that succeeds after the reservation’s time begins the rental', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.now = '2026-01-31T09:14:59.000Z';
    room.handle(unlockCar(rentalId));
    room.advanceTo('2026-01-31T09:15:05.000Z');

    expect(typesOf(room.handle(answer(unlockId(rentalId), 'EXECUTED')).events)).toEqual(['started']);
  });

  it('is given up when no word comes at all, later than the vehicles room itself gives up', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.handle(unlockCar(rentalId));
    const asked = room.now;

    expect(GIVE_UP_SECONDS).toBeGreaterThan(
      sendCommand.expiresAfterSeconds + COMMAND_LIFETIME_SECONDS + ANSWER_GRACE_SECONDS,
    );
    room.advanceTo(addSeconds(asked, GIVE_UP_SECONDS - 1));
    expect(stateOf(room, rentalId)).toBe('UNLOCKING');
    room.advanceTo(addSeconds(asked, GIVE_UP_SECONDS));

    expect(room.item(`rental/${rentalId}`)?.body).toMatchObject({
      state: 'RESERVED',
      lastFailure: { result: 'UNKNOWN', reason: 'NO_ANSWER', mayHaveSucceeded: true, retryCanHelp: true },
    });
  });

  it('is refused after the reservation’s time, which ends it even when its timer is late', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.now = '2026-01-31T09:15:00.000Z';

    const first = room.handle(unlockCar(rentalId));
    const second = room.handle(unlockCar(rentalId));

    expect(first).toMatchObject({ kind: 'refuse', code: 'RESERVATION_EXPIRED', outputs: [] });
    expect(typesOf(first.events)).toEqual(['reservation-expired', 'car-offered']);
    expect(second).toMatchObject({ kind: 'refuse', code: 'RESERVATION_EXPIRED', events: [] });
  });

  it('is refused when the rental is in use, ended or cancelled', () => {
    const room = openForBusiness();
    const used = inUse(room);
    const twice = room.handle(unlockCar(used));
    endNow(room, used, { status: { position: HERE } });
    const ended = room.handle(unlockCar(used));
    const cancelled = reserved(room);
    room.handle(cancelRental(cancelled));

    for (const outcome of [twice, ended, room.handle(unlockCar(cancelled))]) {
      expect(outcome).toMatchObject({ kind: 'refuse', code: 'RENTAL_NOT_RESERVED' });
    }
  });

  it('is refused to a rider who was blocked after reserving', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.handle(blockRider(ANA));

    expect(room.handle(unlockCar(rentalId))).toMatchObject({
      kind: 'refuse',
      code: 'RIDER_BLOCKED',
      outputs: [],
    });
    expect(stateOf(room, rentalId)).toBe('RESERVED');
  });
});

describe('where the car stands after a rental', () => {
  const endedWithoutFix = (parkedAt?: string) => {
    const room = openForBusiness();
    const rentalId = inUse(room);
    if (parkedAt !== undefined) room.handle(parkCar(VIN, parkedAt, THERE));
    endNow(room, rentalId, { time: '2026-01-31T09:30:00.000Z' });
    return room;
  };

  it('is where telemetry saw it parked since the start, when the car has no fix at the end', () => {
    const room = endedWithoutFix('2026-01-31T09:29:00.000Z');

    expect(carOf(room).place?.position).toEqual(THERE);
    expect(room.handle(reserveCar(BEN)).kind).toBe('accept');
  });

  it('is unknown when nobody has seen it since, until telemetry says it', () => {
    const room = endedWithoutFix();

    expect(room.item(`car/${VIN}`)).toEqual({
      key: `car/${VIN}`,
      body: { vin: VIN, model: 'Roadster E', plate: 'A-1234', state: 'AVAILABLE', free: false },
    });
    expect(room.handle(reserveCar(BEN))).toMatchObject({ kind: 'refuse', code: 'CAR_NOT_FREE' });

    room.handle(parkCar(VIN, '2026-01-31T09:31:00.000Z', HERE));
    expect(room.handle(reserveCar(BEN)).kind).toBe('accept');
  });

  it('is known and kept out of the index while somebody has the car', () => {
    const room = openForBusiness();
    inUse(room);

    room.handle(parkCar(VIN, '2026-01-31T09:10:00.000Z', THERE));

    expect(room.item(`car/${VIN}`)?.index).toBeUndefined();
  });
});
