import { couponOver, couponRedeemed, type redeemCoupon } from '../../../shared/contracts/offers/codes.ts';
import { isBefore } from '../../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf } from '../../../shared/runtime/domain.ts';
import { givenOffers } from '../read-models.ts';
import type { RiderEvent, RiderState } from './state.ts';
import { Stepping } from './stepping.ts';

/** A partner gives what a coupon promises, once. */
export function decideRedeem(
  state: RiderState,
  { data, principal }: MessageOf<typeof redeemCoupon>,
  context: Context,
): Decision<RiderEvent, RiderState> {
  if (principal?.kind !== 'operator') {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only an operator redeems coupons.' };
  }
  const { riderId, issueId, couponId, amount } = data;
  const offer = state.offers.find((one) => one.issueId === issueId);
  if (offer === undefined) {
    return context.read(givenOffers, { riderId, issueId })?.state === 'REDEEMED'
      ? couponRedeemed('It is good for one use.')
      : couponOver('It was not used in time, or given back.');
  }
  const { benefit, useUntil } = offer;
  if (offer.couponId !== couponId || benefit.kind !== 'coupon' || useUntil === undefined) {
    return couponOver('It belongs to no accepted offer.');
  }
  if (!isBefore(context.now, useUntil)) return couponOver(`It could be used until ${useUntil}.`);
  const gave = Math.min(amount ?? benefit.amount ?? 0, benefit.amount ?? Number.MAX_SAFE_INTEGER);
  const stepping = new Stepping(state, context.now);
  stepping.settle(offer, gave);
  const said = amount === undefined ? {} : { gave };
  stepping.step({ movementId: `redeem/${issueId}`, reason: 'REDEEMED' }, offer, 'REDEEMED', said);
  const { offerId } = offer;
  const result = {
    couponId,
    offerId,
    benefit,
    ...(amount === undefined ? {} : { amount: gave }),
    redeemedAt: context.now,
  };
  return { kind: 'accept', events: stepping.events, result };
}
