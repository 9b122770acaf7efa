import { describe, expect, it } from 'vitest';
import { CONTACT_SECONDS } from '../../../../shared/contracts/rentals/use.ts';
import { chargeLow } from '../../../../shared/contracts/telemetry/telemetry.ts';
import { parked } from '../../../../shared/contracts/vehicles/vehicles.ts';
import { addSeconds } from '../../../../shared/kernel/time.ts';
import { message } from '../../room-under-test.ts';
import {
  answer,
  BEN,
  bodyOf,
  carOf,
  connectCar,
  drawZones,
  endNow,
  HERE,
  inUse,
  openForBusiness,
  parkCar,
  pausedRental,
  pauseRental,
  putInService,
  type Rentals,
  requested,
  requestsOf,
  reserveCar,
  reserved,
  resumeRental,
  stateOf,
  THERE,
  takeOut,
  typesOf,
  VIN,
  zoneAround,
} from '../rentals-under-test.ts';

const attention = (room: Rentals) => room.item(`car/${VIN}`)?.index;

describe('pausing', () => {
  it('locks the car and keeps it; resuming opens it again', () => {
    const room = openForBusiness();
    const rentalId = inUse(room);

    const [lock] = requestsOf(room.handle(pauseRental(rentalId)).outputs);
    expect(lock).toMatchObject({ action: 'lock' });
    expect(stateOf(room, rentalId)).toBe('PAUSING');
    room.handle(answer({ requestId: `${rentalId}/pause/2`, action: 'lock' }, 'EXECUTED', { time: room.now }));
    expect(bodyOf(room, rentalId)).toMatchObject({ state: 'PAUSED', pausedSince: room.now });
    expect(room.handle(reserveCar(BEN))).toMatchObject({ code: 'CAR_NOT_FREE' });

    expect(requestsOf(room.handle(resumeRental(rentalId)).outputs)).toMatchObject([{ action: 'unlock' }]);
    room.handle(answer({ requestId: `${rentalId}/resume/3` }, 'EXECUTED'));
    expect(stateOf(room, rentalId)).toBe('IN_USE');
    expect(bodyOf(room, rentalId)).not.toHaveProperty('pausedSince');
  });

  it('that does not happen leaves the rental in use, and says why; when it did happen, the truth counts', () => {
    const room = openForBusiness();
    const rentalId = inUse(room);
    room.handle(pauseRental(rentalId));
    room.handle(answer({ requestId: `${rentalId}/pause/2`, action: 'lock' }, 'UNKNOWN'));
    expect(bodyOf(room, rentalId)).toMatchObject({
      state: 'IN_USE',
      lastFailure: { action: 'pause', result: 'UNKNOWN' },
    });

    room.handle(answer({ requestId: `${rentalId}/pause/2`, action: 'lock' }, 'EXECUTED'));
    expect(bodyOf(room, rentalId)).toMatchObject({ state: 'PAUSED' });
    expect(bodyOf(room, rentalId)).not.toHaveProperty('lastFailure');
  });

  it('is not undone by an old word', () => {
    const room = openForBusiness();
    const rentalId = pausedRental(room);
    room.handle(resumeRental(rentalId));
    room.handle(answer({ requestId: `${rentalId}/resume/3` }, 'EXECUTED'));

    expect(room.handle(answer({ requestId: `${rentalId}/pause/2`, action: 'lock' }, 'EXECUTED')).kind).toBe(
      'ignore',
    );
    expect(stateOf(room, rentalId)).toBe('IN_USE');
  });
});

