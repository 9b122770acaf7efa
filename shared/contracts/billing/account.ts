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
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { RentalId, RiderId, strict, Time, Vin } from '../fields.ts';
import { PaymentId, Purpose, RefundId, Subject } from '../payments/payments.ts';
import { ProviderMoney } from '../payments/seen-payment.ts';
import { billingCommands, billingEvents } from './billing.ts';
import { AccountId } from './charges.ts';
import { Movement } from './ledger.ts';

/**
 * The account of one who pays: what is due, and how it is paid. It commands the payments room, hears what came of it, and
 * books what has moved.
 */

const Currency = Str({ pattern: '^[A-Z]{3}$' });
const Amount = Integer({ minimum: 0, description: 'Minor units' });

/** How a payment stands, as far as billing has heard. What it has commanded counts as soon as it is commanded. */
const PartState = Union([
  Literal('REQUESTED'),
  Literal('NEEDS_AUTHENTICATION'),
  Literal('AUTHORIZED'),
  Literal('DECLINED'),
  Literal('CAPTURING'),
  Literal('CAPTURED'),
  Literal('VOIDING'),
  Literal('VOIDED'),
]);

/** One payment for a claim. */
const Part = Obj(
  {
    paymentId: PaymentId,
    purpose: Purpose,
    amount: Amount,
    state: PartState,
    /** CAPTURING: how much. CAPTURED: what was taken. */
    captured: Amount,
    refunds: List(
      Obj(
        {
          refundId: RefundId,
          amount: Amount,
          state: Union([Literal('REQUESTED'), Literal('REFUNDED'), Literal('FAILED')]),
          /** Commanded before a dispute of the payment was won. If it fails, the dispute may have been why: another is tried. */
          beforeWon: Optional(Literal(true)),
        },
        strict,
      ),
    ),
    disputed: Optional(Literal(true)),
    /** The bank has not decided yet. */
    disputeOpen: Optional(Literal(true)),
    /** Their opening may be heard again afterwards. */
    disputesDecided: Optional(List(Str())),
  },
  strict,
);
export type Part = Static<typeof Part>;

/** What a rental, or something else, makes due, and what has been done about it. */
export const Claim = Obj(
  {
    subject: Subject,
    riderId: RiderId,
    rentalId: Optional(RentalId),
    vin: Optional(Vin),
    currency: Currency,
    /** To be reserved in all, while it is not known yet what will be due. */
    authorization: Optional(Amount),
    /** It is more than at first, since the rental costs more. */
    raised: Optional(Literal(true)),
    /** By the newest revision. Absent while the rental goes on. */
    due: Optional(Obj({ revision: Integer({ minimum: 1 }), amount: Integer() }, strict)),
    /** What account credit has paid. */
    credit: Amount,
    /** Numbers what account credit has paid and got back. */
    creditMoves: Integer({ minimum: 0 }),
    parts: List(Part),
  },
  strict,
);
export type Claim = Static<typeof Claim>;

const time = '2026-01-31T09:30:00.400Z';
const ofClaim = {
  accountId: AccountId,
  riderId: RiderId,
  subject: Subject,
  rentalId: Optional(RentalId),
  vin: Optional(Vin),
  time: Time,
};
const claimExample = {
  accountId: 'ana',
  riderId: 'ana',
  subject: exampleId('rnt'),
  rentalId: exampleId('rnt'),
  vin: 'WRS00001X0T000001',
  time,
};
const ofPart = { ...ofClaim, paymentId: PaymentId, money: ProviderMoney };
const partExample = {
  ...claimExample,
  paymentId: exampleId('pmt'),
  money: { amount: 3000, currency: 'EUR' },
};
const movementExample = (movementId: string, debit: string, credit: string, amount: number) => ({
  movementId,
  currency: 'EUR',
  postings: [
    { account: debit, amount },
    { account: credit, amount: -amount },
  ],
});

const CONDUCTED = {
  nobody: 'is what billing does with payments: the payments room says what came of it',
} as const;
const onEvents = { topic: billingEvents, key: 'riderId', heardBy: CONDUCTED } as const;

