import { describe, expect, it } from 'vitest';
import type { RentalsMessage } from '../../../../functions/rentals/messages.ts';
import { holdGrant, requestGrant } from '../../../../shared/contracts/rentals/grants.ts';
import { erased } from '../../../../shared/contracts/riders/erasure.ts';
import { phoneKeyRegistered, phoneKeyRevoked } from '../../../../shared/contracts/riders/phone-keys.ts';
import { grantIssued, grantRefused, grantsRevoked } from '../../../../shared/contracts/vehicles/grants.ts';
import { connected, trustUpdated } from '../../../../shared/contracts/vehicles/vehicles.ts';
import { derivedId } from '../../../../shared/kernel/ids.ts';
import { addSeconds } from '../../../../shared/kernel/time.ts';
import type { Output } from '../../../../shared/runtime/domain.ts';
import { message } from '../../room-under-test.ts';
import {
  ANA,
  answer,
  BEN,
  blockRider,
  bodyOf,
  cancelRental,
  endNow,
  HERE,
  inUse,
  openForBusiness,
  pausedRental,
  type Rentals,
  requestsOf,
  reserveCar,
  reserved,
  stateOf,
  typesOf,
  unblockRider,
  unlockCar,
  usedByPhone,
  VIN,
} from '../rentals-under-test.ts';

const PHONE = 'phk_00000000000000000000000001';
const OTHER_PHONE = 'phk_00000000000000000000000002';
const thumbprints: Record<string, string> = { [PHONE]: 'A'.repeat(43), [OTHER_PHONE]: 'B'.repeat(43) };
const START = '2026-01-31T09:00:00.000Z';
const SIGNED = 'aGVhZGVy.cGF5bG9hZA.c2lnbmF0dXJl';

const phoneOf = (phoneKeyId: string, riderId = ANA) => ({
  riderId,
  phoneKeyId,
  thumbprint: thumbprints[phoneKeyId] ?? '',
});
const registerPhone = (phoneKeyId = PHONE, riderId = ANA) =>
  message(phoneKeyRegistered, { ...phoneKeyRegistered.example, ...phoneOf(phoneKeyId, riderId) });
const losePhone = (phoneKeyId = PHONE, riderId = ANA) =>
  message(phoneKeyRevoked, { ...phoneOf(phoneKeyId, riderId), time: START });
const ask = (rentalId: string, phoneKeyId = PHONE, riderId = ANA) =>
  message(requestGrant, { vin: VIN, rentalId, ...phoneOf(phoneKeyId, riderId) });

/** Ana has a phone. */
function withPhone(): Rentals {
  const room = openForBusiness();
  room.handle(registerPhone());
  return room;
}

const dataTo = (outputs: readonly Output[], type: string) =>
  outputs.flatMap((output) =>
    output.to === 'room' && output.contract.type === type ? [output.data as Record<string, unknown>] : [],
  );
const revocationsIn = (outputs: readonly Output[]) => dataTo(outputs, 'vehicles.revoke-grants.v1');

/** Asks, and lets the rider's side hear of it. */
function request(room: Rentals, rentalId: string, phoneKeyId = PHONE): string {
  const outcome = room.handle(ask(rentalId, phoneKeyId));
  const [held] = dataTo(outcome.outputs, holdGrant.type);
  if (held !== undefined) room.handle(message(holdGrant, held as never) as RentalsMessage);
  return (outcome.result as { grantId: string }).grantId;
}

function issued(room: Rentals, rentalId: string, phoneKeyId = PHONE): string {
  const grantId = request(room, rentalId, phoneKeyId);
  room.handle(
    message(grantIssued, {
      vin: VIN,
      grantId,
      booking: rentalId,
      phone: thumbprints[phoneKeyId] ?? '',
      actions: ['unlock', 'lock'],
      notBefore: START,
      expires: addSeconds(START, 900),
      grant: SIGNED,
      time: START,
    }),
  );
  return grantId;
}

