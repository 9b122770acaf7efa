import { grantHeld, holdGrant, phoneGone, phoneKnown } from '../../../shared/contracts/rentals/grants.ts';
import { phoneKeyRegistered, phoneKeyRevoked } from '../../../shared/contracts/riders/phone-keys.ts';
import { revokeGrants } from '../../../shared/contracts/vehicles/grants.ts';
import type { Context, Decision, MessageOf, Output } from '../../../shared/runtime/domain.ts';
import type { PhoneEvent } from '../car/events.ts';
import type { RiderState } from '../car/state.ts';

/**
 * The phones of a rider, and which cars they have grants for: whoever loses a phone, or is blocked, opens no car with it
 * as soon as that car has heard of it.
 */

function decideRegistered(
  rider: RiderState,
  { data }: MessageOf<typeof phoneKeyRegistered>,
): Decision<PhoneEvent> {
  const { riderId, phoneKeyId, thumbprint, time } = data;
  if ((rider.phones ?? []).some((phone) => phone.phoneKeyId === phoneKeyId)) {
    return { kind: 'ignore', reason: 'The phone is known.' };
  }
  return {
    kind: 'accept',
    events: [phoneKnown({ riderId, phoneKeyId, thumbprint, time })],
  };
}

function decideRevoked(rider: RiderState, { data }: MessageOf<typeof phoneKeyRevoked>): Decision<PhoneEvent> {
  const { riderId, phoneKeyId, thumbprint, time } = data;
  if ((rider.phones ?? []).some((phone) => phone.phoneKeyId === phoneKeyId && phone.gone)) {
    return { kind: 'ignore', reason: 'The phone is gone.' };
  }
  return {
    kind: 'accept',
    events: [phoneGone({ riderId, phoneKeyId, thumbprint, time })],
    outputs: revocations(rider, thumbprint),
  };
}

/** A phone was promised a grant. When it may not have it any more by now, it is taken back at once. */
function decideHoldGrant(
  rider: RiderState,
  { data }: MessageOf<typeof holdGrant>,
  context: Context,
): Decision<PhoneEvent> {
  const { vin, thumbprint } = data;
  const isKnown = (rider.phones ?? []).some((phone) => phone.thumbprint === thumbprint && !phone.gone);
  return {
    kind: 'accept',
    events: [grantHeld({ ...data, time: context.now })],
    outputs: isKnown && mayHaveGrants(rider) ? [] : [revocation(vin, thumbprint)],
  };
}

export const phoneDeciders = {
  [phoneKeyRegistered.type]: decideRegistered,
  [phoneKeyRevoked.type]: decideRevoked,
  [holdGrant.type]: decideHoldGrant,
};

/** A rider who is blocked or erased opens no car with any phone. */
export function grantsOfRiderWhoLosesThem(before: RiderState, after: RiderState): readonly Output[] {
  return mayHaveGrants(before) && !mayHaveGrants(after) ? revocations(before) : [];
}

function mayHaveGrants({ standing }: RiderState): boolean {
  return standing.signedUp && !standing.blocked;
}

/** Revoking an expired grant does nothing in the vehicles room. */
function revocations({ holdings = [] }: RiderState, only?: string): readonly Output[] {
  return holdings
    .filter(({ thumbprint }) => only === undefined || thumbprint === only)
    .map(({ vin, thumbprint }) => revocation(vin, thumbprint));
}

const revocation = (vin: string, phone: string): Output => revokeGrants({ vin, phone });
