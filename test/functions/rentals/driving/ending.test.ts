import { describe, expect, it } from 'vitest';
import { GIVE_UP_SECONDS } from '../../../../functions/rentals/car/requests.ts';
import type { Zone } from '../../../../shared/contracts/rentals/zones.ts';
import { addSeconds } from '../../../../shared/kernel/time.ts';
import {
  ANA,
  answer,
  askToEnd,
  BEN,
  bodyOf,
  carOf,
  drawZones,
  endForRider,
  endNow,
  endRental,
  HERE,
  inUse,
  openForBusiness,
  pausedRental,
  type Rentals,
  requested,
  requestsOf,
  reserveCar,
  reserved,
  stateOf,
  THERE,
  typesOf,
  unlockCar,
  VIN,
  zoneAround,
} from '../rentals-under-test.ts';

const checkId = (rentalId: string, number = 2) =>
  ({ requestId: `${rentalId}/check/${number}`, action: 'report' }) as const;
const endId = (rentalId: string, number = 3) =>
  ({ requestId: `${rentalId}/end/${number}`, action: 'lock' }) as const;
const allThere = { engineOn: false, doorsClosed: true, keyFobPresent: true, fuelCardPresent: true };

describe('ending', () => {
  it('asks the car how it stands, then to lock; with that answer the rental is over, measured by the car', () => {
    const room = openForBusiness();
    const rentalId = inUse(room, { odometerKm: 18_230.4 });

    const asked = room.handle(endRental(rentalId));
    const allowed = room.handle(
      answer(checkId(rentalId), 'EXECUTED', { status: { ...allThere, position: THERE } }),
    );
    const outcome = room.handle(
      answer(endId(rentalId), 'EXECUTED', {
        time: '2026-01-31T09:31:00.400Z',
        status: { odometerKm: 18_236.1, chargePercent: 69, position: { ...THERE, accuracyMetres: 4 } },
      }),
    );

    expect(requestsOf(asked.outputs)).toEqual([{ vin: VIN, ...checkId(rentalId), booking: rentalId }]);
    expect(asked).toMatchObject({ kind: 'accept', result: { state: 'ENDING' } });
    expect(requestsOf(allowed.outputs)).toEqual([{ vin: VIN, ...endId(rentalId), booking: rentalId }]);
    expect(typesOf(outcome.events)).toEqual(['ended', 'car-offered']);
    expect(bodyOf(room, rentalId)).toMatchObject({
      state: 'ENDED',
      distanceKm: 5.7,
      durationSeconds: 1800,
    });
    expect(bodyOf(room, rentalId)).not.toHaveProperty('ended.estimated');
    expect(carOf(room).place).toEqual({
      position: THERE,
      chargePercent: 69,
      odometerKm: 18_236.1,
      time: '2026-01-31T09:31:00.400Z',
    });
    expect(room.handle(reserveCar()).kind).toBe('accept');
  });

  it('leaves out a distance and a duration that make no sense', () => {
    const room = openForBusiness();
    const rentalId = inUse(room, { odometerKm: 200 });
    endNow(room, rentalId, { time: '2026-01-31T08:00:00.000Z', status: { odometerKm: 100 } });

    expect(bodyOf(room, rentalId)).not.toHaveProperty('distanceKm');
    expect(bodyOf(room, rentalId)).not.toHaveProperty('durationSeconds');
  });

  it('asked again meanwhile asks the car no second time', () => {
    const room = openForBusiness();
    const rentalId = inUse(room);
    room.handle(endRental(rentalId));

    expect(room.handle(endRental(rentalId))).toMatchObject({
      kind: 'accept',
      result: { state: 'ENDING' },
      events: [],
      outputs: [],
    });
  });

  it('that the car refuses leaves the rental in use; the next try ends it', () => {
    const room = openForBusiness();
    const rentalId = inUse(room);
    askToEnd(room, rentalId);

    const outcome = room.handle(answer(endId(rentalId), 'REJECTED'));
    expect(typesOf(outcome.events)).toEqual(['end-failed']);
    expect(bodyOf(room, rentalId)).toMatchObject({
      state: 'IN_USE',
      lastFailure: { action: 'end', reason: 'VEHICLE_MOVING' },
    });

    endNow(room, rentalId);
    expect(stateOf(room, rentalId)).toBe('ENDED');
  });

  it('after UNKNOWN ends the rental when the car did lock', () => {
    const room = openForBusiness();
    const rentalId = inUse(room);
    askToEnd(room, rentalId);
    room.handle(answer(endId(rentalId), 'UNKNOWN'));

    expect(typesOf(room.handle(answer(endId(rentalId), 'EXECUTED')).events)).toEqual(['ended']);
    expect(room.handle(answer(endId(rentalId), 'EXECUTED')).kind).toBe('ignore');
  });

  it.each(['before the car has said how it stands', 'after'])(
    'is given up when no word comes, %s',
    (when) => {
      const room = openForBusiness();
      const rentalId = inUse(room);
      if (when === 'after') askToEnd(room, rentalId);
      else room.handle(endRental(rentalId));

      room.advanceTo(addSeconds(room.now, GIVE_UP_SECONDS));

      expect(bodyOf(room, rentalId)).toMatchObject({
        state: 'IN_USE',
        lastFailure: { action: 'end', result: 'UNKNOWN' },
      });
    },
  );

  it('of a paused rental that does not happen leaves it paused', () => {
    const room = openForBusiness();
    const rentalId = pausedRental(room);
    room.handle(endRental(rentalId));

    room.handle(answer(checkId(rentalId, 3), 'UNKNOWN'));

    expect(stateOf(room, rentalId)).toBe('PAUSED');
    expect(typesOf(endNow(room, rentalId).events)).toEqual(['ended']);
    expect(bodyOf(room, rentalId)).not.toHaveProperty('pausedSince');
  });

  it('is refused before the rental began, after it ended, and to others', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    const before = room.handle(endRental(rentalId));
    room.handle(unlockCar(rentalId));
    room.handle(answer({ requestId: `${rentalId}/unlock/1` }, 'EXECUTED'));
    const other = room.handle(endRental(rentalId, BEN));
    endNow(room, rentalId);
    const after = room.handle(endRental(rentalId));

    expect(before).toMatchObject({ kind: 'refuse', code: 'RENTAL_NOT_IN_USE' });
    expect(other).toMatchObject({ kind: 'refuse', code: 'RENTAL_UNKNOWN' });
    expect(after).toMatchObject({ kind: 'refuse', code: 'RENTAL_NOT_IN_USE' });
  });
});