const grantOf = (room: Rentals, rentalId: string, grantId: string) =>
  room.item(`grant/${rentalId}/${grantId}`)?.body;

describe('a grant', () => {
  it('is asked of the vehicles room for the rental, the phone and as long as the reservation', () => {
    const room = withPhone();
    const rentalId = reserved(room);

    const { outputs, result } = room.handle(ask(rentalId));

    expect(dataTo(outputs, 'vehicles.issue-grant.v1')).toMatchObject([
      { vin: VIN, booking: rentalId, phone: thumbprints[PHONE], until: '2026-01-31T09:15:00.000Z' },
    ]);
    expect(result).toMatchObject({ rentalId, phoneKeyId: PHONE, state: 'PENDING' });
  });

  it('of a rental in use lasts a day', () => {
    const room = withPhone();
    const { outputs } = room.handle(ask(inUse(room)));
    expect(dataTo(outputs, 'vehicles.issue-grant.v1')).toMatchObject([
      { until: '2026-02-01T09:00:00.000Z', actions: expect.arrayContaining(['unlock', 'lock']) },
    ]);
  });

  it('is there for its rider, with the signed text, once it is signed', () => {
    const room = withPhone();
    const rentalId = reserved(room);
    const grantId = issued(room, rentalId);
    expect(grantOf(room, rentalId, grantId)).toEqual({
      grantId,
      rentalId,
      riderId: ANA,
      phoneKeyId: PHONE,
      state: 'ISSUED',
      actions: ['unlock', 'lock'],
      notBefore: START,
      expires: addSeconds(START, 900),
      grant: SIGNED,
    });
  });

  it('says why it is none', () => {
    const room = withPhone();
    const rentalId = reserved(room);
    const grantId = request(room, rentalId);
    room.handle(
      message(grantRefused, {
        vin: VIN,
        grantId,
        booking: rentalId,
        reason: 'VEHICLE_WITHOUT_KEY',
        time: START,
      }),
    );
    expect(grantOf(room, rentalId, grantId)).toMatchObject({
      state: 'DENIED',
      reason: 'VEHICLE_WITHOUT_KEY',
    });
  });

  it('that lasts as long is not asked for again, one for longer is', () => {
    const room = withPhone();
    const rentalId = reserved(room);
    const grantId = issued(room, rentalId);
    expect(room.handle(ask(rentalId))).toMatchObject({ result: { grantId, state: 'ISSUED' }, outputs: [] });
    room.handle(unlockCar(rentalId));
    room.handle(answer({ requestId: `${rentalId}/unlock/1` }, 'EXECUTED'));
    expect(room.handle(ask(rentalId)).result).not.toMatchObject({ grantId });
  });

  it.each<[string, string, (room: Rentals) => RentalsMessage]>([
    ['RENTAL_UNKNOWN', 'for a rental of somebody else', (room) => ask(reserved(room, BEN))],
    ['PHONE_KEY_UNKNOWN', 'for a phone that nobody registered', (room) => ask(reserved(room), OTHER_PHONE)],
    ['PHONE_KEY_UNKNOWN', 'for a phone that is lost', lost],
    ['RIDER_BLOCKED', 'for a rider who is blocked', stopped],
    ['RESERVATION_EXPIRED', 'when the reservation has run out', ranOut],
    ['RENTAL_OVER', 'when the rental is over', over],
  ])('is refused with %s %s', (code, _, wish) => {
    const room = withPhone();
    const wanted = wish(room);
    expect(room.handle(wanted)).toMatchObject({ kind: 'refuse', code, outputs: [] });
  });

  it('is refused when a rental has many', () => {
    const room = withPhone();
    const rentalId = inUse(room);
    for (let n = 0; n < 12; n++) {
      room.now = addSeconds(START, n * 3601);
      request(room, rentalId);
    }
    room.now = addSeconds(START, 12 * 3601);
    expect(room.handle(ask(rentalId))).toMatchObject({ kind: 'refuse', code: 'TOO_MANY_GRANTS' });
  });

  function lost(room: Rentals): RentalsMessage {
    const rentalId = reserved(room);
    room.handle(losePhone());
    return ask(rentalId);
  }
  function stopped(room: Rentals): RentalsMessage {
    const rentalId = reserved(room);
    room.handle(blockRider(ANA));
    return ask(rentalId);
  }
  function ranOut(room: Rentals): RentalsMessage {
    const rentalId = reserved(room);
    room.now = '2026-01-31T09:15:00.000Z';
    return ask(rentalId);
  }
  function over(room: Rentals): RentalsMessage {
    const rentalId = reserved(room);
    room.handle(cancelRental(rentalId));
    return ask(rentalId);
  }
});

