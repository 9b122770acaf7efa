import type { featureActivated, featureRefunded } from '../../../shared/contracts/billing/features.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import type { Context, Decision, MessageOf } from '../../../shared/runtime/domain.ts';
import { givenOffers, steps } from '../read-models.ts';
import { boundTo, release, usedOf, vouchersIn } from './bound.ts';
import { heldBy, type RiderEvent, type RiderState } from './state.ts';
import { Stepping } from './stepping.ts';

/** Vouchers that pay a part of a feature: redeemed when the car has it, and back when an operator gives the price back. */

type RiderDecision = Decision<RiderEvent, RiderState>;

/** The business key of the step that redeems a voucher for it. */
export const redemptionOf = ({
  riderId,
  entitlementId,
}: Pick<Data<typeof featureActivated>, 'riderId' | 'entitlementId'>) => ({
  riderId,
  movementId: `redeem/${entitlementId}`,
});

export function decideFeatureActivated(
  state: RiderState,
  { data }: MessageOf<typeof featureActivated>,
  context: Context,
): RiderDecision {
  const { rentalId, charge } = data;
  const key = redemptionOf(data);
  if (context.read(steps, key) !== undefined) return { kind: 'ignore', reason: 'It is redeemed already.' };
  const offer = boundTo(state, rentalId).find((one) => usedOf(one, charge) > 0);
  if (offer === undefined) return { kind: 'ignore', reason: 'It was paid for without a voucher.' };
  const gave = usedOf(offer, charge);
  const { isDetached: _, ...redeemed } = offer;
  const stepping = new Stepping(state, context.now);
  stepping.settle(offer, gave);
  const named = { movementId: key.movementId, reason: 'REDEEMED' } as const;
  stepping.step(named, redeemed, 'REDEEMED', { gave });
  return { kind: 'accept', events: stepping.events };
}

/** The business key of the step that takes a redemption back. */
export const reversalOf = ({ riderId, entitlementId }: Data<typeof featureRefunded>) => ({
  riderId,
  movementId: `reverse/${entitlementId}`,
});

/** It is free again for any rental: the one that it was for may be over. */
export function decideFeatureRefunded(
  state: RiderState,
  { data }: MessageOf<typeof featureRefunded>,
  context: Context,
): RiderDecision {
  const { riderId, entitlementId, charge } = data;
  const key = reversalOf(data);
  if (context.read(steps, key) !== undefined) return { kind: 'ignore', reason: 'It was taken back already.' };
  const offer = vouchersIn(charge)
    .map(({ voucherId: issueId }) => context.read(givenOffers, { riderId, issueId }))
    .find((one) => one?.state === 'REDEEMED');
  if (offer === undefined) return { kind: 'ignore', reason: 'It was paid for without a voucher.' };
  const { gave: _, ...before } = offer;
  const stepping = new Stepping(state, context.now);
  const { movementId } = key;
  const attached = stepping.step({ movementId, reason: 'REVERSED' }, before, 'RESERVED');
  stepping.holdAgain(attached, heldBy(offer));
  release(stepping, attached, `release/${entitlementId}`, context);
  return { kind: 'accept', events: stepping.events };
}
