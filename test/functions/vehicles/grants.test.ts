import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAuthority, issueClientCertificate } from '../../../local/cloud/core/authority.ts';
import type { CarEvent, GrantAction } from '../../../shared/contracts/car/car.ts';
import { issueGrant, recordGrant, revokeGrants } from '../../../shared/contracts/vehicles/grants.ts';
import { recordCertificate } from '../../../shared/contracts/vehicles/vehicles.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { thumbprint } from '../../../shared/kernel/thumbprint.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import type { Output } from '../../../shared/runtime/domain.ts';
import { message } from '../room-under-test.ts';
import {
  BOOKING,
  carEvent,
  connectedCar,
  registerCar,
  result,
  SESSION,
  sent,
  stateOf,
  type Vehicles,
  VIN,
  vehicles,
} from './car-under-test.ts';

const PHONE = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs';
const OTHER_PHONE = 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U';
const OTHER_BOOKING = 'rnt_00000000000000000000000002';
const START = '2026-01-31T09:00:00.000Z';
const SIGNED = 'aGVhZGVy.cGF5bG9hZA.c2lnbmF0dXJl';

let certificatePem = '';
beforeAll(async () => {
  certificatePem = (await issueClientCertificate(await createAuthority())).certificate;
});

function certified(): Vehicles {
  const room = connectedCar();
  room.handle(message(recordCertificate, { vin: VIN, certificateId: '1', certificatePem }));
  return room;
}

interface Wish {
  n?: number;
  booking?: string;
  phone?: string;
  actions?: GrantAction[];
  until?: string;
}
const grantId = (n: number): string => derivedId('grt', n);
const wish = ({ n = 1, booking = BOOKING, phone = PHONE, actions = ['unlock', 'lock'], until }: Wish = {}) =>
  message(issueGrant, {
    vin: VIN,
    grantId: grantId(n),
    booking,
    phone,
    actions,
    until: until ?? addSeconds(START, 86_400),
  });
const issued = (room: Vehicles, which: Wish = {}) => {
  room.handle(wish(which));
  return room.handle(message(recordGrant, { vin: VIN, grantId: grantId(which.n ?? 1), grant: SIGNED }));
};
const signedBy = (outputs: readonly Output[]) =>
  outputs.flatMap((output) => (output.to === 'room' && output.signs !== undefined ? [output.signs] : []));
const listsTo = (outputs: readonly Output[]) =>
  outputs.flatMap((output) => (output.to === 'car' && output.topic === 'trust' ? [output.payload] : []));
const reconnected = (seq: number, revocations: number): ReturnType<typeof carEvent> =>
  carEvent({
    log: 1,
    seq,
    type: 'connected',
    time: START,
    data: {
      session: SESSION,
      counter: 0,
      clock: START,
      firmware: '1.0.0',
      trust: { keys: 1, revocations },
      status: {},
    },
  });

