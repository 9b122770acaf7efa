import {
  consentGiven,
  consentWithdrawn,
  type giveConsent,
  type withdrawConsent,
} from '../../shared/contracts/riders/consents.ts';
import type { Context, Decision, MessageOf } from '../../shared/runtime/domain.ts';
import type { RiderEvent } from './evolve.ts';
import { absent, isSignedUp, type RiderState } from './state.ts';

/** Consents. To the same text again changes nothing: the first day counts. */
export function decideGiveConsent(
  state: RiderState,
  { data }: MessageOf<typeof giveConsent>,
  context: Context,
): Decision<RiderEvent> {
  if (!isSignedUp(state)) return absent(state);
  const { riderId, purpose, textVersion } = data;
  const before = state.consents.find((consent) => consent.purpose === purpose);
  const holds = before?.textVersion === textVersion && before.withdrawnAt === undefined;
  return {
    kind: 'accept',
    events: holds ? [] : [consentGiven({ ...data, time: context.now })],
    result: { riderId, purpose },
  };
}

/** Takes a consent back; one that was never given, or is taken back already, stays so. */
export function decideWithdrawConsent(
  state: RiderState,
  { data }: MessageOf<typeof withdrawConsent>,
  context: Context,
): Decision<RiderEvent> {
  if (!isSignedUp(state)) return absent(state);
  const { riderId, purpose } = data;
  const holds = state.consents.some(
    (consent) => consent.purpose === purpose && consent.withdrawnAt === undefined,
  );
  return {
    kind: 'accept',
    events: holds ? [consentWithdrawn({ ...data, time: context.now })] : [],
    result: { riderId, purpose },
  };
}