describe('what was granted is taken back', () => {
  it('when the rental ends, however it does', () => {
    const ends: ((room: Rentals, rentalId: string) => readonly Output[])[] = [
      (room, rentalId) => room.handle(cancelRental(rentalId)).outputs,
      (room) => {
        const before = room.events.length;
        room.advanceTo('2026-01-31T09:16:00.000Z');
        expect(typesOf(room.events.slice(before))).toContain('reservation-expired');
        return [];
      },
    ];
    for (const end of ends) {
      const room = withPhone();
      const rentalId = reserved(room);
      issued(room, rentalId);
      const outputs = end(room, rentalId);
      if (outputs.length > 0) expect(revocationsIn(outputs)).toEqual([{ vin: VIN, booking: rentalId }]);
    }
    const room = withPhone();
    const rentalId = inUse(room);
    issued(room, rentalId);
    const { outputs } = endNow(room, rentalId, { status: { position: HERE, locked: true } });
    expect(stateOf(room, rentalId)).toBe('ENDED');
    expect(revocationsIn(outputs)).toEqual([{ vin: VIN, booking: rentalId }]);
  });

  it('not when there was none, and not twice', () => {
    const room = withPhone();
    const rentalId = reserved(room);
    expect(revocationsIn(room.handle(cancelRental(rentalId)).outputs)).toEqual([]);
    const next = reserved(room);
    issued(room, next);
    room.handle(cancelRental(next));
    expect(revocationsIn(room.handle(cancelRental(next)).outputs)).toEqual([]);
  });

  it('when the phone is lost: of that one only', () => {
    const room = withPhone();
    room.handle(registerPhone(OTHER_PHONE));
    const rentalId = inUse(room);
    issued(room, rentalId);
    issued(room, rentalId, OTHER_PHONE);
    expect(revocationsIn(room.handle(losePhone()).outputs)).toEqual([
      { vin: VIN, phone: thumbprints[PHONE] },
    ]);
    expect(room.handle(losePhone()).kind).toBe('ignore');
  });

  it('when the rider is blocked, or goes, of all phones', () => {
    const room = withPhone();
    room.handle(registerPhone(OTHER_PHONE));
    const rentalId = inUse(room);
    issued(room, rentalId);
    issued(room, rentalId, OTHER_PHONE);
    const both = [PHONE, OTHER_PHONE].map((phone) => ({ vin: VIN, phone: thumbprints[phone] }));
    expect(revocationsIn(room.handle(blockRider(ANA)).outputs)).toEqual(both);
    room.handle(unblockRider(ANA));
    const gone = message(erased, { ...erased.example, riderId: ANA });
    expect(revocationsIn(room.handle(gone).outputs)).toEqual(both);
  });

  it('at once, when the phone was lost while the grant was asked for', () => {
    const room = withPhone();
    const rentalId = reserved(room);
    const [held] = dataTo(room.handle(ask(rentalId)).outputs, holdGrant.type);
    expect(revocationsIn(room.handle(losePhone()).outputs)).toEqual([]);
    const { outputs } = room.handle(message(holdGrant, held as never) as RentalsMessage);
    expect(revocationsIn(outputs)).toEqual([{ vin: VIN, phone: thumbprints[PHONE] }]);
  });

  it('and is gone for its rider when the vehicles room has done it', () => {
    const room = withPhone();
    const rentalId = reserved(room);
    const grantId = issued(room, rentalId);
    room.handle(
      message(grantsRevoked, {
        vin: VIN,
        version: 1,
        revoked: [grantId, derivedId('grt', 'another')],
        grants: [{ id: grantId, expires: addSeconds(START, 900) }],
        time: START,
      }),
    );
    const body = grantOf(room, rentalId, grantId);
    expect(body).toMatchObject({ state: 'REVOKED' });
    expect(body).not.toHaveProperty('grant');
  });
});