describe('a grant', () => {
  it('names car, booking, phone, the car’s key, a window and actions, and is signed for the log', () => {
    const room = certified();

    const { events, outputs } = room.handle(wish());

    expect(events).toMatchObject([{ type: 'vehicles.grant-prepared.v1', data: { booking: BOOKING } }]);
    expect(signedBy(outputs)).toEqual([
      {
        field: 'grant',
        typ: 'roadstream-grant+jws',
        payload: {
          id: grantId(1),
          vin: VIN,
          booking: BOOKING,
          phone: PHONE,
          car: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
          notBefore: '2026-01-31T08:59:00.000Z',
          expires: '2026-02-01T08:59:00.000Z',
          actions: ['unlock', 'lock'],
        },
      },
    ]);
    const outcome = room.handle(message(recordGrant, { vin: VIN, grantId: grantId(1), grant: SIGNED }));
    expect(outcome.events).toMatchObject([
      { type: 'vehicles.grant-issued.v1', data: { grant: SIGNED, phone: PHONE, booking: BOOKING } },
    ]);
  });

  it('ends earlier when its booking does', () => {
    const until = addSeconds(START, 900);
    const [signed] = signedBy(certified().handle(wish({ until })).outputs);
    expect(signed?.payload).toMatchObject({ expires: until });
  });

  it('counts by the car’s clock', () => {
    const room = certified();
    const commandId = sent(room, 'ask');
    const ahead = addSeconds(START, 7200);
    room.handle(result({ seq: 2, time: ahead }, { commandId, fault: 'EXPIRED', clock: ahead }));
    const [signed] = signedBy(room.handle(wish({ until: addSeconds(START, 900) })).outputs);
    expect(signed?.payload).toMatchObject({
      notBefore: addSeconds(ahead, -60),
      expires: addSeconds(ahead, 900),
    });
  });

  it('is prepared once, though it is asked for twice', () => {
    const room = certified();
    room.handle(wish());
    expect(room.handle(wish())).toMatchObject({ kind: 'accept', events: [], outputs: [] });
  });

  it('that comes back signed twice is issued once', () => {
    const room = certified();
    issued(room);
    const again = room.handle(message(recordGrant, { vin: VIN, grantId: grantId(1), grant: SIGNED }));
    expect(again.kind).toBe('ignore');
  });

  it.each([
    ['VEHICLE_UNKNOWN', 'a car that nobody registered', () => vehicles()],
    ['VEHICLE_WITHOUT_KEY', 'a car without a certificate', () => connectedCar()],
  ])('is refused with %s for %s', (reason, _, room) => {
    expect(room().handle(wish()).events).toMatchObject([
      { type: 'vehicles.grant-refused.v1', data: { grantId: grantId(1), booking: BOOKING, reason } },
    ]);
  });

  it('is refused when it is decided too late, or its booking is over', () => {
    const room = certified();
    const refusal = [{ type: 'vehicles.grant-refused.v1', data: { reason: 'EXPIRED' } }];
    expect(room.handleExpired(wish()).events).toMatchObject(refusal);
    expect(room.handle(wish({ n: 2, until: START })).events).toMatchObject(refusal);
  });

  it('is refused while the list of the revoked could not take it, and again possible when others have expired', () => {
    const room = certified();
    for (let n = 1; n <= 64; n++) issued(room, { n, booking: derivedId('rnt', n) });
    expect(room.handle(wish({ n: 101 })).events).toMatchObject([{ data: { reason: 'TOO_MANY_GRANTS' } }]);
    for (let n = 1; n <= 64; n++)
      room.handle(message(revokeGrants, { vin: VIN, booking: derivedId('rnt', n) }));
    expect(stateOf(room).revocations?.grants).toHaveLength(64);
    expect(room.handle(wish({ n: 102 })).events).toMatchObject([{ data: { reason: 'TOO_MANY_GRANTS' } }]);
    room.now = addSeconds(START, 26 * 3600);
    expect(room.handle(wish({ n: 103, until: addSeconds(room.now, 60) })).events).toMatchObject([
      { type: 'vehicles.grant-prepared.v1' },
    ]);
    expect(stateOf(room).grants).toHaveLength(1);
  });

  it('names the key of the certificate: the thumbprint that any JOSE library makes', async () => {
    const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
      format: 'jwk',
    });
    const { calculateJwkThumbprint } = await import('jose');
    expect(thumbprint({ x, y })).toBe(await calculateJwkThumbprint({ kty: 'EC', crv: 'P-256', x, y }));
  });
});

