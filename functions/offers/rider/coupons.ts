import {
  couponOfAnother,
  couponOver,
  couponRedeemed,
  type redeemCoupon,
} from '../../../shared/contracts/offers/codes.ts';
import type { GivenOffer } from '../../../shared/contracts/offers/given.ts';
import { isBefore } from '../../../shared/kernel/time.ts';
import type { Context, Decision, Message, MessageOf } from '../../../shared/runtime/domain.ts';
import { givenOffers } from '../read-models.ts';
import type { RiderEvent, RiderState } from './state.ts';
import { Stepping } from './stepping.ts';

type Refused = Extract<Decision<RiderEvent, RiderState>, { kind: 'refuse' }>;

/** A partner gives what a coupon promises, once: the partner that the offer names, or an operator for any partner. */
export function decideRedeem(
  state: RiderState,
  { data, principal }: MessageOf<typeof redeemCoupon>,
  context: Context,
): Decision<RiderEvent, RiderState> {
  const { riderId, issueId, couponId, amount } = data;
  const offer = state.offers.find((one) => one.issueId === issueId);
  const given = offer ?? context.read(givenOffers, { riderId, issueId });
  const refusal = refusedTo(principal, given);
  if (refusal !== undefined) return refusal;
  if (offer === undefined) {
    return given?.state === 'REDEEMED'
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

/** Why this principal does not redeem it; undefined for one who does. */
function refusedTo(principal: Message['principal'], given: GivenOffer | undefined): Refused | undefined {
  if (principal?.kind === 'operator') return undefined;
  if (principal?.kind !== 'partner') {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only partners and operators redeem coupons.' };
  }
  if (given?.partnerId === principal.id) return undefined;
  return couponOfAnother(
    given?.partnerId === undefined
      ? 'Its offer names no partner: operators redeem it.'
      : 'Its offer names another partner.',
  );
}
