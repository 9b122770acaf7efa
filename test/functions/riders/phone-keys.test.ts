import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  issuePhoneChallenge,
  registerPhoneKey,
  revokePhoneKey,
} from '../../../shared/contracts/riders/phone-keys.ts';
import { thumbprint } from '../../../shared/kernel/thumbprint.ts';
import { message } from '../room-under-test.ts';
import { PhoneUnderTest } from './phone-under-test.ts';
import { ANA, ana, type Riders, riders, typesOf, withAna } from './riders-under-test.ts';

function challenged(room: Riders): string {
  const challenge = randomBytes(32).toString('base64url');
  room.handle(message(issuePhoneChallenge, { riderId: ANA, challenge }));
  return challenge;
}

const register = (proof: string) => message(registerPhoneKey, { riderId: ANA, proof });

function registered(room: Riders, phone = new PhoneUnderTest()): { phoneKeyId: string; thumbprint: string } {
  const { result } = room.handle(register(phone.prove(ANA, challenged(room))));
  return result as { phoneKeyId: string; thumbprint: string };
}

describe('a phone that signs a challenge', () => {
  it('becomes a key of its rider', () => {
    const room = withAna();
    const phone = new PhoneUnderTest();
    const challenge = challenged(room);

    const { events, result } = room.handle(register(phone.prove(ANA, challenge)));

    const known = { phoneKeyId: expect.any(String), thumbprint: thumbprint(phone.jwk) };
    expect(result).toEqual(known);
    expect(events).toEqual([
      {
        type: 'riders.phone-key-registered.v1',
        data: { riderId: ANA, ...known, jwk: phone.jwk, challenge, time: room.now },
      },
    ]);
    expect(room.rebuilt('rider/ana')).toEqual(ana(room));
  });

  it('does so once with each challenge', () => {
    const room = withAna();
    const challenge = challenged(room);
    room.handle(register(new PhoneUnderTest().prove(ANA, challenge)));

    expect(room.handle(register(new PhoneUnderTest().prove(ANA, challenge)))).toMatchObject({
      code: 'PHONE_CHALLENGE_UNKNOWN',
      events: [],
    });
  });

  it('has five minutes for it', () => {
    const room = withAna();
    const [first, second] = [challenged(room), challenged(room)];

    room.now = '2026-01-31T09:04:59.000Z';
    expect(room.handle(register(new PhoneUnderTest().prove(ANA, first)))).toMatchObject({ kind: 'accept' });
    room.now = '2026-01-31T09:05:00.000Z';
    expect(room.handle(register(new PhoneUnderTest().prove(ANA, second)))).toMatchObject({
      code: 'PHONE_CHALLENGE_UNKNOWN',
    });
  });

  it('must sign a challenge that the platform gave to this rider', () => {
    const room = withAna();
    const made = randomBytes(32).toString('base64url');

    expect(room.handle(register(new PhoneUnderTest().prove(ANA, made)))).toMatchObject({
      code: 'PHONE_CHALLENGE_UNKNOWN',
    });
    expect(room.handle(register(new PhoneUnderTest().prove('otto', challenged(room))))).toMatchObject({
      code: 'PHONE_PROOF_INVALID',
    });
  });

  it('may be one of several, up to five', () => {
    const room = withAna();
    for (let n = 0; n < 5; n++) registered(room);

    const sixth = room.handle(register(new PhoneUnderTest().prove(ANA, challenged(room))));

    expect(ana(room).phoneKeys).toHaveLength(5);
    expect(sixth).toMatchObject({ code: 'PHONE_KEYS_TOO_MANY' });
  });

  it('is told when it is registered already', () => {
    const room = withAna();
    const phone = new PhoneUnderTest();
    registered(room, phone);

    expect(room.handle(register(phone.prove(ANA, challenged(room))))).toMatchObject({
      code: 'PHONE_KEY_KNOWN',
    });
  });
});

describe('a proof', () => {
  const proofs: [string, (phone: PhoneUnderTest, challenge: string) => string][] = [
    [
      'whose signature is another phone’s',
      (phone, challenge) => {
        const [, , signature] = new PhoneUnderTest().prove(ANA, challenge).split('.');
        const [header, payload] = phone.prove(ANA, challenge).split('.');
        return `${header}.${payload}.${signature}`;
      },
    ],
    [
      'whose payload was changed',
      (phone, challenge) => {
        const [header, , signature] = phone.prove(ANA, challenge).split('.');
        const [, payload] = phone.prove(ANA, randomBytes(32).toString('base64url')).split('.');
        return `${header}.${payload}.${signature}`;
      },
    ],
    [
      'with a key that is no point of the curve',
      (phone, challenge) => {
        const jwk = { ...phone.jwk, y: randomBytes(32).toString('base64url') };
        return phone.prove(ANA, challenge, { header: { jwk } });
      },
    ],
    [
      'with another algorithm',
      (phone, challenge) => phone.prove(ANA, challenge, { header: { alg: 'none' } }),
    ],
    [
      'of another type',
      (phone, challenge) => phone.prove(ANA, challenge, { header: { typ: 'roadstream-request+jws' } }),
    ],
    ['with crit', (phone, challenge) => phone.prove(ANA, challenge, { header: { crit: ['exp'] } })],
    [
      'that says more than it should',
      (phone, challenge) => phone.prove(ANA, challenge, { payload: { more: 1 } }),
    ],
    ['that is no JSON', () => 'bm90.anNvbg.c2ln'],
  ];

  it.each(proofs)('%s registers nothing', (_, proof) => {
    const room = withAna();

    const outcome = room.handle(register(proof(new PhoneUnderTest(), challenged(room))));

    expect(outcome).toMatchObject({ kind: 'refuse', code: 'PHONE_PROOF_INVALID', events: [] });
  });
});

describe('a phone that is revoked', () => {
  it('is no key any more, at once; the others are', () => {
    const room = withAna();
    const [lost, kept] = [registered(room), registered(room)];

    const { events, result } = room.handle(
      message(revokePhoneKey, { riderId: ANA, phoneKeyId: lost.phoneKeyId }),
    );

    expect(result).toEqual(lost);
    expect(events).toEqual([
      { type: 'riders.phone-key-revoked.v1', data: { riderId: ANA, ...lost, time: room.now } },
    ]);
    expect(ana(room).phoneKeys.map(({ phoneKeyId }) => phoneKeyId)).toEqual([kept.phoneKeyId]);
  });

  it('never comes back', () => {
    const room = withAna();
    const phone = new PhoneUnderTest();
    const { phoneKeyId } = registered(room, phone);
    room.handle(message(revokePhoneKey, { riderId: ANA, phoneKeyId }));

    expect(room.handle(register(phone.prove(ANA, challenged(room))))).toMatchObject({
      code: 'PHONE_KEY_REVOKED',
    });
  });

  it('must be one of the rider’s', () => {
    const unknown = { riderId: ANA, phoneKeyId: 'phk_00000000000000000000000001' };

    expect(withAna().handle(message(revokePhoneKey, unknown))).toMatchObject({ code: 'PHONE_KEY_UNKNOWN' });
    expect(riders().handle(message(revokePhoneKey, unknown))).toMatchObject({ code: 'RIDER_NOT_REGISTERED' });
  });
});

it('keeps the last four challenges only', () => {
  const room = withAna();
  const challenges = Array.from({ length: 6 }, () => challenged(room));

  expect(ana(room).challenges.map(({ challenge }) => challenge)).toEqual(challenges.slice(-4));
  expect(typesOf(room.events)).toContain('riders.phone-challenge-issued.v1');
});