describe('a car that may not be left as it stands', () => {
  const reasons = [
    ['ENGINE_ON', { engineOn: true }],
    ['DOORS_OPEN', { doorsClosed: false }],
    ['KEY_FOB_MISSING', { keyFobPresent: false }],
    ['FUEL_CARD_MISSING', { fuelCardPresent: false }],
  ] as const;

  it.each(reasons)('is not locked: %s', (reason, status) => {
    const room = openForBusiness();
    const rentalId = inUse(room);

    const outcome = askToEnd(room, rentalId, { ...allThere, ...status });

    expect(outcome.outputs).toEqual([]);
    expect(typesOf(outcome.events)).toEqual(['end-refused']);
    expect(bodyOf(room, rentalId)).toMatchObject({
      state: 'IN_USE',
      lastFailure: { action: 'end', result: 'REFUSED', reason, retryCanHelp: true },
    });
  });

  it.each(reasons)('and says so only after it has locked, leaves the rental paused: %s', (reason, status) => {
    const room = openForBusiness();
    const rentalId = inUse(room);
    askToEnd(room, rentalId, allThere);

    room.handle(answer(endId(rentalId), 'EXECUTED', { status: { ...allThere, ...status } }));

    expect(bodyOf(room, rentalId)).toMatchObject({
      state: 'PAUSED',
      lastFailure: { result: 'REFUSED', reason, detail: expect.stringContaining('resume') as string },
    });
  });

  it('because it has moved since it was checked, stays the rider’s', () => {
    const room = openForBusiness();
    const rentalId = inUse(room);
    askToEnd(room, rentalId, { position: HERE });

    room.handle(answer(endId(rentalId), 'EXECUTED', { status: { position: THERE } }));

    expect(bodyOf(room, rentalId)).toMatchObject({
      state: 'PAUSED',
      lastFailure: { reason: 'CAR_MOVED' },
    });
    expect(typesOf(endNow(room, rentalId, { status: { position: THERE } }).events)).toEqual([
      'ended',
      'car-offered',
    ]);
  });

  const withZones = (...zones: readonly Zone[]): Rentals => {
    const room = openForBusiness();
    room.handle(drawZones(...zones));
    return room;
  };

  it('outside of the service area goes on, and its rider hears of the nearest place inside', () => {
    const room = withZones(zoneAround(HERE, 'service-area'));
    const rentalId = inUse(room);

    const outcome = askToEnd(room, rentalId, {
      position: { latitude: HERE.latitude + 0.012, longitude: HERE.longitude },
    });

    expect(outcome.outputs).toEqual([]);
    expect(bodyOf(room, rentalId)).toMatchObject({
      state: 'IN_USE',
      lastFailure: {
        result: 'REFUSED',
        reason: 'OUTSIDE_SERVICE_AREA',
        nearestAllowed: {
          position: { latitude: expect.closeTo(HERE.latitude + 0.01, 3) as number },
          distanceMetres: expect.closeTo(227, -1) as number,
        },
      },
    });
    expect(typesOf(endNow(room, rentalId, { status: { position: HERE } }).events)).toEqual([
      'ended',
      'car-offered',
    ]);
  });

  it('in a no-parking zone goes on, and the zone is named', () => {
    const zone = zoneAround(HERE, 'no-parking', 0.001);
    const room = withZones(zoneAround(HERE, 'service-area'), zone);
    const rentalId = pausedRental(room);

    const outcome = askToEnd(room, rentalId, { position: HERE });

    expect(outcome.events).toMatchObject([
      { data: { reason: 'NO_PARKING_ZONE', zone: zone.properties.name } },
    ]);
    expect(stateOf(room, rentalId)).toBe('PAUSED');
  });

  it('at a place that nobody knows goes on, as long as there are zones', () => {
    const room = withZones(zoneAround(HERE, 'service-area'));
    const rentalId = inUse(room);

    askToEnd(room, rentalId, allThere);

    expect(bodyOf(room, rentalId)).toMatchObject({ lastFailure: { reason: 'POSITION_UNKNOWN' } });
  });

  it('is judged by the zones of now', () => {
    const room = withZones(zoneAround(HERE, 'service-area'));
    const rentalId = inUse(room);
    askToEnd(room, rentalId, { position: THERE });
    room.handle(drawZones(zoneAround(HERE, 'service-area'), zoneAround(THERE, 'service-area')));

    expect(typesOf(endNow(room, rentalId, { status: { position: THERE } }).events)).toEqual([
      'ended',
      'car-offered',
    ]);
  });
});