describe('a rental that is over', () => {
  const revoked = (version: number, ...ids: string[]) =>
    message(grantsRevoked, {
      vin: VIN,
      version,
      revoked: ids,
      grants: ids.map((id) => ({ id, expires: addSeconds(START, 900) })),
      time: START,
    });
  const trusts = (revocations: number) =>
    message(trustUpdated, { vin: VIN, trust: { keys: 1, revocations }, time: START });
  const connects = (revocations: number) =>
    message(connected, { ...connected.example, vin: VIN, trust: { keys: 1, revocations } });
  const about = ({
    events,
  }: {
    readonly events: readonly { readonly type: string; readonly data: unknown }[];
  }) => events.filter(({ type }) => /grants-(open|settled)/.test(type));
  const over = (...phones: string[]) => {
    const room = withPhone();
    room.handle(registerPhone(OTHER_PHONE));
    const rentalId = reserved(room);
    const ids = phones.map((phone) => issued(room, rentalId, phone));
    return { room, rentalId, ids, cancelled: room.handle(cancelRental(rentalId)) };
  };

  it('is open for a phone until the car has acknowledged that it is not, and that is said', () => {
    const { room, rentalId, ids, cancelled } = over(PHONE);
    const names = { vin: VIN, rentalId, riderId: ANA };
    expect(about(cancelled)).toMatchObject([
      { type: 'rentals.grants-open.v1', data: { ...names, until: '2026-01-31T09:15:00.000Z' } },
    ]);
    // An older list says nothing, nor does any before the vehicles room has revoked it.
    expect(about(room.handle(trusts(7)))).toEqual([]);
    room.handle(revoked(8, ...ids));
    expect(about(room.handle(trusts(7)))).toEqual([]);
    expect(about(room.handle(trusts(8)))).toMatchObject([{ type: 'rentals.grants-settled.v1', data: names }]);
    expect(about(room.handle(trusts(8)))).toEqual([]);
    expect(room.rebuilt(`car/${VIN}`)).toEqual(room.state(`car/${VIN}`));
  });

  it('is settled when a car that was out of reach connects with the list, all of its grants at once', () => {
    const { room, ids } = over(PHONE, OTHER_PHONE);
    room.handle(revoked(1, ids[0] ?? ''));
    expect(about(room.handle(connects(1)))).toEqual([]);
    room.handle(revoked(2, ids[1] ?? ''));
    expect(about(room.handle(connects(2)))).toHaveLength(1);
  });

  it('without a grant, or with one whose time is over, is open for nobody', () => {
    expect(about(over().cancelled)).toEqual([]);
    const room = withPhone();
    const rentalId = reserved(room);
    issued(room, rentalId);
    const before = room.events.length;
    room.advanceTo('2026-01-31T09:16:00.000Z');
    expect(about({ events: room.events.slice(before) })).toEqual([]);
  });
});

