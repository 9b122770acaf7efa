import type { charged, credited } from '../../../shared/contracts/billing/charges.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import {
  type attachVoucher,
  type GivenOffer,
  offerOver,
  voucherRentalUnknown,
  voucherReserved,
} from '../../../shared/contracts/offers/given.ts';
import { isBefore } from '../../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf } from '../../../shared/runtime/domain.ts';
import { redemptions, steps } from '../read-models.ts';
import { liveOffer } from './answering.ts';
import { chargedRental } from './following.ts';
import type { RiderEvent, RiderState } from './state.ts';
import { Stepping } from './stepping.ts';

/**
 * Vouchers that pay a part of a rental. Billing hears what may be taken off, and the charge what was: a voucher that it
 * lists is redeemed, any other is free again. A credit undoes it, and the charge in its place does it again.
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
  const before = attachedTo(state, rentalId);
  if (before !== undefined && before.issueId !== issueId) detach(stepping, before, rentalId, context);
  if (issueId === undefined) return { kind: 'accept', events: stepping.events, result: { rentalId } };
  const offer = liveOffer(state, { riderId, issueId }, context);
  if ('kind' in offer) return offer;
  if (before?.issueId === issueId) return { kind: 'accept', events: [], result: before };
  if (offer.benefit.kind !== 'voucher') return offerOver('It is no voucher for a rental.');
  if (offer.state === 'RESERVED')
    return offerOver(`It is attached to ${offer.rentalId ?? 'another rental'}.`);
  if (offer.state !== 'ACCEPTED') return offerOver('Accept it first.');
  if (offer.useUntil !== undefined && !isBefore(context.now, offer.useUntil)) {
    return offerOver(`It could be used until ${offer.useUntil}.`);
  }
  const named = { movementId: `attach/${context.operation}`, reason: 'ATTACHED' } as const;
  const result = stepping.step(named, offer, 'RESERVED', { rentalId });
  stepping.add(reservation(stepping.state, result, rentalId, context));
  return { kind: 'accept', events: stepping.events, result };
}

const attachedTo = (state: RiderState, rentalId: string): GivenOffer | undefined =>
  state.offers.find((one) => one.state === 'RESERVED' && one.rentalId === rentalId);

/** At most what it holds: a use that was settled before holds what it has given. */
function reservation(
  state: RiderState,
  { issueId, benefit }: GivenOffer,
  rentalId: string,
  { now }: Context,
): RiderEvent {
  if (benefit.kind !== 'voucher') throw new Error(`${issueId} is no voucher`);
  const { percent, amount, currency } = benefit;
  const held = state.holds[issueId]?.amount;
  return voucherReserved({
    riderId: state.riderId,
    rentalId,
    voucherId: issueId,
    ...(percent === undefined ? {} : { percent }),
    ...(amount === undefined ? {} : { amount: Math.min(amount, held ?? amount) }),
    currency,
    time: now,
  });
}

function detach(stepping: Stepping, offer: GivenOffer, rentalId: string, context: Context): void {
  const { benefit, issueId } = offer;
  if (benefit.kind !== 'voucher') return;
  const { riderId } = stepping.state;
  const { currency } = benefit;
  release(stepping, offer, `release/${context.operation}`, context);
  const none = { riderId, rentalId, voucherId: issueId, amount: 0, currency, time: context.now };
  stepping.add(voucherReserved(none));
}

/** Free again, or over if its time has passed meanwhile. */
function release(stepping: Stepping, offer: GivenOffer, movementId: string, { now }: Context): void {
  const { rentalId: _, ...free } = offer;
  const released = stepping.step({ movementId, reason: 'RELEASED' }, free, 'ACCEPTED');
  if (offer.useUntil !== undefined && !isBefore(now, offer.useUntil)) {
    stepping.step({ movementId: `expire/${offer.issueId}`, reason: 'EXPIRED' }, released, 'EXPIRED');
    stepping.giveBack(released);
  }
}

export function decideCharged(
  state: RiderState,
  { data }: MessageOf<typeof charged>,
  context: Context,
): RiderDecision {
  const { rentalId, revision } = data;
  const charge = { rentalId, revision };
  const offer = attachedTo(state, rentalId);
  const stepping = new Stepping(state, context.now);
  const { movementId, gave } = offer === undefined ? { movementId: '', gave: 0 } : used(offer, data);
  if (context.read(redemptions, charge) !== undefined) {
    return { kind: 'ignore', reason: `Charge ${revision} has redeemed its voucher already.` };
  }
  if (offer !== undefined && gave > 0) {
    stepping.settle(offer, gave);
    stepping.step({ movementId, reason: 'REDEEMED', charge }, offer, 'REDEEMED', { gave });
  } else if (offer !== undefined) {
    release(stepping, offer, `release/${rentalId}/${revision}`, context);
  }
  const over = chargedRental(stepping.state, rentalId, context.now);
  if (over !== undefined) stepping.add(over);
  if (stepping.events.length === 0) return { kind: 'ignore', reason: 'No voucher was attached to it.' };
  return { kind: 'accept', events: stepping.events };
}

/** What the charge lists of the voucher. */
function used({ issueId }: GivenOffer, { rentalId, revision, charge }: Data<typeof charged>) {
  const amounts = charge.lines.flatMap(({ reason }) =>
    reason.code === 'VOUCHER' && reason.voucherId === issueId ? [reason.amount] : [],
  );
  const gave = amounts.reduce((sum, amount) => sum + amount, 0);
  return { movementId: `redeem/${rentalId}/${revision}`, gave };
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
