import type { Data } from '../../../shared/contracts/define.ts';
import type { tierReviewed } from '../../../shared/contracts/loyalty/points.ts';
import { consentKnown, rentalFollowed, tierKnown } from '../../../shared/contracts/offers/given.ts';
import type { consentGiven, consentWithdrawn } from '../../../shared/contracts/riders/consents.ts';
import type { erased } from '../../../shared/contracts/riders/erasure.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import type { Context, Decision, EventOf, MessageOf } from '../../../shared/runtime/domain.ts';
import type { RentalMessage } from '../messages.ts';
import type { FollowedRental, RiderEvent, RiderState } from './state.ts';
import { Stepping } from './stepping.ts';

/**
 * What the room keeps of a rider. Without consent it keeps nothing: neither rentals nor tier. Who consents while driving
 * is made offers from the next thing that is heard of the rental.
 */

type RiderDecision = Decision<RiderEvent, RiderState>;
type Phase = FollowedRental['phase'];

const PHASES: Readonly<Record<RentalMessage['type'], Phase>> = {
  'rentals.reserved.v1': 'RESERVED',
  'rentals.started.v1': 'DRIVING',
  'rentals.resumed.v1': 'DRIVING',
  'rentals.paused.v1': 'PAUSED',
  'rentals.ended.v1': 'OVER',
  'rentals.cancelled.v1': 'OVER',
  'rentals.reservation-expired.v1': 'OVER',
};

export function decideRental(
  state: RiderState,
  { type, data }: RentalMessage,
  { now }: Context,
): RiderDecision {
  const { rentalId, vin } = data;
  const phase = PHASES[type];
  const known = state.rentals.find((one) => one.rentalId === rentalId);
  // A voucher that was accepted before the consent was withdrawn is still good.
  const isFollowed = state.consent !== undefined || state.offers.length > 0;
  if (known === undefined && (!isFollowed || phase === 'OVER')) {
    return { kind: 'ignore', reason: 'The rider does not consent to offers.' };
  }
  if (known?.phase === phase || known?.phase === 'CHARGED') {
    return { kind: 'ignore', reason: `The rental is ${phase} already.` };
  }
  const model = 'model' in data ? data.model : known?.model;
  const rental = { rentalId, vin, phase, ...(model === undefined ? {} : { model }) };
  return { kind: 'accept', events: [followed(state, rental, now)] };
}

function followed(
  { riderId, consent, rentals }: RiderState,
  rental: Pick<FollowedRental, 'rentalId' | 'vin' | 'phase' | 'model'>,
  time: Instant,
): EventOf<typeof rentalFollowed> {
  const { rentalId, vin, phase, model } = rental;
  const isLookedAt = phase === 'DRIVING' && consent !== undefined;
  const before = rentals.find((one) => one.rentalId === rentalId)?.phase;
  return rentalFollowed({
    riderId,
    rentalId,
    vin,
    ...(model === undefined ? {} : { model }),
    phase,
    ...(before === undefined ? {} : { before }),
    isLookedAt,
    time,
  });
}

/** No voucher can be attached to it any more. */
export function chargedRental(
  state: RiderState,
  rentalId: string,
  time: Instant,
): EventOf<typeof rentalFollowed> | undefined {
  const rental = state.rentals.find((one) => one.rentalId === rentalId);
  if (rental === undefined || rental.phase === 'CHARGED') return undefined;
  return followed(state, { ...rental, phase: 'CHARGED' }, time);
}

export function decideConsentGiven(
  state: RiderState,
  { data: { riderId, purpose, textVersion, time } }: MessageOf<typeof consentGiven>,
  { now }: Context,
): RiderDecision {
  if (purpose !== 'OFFERS') return { kind: 'ignore', reason: 'It is another purpose.' };
  const stepping = new Stepping(state, now);
  stepping.add(consentKnown({ riderId, textVersion, isErased: false, time }));
  lookAt(stepping, now);
  return { kind: 'accept', events: stepping.events };
}

export function decideConsentWithdrawn(
  state: RiderState,
  { data: { purpose, time } }: MessageOf<typeof consentWithdrawn>,
  { now }: Context,
): RiderDecision {
  if (purpose !== 'OFFERS' || state.consent === undefined) {
    return { kind: 'ignore', reason: 'It is another purpose, or was never given.' };
  }
  const stepping = new Stepping(state, now);
  for (const offer of state.offers) {
    if (offer.state !== 'ISSUED' && offer.state !== 'SEEN') continue;
    const named = { movementId: `withdraw/${offer.issueId}`, reason: 'WITHDRAWN' } as const;
    stepping.step(named, offer, 'WITHDRAWN');
  }
  stepping.add(consentKnown({ riderId: state.riderId, isErased: false, time }));
  lookAt(stepping, now);
  return { kind: 'accept', events: stepping.events };
}

/** Whether the readings of the rider's cars are looked at has changed. */
function lookAt(stepping: Stepping, now: Instant): void {
  for (const rental of stepping.state.rentals) {
    if (rental.phase === 'DRIVING') stepping.add(followed(stepping.state, rental, now));
  }
}

/** The rider is gone, and so are the offers; what they held of budgets comes back. */
export function decideErased(
  state: RiderState,
  { data: { riderId, time } }: MessageOf<typeof erased>,
  { now }: Context,
): RiderDecision {
  const isKnown = state.consent !== undefined || state.offers.length > 0 || state.rentals.length > 0;
  if (!isKnown) return { kind: 'ignore', reason: 'Nothing is kept of the rider.' };
  const stepping = new Stepping(state, now);
  for (const offer of state.offers) {
    const named = { movementId: `withdraw/${offer.issueId}`, reason: 'WITHDRAWN' } as const;
    stepping.step(named, offer, 'WITHDRAWN');
    stepping.giveBack(offer);
  }
  stepping.add(consentKnown({ riderId, isErased: true, time }));
  lookAt(stepping, now);
  return { kind: 'accept', events: stepping.events };
}

export function decideTier(
  state: RiderState,
  { data: { riderId, tier } }: MessageOf<typeof tierReviewed>,
  { now }: Context,
): RiderDecision {
  if (state.consent === undefined) {
    return { kind: 'ignore', reason: 'The rider does not consent to offers.' };
  }
  const known: Data<typeof tierKnown> = { riderId, ...(tier === undefined ? {} : { tier }), time: now };
  return state.tier === tier
    ? { kind: 'ignore', reason: 'The tier is known.' }
    : { kind: 'accept', events: [tierKnown(known)] };
}
