import {
  Integer,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { exampleId, idPattern } from '../../kernel/ids.ts';
import { ANSWERED, OPERATORS } from '../audience.ts';
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { pageQuery, RiderId, strict, Time } from '../fields.ts';
import { ProviderMoney } from '../payments/seen-payment.ts';
import { Account, CreditId } from './account.ts';
import { billingCommands, billingEvents } from './billing.ts';
import { AccountId } from './charges.ts';
import { Movement } from './ledger.ts';

/** Promotion codes: each gives account credit, once to a rider, and as often as its budget says. */

export const PromotionId = Str({ pattern: idPattern('prm') });
/** Sixteen letters and digits of base 32, which are 80 bits: nobody guesses one. */
export const CodeText = Str({ pattern: '^[0-9A-HJKMNP-TV-Z]{16}$' });

const Name = Str({ minLength: 1, maxLength: 80, pattern: String.raw`\S` });
const Reason = Str({ minLength: 1, maxLength: 200, pattern: String.raw`\S` });

export const PromotionTerms = Obj(
  {
    name: Name,
    money: ProviderMoney,
    uses: Integer({ minimum: 1, maximum: 100_000, description: 'By all riders together' }),
    valid: Obj(
      { from: Time, until: Time },
      { ...strict, description: '`from` inclusive, `until` exclusive' },
    ),
  },
  strict,
);
export type PromotionTerms = Static<typeof PromotionTerms>;

const promotionId = exampleId('prm');
const code = '4C9K7M2PQ8RSTVWX';
const time = '2026-01-31T09:30:00.000Z';
const terms: PromotionTerms = {
  name: 'Ski opening',
  money: { amount: 500, currency: 'EUR' },
  uses: 100,
  valid: { from: '2026-02-01T00:00:00.000Z', until: '2026-03-01T00:00:00.000Z' },
};

export const createPromotion = command({
  topic: billingCommands,
  key: 'promotionId',
  type: 'billing.create-promotion.v1',
  description: 'An operator makes a promotion code',
  expiresAfterSeconds: 60,
  data: Obj({ promotionId: PromotionId, code: CodeText, terms: PromotionTerms }, strict),
  example: { promotionId, code, terms },
});
export const stopPromotion = command({
  topic: billingCommands,
  key: 'promotionId',
  type: 'billing.stop-promotion.v1',
  description: 'An operator stops a promotion code: nobody redeems it any more',
  expiresAfterSeconds: 60,
  data: Obj({ promotionId: PromotionId, reason: Reason }, strict),
  example: { promotionId, reason: 'It was published by mistake' },
});
export const redeemPromotion = command({
  topic: billingCommands,
  key: 'riderId',
  type: 'billing.redeem-promotion.v1',
  description: 'A rider redeems a code for account credit',
  expiresAfterSeconds: 60,
  data: Obj(
    { riderId: RiderId, code: Str({ maxLength: 64, description: 'Without blanks and hyphens' }) },
    strict,
  ),
  example: { riderId: 'ana', code },
});

export const promotionCreated = event({
  topic: billingEvents,
  key: 'promotionId',
  type: 'billing.promotion-created.v1',
  description: 'There is a promotion code, with a budget of uses',
  heardBy: OPERATORS,
  data: Obj(
    { promotionId: PromotionId, code: CodeText, terms: PromotionTerms, operator: Str(), time: Time },
    strict,
  ),
  example: { promotionId, code, terms, operator: 'eva', time },
});
export const promotionStopped = event({
  topic: billingEvents,
  key: 'promotionId',
  type: 'billing.promotion-stopped.v1',
  description: 'Nobody redeems the code any more. What was redeemed stays',
  heardBy: OPERATORS,
  data: Obj({ promotionId: PromotionId, reason: Str(), operator: Str(), time: Time }, strict),
  example: { promotionId, reason: 'It was published by mistake', operator: 'eva', time },
});
export const promotionRedeemed = event({
  topic: billingEvents,
  key: 'riderId',
  type: 'billing.promotion-redeemed.v1',
  description:
    'A rider has redeemed a code: the account has that much more credit, which pays before the card does',
  heardBy: ANSWERED,
  data: Obj(
    {
      accountId: AccountId,
      riderId: RiderId,
      promotionId: PromotionId,
      /** The budget, by which the uses are counted. */
      uses: Integer({ minimum: 1 }),
      creditId: CreditId,
      money: ProviderMoney,
      movement: Movement,
      time: Time,
    },
    strict,
  ),
  example: {
    accountId: 'ana',
    riderId: 'ana',
    promotionId,
    uses: 100,
    creditId: exampleId('crd'),
    money: terms.money,
    movement: {
      movementId: `promotion/${exampleId('crd')}`,
      currency: 'EUR',
      postings: [
        { account: 'discount/promotion', amount: 500 },
        { account: 'credit/ana', amount: -500 },
      ],
    },
    time,
  },
});

/** A promotion as operators read it. */
export const Promotion = Obj(
  {
    promotionId: PromotionId,
    /** As it is given to riders: four groups of four. Blanks, hyphens and case do not matter. */
    code: Str(),
    ...PromotionTerms.properties,
    state: Union([Literal('SCHEDULED'), Literal('ACTIVE'), Literal('EXPIRED'), Literal('STOPPED')]),
    createdBy: Str(),
    createdAt: Time,
    stopped: Optional(Obj({ reason: Str(), operator: Str(), time: Time }, strict)),
  },
  strict,
);
export type Promotion = Static<typeof Promotion>;
const promotionExample: Promotion = {
  promotionId,
  code: '4C9K-7M2P-Q8RS-TVWX',
  ...terms,
  state: 'SCHEDULED',
  createdBy: 'eva',
  createdAt: time,
};
/** A promotion with what is used of its budget. */
export const UsedPromotion = Obj(
  {
    ...Promotion.properties,
    used: Obj(
      { uses: Integer({ minimum: 0 }), money: ProviderMoney },
      { ...strict, description: 'How often it was redeemed, of `uses`, and the credit that it has given' },
    ),
  },
  strict,
);
export type UsedPromotion = Static<typeof UsedPromotion>;
export const usedPromotionExample: UsedPromotion = {
  ...promotionExample,
  state: 'ACTIVE',
  used: { uses: 3, money: { ...terms.money, amount: 3 * terms.money.amount } },
};

export const promotionNotValid = roomError('PROMOTION_NOT_VALID', {
  status: 400,
  title: 'The promotion is not valid',
  advice: 'The list `errors` says for each field what it must be.',
  retry: 'change',
});
export const promotionUnknown = roomError('PROMOTION_UNKNOWN', {
  status: 404,
  title: 'There is no such promotion',
  advice: 'GET /v1/promotions lists them.',
  retry: 'change',
});
/** The same for a code that never was, is not valid yet or any more, was stopped, or has no uses left: it tells nothing. */
export const codeNotValid = roomError('PROMOTION_CODE_NOT_VALID', {
  status: 409,
  title: 'This code cannot be redeemed',
  advice: 'Check the code. It may have been used up, or be out of its time.',
  retry: 'change',
});
export const codeRedeemed = roomError('PROMOTION_CODE_REDEEMED', {
  status: 409,
  title: 'You have redeemed this code already',
  advice: 'Each code is for once a rider. GET /v1/riders/me/account has your credit.',
  retry: 'never',
});

const answer = { body: Promotion, example: promotionExample } as const;

export const postPromotion = route({
  id: 'createPromotion',
  method: 'POST',
  path: '/v1/promotions',
  summary: 'Make a promotion code',
  description:
    'For account credit, once a rider, at most `uses` times in all. The platform makes the code. What a promotion gives never changes; it can be stopped.',
  principals: ['operator'],
  body: PromotionTerms,
  bodyExample: terms,
  command: createPromotion,
  success: { status: 201, description: 'The promotion with its code', ...answer },
  errors: [promotionNotValid.code],
});
export const listPromotions = route({
  id: 'listPromotions',
  method: 'GET',
  path: '/v1/promotions',
  summary: 'Promotion codes with what is used of their budgets, newest first',
  principals: ['operator'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of promotions; `cursor` when there are more',
    body: Obj({ promotions: List(UsedPromotion), cursor: Optional(Str()) }, strict),
    example: { promotions: [usedPromotionExample] },
  },
  errors: [],
});
export const postPromotionStop = route({
  id: 'stopPromotion',
  method: 'POST',
  path: '/v1/promotions/{promotionId}/stop',
  summary: 'Stop a promotion code',
  description: 'Credit that was given for it stays.',
  principals: ['operator'],
  params: Obj({ promotionId: PromotionId }, strict),
  body: Obj({ reason: Reason }, strict),
  bodyExample: { reason: 'It was published by mistake' },
  command: stopPromotion,
  success: { status: 200, description: 'The promotion', ...answer },
  errors: [promotionUnknown.code],
});
export const postRedemption = route({
  id: 'redeemPromotionCode',
  method: 'POST',
  path: '/v1/riders/me/promotion-codes',
  summary: 'Redeem a promotion code',
  description: 'For account credit, which pays before the card does, from the next charge on. Once a rider.',
  principals: ['rider'],
  body: Obj({ code: Str({ minLength: 1, maxLength: 64 }) }, strict),
  bodyExample: { code: promotionExample.code },
  command: redeemPromotion,
  success: {
    status: 201,
    description: 'The account with the credit',
    body: Account,
    example: { accountId: 'ana', riderId: 'ana', credit: [{ amount: 500, currency: 'EUR' }] },
  },
  errors: [codeNotValid.code, codeRedeemed.code, 'RIDER_NOT_REGISTERED'],
});
