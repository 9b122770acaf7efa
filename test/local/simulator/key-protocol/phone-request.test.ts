import { compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { newKey } from '../../../../local/simulator/phone/own-key.ts';
import { carActions, type GrantAction, REVOCATIONS_JWS_TYPE } from '../../../../shared/contracts/car/car.ts';
import type { Grant } from '../../../../shared/contracts/car/grant-exchange.ts';
import { instant } from '../../../../shared/kernel/time.ts';
import { CarOnTheBench, START, VIN } from '../car/car-on-the-bench.ts';
import { outcomeOf, PhoneAtTheCar, payloadOf } from './phone-on-the-bench.ts';
import { createPlatformKey } from './platform-key.ts';

const OTHER_VIN = 'WRS0000120T000002';
const later = (seconds: number): string => instant(START + seconds * 1000);
const used = ({ bench }: PhoneAtTheCar) =>
  bench.car.outbox.pending.flatMap((event) => (event.type === 'grant-used' ? [event.data] : []));

describe('a phone with a grant', () => {
  it('opens a car that has no network, and the car keeps it for the platform', () => {
    const at = new PhoneAtTheCar();
    const grant = at.grant();

    const answer = at.ask(grant);

    expect(outcomeOf(answer)).toBe('executed');
    expect(at.bench.car).toMatchObject({ connected: false, locked: false, startEnabled: true });
    expect(used(at)).toMatchObject([
      {
        grantId: grant.id,
        booking: grant.booking,
        action: 'unlock',
        result: 'executed',
        status: { locked: false, startEnabled: true },
      },
    ]);
  });

  it('is answered by the car’s own signature, over the challenge that it answered', async () => {
    const at = new PhoneAtTheCar();
    const grant = at.grant();
    const stream = at.stream();
    const { challenge } = stream;

    const answer = stream.ask(at.signed(grant), at.request(grant, challenge));

    const { jwk, kid, typ } = decodeProtectedHeader(answer?.result ?? '');
    expect(kid).toBe(grant.car);
    expect(typ).toBe('roadstream-result+jws');
    await expect(
      compactVerify(answer?.result ?? '', await importJWK(jwk ?? {}, 'ES256')),
    ).resolves.toBeDefined();
    expect(payloadOf(answer?.result)).toMatchObject({
      vin: VIN,
      grant: grant.id,
      challenge,
      action: 'unlock',
      result: 'executed',
      clock: later(0),
      status: { locked: false },
    });
    expect(answer?.challenge).not.toBe(challenge);
  });

  it('goes on with the challenge of the last answer', () => {
    const at = new PhoneAtTheCar();
    const grant = at.grant();
    const stream = at.stream();
    for (const action of ['find', 'unlock', 'lock', 'unlock'] as const) {
      const answer = stream.ask(at.signed(grant), at.request(grant, stream.challenge, action));
      expect(outcomeOf(answer)).toBe('executed');
    }
    expect(used(at).map(({ action }) => action)).toEqual(['find', 'unlock', 'lock', 'unlock']);
  });

  it('may have several at a time: each stream has its own challenge', () => {
    const at = new PhoneAtTheCar();
    const grant = at.grant();
    const [one, another] = [at.stream(), at.stream()];
    expect(one.challenge).not.toBe(another.challenge);
    expect(outcomeOf(another.ask(at.signed(grant), at.request(grant, another.challenge)))).toBe('executed');
    expect(outcomeOf(one.ask(at.signed(grant), at.request(grant, one.challenge)))).toBe('executed');
  });
});

describe('a car refuses a phone', () => {
  interface Attempt {
    readonly grant?: Partial<Grant> | object;
    readonly header?: object;
    readonly request?: object;
    readonly action?: GrantAction;
    readonly at?: (at: PhoneAtTheCar) => void;
  }
  const signed: [string, string, Attempt][] = [
    ['WRONG_CHALLENGE', 'a challenge that nobody drew', { request: { challenge: 'A'.repeat(43) } }],
    ['WRONG_CHALLENGE', 'one that is 30 seconds old', { at: ({ bench }) => void (bench.now += 30_000) }],
    ['WRONG_VIN', 'a grant for another car', { grant: { vin: OTHER_VIN } }],
    ['WRONG_VIN', 'a request to another car', { request: { vin: OTHER_VIN } }],
    ['GRANT_NOT_YET_VALID', 'a grant whose time has not come', { grant: { notBefore: later(1) } }],
    ['EXPIRED', 'a grant whose time is over', { grant: { expires: later(0) } }],
    ['NOT_AUTHORISED', 'what the grant does not allow', { action: 'open-trunk' }],
    ['VEHICLE_MOVING', 'while it drives', { at: drives }],
    ['NOT_PARKED', 'to lock with the engine on', { action: 'lock', at: idles }],
    ['DOOR_OPEN', 'to lock an open door', { action: 'lock', at: opensDoor }],
  ];
  it.each(signed)('with %s %s, signed, and keeps it for the platform', (fault, _, attempt) => {
    const at = new PhoneAtTheCar();
    const stream = at.stream();
    attempt.at?.(at);
    const before = at.bench.car.locked;
    const grant = at.grant(attempt.grant);
    const request = at.request(grant, stream.challenge, attempt.action, attempt.request);

    const answer = stream.ask(at.signed(grant, attempt.header), request);

    expect(payloadOf(answer?.result)).toMatchObject({ result: 'refused', fault, grant: grant.id });
    expect(used(at)).toMatchObject([{ result: 'refused', fault }]);
    expect(at.bench.car.locked).toBe(before);
  });

  const unsigned: [string, string, Attempt][] = [
    ['UNKNOWN_KEY', 'a grant under a key that it does not trust', { header: { kid: 'nobody' } }],
    ['MALFORMED', 'a signed text of another kind', { header: { typ: 'roadstream-command+jws' } }],
    ['MALFORMED', 'a grant with a member more', { grant: { forEver: true } }],
    ['MALFORMED', 'a window that ends before it begins', { grant: { notBefore: later(7200) } }],
    ['MALFORMED', 'a window of more than 24 hours', { grant: { expires: later(86_400) } }],
    ['MALFORMED', 'a time that is none', { grant: { notBefore: '2026-02-30T00:00:00Z' } }],
    ['MALFORMED', 'no actions', { grant: { actions: [] } }],
    ['WRONG_PHONE', 'a grant of another phone', { grant: { phone: 'A'.repeat(43) } }],
    ['MALFORMED', 'a request for another grant', { request: { grant: 'grt_00000000000000000000000009' } }],
    ['MALFORMED', 'a request with a member more', { request: { please: true } }],
    ['MALFORMED', 'an action that no grant has', { request: { action: 'report' } }],
  ];
  it.each(unsigned)('with %s %s, without a trace', (fault, _, attempt) => {
    const at = new PhoneAtTheCar();
    const stream = at.stream();
    const grant = at.grant(attempt.grant);
    const request = at.request(grant, stream.challenge, attempt.action, attempt.request);

    const answer = stream.ask(at.signed(grant, attempt.header), request);

    expect(answer).toMatchObject({ type: 'refused', fault });
    expect(at.bench.car).toMatchObject({ locked: true, outbox: { pending: [] } });
    expect(
      outcomeOf(stream.ask(at.signed(at.grant()), at.request(at.grant(), stream.challenge))),
    ).toBeDefined();
  });

  it('with BAD_SIGNATURE what somebody else signed in the platform’s, or the phone’s, name', () => {
    const at = new PhoneAtTheCar();
    const grant = at.grant();
    const forged = createPlatformKey(at.bench.platform.kid).sign(grant, { typ: 'roadstream-grant+jws' });
    expect(at.ask(grant, 'unlock', forged.toString())).toMatchObject({ fault: 'BAD_SIGNATURE' });
    const stream = at.stream();
    const [head, body] = at.request(grant, stream.challenge).split('.');
    const other = at.request(grant, 'A'.repeat(43)).split('.')[2];
    expect(stream.ask(at.signed(grant), `${head}.${body}.${other}`)).toMatchObject({
      fault: 'BAD_SIGNATURE',
    });
    expect(at.bench.car.locked).toBe(true);
  });

  it('with NOT_AUTHORISED what the grant’s key may not ask for, whatever the grant says', () => {
    const platform = createPlatformKey(
      'key-1',
      carActions.filter((action) => action !== 'find'),
    );
    const at = new PhoneAtTheCar(new CarOnTheBench({ platform }));
    const grant = at.grant();
    expect(outcomeOf(at.ask(grant, 'find'))).toBe('NOT_AUTHORISED');
    expect(outcomeOf(at.ask(grant))).toBe('executed');
  });

  it('with GRANT_REVOKED a grant on its list, also after a reboot, until it has lost its store', () => {
    const at = new PhoneAtTheCar();
    const { bench } = at;
    const [revoked, other] = [at.grant(), at.grant()];
    const list = { vin: VIN, version: 1, grants: [{ id: revoked.id, expires: revoked.expires }] };
    bench.give({ type: 'trust', bytes: bench.platform.sign(list, { typ: REVOCATIONS_JWS_TYPE }) });
    expect(outcomeOf(at.ask(revoked))).toBe('GRANT_REVOKED');
    expect(outcomeOf(at.ask(other))).toBe('executed');
    bench.give({ type: 'reboot' });
    expect(outcomeOf(at.ask(revoked))).toBe('GRANT_REVOKED');
    bench.give({ type: 'lose-store' });
    bench.give({ type: 'connected' });
    expect(bench.car.outbox.pending.at(-1)).toMatchObject({ data: { trust: { revocations: 0 } } });
  });

  it('does not fill its store with refusals', () => {
    const at = new PhoneAtTheCar();
    const grant = at.grant({ expires: later(0) });
    for (let n = 0; n < 100; n++) at.ask(grant);
    expect(used(at).length).toBeLessThan(20);
    expect(outcomeOf(at.ask(at.grant()))).toBe('executed');
    expect(used(at).at(-1)).toMatchObject({ result: 'executed' });
  });

  function drives({ bench }: PhoneAtTheCar): void {
    bench.order();
    bench.give({ type: 'drive' });
    bench.now += 20_000;
  }
  function idles({ bench }: PhoneAtTheCar): void {
    bench.order();
    bench.give({ type: 'touch', what: 'start-engine' });
  }
  function opensDoor({ bench }: PhoneAtTheCar): void {
    bench.order();
    bench.give({ type: 'touch', what: 'open-door' });
  }
});

describe('the list of revoked grants', () => {
  const id = 'grt_00000000000000000000000001';
  const listed = (changes: object = {}) => ({
    vin: VIN,
    version: 1,
    grants: [{ id, expires: later(60) }],
    ...changes,
  });
  const deliver = (bench: CarOnTheBench, list: object, header: object = {}) => {
    bench.give({
      type: 'trust',
      bytes: bench.platform.sign(list, { typ: REVOCATIONS_JWS_TYPE, ...header }),
    });
    return bench.car.outbox.pending.at(-1)?.data;
  };

  it('is stored, answered, and named at the next connect', () => {
    const bench = new CarOnTheBench();
    expect(deliver(bench, listed())).toEqual({ trust: { keys: 1, revocations: 1 } });
    expect(bench.effects.map(({ type }) => type).indexOf('keep')).toBe(0);
    bench.give({ type: 'connected' });
    expect(bench.car.outbox.pending.at(-1)?.data).toMatchObject({ trust: { revocations: 1 } });
  });

  it('replaces the one before', () => {
    const bench = new CarOnTheBench();
    deliver(bench, listed());
    deliver(bench, listed({ version: 4, grants: [] }));
    expect(bench.car.revocations).toEqual({ vin: VIN, version: 4, grants: [] });
  });

  it.each([
    ['OLD_VERSION', listed({ grants: [] }), {}],
    ['WRONG_VIN', listed({ vin: OTHER_VIN, version: 2 }), {}],
    ['MALFORMED', listed({ version: 0 }), {}],
    ['MALFORMED', listed({ version: 2, more: 1 }), {}],
    ['MALFORMED', listed({ version: 2, grants: [{ id, expires: '2026-13-01T00:00:00Z' }] }), {}],
    ['UNKNOWN_KEY', listed({ version: 2 }), { kid: 'nobody' }],
    ['MALFORMED', listed({ version: 2 }), { typ: 'roadstream-grant+jws' }],
  ])('is refused with %s, and the one before stays', (fault, list, header) => {
    const bench = new CarOnTheBench();
    deliver(bench, listed());
    expect(deliver(bench, list, header)).toMatchObject({ fault, trust: { revocations: 1 } });
    expect(bench.car.revocations).toEqual(listed());
  });

  it('takes up to 64, whose text fits', () => {
    const bench = new CarOnTheBench();
    const grants = Array.from({ length: 64 }, () => ({ id, expires: later(60) }));
    expect(deliver(bench, listed({ grants }))).toEqual({ trust: { keys: 1, revocations: 1 } });
    expect(deliver(bench, listed({ version: 2, grants: [...grants, ...grants.slice(0, 1)] }))).toMatchObject({
      fault: 'MALFORMED',
    });
  });
});

describe('a stream', () => {
  const at = new PhoneAtTheCar();
  it.each([
    ['something else than hello', { type: 'request', grant: 'a.b.c', request: 'a.b.c' }],
    ['no version that the car speaks', { type: 'hello', versions: [2] }],
    ['no versions', { type: 'hello' }],
    ['a member more', { type: 'hello', versions: [1], who: 'me' }],
  ])('that begins with %s is closed', (_, value) => {
    const stream = at.freshStream();
    stream.say(value);
    expect(stream.closed).toBe(true);
  });

  it('takes frames in any pieces', () => {
    const whole = new PhoneAtTheCar();
    const grant = whole.grant();
    const stream = whole.stream();
    const body = Buffer.from(
      JSON.stringify({
        type: 'request',
        grant: whole.signed(grant),
        request: whole.request(grant, stream.challenge),
      }),
    );
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    const answers = Array.from(Buffer.concat([length, body]), (byte) =>
      stream.send(Buffer.from([byte])),
    ).flat();
    expect(answers.map(outcomeOf)).toEqual(['executed']);
  });

  it('of another phone’s key does not help whoever has the grant', () => {
    const thief = new PhoneAtTheCar(at.bench, newKey(), at.carKey);
    const grant = at.grant();
    const stream = thief.stream();
    expect(stream.ask(at.signed(grant), thief.request(grant, stream.challenge))).toMatchObject({
      fault: 'WRONG_PHONE',
    });
  });
});
