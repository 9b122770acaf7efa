import { describe, expect, it } from 'vitest';
import { expireReservation } from '../../../../shared/contracts/rentals/rentals.ts';
import { addSeconds } from '../../../../shared/kernel/time.ts';
import { message } from '../../room-under-test.ts';
import {
  ANA,
  answer,
  BEN,
  blockRider,
  cancelRental,
  carOf,
  HERE,
  listCar,
  OTHER_VIN,
  openForBusiness,
  parkCar,
  rentals,
  reserveCar,
  reserved,
  signUpRider,
  stateOf,
  THERE,
  typesOf,
  unblockRider,
  unlockCar,
  VIN,
} from '../rentals-under-test.ts';

describe('a car to be rented', () => {
  it('is found once it is listed and it is known where it stands, in either order', () => {
    const room = rentals();
    room.handle(parkCar());
    expect(room.item(`car/${VIN}`)).toBeUndefined();

    room.handle(listCar());

    expect(room.item(`car/${VIN}`)).toEqual({
      key: `car/${VIN}`,
      body: {
        vin: VIN,
        model: 'Roadster E',
        plate: 'A-1234',
        state: 'AVAILABLE',
        free: true,
        position: HERE,
        positionTime: '2026-01-31T08:00:00.000Z',
        chargePercent: 80,
      },
      index: { partition: 'free/3015-3044', sort: `0113331003/${VIN}` },
    });
  });

  it('moves with where it was left, and never back to an older place', () => {
    const room = openForBusiness();

    const newer = room.handle(parkCar(VIN, '2026-01-31T08:10:00.000Z', THERE));
    const older = room.handle(parkCar(VIN, '2026-01-31T08:05:00.000Z', HERE));

    expect(newer.kind).toBe('accept');
    expect(older.kind).toBe('ignore');
    expect(carOf(room).place?.position).toEqual(THERE);
  });

  it('is listed once', () => {
    const room = openForBusiness();

    expect(room.handle(listCar())).toMatchObject({ kind: 'ignore', events: [] });
  });
});

describe('reserving', () => {
  it('keeps the car for the rider for 15 minutes, and takes it out of the index', () => {
    const room = openForBusiness();

    const outcome = room.handle(reserveCar());

    const { rentalId } = outcome.result as { rentalId: string };
    expect(outcome).toMatchObject({
      kind: 'accept',
      result: {
        vin: VIN,
        riderId: ANA,
        state: 'RESERVED',
        reservedAt: room.now,
        reservedUntil: '2026-01-31T09:15:00.000Z',
      },
    });
    expect(rentalId).toMatch(/^rnt_/);
    expect(room.item(`rental/${rentalId}`)).toEqual({
      key: `rental/${rentalId}`,
      body: outcome.result,
      index: { partition: 'rider/ana', sort: room.now },
    });
    expect(room.item(`car/${VIN}`)?.index).toBeUndefined();
  });

  it('is refused for a car that is not of the fleet, of which nobody knows where it stands, or that somebody has', () => {
    const room = openForBusiness();
    const unknown = room.handle(reserveCar(ANA, 'WRS00001X0T000009'));
    room.handle(listCar('WRS00001X0T000008'));
    const unplaced = room.handle(reserveCar(ANA, 'WRS00001X0T000008'));
    reserved(room, BEN);
    const taken = room.handle(reserveCar());

    expect(unknown).toMatchObject({ kind: 'refuse', code: 'VEHICLE_UNKNOWN' });
    expect(unplaced).toMatchObject({ kind: 'refuse', code: 'CAR_NOT_FREE' });
    expect(taken).toMatchObject({ kind: 'refuse', code: 'CAR_NOT_FREE', events: [] });
  });

  it('is refused for who has not signed up, or is blocked, and tells the two apart', () => {
    const room = openForBusiness();
    const stranger = room.handle(reserveCar('eve'));
    room.handle(blockRider(ANA));
    const blocked = room.handle(reserveCar());
    room.handle(unblockRider(ANA));
    const unblocked = room.handle(reserveCar());

    expect(stranger).toMatchObject({ kind: 'refuse', code: 'RIDER_NOT_REGISTERED' });
    expect(blocked).toMatchObject({ kind: 'refuse', code: 'RIDER_BLOCKED' });
    expect(unblocked.kind).toBe('accept');
  });

  it('is refused for who has a car: another one, or the same', () => {
    const room = openForBusiness();
    reserved(room);

    for (const vin of [OTHER_VIN, VIN]) {
      expect(room.handle(reserveCar(ANA, vin))).toMatchObject({ kind: 'refuse', code: 'RIDER_HAS_RENTAL' });
    }
  });

  it('a second time is possible once the first is over', () => {
    const room = openForBusiness();
    room.handle(cancelRental(reserved(room)));

    expect(room.handle(reserveCar(ANA, OTHER_VIN)).kind).toBe('accept');
    expect(room.handle(reserveCar(BEN)).kind).toBe('accept');
  });
});

