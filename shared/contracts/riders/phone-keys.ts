import { Literal, Object as Obj, Optional, type Static, String as Str } from 'typebox';
import { exampleId, idPattern } from '../../kernel/ids.ts';
import { ANSWERED } from '../audience.ts';
import { PhoneKey } from '../car/grant-exchange.ts';
import { command, event, route } from '../define.ts';
import { RiderId, strict, Thumbprint, Time } from '../fields.ts';
import { personal } from '../personal.ts';
import { ridersCommands, ridersEvents } from './riders.ts';

/** The keys of a rider's phones: registered with a proof of possession, and revoked one at a time. */

/** The platform's challenge has to be signed within this time. */
export const PHONE_CHALLENGE_SECONDS = 5 * 60;
/** The most phones that a rider may have at a time. */
export const MOST_PHONE_KEYS = 5;
/** The `typ` of the proof: a JWS in compact form, signed with ES256 by the phone's key. */
export const PHONE_PROOF_TYPE = 'roadstream-phone-key+jws';

export const PhoneKeyId = Str({ pattern: idPattern('phk') });
/** 32 random bytes, base64url. */
const Challenge = Str({ pattern: '^[A-Za-z0-9_-]{43}$' });

/** The members that header and payload of a proof need. Other members of the header are ignored. */
export const PhoneProofHeader = Obj({
  alg: Literal('ES256'),
  typ: Literal(PHONE_PROOF_TYPE),
  jwk: PhoneKey,
});
export const PhoneProofPayload = Obj({ rider: RiderId, challenge: Challenge }, strict);

const riderId = 'ana';
const phoneKeyId = exampleId('phk');
const thumbprint = 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U';
const challenge = 'p0ZpH0m7Zg5vK0Jk7vVwB2m9y3m3WmX8tQ1yq0nS4bE';
const jwk = {
  kty: 'EC',
  crv: 'P-256',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
} as const;
const time = '2026-01-31T08:07:00.000Z';
const expires = '2026-01-31T08:12:00.000Z';
const encrypted = 'enc.v1.q83vEjRWeJ0.3q2-7w';
const proof = 'eyJhbGciOiJFUzI1NiJ9.eyJyaWRlciI6ImFuYSJ9.q83vEjRWeJ0';

const Proof = Str({
  maxLength: 2048,
  pattern: String.raw`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$`,
  description:
    'A JWS in compact form. Header: `alg` ES256, `typ` roadstream-phone-key+jws, `jwk` the public key. Payload: `rider`, `challenge`',
});

export const issuePhoneChallenge = command({
  type: 'riders.issue-phone-challenge.v1',
  topic: ridersCommands,
  description: 'A rider starts to register a phone; the route made the random challenge',
  key: 'riderId',
  expiresAfterSeconds: 30,
  data: Obj({ riderId: RiderId, challenge: Challenge }, strict),
  example: { riderId, challenge },
});

export const registerPhoneKey = command({
  type: 'riders.register-phone-key.v1',
  topic: ridersCommands,
  description: 'A rider registers the key of a phone',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj({ riderId: RiderId, proof: Proof, name: Optional(personal()) }, strict),
  example: { riderId, proof },
});

export const revokePhoneKey = command({
  type: 'riders.revoke-phone-key.v1',
  topic: ridersCommands,
  description: 'A rider revokes the key of a phone',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj({ riderId: RiderId, phoneKeyId: PhoneKeyId }, strict),
  example: { riderId, phoneKeyId },
});

export const phoneChallengeIssued = event({
  type: 'riders.phone-challenge-issued.v1',
  topic: ridersEvents,
  description: 'The rider has a challenge for a phone to sign, once and within a short time',
  key: 'riderId',
  heardBy: ANSWERED,
  data: Obj({ riderId: RiderId, challenge: Challenge, expires: Time, time: Time }, strict),
  example: { riderId, challenge, expires, time },
});