describe('a car that comes back says what a phone did', () => {
  it('and the rental began when it was opened, by its time', () => {
    const room = withPhone();
    const rentalId = reserved(room);
    room.handle(usedByPhone(rentalId));
    expect(bodyOf(room, rentalId)).toMatchObject({
      state: 'IN_USE',
      started: { time: '2026-01-31T09:05:00.000Z', car: { odometerKm: 101, locked: false } },
    });
  });

  it('also while the platform was asking it to open', () => {
    const room = withPhone();
    const rentalId = reserved(room);
    room.handle(unlockCar(rentalId));
    room.handle(usedByPhone(rentalId));
    expect(stateOf(room, rentalId)).toBe('IN_USE');
  });

  it('and a reservation that it opened in time has not run out', () => {
    const room = withPhone();
    const rentalId = reserved(room);
    room.advanceTo('2026-01-31T09:20:00.000Z');
    expect(stateOf(room, rentalId)).toBe('EXPIRED');
    room.handle(usedByPhone(rentalId));
    expect(stateOf(room, rentalId)).toBe('IN_USE');
    expect(room.handle(reserveCar(BEN))).toMatchObject({ kind: 'refuse', code: 'CAR_NOT_FREE' });
  });

  it('but nobody gets two cars by that', () => {
    const room = withPhone();
    const rentalId = reserved(room);
    room.advanceTo('2026-01-31T09:20:00.000Z');
    reserved(room, ANA, 'WRS0000180T000002');
    const { kind, outputs } = room.handle(usedByPhone(rentalId));
    expect(kind).toBe('accept');
    expect(stateOf(room, rentalId)).toBe('EXPIRED');
    // It stands open, and nobody has it: it is locked before anybody else gets it.
    expect(requestsOf(outputs)).toMatchObject([{ action: 'lock', booking: rentalId }]);
    expect(room.handle(reserveCar(BEN))).toMatchObject({ kind: 'refuse', code: 'CAR_NOT_FREE' });
    room.handle(answer({ requestId: `${rentalId}/secure/1`, action: 'lock' }, 'EXECUTED'));
    expect(room.handle(reserveCar(BEN))).toMatchObject({ kind: 'accept' });
  });

  it('and it is locked again when it is nobody’s', () => {
    const room = withPhone();
    const rentalId = reserved(room);
    room.handle(cancelRental(rentalId));
    const { outputs } = room.handle(usedByPhone(rentalId));
    expect(requestsOf(outputs)).toMatchObject([{ action: 'lock', booking: rentalId }]);
  });

  it('and a locked one is paused, an opened one goes on', () => {
    const room = withPhone();
    const rentalId = inUse(room);
    room.handle(usedByPhone(rentalId, { action: 'lock' }));
    expect(stateOf(room, rentalId)).toBe('PAUSED');
    room.handle(usedByPhone(rentalId, { time: '2026-01-31T09:06:00.000Z' }));
    expect(stateOf(room, rentalId)).toBe('IN_USE');
    const paused = withPhone();
    const other = pausedRental(paused);
    paused.handle(usedByPhone(other, { time: '2026-01-31T09:30:00.000Z' }));
    expect(stateOf(paused, other)).toBe('IN_USE');
  });

  it('and what it refused changes nothing, nor what is older than the start', () => {
    const room = withPhone();
    const rentalId = reserved(room);
    room.handle(usedByPhone(rentalId, { result: 'REJECTED' }));
    expect(stateOf(room, rentalId)).toBe('RESERVED');
    room.handle(usedByPhone(rentalId, { time: '2026-01-31T09:05:00.000Z' }));
    room.handle(usedByPhone(rentalId, { action: 'lock', time: '2026-01-31T09:04:00.000Z' }));
    room.handle(usedByPhone(rentalId, { action: 'find' }));
    expect(stateOf(room, rentalId)).toBe('IN_USE');
  });
});

it('riders, phones and grants are the same when they are made anew from the events', () => {
  const room = withPhone();
  const rentalId = inUse(room);
  issued(room, rentalId);
  room.handle(losePhone());
  for (const aggregate of [`car/${VIN}`, `rider/${ANA}`]) {
    expect(room.rebuilt(aggregate)).toEqual(room.state(aggregate));
  }
});