describe('a reservation', () => {
  it('ends with its time, and the car is free', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);

    room.advanceTo('2026-01-31T09:14:59.999Z');
    expect(stateOf(room, rentalId)).toBe('RESERVED');
    room.advanceTo('2026-01-31T09:15:00.000Z');

    expect(stateOf(room, rentalId)).toBe('EXPIRED');
    expect(room.item(`car/${VIN}`)?.index?.partition).toBe('free/3015-3044');
    expect(room.handle(reserveCar(BEN)).kind).toBe('accept');
  });

  it('also ends when its timer comes days late', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.now = addSeconds(room.now, 30 * 86_400);

    const outcome = room.handleExpired(
      message(expireReservation, { vin: VIN, rentalId, reservedUntil: '2026-01-31T09:15:00.000Z' }),
    );

    expect(typesOf(outcome.events)).toEqual(['reservation-expired', 'car-offered']);
  });

  it('that is over is not ended again by its timer', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.handle(cancelRental(rentalId));

    expect(
      room.handle(
        message(expireReservation, { vin: VIN, rentalId, reservedUntil: '2026-01-31T09:15:00.000Z' }),
      ),
    ).toMatchObject({ kind: 'ignore' });
  });

  it('is cancelled once, and the answer stays the same', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);

    const first = room.handle(cancelRental(rentalId));
    const second = room.handle(cancelRental(rentalId));

    expect(first).toMatchObject({ kind: 'accept', result: { state: 'CANCELLED' } });
    expect(second).toMatchObject({ kind: 'accept', result: { state: 'CANCELLED' }, events: [] });
    expect(room.item(`car/${VIN}`)?.index).toBeDefined();
  });

  it('is nobody else’s to cancel or unlock', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);

    for (const command of [cancelRental(rentalId, BEN), unlockCar(rentalId, BEN)]) {
      expect(room.handle(command)).toMatchObject({ kind: 'refuse', code: 'RENTAL_UNKNOWN', events: [] });
    }
  });

  it('cannot be cancelled once the car is being unlocked or in use', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.handle(unlockCar(rentalId));
    const unlocking = room.handle(cancelRental(rentalId));
    room.handle(answer({ requestId: `${rentalId}/unlock/1` }, 'EXECUTED'));
    const inUse = room.handle(cancelRental(rentalId));

    expect(unlocking).toMatchObject({ kind: 'refuse', code: 'RENTAL_IN_USE' });
    expect(inUse).toMatchObject({ kind: 'refuse', code: 'RENTAL_IN_USE' });
  });

  it('decided after the rider stopped waiting changes nothing', () => {
    const room = openForBusiness();

    expect(room.handleExpired(reserveCar())).toMatchObject({ kind: 'refuse', code: 'EXPIRED', events: [] });
  });
});

describe('who may rent', () => {
  it('hears each change once', () => {
    const room = rentals();

    const outcomes = [
      signUpRider(ANA),
      signUpRider(ANA),
      blockRider(ANA),
      signUpRider(ANA),
      blockRider(ANA),
      unblockRider(ANA),
    ].map((message) => room.handle(message).kind);

    expect(outcomes).toEqual(['accept', 'ignore', 'accept', 'ignore', 'ignore', 'accept']);
    expect(room.state('rider/ana')).toMatchObject({ standing: { signedUp: true, blocked: false } });
  });
});
