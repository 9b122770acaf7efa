import {
  type createPromotion,
  type Promotion,
  type PromotionTerms,
  promotionCreated,
  promotionNotValid,
  promotionStopped,
  promotionUnknown,
  type stopPromotion,
  type UsedPromotion,
} from '../../../shared/contracts/billing/promotions.ts';
import type { Violation } from '../../../shared/contracts/validate.ts';
import { currencyDigits } from '../../../shared/kernel/currencies.ts';
import { moneyText } from '../../../shared/kernel/money.ts';
import { type Instant, isBefore } from '../../../shared/kernel/time.ts';
import type { Context, Decision, EventOf, MessageOf } from '../../../shared/runtime/domain.ts';
import type { Frozen, ReadModelItem } from '../../../shared/runtime/read-model.ts';
import { MOST_CREDIT } from '../account/most-credit.ts';
import { allPromotions, promotionCodes, promotions, type StoredPromotion } from '../read-models.ts';
import { writtenCode } from './code.ts';

/** A promotion code as operators manage it. What it gives never changes. */

export interface PromotionState {
  readonly kind: 'promotion';
  readonly promotionId: string;
  readonly promotion?: Frozen<StoredPromotion>;
}
export type PromotionMessage = MessageOf<typeof createPromotion | typeof stopPromotion>;
export type PromotionEvent = EventOf<typeof promotionCreated | typeof promotionStopped>;
type PromotionDecision = Decision<PromotionEvent, PromotionState>;

/** The key of what is counted: how often it was redeemed. */
export const usesOf = (promotionId: string): string => `promotion/${promotionId}/uses`;

export const newPromotion = (promotionId: string): PromotionState => ({ kind: 'promotion', promotionId });

const onlyOperators = {
  kind: 'refuse',
  code: 'FORBIDDEN',
  detail: 'Only operators make and stop promotion codes.',
} as const;

export function decideCreate(
  state: PromotionState,
  { data, principal }: MessageOf<typeof createPromotion>,
  { now }: Context,
): PromotionDecision {
  if (principal?.kind !== 'operator') return onlyOperators;
  const errors = [...faultsOf(data.terms, now)];
  if (errors.length > 0) {
    return promotionNotValid(errors.map(({ path, message }) => `${path} ${message}`).join(' '), errors);
  }
  if (state.promotion !== undefined) return { kind: 'ignore', reason: 'The promotion is there.' };
  const created = promotionCreated({ ...data, operator: principal.id, time: now });
  return { kind: 'accept', events: [created], resultAfter: (after) => bodyOf(after, now) };
}

function* faultsOf({ money, valid: { from, until } }: PromotionTerms, now: Instant): Iterable<Violation> {
  const { amount, currency } = money;
  const digits = currencyDigits(currency);
  if (digits === undefined) {
    yield {
      path: '/body/money/currency',
      message: `must be a currency of ISO 4217, and ${currency} is none.`,
    };
  } else if (amount > MOST_CREDIT * 10 ** digits) {
    const most = moneyText({ amount: MOST_CREDIT * 10 ** digits, currency });
    yield { path: '/body/money/amount', message: `must be at most ${most} ${currency}.` };
  }
  if (!isBefore(from, until)) {
    yield { path: '/body/valid/until', message: `must be after ${from}, when it begins.` };
  } else if (!isBefore(now, until)) {
    yield { path: '/body/valid/until', message: `must be in the future: it is ${now}.` };
  }
}

export function decideStop(
  state: PromotionState,
  { data: { promotionId, reason }, principal }: MessageOf<typeof stopPromotion>,
  { now }: Context,
): PromotionDecision {
  if (principal?.kind !== 'operator') return onlyOperators;
  const { promotion } = state;
  if (promotion === undefined) return promotionUnknown(`There is no promotion ${promotionId}.`);
  const stopped = promotionStopped({ promotionId, reason, operator: principal.id, time: now });
  return {
    kind: 'accept',
    events: promotion.stopped === undefined ? [stopped] : [],
    resultAfter: (after) => bodyOf(after, now),
  };
}

export function evolvePromotion(state: PromotionState, event: PromotionEvent): PromotionState {
  if (event.type === 'billing.promotion-created.v1') {
    const { promotionId, code, terms, operator, time } = event.data;
    return { ...state, promotion: { promotionId, code, terms, createdBy: operator, createdAt: time } };
  }
  const { promotionId: _, ...stopped } = event.data;
  return state.promotion === undefined ? state : { ...state, promotion: { ...state.promotion, stopped } };
}

/** By its id for operators, by its code for whoever redeems it. */
export function promotionItems({ promotionId, promotion }: PromotionState): readonly ReadModelItem[] {
  if (promotion === undefined) return [];
  const { code, createdAt } = promotion;
  return [
    promotions({ promotionId }, promotion, allPromotions({}, `${createdAt}/${promotionId}`)),
    promotionCodes({ code }, promotion),
  ];
}

const bodyOf = ({ promotion }: PromotionState, now: Instant): Promotion | undefined =>
  promotion === undefined ? undefined : promotionAt(promotion, now);

/** As it is read at this time. */
export function promotionAt(promotion: Frozen<StoredPromotion>, now: Instant): Promotion {
  const { code, terms, ...rest } = promotion;
  return { ...rest, code: writtenCode(code), ...terms, state: stateAt(promotion, now) };
}

/** The same, with what is used of its budget. */
export function promotionWithUses(
  promotion: Frozen<StoredPromotion>,
  uses: number,
  now: Instant,
): UsedPromotion {
  const { amount, currency } = promotion.terms.money;
  return { ...promotionAt(promotion, now), used: { uses, money: { amount: uses * amount, currency } } };
}

export function stateAt({ terms, stopped }: Frozen<StoredPromotion>, now: Instant): Promotion['state'] {
  const { from, until } = terms.valid;
  if (stopped !== undefined) return 'STOPPED';
  if (isBefore(now, from)) return 'SCHEDULED';
  return isBefore(now, until) ? 'ACTIVE' : 'EXPIRED';
}
