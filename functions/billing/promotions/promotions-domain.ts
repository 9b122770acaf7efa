import {
  createPromotion,
  promotionCreated,
  promotionStopped,
  stopPromotion,
} from '../../../shared/contracts/billing/promotions.ts';
import type { AggregateDomain } from '../../../shared/runtime/aggregates.ts';
import { decideBy } from '../../../shared/runtime/deciders.ts';
import {
  decideCreate,
  decideStop,
  evolvePromotion,
  newPromotion,
  type PromotionEvent,
  type PromotionMessage,
  type PromotionState,
  promotionItems,
} from './promotion.ts';

export const promotionMessages = [createPromotion, stopPromotion] as const;

export const promotionsDomain: AggregateDomain<PromotionState, PromotionMessage, PromotionEvent> = {
  kinds: ['promotion'],
  messages: promotionMessages,
  events: [promotionCreated, promotionStopped],
  aggregateOf: ({ data }) => `promotion/${data.promotionId}`,
  aggregateOfEvent: ({ data }) => `promotion/${data.promotionId}`,
  initial: (aggregate) => newPromotion(aggregate.slice('promotion/'.length)),
  decide: decideBy<PromotionState, PromotionMessage, PromotionEvent>({
    [createPromotion.type]: decideCreate,
    [stopPromotion.type]: decideStop,
  }),
  evolve: evolvePromotion,
  readModels: promotionItems,
};