export const phoneKeyRegistered = event({
  type: 'riders.phone-key-registered.v1',
  topic: ridersEvents,
  description:
    'A phone with this key acts for the rider. It has proved that it has the private key. A rider may have several',
  key: 'riderId',
  heardBy: ANSWERED,
  data: Obj(
    {
      riderId: RiderId,
      phoneKeyId: PhoneKeyId,
      thumbprint: Thumbprint,
      jwk: PhoneKey,
      /** The rider's name for the phone. */
      name: Optional(personal()),
      /** The signed challenge, which is now used. */
      challenge: Challenge,
      time: Time,
    },
    strict,
  ),
  example: { riderId, phoneKeyId, thumbprint, jwk, name: encrypted, challenge, time },
});

export const phoneKeyRevoked = event({
  type: 'riders.phone-key-revoked.v1',
  topic: ridersEvents,
  description: 'The phone with this key never acts for the rider again: all its grants have to be revoked',
  key: 'riderId',
  heardBy: ANSWERED,
  data: Obj({ riderId: RiderId, phoneKeyId: PhoneKeyId, thumbprint: Thumbprint, time: Time }, strict),
  example: { riderId, phoneKeyId, thumbprint, time },
});

const PhoneName = Str({ minLength: 1, maxLength: 60, pattern: String.raw`\S` });

/** As the rider reads it. */
export const OwnPhoneKey = Obj(
  { phoneKeyId: PhoneKeyId, thumbprint: Thumbprint, name: Optional(PhoneName), registeredAt: Time },
  strict,
);
export const phoneKeyExample: Static<typeof OwnPhoneKey> = {
  phoneKeyId,
  thumbprint,
  name: 'Ana’s phone',
  registeredAt: time,
};

export const postPhoneChallenge = route({
  id: 'getPhoneChallenge',
  method: 'POST',
  path: '/v1/riders/me/phone-challenges',
  summary: 'Get a challenge for a phone to sign',
  principals: ['rider'],
  command: issuePhoneChallenge,
  success: {
    status: 201,
    description: 'The challenge, to be signed once, before it expires',
    body: Obj({ challenge: Challenge, expires: Time }, strict),
    example: { challenge, expires },
  },
  errors: ['RIDER_NOT_REGISTERED', 'RIDER_ERASED'],
});

export const postPhoneKey = route({
  id: 'registerPhoneKey',
  method: 'POST',
  path: '/v1/riders/me/phone-keys',
  summary: 'Register the key of a phone',
  description: 'The phone proves that it has the private key: it signs a challenge of the platform.',
  principals: ['rider'],
  body: Obj({ proof: Proof, name: Optional(PhoneName) }, strict),
  bodyExample: { proof, name: 'Ana’s phone' },
  command: registerPhoneKey,
  success: {
    status: 201,
    description: 'The key is registered',
    body: Obj({ phoneKeyId: PhoneKeyId, thumbprint: Thumbprint }, strict),
    example: { phoneKeyId, thumbprint },
  },
  errors: [
    'RIDER_NOT_REGISTERED',
    'RIDER_ERASED',
    'PHONE_PROOF_INVALID',
    'PHONE_CHALLENGE_UNKNOWN',
    'PHONE_KEY_KNOWN',
    'PHONE_KEY_REVOKED',
    'PHONE_KEYS_TOO_MANY',
  ],
});

export const deletePhoneKey = route({
  id: 'revokePhoneKey',
  method: 'DELETE',
  path: '/v1/riders/me/phone-keys/{phoneKeyId}',
  summary: 'Revoke the key of a phone',
  principals: ['rider'],
  params: Obj({ phoneKeyId: PhoneKeyId }, strict),
  command: revokePhoneKey,
  success: {
    status: 200,
    description: 'The key is revoked',
    body: Obj({ phoneKeyId: PhoneKeyId, thumbprint: Thumbprint }, strict),
    example: { phoneKeyId, thumbprint },
  },
  errors: ['PHONE_KEY_UNKNOWN', 'RIDER_NOT_REGISTERED', 'RIDER_ERASED'],
});
