import {
  codeNotValid,
  codeRedeemed,
  promotionRedeemed,
  type redeemPromotion,
} from '../../../shared/contracts/billing/promotions.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import type { Constraint, Context, MessageOf } from '../../../shared/runtime/domain.ts';
import { type ItemRead, otherItem } from '../../../shared/runtime/read-model.ts';
import type { AccountDecision } from '../account/conducting.ts';
import { accountBody } from '../account/hearing.ts';
import { promotionMovement } from '../account/movements.ts';
import type { AccountState } from '../account/state.ts';
import { customers, promotionCodes } from '../read-models.ts';
import { stateAt, usesOf } from './promotion.ts';

/**
 * A rider redeems a code. That it is once a rider is in the account, which remembers it. That it is no more often than the
 * budget says is a constraint, since each account decides for itself.
 */

/** One answer for all reasons, so that nobody learns from it which codes there are. */
const NOT_VALID = 'There is no such code, or it cannot be redeemed now.';

export function readsOfRedeeming({ code, riderId }: Data<typeof redeemPromotion>): readonly ItemRead[] {
  return [otherItem(promotionCodes, { code }), otherItem(customers, { riderId })];
}

export function decideRedeem(
  state: AccountState,
  { data: { riderId, code } }: MessageOf<typeof redeemPromotion>,
  context: Context,
): AccountDecision {
  if (context.read(customers, { riderId }) === undefined) {
    return { kind: 'refuse', code: 'RIDER_NOT_REGISTERED', detail: `Rider ${riderId} has not signed up.` };
  }
  const promotion = context.read(promotionCodes, { code });
  if (promotion === undefined) return codeNotValid(NOT_VALID);
  const { accountId, promotions = [] } = state;
  const { promotionId, terms } = promotion;
  if (promotions.includes(promotionId)) return codeRedeemed('You have redeemed it before.');
  if (stateAt(promotion, context.now) !== 'ACTIVE') return codeNotValid(NOT_VALID);
  const { money, uses } = terms;
  const creditId = context.id('crd');
  const redeemed = promotionRedeemed({
    accountId,
    riderId,
    promotionId,
    uses,
    creditId,
    money,
    movement: promotionMovement(creditId, { accountId, ...money }),
    time: context.now,
  });
  return { kind: 'accept', events: [redeemed], resultAfter: accountBody };
}

export function redemptionConstraints({
  promotionId,
  uses,
}: Data<typeof promotionRedeemed>): readonly Constraint[] {
  const refusal = codeNotValid(NOT_VALID);
  return [{ count: usesOf(promotionId), add: 1, most: uses, refusal }];
}
