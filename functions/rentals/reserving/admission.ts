import {
  type Hold,
  holds,
  type liftHold,
  type placeHold,
  riderStanding,
  type Standing,
} from '../../../shared/contracts/rentals/rider-standing.ts';
import type { erased } from '../../../shared/contracts/riders/erasure.ts';
import type {
  licenceExpired,
  licenceRejected,
  licenceSubmitted,
  licenceVerified,
} from '../../../shared/contracts/riders/licence.ts';
import type { paymentMethodSet } from '../../../shared/contracts/riders/payment.ts';
import type { blocked, signedUp, unblocked } from '../../../shared/contracts/riders/riders.ts';
import { type Instant, isBefore } from '../../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf } from '../../../shared/runtime/domain.ts';
import type { RiderEvent } from '../car/events.ts';
import type { RiderState } from '../car/state.ts';

/** Who may rent, as the riders room says and holds have it: kept here, since a reservation is decided without asking. */

type FromRiders = MessageOf<
  | typeof signedUp
  | typeof blocked
  | typeof unblocked
  | typeof licenceSubmitted
  | typeof licenceVerified
  | typeof licenceRejected
  | typeof licenceExpired
  | typeof paymentMethodSet
  | typeof erased
>;
export type RiderMessage = FromRiders | MessageOf<typeof placeHold | typeof liftHold>;

export function decideAdmission(
  rider: RiderState,
  message: RiderMessage,
  context: Context,
): Decision<RiderEvent> {
  if (message.type === 'rentals.place-hold.v1' || message.type === 'rentals.lift-hold.v1') {
    return decideHold(rider, message, context);
  }
  return becomes(rider, standingAfter(rider.standing, message, context.now), message.data.time);
}

function standingAfter(standing: Standing, message: FromRiders, now: Instant): Standing {
  switch (message.type) {
    case 'riders.signed-up.v1':
      return { ...standing, signedUp: true };
    case 'riders.blocked.v1':
      return { ...standing, blocked: true };
    case 'riders.unblocked.v1':
      return { ...standing, blocked: false };
    case 'riders.licence-submitted.v1':
      return { ...standing, licence: { status: 'PENDING' } };
    case 'riders.licence-verified.v1': {
      const { classes, validUntil, ageAtLeast } = message.data;
      const status = isBefore(now, validUntil) ? 'VERIFIED' : 'EXPIRED';
      return { ...standing, licence: { status, classes, validUntil, ageAtLeast } };
    }
    case 'riders.licence-rejected.v1':
      return { ...standing, licence: { status: 'REJECTED' } };
    case 'riders.licence-expired.v1':
      return { ...standing, licence: { status: 'EXPIRED' } };
    case 'riders.payment-method-set.v1':
      return { ...standing, paymentMethod: true };
    case 'riders.erased.v1':
      // Holds outlive the person's data: bookkeeping goes on.
      return { signedUp: false, blocked: standing.blocked, holds: standing.holds, paymentMethod: false };
  }
}

function becomes(
  { riderId, standing }: RiderState,
  after: Standing,
  time: Instant,
  by?: RiderEvent['data']['by'],
): Decision<RiderEvent> {
  if (JSON.stringify(after) === JSON.stringify(standing)) {
    return { kind: 'ignore', reason: 'Nothing changes for who may rent.' };
  }
  const data = { riderId, standing: after, ...(by === undefined ? {} : { by }), time };
  return { kind: 'accept', events: [riderStanding(data)] };
}

function decideHold(
  rider: RiderState,
  { type, data, principal }: MessageOf<typeof placeHold | typeof liftHold>,
  context: Context,
): Decision<RiderEvent> {
  const { riderId, hold, reason } = data;
  if (principal !== undefined && principal.kind !== 'operator') {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only operators and billing place and lift holds.' };
  }
  const { standing } = rider;
  if (!standing.signedUp && standing.holds.length === 0) {
    return { kind: 'refuse', code: 'RIDER_NOT_REGISTERED', detail: `Rider ${riderId} has not signed up.` };
  }
  const wanted = type === 'rentals.place-hold.v1';
  const after = holds.filter((one) => (one === hold ? wanted : standing.holds.includes(one)));
  const by = { ...(principal === undefined ? {} : { operator: principal.id }), reason };
  const result: { riderId: string; holds: Hold[] } = { riderId, holds: after };
  const decision = becomes(rider, { ...standing, holds: after }, context.now, by);
  return { kind: 'accept', events: decision.kind === 'accept' ? decision.events : [], result };
}
