import { createPublicKey, type KeyObject } from 'node:crypto';
import { Object as Obj } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Fault, GrantAction } from '../../../shared/contracts/car/car.ts';
import {
  GRANT_JWS_TYPE,
  Grant,
  LONGEST_GRANT_SECONDS,
  PhoneKey,
  PhoneRequest,
  REQUEST_JWS_TYPE,
  type RefusedFault,
  Request,
} from '../../../shared/contracts/car/grant-exchange.ts';
import { thumbprint } from '../../../shared/kernel/thumbprint.ts';
import { milliseconds } from '../../../shared/kernel/time.ts';
import { type Car, instrumentsOf } from '../car/car.ts';
import { hindrance } from '../car/conditions.ts';
import { isRealTime, readSignedText, takeApart } from './signed-text.ts';

/** The challenge of a stream, good until then (platform milliseconds). */
export interface Challenge {
  readonly text: string;
  readonly until: number;
}

/** What a phone asked with a grant, and whether the car does it: from here on it is certain who asks. */
export interface GrantUse {
  readonly grantId: string;
  readonly booking: string;
  /** The one that the phone has answered. */
  readonly challenge: string;
  readonly action: GrantAction;
  readonly fault?: Fault;
}

export type PhoneVerdict = { readonly refused: RefusedFault } | { readonly use: GrantUse };

const frames = Compile(Request);
const grants = Compile(Grant);
const requests = Compile(PhoneRequest);
const headers = Compile(Obj({ jwk: PhoneKey }));

const refuse = (refused: RefusedFault): PhoneVerdict => ({ refused });

/**
 * May a phone have this now (platform milliseconds)? The checks and their order are those of docs/key-protocol.md,
 * section 7.
 */
export function judgeRequest(car: Car, value: unknown, challenge: Challenge, now: number): PhoneVerdict {
  if (!frames.Check(value)) return refuse('MALFORMED');
  const request = takeApart(Buffer.from(value.request), [REQUEST_JWS_TYPE]);
  const jwk = request === undefined ? undefined : keyOf(request.header);
  if (request === undefined || jwk === undefined) return refuse('MALFORMED');
  const text = readSignedText(Buffer.from(value.grant), [GRANT_JWS_TYPE], car.trustedKeys);
  if ('fault' in text) return refuse(text.fault);
  const grant = text.payload;
  if (!grants.Check(grant) || !hasGoodWindow(grant)) return refuse('MALFORMED');
  if (thumbprint(jwk) !== grant.phone) return refuse('WRONG_PHONE');
  const key = verifyingKey(jwk);
  if (key === undefined || !request.isSignedBy(key)) return refuse('BAD_SIGNATURE');
  const asked = request.payload();
  if (!requests.Check(asked) || asked.grant !== grant.id) return refuse('MALFORMED');
  const fault = faultOf(car, grant, asked, challenge, text.key.actions, now);
  return {
    use: {
      grantId: grant.id,
      booking: grant.booking,
      challenge: asked.challenge,
      action: asked.action,
      ...(fault === undefined ? {} : { fault }),
    },
  };
}

function faultOf(
  car: Car,
  grant: Grant,
  asked: PhoneRequest,
  challenge: Challenge,
  allowed: readonly string[],
  now: number,
): Fault | undefined {
  if (asked.challenge !== challenge.text || now >= challenge.until) return 'WRONG_CHALLENGE';
  if (grant.vin !== car.vin || asked.vin !== car.vin) return 'WRONG_VIN';
  if (now < milliseconds(grant.notBefore)) return 'GRANT_NOT_YET_VALID';
  if (now >= milliseconds(grant.expires)) return 'EXPIRED';
  if (car.revocations?.grants.some(({ id }) => id === grant.id) === true) return 'GRANT_REVOKED';
  if (!grant.actions.includes(asked.action) || !allowed.includes(asked.action)) return 'NOT_AUTHORISED';
  const { engineOn } = instrumentsOf(car, now);
  const body = { moving: car.motion.kind === 'driving', engineOn, doorsClosed: car.doorsClosed };
  return hindrance(asked.action, body);
}

function hasGoodWindow({ notBefore, expires }: Grant): boolean {
  if (!isRealTime(notBefore) || !isRealTime(expires)) return false;
  const window = milliseconds(expires) - milliseconds(notBefore);
  return window > 0 && window <= LONGEST_GRANT_SECONDS * 1000;
}

/** The phone's own key, as the header has it; undefined when it is none, or is not called by its thumbprint. */
function keyOf(header: { readonly kid: string }): PhoneKey | undefined {
  return headers.Check(header) && header.kid === thumbprint(header.jwk) ? header.jwk : undefined;
}

/** Undefined when the point is not on the curve: then nobody has the private half. */
function verifyingKey(jwk: PhoneKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
