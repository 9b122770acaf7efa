import {
  type Hold,
  holds,
  liftHold,
  placeHold,
  riderStanding,
  type Standing,
} from '../../../shared/contracts/rentals/rider-standing.ts';
import { erased } from '../../../shared/contracts/riders/erasure.ts';
import { groupsSet } from '../../../shared/contracts/riders/groups.ts';
import {
  licenceExpired,
  licenceRejected,
  licenceSubmitted,
  licenceVerified,
} from '../../../shared/contracts/riders/licence.ts';
import { paymentMethodSet } from '../../../shared/contracts/riders/payment.ts';
import { blocked, signedUp, unblocked } from '../../../shared/contracts/riders/riders.ts';
import { type Instant, isBefore } from '../../../shared/kernel/time.ts';
import type { Context, Decision, Message, MessageOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import type { RiderEvent } from '../car/events.ts';
import type { RiderState } from '../car/state.ts';
import { riderGroups } from '../read-models.ts';

/** Who may rent, as the riders room says and holds have it: kept here, since a reservation is decided without asking. */

type Change<In extends Message> = (standing: Standing, message: In, now: Instant) => Standing;

/** The riders room says what changes a rider's standing. */
function decideStanding<In extends Message<string, { readonly time: Instant }>>(change: Change<In>) {
  return (rider: RiderState, message: In, { now }: Context): Decision<RiderEvent> =>
    becomes(rider, change(rider.standing, message, now), message.data.time);
}

function withVerifiedLicence(
  standing: Standing,
  { data }: MessageOf<typeof licenceVerified>,
  now: Instant,
): Standing {
  const { classes, validUntil, ageAtLeast } = data;
  const status = isBefore(now, validUntil) ? 'VERIFIED' : 'EXPIRED';
  return { ...standing, licence: { status, classes, validUntil, ageAtLeast } };
}

const inGroups = (standing: Standing, { data: { groups } }: MessageOf<typeof groupsSet>): Standing => ({
  ...standing,
  groups,
});

/** Holds outlive the person's data: bookkeeping goes on. */
function withoutPerson({ blocked: isBlocked, holds: placed, groups }: Standing): Standing {
  return {
    signedUp: false,
    blocked: isBlocked,
    holds: placed,
    paymentMethod: false,
    // Empty, so that what is read of them becomes empty too.
    ...(groups === undefined ? {} : { groups: [] }),
  };
}

/** The groups of a rider, for the decisions on cars and for searches. */
export function standingItems({ riderId, standing: { groups } }: RiderState): readonly ReadModelItem[] {
  return groups === undefined ? [] : [riderGroups({ riderId }, { groups })];
}

export const standingDeciders = {
  [signedUp.type]: decideStanding((standing) => ({ ...standing, signedUp: true })),
  [blocked.type]: decideStanding((standing) => ({ ...standing, blocked: true })),
  [unblocked.type]: decideStanding((standing) => ({ ...standing, blocked: false })),
  [licenceSubmitted.type]: decideStanding((standing) => ({ ...standing, licence: { status: 'PENDING' } })),
  [licenceVerified.type]: decideStanding(withVerifiedLicence),
  [licenceRejected.type]: decideStanding((standing) => ({ ...standing, licence: { status: 'REJECTED' } })),
  [licenceExpired.type]: decideStanding((standing) => ({ ...standing, licence: { status: 'EXPIRED' } })),
  [paymentMethodSet.type]: decideStanding((standing) => ({ ...standing, paymentMethod: true })),
  [groupsSet.type]: decideStanding(inGroups),
  [erased.type]: decideStanding(withoutPerson),
  [placeHold.type]: decideHold,
  [liftHold.type]: decideHold,
};

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
  const wanted = type === placeHold.type;
  const after = holds.filter((one) => (one === hold ? wanted : standing.holds.includes(one)));
  const by = { ...(principal === undefined ? {} : { operator: principal.id }), reason };
  const result: { riderId: string; holds: Hold[] } = { riderId, holds: after };
  const decision = becomes(rider, { ...standing, holds: after }, context.now, by);
  return { kind: 'accept', events: decision.kind === 'accept' ? decision.events : [], result };
}
