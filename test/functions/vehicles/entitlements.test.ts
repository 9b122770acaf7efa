import { describe, expect, it } from 'vitest';
import type { CarEvent, Fault } from '../../../shared/contracts/car/car.ts';
import {
  entitlementTimeout,
  grantEntitlement,
  withdrawEntitlement,
} from '../../../shared/contracts/vehicles/entitlements.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import type { Output } from '../../../shared/runtime/domain.ts';
import { message } from '../room-under-test.ts';
import {
  BOOKING,
  carEvent,
  connected,
  connectedCar,
  type Vehicles,
  VIN,
  vehicles,
} from './car-under-test.ts';

const START = '2026-01-31T09:00:00.000Z';
const DAY = 86_400;
const ID = derivedId('ent', 1);
const NAMES = { vin: VIN, entitlementId: ID, rentalId: BOOKING, riderId: 'ana' };
const grant = message(grantEntitlement, { ...NAMES, feature: 'power-100', seconds: DAY });
const withdraw = message(withdrawEntitlement, NAMES);
const timeout = message(entitlementTimeout, { vin: VIN, entitlementId: ID });

const answered = (seq: number, fault?: Fault, { log = 1, version = 1 } = {}) =>
  carEvent({
    log,
    seq,
    type: 'entitlement-result',
    time: START,
    data: {
      entitlementId: ID,
      version,
      result: fault === undefined ? 'executed' : 'refused',
      ...(fault === undefined ? {} : { fault }),
      status: {},
    },
  } satisfies CarEvent);
const ended = (seq: number, why: 'expired' | 'withdrawn' = 'expired', log = 1) =>
  carEvent({
    log,
    seq,
    type: 'entitlement-ended',
    time: START,
    data: { entitlementId: ID, version: 1, why, status: {} },
  });
const textsTo = (outputs: readonly Output[]) =>
  outputs.flatMap((output) => (output.to === 'car' && output.topic === 'trust' ? [output] : []));
const typesOf = (events: readonly { readonly type: string }[]) =>
  events.map(({ type }) => type).filter((type) => type.includes('entitlement'));

function granted(): Vehicles {
  const room = connectedCar();
  room.now = START;
  room.handle(grant);
  return room;
}

function active(): Vehicles {
  const room = granted();
  room.handle(answered(2));
  return room;
}

describe('an entitlement', () => {
  it('goes to the car as a signed text for it and this rental, with a window and a time to be taken', () => {
    const room = connectedCar();
    room.now = START;
    const { outputs } = room.handle(grant);
    expect(textsTo(outputs)).toMatchObject([
      {
        typ: 'roadstream-entitlement+jws',
        sign: true,
        payload: {
          id: ID,
          vin: VIN,
          booking: BOOKING,
          feature: 'power-100',
          version: 1,
          expires: addSeconds(START, 300),
          begins: addSeconds(START, -60),
          ends: addSeconds(START, DAY),
        },
      },
    ]);
    expect(textsTo(room.handle(grant).outputs)).toEqual([]);
  });

  it('is active when the car says so, and over when the car says so, each once', () => {
    const room = granted();
    expect(room.handle(answered(2)).events).toMatchObject([
      {},
      { type: 'vehicles.entitlement-activated.v1', data: { ...NAMES, until: addSeconds(START, DAY) } },
    ]);
    // What an attacker sends again, the car refuses: that is no news.
    expect(typesOf(room.handle(answered(3, 'OLD_VERSION')).events)).toEqual([]);
    expect(room.handle(ended(4)).events).toMatchObject([
      {},
      { type: 'vehicles.entitlement-ended.v1', data: { why: 'EXPIRED' } },
    ]);
    expect(typesOf(room.handle(ended(5)).events)).toEqual([]);
  });

  it.each(['VEHICLE_MOVING', 'UNKNOWN_FEATURE', 'NOT_AUTHORISED'] as const)(
    'is refused when the car says %s',
    (fault) => {
      const room = granted();
      expect(room.handle(answered(2, fault)).events).toMatchObject([
        {},
        { type: 'vehicles.entitlement-refused.v1', data: { ...NAMES, reason: fault } },
      ]);
      expect(room.handle(timeout)).toMatchObject({ kind: 'ignore' });
    },
  );

  it('takes a version above the highest that the car has taken', () => {
    const room = granted();
    room.handle(answered(2, 'OLD_VERSION', { version: 7 }));
    const again = { ...NAMES, entitlementId: derivedId('ent', 2), feature: 'power-100', seconds: DAY };
    const { outputs } = room.handle(message(grantEntitlement, again));
    expect(textsTo(outputs)).toMatchObject([{ payload: { version: 8 } }]);
  });

  it('is refused for a car that is not registered, and when it is decided too late', () => {
    const refused = (reason: string) => [{ type: 'vehicles.entitlement-refused.v1', data: { reason } }];
    expect(vehicles().handle(grant).events).toMatchObject(refused('VEHICLE_UNKNOWN'));
    const room = connectedCar();
    expect(room.handleExpired(grant).events).toMatchObject(refused('EXPIRED'));
  });

  it('is dated by the car’s clock, and says until when by the platform’s', () => {
    const room = connectedCar();
    room.now = START;
    room.handle(connected({ seq: 2, time: START }, { clock: addSeconds(START, 600) }));
    const { outputs } = room.handle(grant);
    const [text] = textsTo(outputs);
    expect(text?.payload).toMatchObject({ ends: addSeconds(START, DAY + 600) });
    const { events } = room.handle(answered(3));
    expect(events.at(-1)).toMatchObject({ data: { until: addSeconds(START, DAY) } });
  });
});

