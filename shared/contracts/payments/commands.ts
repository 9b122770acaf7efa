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
import { exampleId } from '../../kernel/ids.ts';
import { command } from '../define.ts';
import { RiderId, strict, Time } from '../fields.ts';
import { personal } from '../personal.ts';
import {
  moneyExample,
  namesExample,
  PaymentDecline,
  PaymentId,
  PaymentNames,
  paymentsCommands,
  Question,
  RefundId,
  RestrictionReason,
  RetryAdvice,
} from './payments.ts';
import { ProviderMoney, SeenDispute } from './seen-payment.ts';

/** What is wanted of payments: by billing, by the provider's port, by timers, by callbacks, by the rider who pays. */

/** As long as the topic keeps them. One that is decided later counts all the same: no money is forgotten. */
const onCommands = { topic: paymentsCommands, key: 'riderId', expiresAfterSeconds: 14 * 86_400 } as const;
const { riderId, paymentId } = namesExample;
const ofPayment = { riderId: RiderId, paymentId: PaymentId };

const Wanted = Obj(
  {
    ...PaymentNames.properties,
    money: ProviderMoney,
    /** The payer may see it; it names nobody. */
    description: Str({ minLength: 1, maxLength: 200 }),
  },
  strict,
);
const wantedExample: Static<typeof Wanted> = {
  ...namesExample,
  money: moneyExample,
  description: 'Rental',
};

export const authorize = command({
  ...onCommands,
  type: 'payments.authorize.v1',
  description: 'Billing: reserve the amount, with the method that the rider has now',
  data: Wanted,
  example: wantedExample,
});
export const charge = command({
  ...onCommands,
  type: 'payments.charge.v1',
  description: 'Billing: take the amount while the rider is away, and keep trying by the schedule',
  data: Wanted,
  example: { ...wantedExample, purpose: 'CHARGE' },
});
export const capture = command({
  ...onCommands,
  type: 'payments.capture.v1',
  description: 'Billing: take exactly this of what is reserved',
  data: Obj({ ...ofPayment, money: ProviderMoney }, strict),
  example: { riderId, paymentId, money: { amount: 1120, currency: 'EUR' } },
});
export const voidPayment = command({
  ...onCommands,
  type: 'payments.void.v1',
  description: 'Billing: give the payment up',
  data: Obj(ofPayment, strict),
  example: { riderId, paymentId },
});
export const refund = command({
  ...onCommands,
  type: 'payments.refund.v1',
  description: 'Billing: give this much back',
  data: Obj({ ...ofPayment, refundId: RefundId, money: ProviderMoney }, strict),
  example: { riderId, paymentId, refundId: exampleId('rfd'), money: moneyExample },
});

const Amount = Integer({ minimum: 0, description: 'Minor units' });
/** What the provider said to a question, or to FIND about it. What it says beyond this goes no further. */
export const Answer = Union([
  Obj({ result: Literal('AUTHORIZED'), reference: Str(), amount: Amount, until: Optional(Time) }, strict),
  Obj({ result: Literal('CAPTURED'), reference: Str(), amount: Amount }, strict),
  Obj({ result: Literal('NEEDS_AUTHENTICATION'), reference: Str(), link: Optional(personal()) }, strict),
  Obj({ result: Literal('DECLINED'), reason: PaymentDecline, retry: RetryAdvice }, strict),
  Obj({ result: Literal('PENDING'), reference: Optional(Str()) }, strict),
  Obj({ result: Literal('VOIDED'), expired: Optional(Bool()) }, strict),
  Obj({ result: Literal('REFUNDED') }, strict),
  Obj({ result: Literal('REFUND_PENDING') }, strict),
  Obj({ result: Literal('REFUSED'), reason: Str() }, strict),
  /** FIND: the question has made nothing. */
  Obj({ result: Literal('NOT_DONE') }, strict),
  Obj({ result: Literal('UNKNOWN'), reason: Str() }, strict),
]);
export type Answer = Static<typeof Answer>;

export const recordAnswer = command({
  ...onCommands,
  type: 'payments.record-answer.v1',
  description: 'The port’s answer: what the provider said',
  data: Obj(
    {
      ...ofPayment,
      question: Question,
      check: Str(),
      serial: Integer({ minimum: 1 }),
      /** Of the clearing account in the ledger. */
      provider: Str(),
      answer: Answer,
    },
    strict,
  ),
  example: {
    riderId,
    paymentId,
    question: 'AUTHORIZE',
    check: `${paymentId}.authorize`,
    serial: 1,
    provider: 'stripe',
    answer: {
      result: 'AUTHORIZED',
      reference: 'pi_1',
      amount: 3000,
      until: '2026-02-05T03:30:00.000Z',
    },
  },
});
export const askAgain = command({
  ...onCommands,
  type: 'payments.ask-again.v1',
  description: 'Timer: the provider is asked what it knows, since there is no outcome yet',
  data: Obj({ ...ofPayment, check: Str(), serial: Integer({ minimum: 1 }) }, strict),
  example: { riderId, paymentId, check: `${paymentId}.authorize`, serial: 1 },
});
export const lookAtEnd = command({
  ...onCommands,
  type: 'payments.look-at-end.v1',
  description: 'Timer: the authorization’s time is over, so the provider is asked whether it released it',
  data: Obj({ ...ofPayment, until: Time }, strict),
  example: { riderId, paymentId, until: '2026-02-05T03:30:00.000Z' },
});
export const tryAgain = command({
  ...onCommands,
  type: 'payments.try-again.v1',
  description: 'Timer: a charge that was declined is tried again, by the schedule',
  data: Obj({ ...ofPayment, step: Integer({ minimum: 0 }) }, strict),
  example: { riderId, paymentId, step: 0 },
});
export const payNow = command({
  ...onCommands,
  expiresAfterSeconds: 60,
  type: 'payments.pay-now.v1',
  description: 'The rider pays what is due now',
  data: Obj(ofPayment, strict),
  example: { riderId, paymentId },
});
export const takeCallback = command({
  ...onCommands,
  type: 'payments.take-callback.v1',
  description: 'A callback of the provider, which was found genuine. It may come late, and several times',
  data: Obj(
    {
      ...ofPayment,
      time: Time,
      provider: Str(),
      about: Union([
        Obj({ kind: Literal('PAYMENT') }, strict),
        Obj({ kind: Literal('REFUND'), refundId: Optional(Str()), failed: Bool() }, strict),
        Obj(
          {
            kind: Literal('DISPUTE'),
            disputeId: Str(),
            state: SeenDispute.properties.state,
            reason: Str(),
            money: ProviderMoney,
            answerBy: Optional(Time),
          },
          strict,
        ),
      ]),
    },
    strict,
  ),
  example: {
    riderId,
    paymentId,
    time: '2026-01-31T09:31:00.000Z',
    provider: 'stripe',
    about: { kind: 'PAYMENT' },
  },
});
const Restriction = Obj({ ...ofPayment, reason: RestrictionReason }, strict);
export const restrictRider = command({
  ...onCommands,
  type: 'payments.restrict-rider.v1',
  description: 'A payment restricts its rider',
  data: Restriction,
  example: { riderId, paymentId, reason: 'DEBT' },
});
export const releaseRider = command({
  ...onCommands,
  type: 'payments.release-rider.v1',
  description: 'A payment restricts its rider no more',
  data: Restriction,
  example: { riderId, paymentId, reason: 'DEBT' },
});