export const claimOpened = event({
  ...onEvents,
  type: 'billing.claim-opened.v1',
  description: 'Something will be due, or is. With `claim`: as it was before the account had forgotten it',
  data: Obj(
    { ...ofClaim, currency: Currency, authorization: Optional(Amount), claim: Optional(Claim) },
    strict,
  ),
  example: { ...claimExample, currency: 'EUR', authorization: 3000 },
});
export const dueChanged = event({
  ...onEvents,
  type: 'billing.due-changed.v1',
  description: 'This much is due in all, by this revision of the charge',
  data: Obj({ ...ofClaim, currency: Currency, revision: Integer({ minimum: 1 }), amount: Integer() }, strict),
  example: { ...claimExample, currency: 'EUR', revision: 1, amount: 1120 },
});
export const paymentCommanded = event({
  ...onEvents,
  type: 'billing.payment-commanded.v1',
  description: 'The payments room is to reserve the amount, or to charge it',
  data: Obj({ ...ofPart, purpose: Purpose }, strict),
  example: { ...partExample, purpose: 'AUTHORIZATION' },
});
export const captureCommanded = event({
  ...onEvents,
  type: 'billing.capture-commanded.v1',
  description: 'The payments room is to capture exactly this of what is reserved',
  data: Obj(ofPart, strict),
  example: { ...partExample, money: { amount: 1120, currency: 'EUR' } },
});
export const voidCommanded = event({
  ...onEvents,
  type: 'billing.void-commanded.v1',
  description: 'The payments room is to give the payment up',
  data: Obj(ofPart, strict),
  example: partExample,
});
export const refundCommanded = event({
  ...onEvents,
  type: 'billing.refund-commanded.v1',
  description: 'The payments room is to give this much back',
  data: Obj({ ...ofPart, refundId: RefundId }, strict),
  example: { ...partExample, refundId: exampleId('rfd') },
});
export const paymentHeard = event({
  ...onEvents,
  type: 'billing.payment-heard.v1',
  description: 'A payment stands otherwise than before, and no money has moved',
  data: Obj({ ...ofPart, state: PartState, refundId: Optional(RefundId) }, strict),
  example: { ...partExample, state: 'AUTHORIZED' },
});
export const paymentReceived = event({
  ...onEvents,
  type: 'billing.payment-received.v1',
  description: 'A payment was captured: the customer owes less, and the provider owes us',
  data: Obj({ ...ofPart, movement: Movement }, strict),
  example: {
    ...partExample,
    money: { amount: 1120, currency: 'EUR' },
    movement: movementExample(`capture/${partExample.paymentId}`, 'clearing/stripe', 'receivable/ana', 1120),
  },
});
export const paymentReturned = event({
  ...onEvents,
  type: 'billing.payment-returned.v1',
  description: 'A refund was made. `failed`: it came back',
  data: Obj({ ...ofPart, refundId: RefundId, failed: Optional(Literal(true)), movement: Movement }, strict),
  example: {
    ...partExample,
    money: { amount: 120, currency: 'EUR' },
    refundId: exampleId('rfd'),
    movement: movementExample(`refund/${exampleId('rfd')}`, 'receivable/ana', 'clearing/stripe', 120),
  },
});
export const paymentDisputed = event({
  ...onEvents,
  type: 'billing.payment-disputed.v1',
  description: 'A dispute took the money, or ended: WON brings it back, LOST is a loss',
  data: Obj(
    {
      ...ofPart,
      disputeId: Str(),
      state: Union([Literal('OPEN'), Literal('WON'), Literal('LOST')]),
      movement: Movement,
    },
    strict,
  ),
  example: {
    ...partExample,
    disputeId: 'dp_1',
    state: 'OPEN',
    movement: movementExample('dispute/dp_1/opened', 'disputed/ana', 'clearing/stripe', 3000),
  },
});
export const creditMoved = event({
  ...onEvents,
  type: 'billing.credit-moved.v1',
  description: 'Account credit pays for something. Negative: it gets back what it has paid',
  data: Obj({ ...ofClaim, currency: Currency, amount: Integer(), movement: Movement }, strict),
  example: {
    ...claimExample,
    currency: 'EUR',
    amount: 500,
    movement: movementExample(`credit-use/${claimExample.subject}/1`, 'credit/ana', 'receivable/ana', 500),
  },
});

export const CreditId = Str({ pattern: idPattern('crd') });
const Why = Str({ minLength: 1, maxLength: 200, pattern: String.raw`\S` });
export const creditGranted = event({
  topic: billingEvents,
  key: 'riderId',
  type: 'billing.credit-granted.v1',
  description: 'An operator gives account credit, which pays before the card does',
  heardBy: { rider: { named: 'riderId' }, operators: true },
  data: Obj(
    {
      accountId: AccountId,
      riderId: RiderId,
      creditId: CreditId,
      money: ProviderMoney,
      reason: Why,
      operator: Str(),
      movement: Movement,
      time: Time,
    },
    strict,
  ),
  example: {
    accountId: 'ana',
    riderId: 'ana',
    creditId: exampleId('crd'),
    money: { amount: 500, currency: 'EUR' },
    reason: 'the car was dirty',
    operator: 'eva',
    movement: movementExample(`goodwill/${exampleId('crd')}`, 'discount/goodwill', 'credit/ana', 500),
    time,
  },
});

export const grantCredit = command({
  topic: billingCommands,
  key: 'riderId',
  type: 'billing.grant-credit.v1',
  description: 'An operator gives a rider account credit',
  expiresAfterSeconds: 60,
  data: Obj({ riderId: RiderId, money: ProviderMoney, reason: Why }, strict),
  example: { riderId: 'ana', money: { amount: 500, currency: 'EUR' }, reason: 'the car was dirty' },
});

/** An account as it is read. */
export const Account = Obj(
  {
    accountId: AccountId,
    riderId: RiderId,
    /** What pays before the card does, one for each currency. */
    credit: List(Obj({ amount: Amount, currency: Currency }, strict)),
  },
  strict,
);
export type Account = Static<typeof Account>;
const accountExample: Account = {
  accountId: 'ana',
  riderId: 'ana',
  credit: [{ amount: 500, currency: 'EUR' }],
};

export const creditTooHigh = roomError('CREDIT_TOO_HIGH', {
  status: 409,
  title: 'One grant of credit cannot be as high as this',
  advice: 'The detail names the limit.',
  retry: 'change',
});

export const postCredit = route({
  id: 'grantCredit',
  method: 'POST',
  path: '/v1/riders/{riderId}/credit',
  summary: 'Give a rider account credit',
  description: 'Goodwill, with a reason. It pays before the card does, from the next charge on.',
  principals: ['operator'],
  params: Obj({ riderId: RiderId }, strict),
  body: Obj({ money: ProviderMoney, reason: Why }, strict),
  bodyExample: { money: { amount: 500, currency: 'EUR' }, reason: 'the car was dirty' },
  command: grantCredit,
  success: { status: 201, description: 'The account with it', body: Account, example: accountExample },
  errors: [creditTooHigh.code],
});
export const getAccount = route({
  id: 'getAccount',
  method: 'GET',
  path: '/v1/riders/me/account',
  summary: 'The own account credit',
  principals: ['rider'],
  success: { status: 200, description: 'The account', body: Account, example: accountExample },
  errors: [],
});
