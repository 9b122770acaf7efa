import {
  Boolean as Bool,
  Integer,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { exampleId, idPattern } from '../../kernel/ids.ts';
import { event } from '../define.ts';
import { RentalId, RiderId, strict, Time, Vin } from '../fields.ts';
import { personal } from '../personal.ts';
import { PaymentKind } from '../riders/payment.ts';
import { commandsTopic, eventsTopic } from '../room-topics.ts';
import { DeclineReason, ProviderMoney } from './seen-payment.ts';

/**
 * The payments room: authorizations, captures, refunds and debts, by the payment provider. The billing room commands it
 * (`commands.ts`), and hears what came of it from these events. So does the rentals room.
 */

export const paymentsCommands = commandsTopic('payments', {
  description: 'What the billing room, the provider’s port, timers and riders want of payments',
  key: 'rider id',
  onPoison: 'block',
});

export const paymentsEvents = eventsTopic('payments', {
  description: 'What becomes of each payment, and what is known of who pays: the truth of the room',
  key: 'payment id; rider id for who pays',
  onPoison: 'block',
});

export const PaymentId = Str({ pattern: idPattern('pmt') });
export const RefundId = Str({ pattern: idPattern('rfd') });
export const PaymentMethodId = Str({ pattern: idPattern('pay') });

/** AUTHORIZATION: reserved, and captured later. CHARGE: taken at once, while the payer is away. */
export const Purpose = Union([Literal('AUTHORIZATION'), Literal('CHARGE')]);
export type Purpose = Static<typeof Purpose>;

/** What the payment is for: a rental’s id, or that of something else that billing makes due. */
export const Subject = Str({ pattern: '^[a-z]{2,8}_[0-9a-z]{1,60}$' });

/** By which everybody who hears of a payment finds what it is about. */
const named = {
  riderId: RiderId,
  accountId: RiderId,
  paymentId: PaymentId,
  purpose: Purpose,
  subject: Subject,
  rentalId: Optional(RentalId),
  vin: Optional(Vin),
};
/** What is commanded once, and repeated in every event of the payment. */
export const PaymentNames = Obj(named, strict);
export type PaymentNames = Static<typeof PaymentNames>;

const time = '2026-01-31T09:30:00.500Z';
export const namesExample: PaymentNames = {
  riderId: 'ana',
  accountId: 'ana',
  paymentId: exampleId('pmt'),
  purpose: 'AUTHORIZATION',
  subject: exampleId('rnt'),
  rentalId: exampleId('rnt'),
  vin: 'WRS00001X0T000001',
};
const ofPayment = { ...named, money: ProviderMoney, time: Time };
export const moneyExample = { amount: 3000, currency: 'EUR' };
const example = { ...namesExample, money: moneyExample, time };
const checkExample = `${namesExample.paymentId}.authorize`;

export const RetryAdvice = Union([Literal('LATER'), Literal('OTHER_METHOD'), Literal('NEVER')]);

/** Why there is no money. Beside the provider’s reasons: the rider has no method, or was erased. */
export const PaymentDecline = Union([
  ...DeclineReason.anyOf,
  Literal('METHOD_MISSING'),
  Literal('PAYER_ERASED'),
]);
export type PaymentDecline = Static<typeof PaymentDecline>;

/** What the room asks the provider. LOOK_UP is for what nobody has asked, such as an authorization that ran out. */
export const Question = Union([
  Literal('AUTHORIZE'),
  Literal('CHARGE'),
  Literal('CAPTURE'),
  Literal('VOID'),
  Literal('REFUND'),
  Literal('LOOK_UP'),
]);
export type Question = Static<typeof Question>;

const REPORTED = {
  nobody: 'is between the platform and the provider: its outcome is another event',
} as const;
const READ = { nobody: 'a rider follows it in GET /v1/riders/me/payments' } as const;

/** The payer, and operators. */
const PAYER = { rider: { named: 'riderId' }, operators: true } as const;
const onEvents = { topic: paymentsEvents, key: 'paymentId' } as const;
const ofPayer = { topic: paymentsEvents, key: 'riderId' } as const;

export const payerKnown = event({
  ...ofPayer,
  type: 'payments.payer-known.v1',
  description: 'A rider pays with this method from now on. The riders room has said so',
  heardBy: { nobody: 'repeats what the riders room has said' },
  data: Obj(
    { riderId: RiderId, paymentMethodId: PaymentMethodId, kind: PaymentKind, token: personal(), time: Time },
    strict,
  ),
  example: {
    riderId: 'ana',
    paymentMethodId: exampleId('pay'),
    kind: 'CARD',
    token: 'enc.v1.q83vEjRWeJ0.3q2-7w',
    time,
  },
});

export const requested = event({
  ...onEvents,
  type: 'payments.requested.v1',
  description: 'The billing room has commanded a payment',
  heardBy: REPORTED,
  data: Obj({ ...ofPayment, description: Str({ minLength: 1, maxLength: 200 }) }, strict),
  example: { ...example, description: 'Rental of AND 1001' },
});

export const attemptDue = event({
  ...onEvents,
  type: 'payments.attempt-due.v1',
  description: 'A charge that was declined is tried again, or would be, if another try could help',
  heardBy: REPORTED,
  data: Obj(
    {
      ...ofPayment,
      attempt: Integer({ minimum: 2 }),
      by: Union([Literal('SCHEDULE'), Literal('RIDER')]),
      /** The provider has said that the same method will not do. */
      skipped: Optional(Literal(true)),
    },
    strict,
  ),
  example: { ...example, purpose: 'CHARGE', attempt: 2, by: 'SCHEDULE' },
});

export const captureRequested = event({
  ...onEvents,
  type: 'payments.capture-requested.v1',
  description: 'Exactly this much of an authorization is to be captured',
  heardBy: REPORTED,
  data: Obj(ofPayment, strict),
  example: { ...example, money: { amount: 1120, currency: 'EUR' } },
});
export const voidRequested = event({
  ...onEvents,
  type: 'payments.void-requested.v1',
  description: 'The payment is to be given up',
  heardBy: REPORTED,
  data: Obj(
    {
      ...ofPayment,
      /** The rider pays with another method: this try is given up, and another one begins. */
      again: Optional(Literal(true)),
    },
    strict,
  ),
  example,
});
export const refundRequested = event({
  ...onEvents,
  type: 'payments.refund-requested.v1',
  description: 'This much is to be given back',
  heardBy: REPORTED,
  data: Obj({ ...ofPayment, refundId: RefundId }, strict),
  example: { ...example, refundId: exampleId('rfd') },
});

export const providerAsked = event({
  ...onEvents,
  type: 'payments.provider-asked.v1',
  description:
    'The provider is asked. With `find`: what became of an earlier question, before it is asked again',
  heardBy: REPORTED,
  data: Obj(
    {
      ...ofPayment,
      question: Question,
      /** The idempotency key: the same for the same question. */
      check: Str(),
      /** How often the question itself was asked; `serial` also counts FIND. */
      attempt: Integer({ minimum: 1 }),
      serial: Integer({ minimum: 1 }),
      find: Optional(Literal(true)),
      refundId: Optional(RefundId),
      paymentMethodId: PaymentMethodId,
    },
    strict,
  ),
  example: {
    ...example,
    question: 'AUTHORIZE',
    check: checkExample,
    attempt: 1,
    serial: 1,
    paymentMethodId: exampleId('pay'),
  },
});
export const outcomeUnknown = event({
  ...onEvents,
  type: 'payments.outcome-unknown.v1',
  description: 'It is not known whether the question took effect: the provider is asked what it knows, later',
  heardBy: REPORTED,
  data: Obj({ ...ofPayment, question: Question, check: Str(), reason: Str() }, strict),
  example: { ...example, question: 'AUTHORIZE', check: checkExample, reason: 'NO_ANSWER' },
});
export const lookUpDue = event({
  ...onEvents,
  type: 'payments.look-up-due.v1',
  description: 'The provider is to be asked what it knows of the payment: a timer or a callback wants it',
  heardBy: REPORTED,
  data: Obj(
    { ...ofPayment, reason: Union([Literal('TIMER'), Literal('CALLBACK'), Literal('EXPIRY')]) },
    strict,
  ),
  example: { ...example, reason: 'TIMER' },
});
export const notDone = event({
  ...onEvents,
  type: 'payments.not-done.v1',
  description: 'The provider knows nothing of the question: it is asked again with the same check',
  heardBy: REPORTED,
  data: Obj({ ...ofPayment, question: Question, check: Str() }, strict),
  example: { ...example, question: 'AUTHORIZE', check: checkExample },
});
export const lookedUp = event({
  ...onEvents,
  type: 'payments.looked-up.v1',
  description: 'The provider has said what it knows, and nothing has changed',
  heardBy: REPORTED,
  data: Obj(ofPayment, strict),
  example,
});

export const pending = event({
  ...onEvents,
  type: 'payments.pending.v1',
  description: 'The provider has taken the payment, and does not know the outcome yet',
  heardBy: READ,
  data: Obj({ ...ofPayment, reference: Optional(Str()) }, strict),
  example: { ...example, reference: 'pi_1' },
});
export const authenticationNeeded = event({
  ...onEvents,
  type: 'payments.authentication-needed.v1',
  description:
    'The bank wants the rider to authenticate, on the page that the link leads to. GET /v1/riders/me/payments/{paymentId} has it in the open',
  heardBy: PAYER,
  data: Obj({ ...ofPayment, reference: Str(), link: personal() }, strict),
  example: { ...example, reference: 'pi_1', link: 'enc.v1.q83vEjRWeJ0.3q2-7w' },
});
export const authorized = event({
  ...onEvents,
  type: 'payments.authorized.v1',
  description: 'The amount is reserved, and can be captured until then',
  heardBy: PAYER,
  data: Obj({ ...ofPayment, reference: Str(), until: Time }, strict),
  example: { ...example, reference: 'pi_1', until: '2026-02-05T03:30:00.000Z' },
});
export const declined = event({
  ...onEvents,
  type: 'payments.declined.v1',
  description:
    'There is no money. An authorization is over then; a charge is tried again at `nextAttemptAt`, and stays due',
  heardBy: PAYER,
  data: Obj(
    {
      ...ofPayment,
      reason: PaymentDecline,
      retry: RetryAdvice,
      attempt: Integer({ minimum: 1 }),
      nextAttemptAt: Optional(Time),
    },
    strict,
  ),
  example: { ...example, reason: 'INSUFFICIENT_FUNDS', retry: 'LATER', attempt: 1 },
});
export const captured = event({
  ...onEvents,
  type: 'payments.captured.v1',
  description: 'The amount was taken, for good. What was reserved beyond it is released',
  heardBy: PAYER,
  data: Obj({ ...ofPayment, reference: Str(), provider: Str() }, strict),
  example: { ...example, money: { amount: 1120, currency: 'EUR' }, reference: 'pi_1', provider: 'stripe' },
});
export const captureFailed = event({
  ...onEvents,
  type: 'payments.capture-failed.v1',
  description: 'Nothing can be captured of this authorization any more, and nothing was',
  heardBy: REPORTED,
  data: Obj({ ...ofPayment, reason: Str() }, strict),
  example: { ...example, reason: 'DECLINED' },
});
export const voided = event({
  ...onEvents,
  type: 'payments.voided.v1',
  description:
    'The payment was given up, and nothing was taken. `expired`: the provider released it by itself',
  heardBy: READ,
  data: Obj({ ...ofPayment, expired: Optional(Bool()) }, strict),
  example,
});
export const refunded = event({
  ...onEvents,
  type: 'payments.refunded.v1',
  description: 'The amount was given back',
  heardBy: PAYER,
  data: Obj({ ...ofPayment, refundId: RefundId, provider: Str() }, strict),
  example: { ...example, refundId: exampleId('rfd'), provider: 'stripe' },
});
export const refundPending = event({
  ...onEvents,
  type: 'payments.refund-pending.v1',
  description: 'The provider has taken the refund, and does not know the outcome yet',
  heardBy: REPORTED,
  data: Obj({ ...ofPayment, refundId: RefundId }, strict),
  example: { ...example, refundId: exampleId('rfd') },
});
export const refundFailed = event({
  ...onEvents,
  type: 'payments.refund-failed.v1',
  description: 'The amount was not given back, or came back to us. An operator has to see to it',
  heardBy: PAYER,
  data: Obj(
    {
      ...ofPayment,
      refundId: RefundId,
      reason: Str(),
      provider: Str(),
      /** It had been reported as given back. */
      wasRefunded: Optional(Literal(true)),
    },
    strict,
  ),
  example: { ...example, refundId: exampleId('rfd'), reason: 'DISPUTED', provider: 'stripe' },
});

const DisputeId = Str({ minLength: 1, maxLength: 300 });
export const disputeOpened = event({
  ...onEvents,
  type: 'payments.dispute-opened.v1',
  description: 'The payer disputes the payment with the bank, which took the amount back for now',
  heardBy: PAYER,
  data: Obj(
    { ...ofPayment, disputeId: DisputeId, reason: Str(), answerBy: Optional(Time), provider: Str() },
    strict,
  ),
  example: { ...example, disputeId: 'dp_1', reason: 'fraudulent', provider: 'stripe' },
});
export const disputeClosed = event({
  ...onEvents,
  type: 'payments.dispute-closed.v1',
  description: 'The dispute is over. WON: the amount has come back. LOST: the payer keeps it',
  heardBy: PAYER,
  data: Obj(
    {
      ...ofPayment,
      disputeId: DisputeId,
      outcome: Union([Literal('WON'), Literal('LOST')]),
      provider: Str(),
    },
    strict,
  ),
  example: { ...example, disputeId: 'dp_1', outcome: 'WON', provider: 'stripe' },
});

export const RestrictionReason = Union([Literal('DEBT'), Literal('DISPUTE')]);
export const debtOverdue = event({
  ...onEvents,
  type: 'payments.debt-overdue.v1',
  description: 'All tries of the schedule have failed: the rider is restricted until this is paid',
  heardBy: PAYER,
  data: Obj({ ...ofPayment, attempts: Integer({ minimum: 1 }) }, strict),
  example: { ...example, purpose: 'CHARGE', attempts: 4 },
});
export const riderRestricted = event({
  ...ofPayer,
  type: 'payments.rider-restricted.v1',
  description: 'The rider may not begin another rental until this payment is settled',
  heardBy: READ,
  data: Obj({ riderId: RiderId, paymentId: PaymentId, reason: RestrictionReason, time: Time }, strict),
  example: { riderId: 'ana', paymentId: namesExample.paymentId, reason: 'DEBT', time },
});
export const riderReleased = event({
  ...ofPayer,
  type: 'payments.rider-released.v1',
  description: 'This payment restricts the rider no more',
  heardBy: READ,
  data: Obj({ riderId: RiderId, paymentId: PaymentId, reason: RestrictionReason, time: Time }, strict),
  example: { riderId: 'ana', paymentId: namesExample.paymentId, reason: 'DEBT', time },
});
