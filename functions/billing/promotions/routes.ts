import {
  listPromotions,
  postPromotion,
  postPromotionStop,
  postRedemption,
} from '../../../shared/contracts/billing/promotions.ts';
import { randomId } from '../../../shared/kernel/random-id.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { change } from '../../../shared/runtime/change.ts';
import { read } from '../../../shared/runtime/http.ts';
import { readCount, readPage } from '../../../shared/runtime/read-models.ts';
import { allPromotions } from '../read-models.ts';
import { typedCode } from './code.ts';
import { newCode } from './new-code.ts';
import { promotionWithUses, usesOf } from './promotion.ts';

/** Promotion codes: operators make them, riders redeem them. */

export const promotionRoutes = [
  change(postPromotion, async ({ body: terms }) => ({
    promotionId: randomId('prm'),
    code: newCode(),
    terms,
  })),
  change(postPromotionStop, async ({ params: { promotionId }, body: { reason } }) => ({
    promotionId,
    reason,
  })),
  read(listPromotions, async ({ query }) => {
    const { items, ...next } = await readPage(allPromotions, {}, query);
    const now = instant(Date.now());
    const promotions = items.map(async (promotion) =>
      promotionWithUses(promotion, await readCount(usesOf(promotion.promotionId)), now),
    );
    return { promotions: await Promise.all(promotions), ...next };
  }),
  change(postRedemption, async ({ principal: { id }, body: { code } }) => ({
    riderId: id,
    code: typedCode(code),
  })),
];
