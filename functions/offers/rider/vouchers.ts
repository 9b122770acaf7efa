import type { charged, credited } from '../../../shared/contracts/billing/charges.ts';
import {
  type attachVoucher,
  featureVoucherReserved,
  type GivenOffer,
  offerOver,
  voucherRentalUnknown,
  voucherReserved,
} from '../../../shared/contracts/offers/given.ts';
import { isBefore } from '../../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf } from '../../../shared/runtime/domain.ts';
import { redemptions, steps } from '../read-models.ts';
import { liveOffer } from './answering.ts';
import { boundTo, isForRental, release, usedOf } from './bound.ts';
import { chargedRental } from './following.ts';
import type { RiderEvent, RiderState } from './state.ts';
import { Stepping } from './stepping.ts';

/**
 * Vouchers that pay a part of a rental, or of a feature of its car. Billing hears what may be taken off, and says what was: a
 * voucher that a charge lists is redeemed, any other is free again. A credit undoes it, and the charge in its place does it again.
 */

type RiderDecision = Decision<RiderEvent, RiderState>;

export function decideAttach(
  state: RiderState,
  { data }: MessageOf<typeof attachVoucher>,
  context: Context,
): RiderDecision {
  const { riderId, rentalId, issueId } = data;
  const rental = state.rentals.find((one) => one.rentalId === rentalId);
  if (rental === undefined || rental.phase === 'CHARGED') {
    return voucherRentalUnknown(`You have no rental ${rentalId} that can be paid for.`);
  }
  const stepping = new Stepping(state, context.now);
  const attachedNow = boundTo(state, rentalId).filter(({ isDetached }) => isDetached !== true);
  if (issueId === undefined) {
    for (const one of attachedNow) {
      detach(stepping, one, context);
      stepping.add(reservation(stepping.state, one, { rentalId, isNone: true }, context));
    }
    return { kind: 'accept', events: stepping.events, result: { rentalId } };
  }
  const offer = liveOffer(state, { riderId, issueId }, context);
  if ('kind' in offer) return offer;
  const { kind } = offer.benefit;
  if (!isForRental(offer)) return offerOver('It is no voucher for a rental.');
  const before = attachedNow.find(({ benefit }) => benefit.kind === kind);
  if (before?.issueId === issueId) return { kind: 'accept', events: [], result: before };
  const isAgain = offer.state === 'RESERVED' && offer.rentalId === rentalId;
  if (offer.state === 'RESERVED' && !isAgain) {
    return offerOver(`It is for ${offer.rentalId ?? 'another rental'} until that is charged.`);
  }
  if (offer.state !== 'ACCEPTED' && !isAgain) return offerOver('Accept it first.');
  if (offer.useUntil !== undefined && !isBefore(context.now, offer.useUntil)) {
    return offerOver(`It could be used until ${offer.useUntil}.`);
  }
  if (before !== undefined) detach(stepping, before, context);
  const named = { movementId: `attach/${context.operation}`, reason: 'ATTACHED' } as const;
  const { isDetached: _, ...attached } = offer;
  const result = stepping.step(named, attached, 'RESERVED', { rentalId });
  stepping.add(reservation(stepping.state, result, { rentalId }, context));
  return { kind: 'accept', events: stepping.events, result };
}

function detach(stepping: Stepping, offer: GivenOffer, { operation }: Context): void {
  const named = { movementId: `detach/${operation}/${offer.issueId}`, reason: 'DETACHED' } as const;
  stepping.step(named, offer, 'RESERVED', { isDetached: true });
}

/** At most what it holds: a use that was settled before holds what it has given. */
function reservation(
  state: RiderState,
  { issueId, benefit }: GivenOffer,
  { rentalId, isNone = false }: { readonly rentalId: string; readonly isNone?: boolean },
  { now }: Context,
): RiderEvent {
  if (benefit.kind !== 'voucher' && benefit.kind !== 'feature') throw new Error(`${issueId} is no voucher`);
  const { percent, amount, currency } = benefit;
  const held = state.holds[issueId]?.amount;
  const value = {
    ...(percent === undefined ? {} : { percent }),
    ...(amount === undefined ? {} : { amount: Math.min(amount, held ?? amount) }),
  };
  const off = {
    riderId: state.riderId,
    rentalId,
    voucherId: issueId,
    ...(isNone ? { amount: 0 } : value),
    currency,
    time: now,
  };
  return benefit.kind === 'voucher'
    ? voucherReserved(off)
    : featureVoucherReserved({ ...off, feature: benefit.feature });
}

export function decideCharged(
  state: RiderState,
  { data }: MessageOf<typeof charged>,
  context: Context,
): RiderDecision {
  const { rentalId, revision } = data;
  const charge = { rentalId, revision };
  if (context.read(redemptions, charge) !== undefined) {
    return { kind: 'ignore', reason: `Charge ${revision} has redeemed its voucher already.` };
  }
  const stepping = new Stepping(state, context.now);
  for (const offer of boundTo(state, rentalId)) {
    const gave = usedOf(offer, data.charge);
    if (gave > 0) {
      const { isDetached: _, ...redeemed } = offer;
      const named = { movementId: `redeem/${rentalId}/${revision}`, reason: 'REDEEMED', charge } as const;
      stepping.settle(offer, gave);
      stepping.step(named, redeemed, 'REDEEMED', { gave });
    } else {
      release(stepping, offer, `release/${rentalId}/${revision}/${offer.issueId}`, context);
    }
  }
  const over = chargedRental(stepping.state, rentalId, context.now);
  if (over !== undefined) stepping.add(over);
  if (stepping.events.length === 0) return { kind: 'ignore', reason: 'No voucher was attached to it.' };
  return { kind: 'accept', events: stepping.events };
}

export function decideCredited(
  state: RiderState,
  { data: { riderId, rentalId, revision } }: MessageOf<typeof credited>,
  context: Context,
): RiderDecision {
  const charge = { rentalId, revision };
  const redeemed = context.read(redemptions, charge);
  if (redeemed === undefined) return { kind: 'ignore', reason: `Charge ${revision} has used no voucher.` };
  const movementId = `reverse/${rentalId}/${revision}`;
  if (context.read(steps, { riderId, movementId }) !== undefined) {
    return { kind: 'ignore', reason: `Charge ${revision} was taken back already.` };
  }
  const stepping = new Stepping(state, context.now);
  const { gave: _, ...before } = redeemed.offer;
  const attached = stepping.step({ movementId, reason: 'REVERSED', charge }, before, 'RESERVED');
  stepping.holdAgain(attached, redeemed.holds);
  return { kind: 'accept', events: stepping.events };
}