describe('a silent car', () => {
  const askedForLife = (room: Rentals) => {
    const rentalId = inUse(room);
    room.advanceTo(addSeconds(room.now, CONTACT_SECONDS));
    return { rentalId, requestId: `${rentalId}/contact/2`, action: 'report' } as const;
  };

  it('is asked for a sign of life; without one contact is lost, and the rental goes on', () => {
    const room = openForBusiness();
    const asked = askedForLife(room);
    expect(typesOf(room.events).at(-1)).toBe('contact-checked');

    room.handle(answer(asked, 'UNKNOWN', { time: room.now }));

    expect(bodyOf(room, asked.rentalId)).toMatchObject({
      state: 'IN_USE',
      contactLostSince: '2026-01-31T09:00:00.000Z',
    });
    expect(attention(room)).toMatchObject({ partition: 'attention', sort: `contact-lost/${VIN}` });
    room.handle(connectCar({ odometerKm: 130 }, room.now));
    expect(bodyOf(room, asked.rentalId)).not.toHaveProperty('contactLostSince');
    expect(attention(room)).toBeUndefined();
  });

  it('that answers is asked again only after the next silence', () => {
    const room = openForBusiness();
    const asked = askedForLife(room);
    room.handle(answer(asked, 'EXECUTED', { status: { odometerKm: 120 }, time: room.now }));

    const checks = () => room.events.filter(({ type }) => type === 'rentals.contact-checked.v1').length;
    room.advanceTo(addSeconds(room.now, CONTACT_SECONDS - 1));
    expect(checks()).toBe(1);
    room.advanceTo(addSeconds(room.now, 1));
    expect(checks()).toBe(2);
    // What it said is what an end without its word is measured by.
    expect(carOf(room).rentals[0]?.heard?.car.odometerKm).toBe(120);
  });

  it('is not called lost when the question never left', () => {
    const room = openForBusiness();
    const asked = askedForLife(room);
    const never = answer(asked, 'EXPIRED');
    const outcome = room.handle({ ...never, data: { ...never.data, reason: 'EXPIRED_BEFORE_SENDING' } });

    expect(outcome.kind).toBe('ignore');
  });
});

describe('a car that somebody moved', () => {
  const away = { position: THERE, engineOn: false };

  it('is out of service when nobody has it, until an operator puts it back', () => {
    const room = openForBusiness();

    const outcome = room.handle(connectCar(away, '2026-01-31T09:05:00.000Z'));

    expect(typesOf(outcome.events)).toEqual(['car-moved', 'taken-out-of-service', 'car-withdrawn']);
    expect(attention(room)).toMatchObject({ sort: `moved/${VIN}` });
    expect(room.handle(reserveCar())).toMatchObject({ code: 'CAR_NOT_FREE' });
    room.handle(putInService());
    expect(room.handle(reserveCar()).kind).toBe('accept');
    expect(carOf(room).place?.position).toEqual(THERE);
  });

  it('takes its reservation with it', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);

    room.handle(connectCar(away, '2026-01-31T09:05:00.000Z'));

    expect(bodyOf(room, rentalId)).toMatchObject({
      state: 'CANCELLED',
      cancelledBy: { operator: 'platform' },
    });
  });

  it('while it was paused stays its rider’s, who sees it', () => {
    const room = openForBusiness();
    const rentalId = pausedRental(room);
    // As receivers say it, with how exact it is.
    const here = { ...HERE, accuracyMetres: 3, headingDegrees: 90 };
    room.handle(connectCar({ position: here, engineOn: false }, '2026-01-31T09:15:00.000Z'));

    room.handle(connectCar(away, '2026-01-31T09:20:00.000Z'));

    expect(bodyOf(room, rentalId)).toMatchObject({ state: 'PAUSED', movedSince: '2026-01-31T09:20:00.000Z' });
    expect(room.events.at(-2)).toMatchObject({ type: 'rentals.car-moved.v1', data: { from: HERE } });
  });

  it('is none that drove, is a little off, or tells of before', () => {
    const room = openForBusiness();
    const near = { latitude: HERE.latitude + 0.001, longitude: HERE.longitude };
    const time = '2026-01-31T09:05:00.000Z';

    expect(room.handle(connectCar({ position: near }, time)).kind).toBe('ignore');
    expect(room.handle(connectCar({ ...away, engineOn: true }, time)).kind).toBe('ignore');
    expect(room.handle(connectCar(away, '2026-01-31T07:00:00.000Z')).kind).toBe('ignore');
    expect(room.handle(message(parked, { vin: VIN, status: away, time })).kind).toBe('ignore');
    inUse(room);
    expect(typesOf(room.handle(connectCar(away, time)).events)).toEqual(['car-heard']);
  });
});