describe('a revocation', () => {
  it('by booking puts the booking’s grants on the list that goes to the car', () => {
    const room = certified();
    issued(room, { n: 1 });
    issued(room, { n: 2, phone: OTHER_PHONE });
    issued(room, { n: 3, booking: OTHER_BOOKING });

    const { events, outputs } = room.handle(message(revokeGrants, { vin: VIN, booking: BOOKING }));

    expect(events).toMatchObject([
      { type: 'vehicles.grants-revoked.v1', data: { version: 1, revoked: [grantId(1), grantId(2)] } },
    ]);
    expect(listsTo(outputs)).toEqual([
      {
        vin: VIN,
        version: 1,
        grants: [grantId(1), grantId(2)].map((id) => ({ id, expires: '2026-02-01T08:59:00.000Z' })),
      },
    ]);
  });

  it('by phone takes what that phone has; the list keeps what was on it', () => {
    const room = certified();
    issued(room, { n: 1 });
    issued(room, { n: 2, phone: OTHER_PHONE });
    room.handle(message(revokeGrants, { vin: VIN, phone: OTHER_PHONE }));
    const { events } = room.handle(message(revokeGrants, { vin: VIN, phone: PHONE }));
    expect(events).toMatchObject([
      { data: { version: 2, revoked: [grantId(1)], grants: [{ id: grantId(1) }, { id: grantId(2) }] } },
    ]);
  });

  it('of nothing that counts says nothing', () => {
    const room = certified();
    issued(room);
    room.handle(message(revokeGrants, { vin: VIN, booking: BOOKING }));
    expect(room.handle(message(revokeGrants, { vin: VIN, booking: BOOKING })).kind).toBe('ignore');
    expect(room.handle(message(revokeGrants, { vin: VIN, phone: OTHER_PHONE })).kind).toBe('ignore');
  });

  it('that overtakes the signing keeps the grant from ever being handed out', () => {
    const room = certified();
    room.handle(wish());
    room.handle(message(revokeGrants, { vin: VIN, booking: BOOKING }));
    const outcome = room.handle(message(recordGrant, { vin: VIN, grantId: grantId(1), grant: SIGNED }));
    expect(outcome).toMatchObject({ kind: 'ignore', events: [] });
  });

  it('leaves out what has expired since', () => {
    const room = certified();
    issued(room, { n: 1, until: addSeconds(START, 60) });
    room.handle(message(revokeGrants, { vin: VIN, booking: BOOKING }));
    room.now = addSeconds(START, 7200);
    issued(room, { n: 2, booking: OTHER_BOOKING });
    const { events } = room.handle(message(revokeGrants, { vin: VIN, booking: OTHER_BOOKING }));
    expect(events).toMatchObject([{ data: { version: 2, grants: [{ id: grantId(2) }] } }]);
  });

  it('goes to the car again whenever it connects with an older list, and not when it has it', () => {
    const room = certified();
    issued(room);
    expect(listsTo(room.handle(reconnected(2, 0)).outputs)).toEqual([]);
    const [list] = listsTo(room.handle(message(revokeGrants, { vin: VIN, booking: BOOKING })).outputs);
    expect(list).toBeDefined();
    expect(listsTo(room.handle(reconnected(3, 0)).outputs)).toEqual([list]);
    expect(listsTo(room.handle(reconnected(4, 1)).outputs)).toEqual([]);
  });

  it('has a higher version than the car knows, whatever we remember', () => {
    const room = certified();
    room.handle(reconnected(2, 7));
    issued(room);
    const { events } = room.handle(message(revokeGrants, { vin: VIN, booking: BOOKING }));
    expect(events).toMatchObject([{ data: { version: 8 } }]);
  });

  it('of a car of ours that was rebuilt from its events is as before', () => {
    const room = certified();
    issued(room);
    room.handle(message(revokeGrants, { vin: VIN, booking: BOOKING }));
    expect(room.rebuilt(`car/${VIN}`)).toEqual(stateOf(room));
  });
});

describe('a grant that was used', () => {
  const used = (seq: number, data: Partial<Extract<CarEvent, { type: 'grant-used' }>['data']>) =>
    carEvent({
      log: 1,
      seq,
      type: 'grant-used',
      time: '2026-01-31T09:05:00.000Z',
      data: {
        grantId: grantId(1),
        booking: BOOKING,
        action: 'unlock',
        result: 'executed',
        status: { locked: false },
        ...data,
      },
    });

  it('is told to whom it concerns, with the car’s time and status', () => {
    const room = certified();
    registerCar(room);
    room.now = '2026-01-31T09:30:00.000Z';

    const { events } = room.handle(used(2, {}));

    expect(events.at(-1)).toEqual({
      type: 'vehicles.grant-used.v1',
      data: {
        vin: VIN,
        grantId: grantId(1),
        booking: BOOKING,
        action: 'unlock',
        result: 'EXECUTED',
        status: { locked: false },
        time: '2026-01-31T09:05:00.000Z',
      },
    });
    expect(stateOf(room)).toMatchObject({ status: { locked: false } });
  });

  it('in vain is told with the reason', () => {
    const { events } = certified().handle(used(2, { result: 'refused', fault: 'GRANT_REVOKED' }));
    expect(events.at(-1)).toMatchObject({ data: { result: 'REJECTED', reason: 'GRANT_REVOKED' } });
  });
});