describe('an end by an operator', () => {
  it('locks the car; who did it and why stays with the rental', () => {
    const room = openForBusiness();
    const rentalId = inUse(room);

    const asked = room.handle(endForRider(rentalId, 'the phone is dead'));
    const outcome = room.handle(
      answer(endId(rentalId, 2), 'EXECUTED', { status: { keyFobPresent: false, odometerKm: 110 } }),
    );

    expect(requestsOf(asked.outputs)).toMatchObject([{ action: 'lock' }]);
    expect(asked.result).toMatchObject({ state: 'ENDING' });
    expect(outcome.events).toMatchObject([
      { type: 'rentals.ended.v1', data: { by: { operator: 'eva', reason: 'the phone is dead' } } },
    ]);
    expect(bodyOf(room, rentalId)).toMatchObject({
      state: 'ENDED',
      ended: { by: { operator: 'eva', reason: 'the phone is dead' } },
    });
  });

  it('without a word of the car estimates, says so, and keeps the car from others until it is locked', () => {
    const room = openForBusiness();
    const rentalId = inUse(room, { odometerKm: 100, position: HERE, chargePercent: 80 });
    room.now = '2026-01-31T10:00:00.000Z';
    room.handle(endForRider(rentalId));

    const outcome = room.handle(answer(endId(rentalId, 2), 'UNKNOWN', { time: room.now }));

    expect(typesOf(outcome.events)).toEqual(['contact-lost', 'ended', 'secure-requested']);
    expect(bodyOf(room, rentalId)).toMatchObject({
      state: 'ENDED',
      ended: {
        time: '2026-01-31T10:00:00.000Z',
        car: { odometerKm: 100, chargePercent: 80 },
        estimated: ['time', 'odometerKm', 'chargePercent'],
      },
      durationSeconds: 3540,
    });
    expect(room.handle(reserveCar(BEN))).toMatchObject({ code: 'CAR_NOT_FREE' });

    const locked = { requestId: `${rentalId}/secure/1`, action: 'lock' } as const;
    room.handle(
      answer(locked, 'EXECUTED', { time: '2026-01-31T10:05:00.000Z', status: { position: THERE } }),
    );
    expect(carOf(room).place?.position).toEqual(THERE);
    expect(room.handle(reserveCar(BEN)).kind).toBe('accept');
  });

  it('of a car that refuses takes the car’s own word on what it has driven', () => {
    const room = openForBusiness();
    const rentalId = inUse(room, { odometerKm: 100 });
    room.handle(endForRider(rentalId));

    const refused = answer(endId(rentalId, 2), 'REJECTED', {
      time: '2026-01-31T09:40:00.000Z',
      status: { odometerKm: 120, doorsClosed: false },
    });
    expect(typesOf(room.handle(refused).events)).toEqual(['ended', 'secure-requested']);
    expect(bodyOf(room, rentalId)).toMatchObject({
      ended: { time: '2026-01-31T09:40:00.000Z', car: { odometerKm: 120 } },
      distanceKm: 20,
    });
  });

  it('comes before what the rider has asked, and is asked once', () => {
    const room = openForBusiness();
    const rentalId = inUse(room);
    room.handle(endRental(rentalId));
    const [lock] = requestsOf(room.handle(endForRider(rentalId)).outputs);
    const again = room.handle(endForRider(rentalId));
    const late = room.handle(answer(checkId(rentalId), 'EXECUTED', { status: allThere }));

    expect(again).toMatchObject({ kind: 'accept', events: [], outputs: [] });
    expect(late.kind).toBe('ignore');
    if (lock === undefined) throw new Error('The car was not asked to lock');
    expect(typesOf(room.handle(answer(requested(lock), 'EXECUTED')).events)).toEqual(['ended']);
  });

  it('cancels a reservation, also while the car is being unlocked: if it opens, it is locked again', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.handle(unlockCar(rentalId));

    room.handle(endForRider(rentalId));
    const opened = room.handle(answer({ requestId: `${rentalId}/unlock/1` }, 'EXECUTED'));

    expect(bodyOf(room, rentalId)).toMatchObject({
      state: 'CANCELLED',
      cancelledBy: { operator: 'eva', reason: 'the phone is dead' },
    });
    expect(typesOf(opened.events)).toEqual(['secure-requested', 'car-withdrawn']);
  });

  it('is only an operator’s', () => {
    const room = openForBusiness();
    const rentalId = inUse(room);
    const { principal: _, ...byNobody } = endForRider(rentalId);

    expect(room.handle(byNobody)).toMatchObject({ kind: 'refuse', code: 'FORBIDDEN' });
    expect(room.handle({ ...byNobody, principal: { kind: 'rider', id: ANA } })).toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
