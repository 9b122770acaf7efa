import {
  Boolean as Bool,
  Integer,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { route } from '../define.ts';
import { roomError } from '../errors.ts';
import { pageQuery, RiderId, strict, Time } from '../fields.ts';
import { personal } from '../personal.ts';
import { payNow } from './commands.ts';
import { moneyExample, namesExample, PaymentDecline, PaymentId, PaymentNames, RefundId } from './payments.ts';
import { CALLBACK_PATH } from './provider.ts';
import { ProviderMoney } from './seen-payment.ts';

/** Payments as riders and operators read them, and how a rider pays what is due. */

export const PaymentState = Union([
  Literal('REQUESTED'),
  Literal('PENDING'),
  Literal('NEEDS_AUTHENTICATION'),
  Literal('AUTHORIZED'),
  Literal('DECLINED'),
  Literal('CAPTURED'),
  Literal('VOIDED'),
]);

const { riderId: _, accountId: __, ...names } = PaymentNames.properties;
const shown = {
  ...names,
  riderId: RiderId,
  state: PaymentState,
  money: ProviderMoney,
  captured: Integer({ minimum: 0, description: 'Minor units: what was taken' }),
  refunded: Integer({ minimum: 0, description: 'Minor units: what was given back' }),
  refunds: List(
    Obj(
      {
        refundId: RefundId,
        amount: Integer({ minimum: 1 }),
        state: Union([Literal('REQUESTED'), Literal('PENDING'), Literal('REFUNDED'), Literal('FAILED')]),
      },
      strict,
    ),
  ),
  /** AUTHORIZED: when it ends. */
  until: Optional(Time),
  /** DECLINED. */
  reason: Optional(PaymentDecline),
  /** When a charge that failed is tried again. */
  nextAttemptAt: Optional(Time),
  /** All tries have failed, and the rider is restricted until it is paid. */
  overdue: Optional(Bool()),
  disputed: Optional(Bool()),
  description: Str(),
  time: Time,
};
/** As it is kept: the link stays sealed. */
export const StoredPayment = Obj({ ...shown, link: Optional(personal()) }, strict);
export type StoredPayment = Static<typeof StoredPayment>;

export const Payment = Obj(
  {
    ...shown,
    link: Optional(
      Str({
        description: 'NEEDS_AUTHENTICATION: where the rider authenticates, in a browser. Only for the rider',
      }),
    ),
  },
  strict,
);
export type Payment = Static<typeof Payment>;

export const Debt = Obj(
  {
    paymentId: PaymentId,
    riderId: RiderId,
    subject: PaymentNames.properties.subject,
    money: ProviderMoney,
    state: PaymentState,
    reason: Optional(PaymentDecline),
    since: Time,
    nextAttemptAt: Optional(Time),
    overdue: Bool({ description: 'Whether it restricts the rider' }),
    open: Bool(),
  },
  strict,
);
export type Debt = Static<typeof Debt>;

const { accountId: ___, ...named } = namesExample;
const time = '2026-01-31T10:10:02.000Z';
const paymentExample: Payment = {
  ...named,
  purpose: 'CHARGE',
  state: 'DECLINED',
  money: moneyExample,
  captured: 0,
  refunded: 0,
  refunds: [],
  reason: 'INSUFFICIENT_FUNDS',
  nextAttemptAt: '2026-01-31T11:10:02.000Z',
  description: 'Rental of 31 January',
  time,
};
const debtExample: Debt = {
  paymentId: named.paymentId,
  riderId: named.riderId,
  subject: named.subject,
  money: moneyExample,
  state: 'DECLINED',
  reason: 'INSUFFICIENT_FUNDS',
  since: time,
  nextAttemptAt: '2026-01-31T11:10:02.000Z',
  overdue: false,
  open: true,
};

export const paymentUnknown = roomError('PAYMENT_UNKNOWN', {
  status: 404,
  title: 'There is no such payment, or it is not yours',
  advice: 'GET /v1/riders/me/payments lists the own payments.',
  retry: 'change',
});
export const paymentNotDue = roomError('PAYMENT_NOT_DUE', {
  status: 409,
  title: 'Nothing is due by this payment',
  advice: 'Only a charge that was declined, or that waits for an authentication, can be paid.',
  retry: 'never',
});
export const callbackRefused = roomError('CALLBACK_REFUSED', {
  status: 400,
  title: 'The callback has no valid signature of the payment provider',
  advice: 'The provider signs the body exactly as it is sent. Nothing was kept of this request.',
  retry: 'never',
});

const params = Obj({ paymentId: PaymentId }, strict);
const pages = {
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of payments; `cursor` when there are more',
    body: Obj({ payments: List(Payment), cursor: Optional(Str()) }, strict),
    example: { payments: [paymentExample] },
  },
  errors: [],
} as const;

export const listPayments = route({
  ...pages,
  id: 'listPayments',
  method: 'GET',
  path: '/v1/riders/me/payments',
  summary: 'The own payments, newest first',
  principals: ['rider'],
});
export const getPayment = route({
  id: 'getPayment',
  method: 'GET',
  path: '/v1/riders/me/payments/{paymentId}',
  summary: 'Read an own payment',
  description: 'With the link, while the bank wants the rider to authenticate.',
  principals: ['rider'],
  params,
  success: { status: 200, description: 'The payment', body: Payment, example: paymentExample },
  errors: [paymentUnknown.code],
});
export const payPayment = route({
  id: 'payPayment',
  method: 'POST',
  path: '/v1/riders/me/payments/{paymentId}/pay',
  summary: 'Pay what is due, with the payment method of now',
  description:
    'For a charge that was declined, or that waits for an authentication while there is another method by now. The answer is the payment while it is tried; read it again, or wait for the push. Another payment method is set with PUT /v1/riders/me/payment-method.',
  principals: ['rider'],
  params,
  command: payNow,
  success: {
    status: 200,
    description: 'It is being tried',
    body: Payment,
    example: { ...paymentExample, state: 'REQUESTED' },
  },
  errors: [paymentUnknown.code, paymentNotDue.code],
});
export const listRiderPayments = route({
  ...pages,
  id: 'listRiderPayments',
  method: 'GET',
  path: '/v1/riders/{riderId}/payments',
  summary: 'A rider’s payments, newest first',
  principals: ['operator'],
  params: Obj({ riderId: RiderId }, strict),
});
export const listDebts = route({
  id: 'listDebts',
  method: 'GET',
  path: '/v1/debts',
  summary: 'Charges that failed and are not paid yet, the oldest first',
  principals: ['operator'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of debts; `cursor` when there are more',
    body: Obj({ debts: List(Debt), cursor: Optional(Str()) }, strict),
    example: { debts: [debtExample] },
  },
  errors: [],
});
export const receiveCallback = route({
  id: 'receivePaymentCallback',
  method: 'POST',
  path: CALLBACK_PATH,
  summary: 'The payment provider’s callbacks',
  description:
    'The body is judged as it came, by its signature. Callbacks may come in any order, any number of times.',
  principals: [],
  success: {
    status: 200,
    description: 'It was genuine',
    body: Obj({ received: Literal(true) }, strict),
    example: { received: true },
  },
  errors: [callbackRefused.code],
});
