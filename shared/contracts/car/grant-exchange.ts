import {
  Integer,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { GrantId, strict, Thumbprint, Time, Vin } from '../fields.ts';
import { Booking, CarStatus, Fault, GrantAction, signedCommand } from './car.ts';

/**
 * The signed texts and the frames by which a phone opens a car without a network: docs/key-protocol.md, sections 6, 7
 * and 9.
 */

/** `typ` of each signed text's header. */
export const GRANT_JWS_TYPE = 'roadstream-grant+jws';
export const REQUEST_JWS_TYPE = 'roadstream-request+jws';
export const RESULT_JWS_TYPE = 'roadstream-result+jws';

/** The longest window of a grant, seconds. */
export const LONGEST_GRANT_SECONDS = 24 * 3600;
/** A challenge is valid for this long. */
export const CHALLENGE_SECONDS = 30;
/** A car closes a stream that was silent for this long. */
export const SILENCE_SECONDS = 60;
/** The longest frame between phone and car, without the length in front of it. */
export const LONGEST_FRAME_BYTES = 20_480;
/** The most revoked grants that a car keeps: the list has to fit into a signed text of 8,192 bytes. */
export const MOST_REVOKED_GRANTS = 64;

/** The payload of a grant. */
export const Grant = Obj(
  {
    id: GrantId,
    vin: Vin,
    booking: Booking,
    /** Thumbprints of the phone's key and of the car's. */
    phone: Thumbprint,
    car: Thumbprint,
    /** On the car's clock. */
    notBefore: Time,
    expires: Time,
    actions: List(GrantAction, { minItems: 1, maxItems: 6, uniqueItems: true }),
  },
  strict,
);
export type Grant = Static<typeof Grant>;

const Base64Of32Bytes = Str({ pattern: '^[A-Za-z0-9_-]{43}$' });

/** The phone's public key, in the header of its request. */
export const PhoneKey = Obj(
  { kty: Literal('EC'), crv: Literal('P-256'), x: Base64Of32Bytes, y: Base64Of32Bytes },
  strict,
);
export type PhoneKey = Static<typeof PhoneKey>;

/** The payload of a phone's request. */
export const PhoneRequest = Obj(
  { vin: Vin, grant: GrantId, challenge: Base64Of32Bytes, action: GrantAction },
  strict,
);
export type PhoneRequest = Static<typeof PhoneRequest>;

/** The payload of the car's answer to it. */
export const PhoneResult = Obj(
  {
    vin: Vin,
    grant: GrantId,
    challenge: Base64Of32Bytes,
    action: GrantAction,
    result: Union([Literal('executed'), Literal('refused')]),
    fault: Optional(Fault),
    clock: Time,
    status: CarStatus,
  },
  strict,
);
export type PhoneResult = Static<typeof PhoneResult>;

const SignedText = signedCommand.payload;

/** The frames between phone and car. */
export const Hello = Obj(
  { type: Literal('hello'), versions: List(Integer({ minimum: 1 }), { minItems: 1, maxItems: 16 }) },
  strict,
);
export const Challenge = Obj(
  { type: Literal('challenge'), version: Literal(1), vin: Vin, challenge: Base64Of32Bytes, clock: Time },
  strict,
);
export const Request = Obj({ type: Literal('request'), grant: SignedText, request: SignedText }, strict);
export const Result = Obj(
  { type: Literal('result'), result: SignedText, challenge: Base64Of32Bytes },
  strict,
);
/** Not signed: the car refuses before it knows which phone sent the request. */
export const Refused = Obj(
  {
    type: Literal('refused'),
    fault: Union([
      Literal('MALFORMED'),
      Literal('UNKNOWN_KEY'),
      Literal('BAD_SIGNATURE'),
      Literal('WRONG_PHONE'),
    ]),
    challenge: Base64Of32Bytes,
  },
  strict,
);
export type RefusedFault = Static<typeof Refused>['fault'];

/** The payload of the list of revoked grants. It replaces the one before. */
export const Revocations = Obj(
  {
    vin: Vin,
    version: Integer({ minimum: 1 }),
    grants: List(Obj({ id: GrantId, expires: Time }, strict), { maxItems: MOST_REVOKED_GRANTS }),
  },
  strict,
);
export type Revocations = Static<typeof Revocations>;