describe('a car that does not answer', () => {
  it('gets it again when it connects, the same, until it has expired', () => {
    const room = granted();
    const again = textsTo(room.handle(connected({ seq: 2, time: START })).outputs);
    expect(again).toMatchObject([{ typ: 'roadstream-entitlement+jws', payload: { version: 1 } }]);
    room.now = addSeconds(START, 300);
    expect(textsTo(room.handle(connected({ seq: 3, time: START })).outputs)).toEqual([]);
  });

  it('is refused in the end, and what it may have taken is withdrawn until it says so', () => {
    const room = granted();
    room.now = addSeconds(START, 360);
    expect(room.timers()).toMatchObject([{ at: addSeconds(START, 360) }]);
    const { events, outputs } = room.handle(timeout);
    expect(events).toMatchObject([
      { type: 'vehicles.entitlement-refused.v1', data: { reason: 'NOT_CONFIRMED' } },
      { type: 'vehicles.entitlement-withdrawn.v1', data: { version: 2 } },
    ]);
    const withdrawal = [{ typ: 'roadstream-withdrawal+jws', payload: { id: ID, vin: VIN, version: 2 } }];
    expect(textsTo(outputs)).toMatchObject(withdrawal);
    // It had taken it, out of reach: nobody pays, and it ends.
    expect(typesOf(room.handle(answered(2)).events)).toEqual([]);
    expect(textsTo(room.handle(connected({ seq: 3, time: room.now })).outputs)).toMatchObject(withdrawal);
    expect(typesOf(room.handle(ended(4, 'withdrawn')).events)).toEqual(['vehicles.entitlement-ended.v1']);
    expect(textsTo(room.handle(connected({ seq: 5, time: room.now })).outputs)).toEqual([]);
    expect(room.timers()).toEqual([]);
  });
});

describe('a withdrawal', () => {
  it('is sent once, and again when the car connects', () => {
    const room = active();
    expect(textsTo(room.handle(withdraw).outputs)).toMatchObject([{ payload: { version: 2 } }]);
    expect(room.handle(withdraw)).toMatchObject({ kind: 'ignore' });
    expect(textsTo(room.handle(connected({ seq: 3, time: START })).outputs)).toMatchObject([
      { payload: { version: 2 } },
    ]);
    const { events } = room.handle(ended(4, 'withdrawn'));
    expect(events.at(-1)).toMatchObject({ data: { why: 'WITHDRAWN' } });
  });

  it('of what is over, or was never granted, does nothing', () => {
    const room = active();
    room.handle(ended(3));
    expect(room.handle(withdraw)).toMatchObject({ kind: 'ignore' });
    expect(connectedCar().handle(withdraw)).toMatchObject({ kind: 'ignore' });
  });
});

describe('a car that has lost its store', () => {
  it('gets what it had again, with the next version and the same end', () => {
    const room = active();
    room.now = addSeconds(START, 3600);
    const { outputs } = room.handle(connected({ log: 2, seq: 1, time: room.now }));
    expect(textsTo(outputs)).toMatchObject([
      { payload: { version: 2, ends: addSeconds(START, DAY), expires: addSeconds(START, 3900) } },
    ]);
    room.handle(answered(2, undefined, { log: 2, version: 2 }));
    expect(textsTo(room.handle(connected({ log: 2, seq: 3, time: room.now })).outputs)).toEqual([]);
  });

  it('has nothing any more when that is over by now', () => {
    const room = active();
    room.now = addSeconds(START, DAY);
    const { events, outputs } = room.handle(connected({ log: 2, seq: 1, time: room.now }));
    expect(textsTo(outputs)).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'vehicles.entitlement-ended.v1', data: { why: 'EXPIRED' } });
  });
});
