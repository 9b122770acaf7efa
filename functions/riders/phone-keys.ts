import {
  type issuePhoneChallenge,
  MOST_PHONE_KEYS,
  PHONE_CHALLENGE_SECONDS,
  phoneChallengeIssued,
  phoneKeyRegistered,
  phoneKeyRevoked,
  type registerPhoneKey,
  type revokePhoneKey,
} from '../../shared/contracts/riders/phone-keys.ts';
import { thumbprint as thumbprintOf } from '../../shared/kernel/thumbprint.ts';
import { addSeconds, isBefore } from '../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf, Refusal } from '../../shared/runtime/domain.ts';
import type { RiderEvent } from './evolve.ts';
import { readProof } from './possession.ts';
import { absent, isSignedUp, type PhoneKeyState, type RiderState } from './state.ts';

/** Keeps the challenge that the route drew, until it is signed or too old. */
export function decideIssuePhoneChallenge(
  state: RiderState,
  { data }: MessageOf<typeof issuePhoneChallenge>,
  context: Context,
): Decision<RiderEvent> {
  if (!isSignedUp(state)) return absent(state);
  const expires = addSeconds(context.now, PHONE_CHALLENGE_SECONDS);
  const event = { ...data, expires, time: context.now };
  return {
    kind: 'accept',
    events: [phoneChallengeIssued(event)],
    result: { challenge: data.challenge, expires },
  };
}

/** Registers a phone that has signed one of the rider's challenges. */
export function decideRegisterPhoneKey(
  state: RiderState,
  { data }: MessageOf<typeof registerPhoneKey>,
  context: Context,
): Decision<RiderEvent> {
  if (!isSignedUp(state)) return absent(state);
  const proved = readProof(data.proof);
  if (proved.fault !== undefined)
    return { kind: 'refuse', code: 'PHONE_PROOF_INVALID', detail: proved.fault };
  const { jwk, rider, challenge } = proved;
  const { riderId } = state;
  if (rider !== riderId) {
    return { kind: 'refuse', code: 'PHONE_PROOF_INVALID', detail: 'The phone has signed for another rider.' };
  }
  const thumbprint = thumbprintOf(jwk);
  const refusal = refusalOf(state, thumbprint, challenge, context);
  if (refusal !== undefined) return { kind: 'refuse', ...refusal };
  const phoneKeyId = context.id('phk');
  const { kty, crv, x, y } = jwk;
  return {
    kind: 'accept',
    events: [
      phoneKeyRegistered({
        riderId,
        phoneKeyId,
        thumbprint,
        jwk: { kty, crv, x, y },
        ...(data.name === undefined ? {} : { name: data.name }),
        challenge,
        time: context.now,
      }),
    ],
    result: { phoneKeyId, thumbprint },
  };
}

function refusalOf(
  { challenges, phoneKeys, revokedPhones }: RiderState,
  thumbprint: string,
  challenge: string,
  { now }: Context,
): Refusal | undefined {
  const isOpen = challenges.some((one) => one.challenge === challenge && isBefore(now, one.expires));
  if (!isOpen) {
    return {
      code: 'PHONE_CHALLENGE_UNKNOWN',
      detail: 'The phone has signed a challenge that is not open: it was used, is too old, or never was.',
    };
  }
  if (phoneKeys.some((key) => key.thumbprint === thumbprint)) {
    return { code: 'PHONE_KEY_KNOWN', detail: 'You have registered this phone before.' };
  }
  if (revokedPhones.includes(thumbprint)) {
    return { code: 'PHONE_KEY_REVOKED', detail: 'You have revoked this key before; make a new one.' };
  }
  if (phoneKeys.length >= MOST_PHONE_KEYS) {
    return { code: 'PHONE_KEYS_TOO_MANY', detail: `You have ${phoneKeys.length} phones; revoke one first.` };
  }
  return undefined;
}

/** Revokes one phone, at once and for good. */
export function decideRevokePhoneKey(
  state: RiderState,
  { data }: MessageOf<typeof revokePhoneKey>,
  context: Context,
): Decision<RiderEvent> {
  if (!isSignedUp(state)) return absent(state);
  const key = state.phoneKeys.find(({ phoneKeyId }) => phoneKeyId === data.phoneKeyId);
  if (key === undefined) {
    return { kind: 'refuse', code: 'PHONE_KEY_UNKNOWN', detail: `You have no phone key ${data.phoneKeyId}.` };
  }
  const { phoneKeyId, thumbprint } = key;
  return {
    kind: 'accept',
    events: [revoked(state, key, context)],
    result: { phoneKeyId, thumbprint },
  };
}

export function revoked(
  { riderId }: RiderState,
  { phoneKeyId, thumbprint }: PhoneKeyState,
  { now }: Context,
): RiderEvent {
  return phoneKeyRevoked({ riderId, phoneKeyId, thumbprint, time: now });
}