describe('a car that runs out of charge', () => {
  it('is shown to its rider and to operators', () => {
    const room = openForBusiness();
    const rentalId = inUse(room);

    room.handle(message(chargeLow, { ...chargeLow.example, vin: VIN, chargePercent: 14.2 }));

    expect(bodyOf(room, rentalId)).toMatchObject({ state: 'IN_USE', lowChargePercent: 14.2 });
    expect(attention(room)).toMatchObject({ sort: `low-charge/${VIN}` });
  });

  it('is nobody’s when it is left empty, also if it had not parked since', () => {
    const room = openForBusiness();
    const rentalId = inUse(room);

    const { events } = endNow(room, rentalId, { status: { chargePercent: 3.5, position: HERE } });

    expect(typesOf(events)).toEqual(['ended', 'taken-out-of-service']);
    expect(room.handle(reserveCar())).toMatchObject({ code: 'CAR_NOT_FREE' });
  });

  it('is nobody’s to reserve while it is empty, and again when it is charged', () => {
    const room = openForBusiness();
    const time = (minute: number) => `2026-01-31T09:${minute}:00.000Z`;
    const left = (chargePercent: number, at: string) => {
      const told = parkCar(VIN, at);
      return room.handle({ ...told, data: { ...told.data, chargePercent } });
    };

    expect(typesOf(left(3.5, time(10)).events)).toEqual([
      'car-placed',
      'taken-out-of-service',
      'car-withdrawn',
    ]);
    expect(room.handle(reserveCar())).toMatchObject({ code: 'CAR_NOT_FREE' });
    expect(typesOf(left(9, time(11)).events)).toEqual(['car-placed']);
    expect(typesOf(left(60, time(12)).events)).toEqual(['car-placed', 'back-in-service', 'car-offered']);
    expect(room.handle(reserveCar()).kind).toBe('accept');
  });
});

describe('out of service', () => {
  it('cancels a reservation, lets a rental run to its end, and is an operator’s word, with who and why', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    expect(room.handle(takeOut())).toMatchObject({
      result: { free: false, outOfService: { kind: 'DAMAGED', reason: 'a dent', operator: 'eva' } },
    });
    expect(bodyOf(room, rentalId)).toMatchObject({
      state: 'CANCELLED',
      cancelledBy: { operator: 'eva', reason: 'a dent' },
    });
    room.handle(putInService());

    const used = inUse(room);
    room.handle(takeOut());
    expect(stateOf(room, used)).toBe('IN_USE');
    endNow(room, used, { status: { position: HERE } });
    expect(stateOf(room, used)).toBe('ENDED');
    expect(room.handle(reserveCar(BEN))).toMatchObject({ code: 'CAR_NOT_FREE' });
    // Charge is not what it lacks: charging it does not put it back.
    room.handle(parkCar(VIN, '2026-01-31T09:50:00.000Z'));
    expect(carOf(room).outOfService).toBeDefined();
  });

  it('is only for operators, and for cars of the fleet', () => {
    const room = openForBusiness();
    const { principal: _, ...byNobody } = takeOut();

    expect(room.handle(byNobody)).toMatchObject({ code: 'FORBIDDEN' });
    expect(room.handle(takeOut('WRS00001X0T000009'))).toMatchObject({ code: 'VEHICLE_UNKNOWN' });
  });
});

describe('zones', () => {
  it('are drawn anew by operators, each time with a higher version', () => {
    const room = openForBusiness();

    const versions = [1, 2].map(() => room.handle(drawZones(zoneAround(HERE, 'service-area'))).result);

    expect(versions).toEqual([
      { version: 1, zones: 1 },
      { version: 2, zones: 1 },
    ]);
    const { principal: _, ...byNobody } = drawZones();
    expect(room.handle(byNobody)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('that make no sense are refused', () => {
    const room = openForBusiness();
    const zone = zoneAround(HERE, 'service-area');
    const [ring = []] = zone.geometry.type === 'Polygon' ? zone.geometry.coordinates : [];
    const open = { ...zone, geometry: { type: 'Polygon', coordinates: [ring.slice(0, 4)] } } as typeof zone;
    const many = Array.from({ length: 801 }, () => ring).flat();
    const large = { ...zone, geometry: { type: 'Polygon', coordinates: [many] } } as typeof zone;

    for (const zones of [[zone, zone], [open], [large]]) {
      expect(room.handle(drawZones(...zones))).toMatchObject({ kind: 'refuse', code: 'ZONES_NOT_VALID' });
    }
  });
});

it('asks nothing more of a car that nobody answers for', () => {
  const room = openForBusiness();
  const rentalId = inUse(room);
  const [lock] = requestsOf(room.handle(pauseRental(rentalId)).outputs);
  if (lock === undefined) throw new Error('The car was not asked to lock');
  room.handle(answer(requested(lock), 'UNKNOWN'));

  expect(bodyOf(room, rentalId)).toHaveProperty('contactLostSince');
  const asked = room.events.length;
  room.advanceTo(addSeconds(room.now, 6 * 3600));
  expect(room.events.length).toBe(asked);
});
