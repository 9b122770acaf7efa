import { Literal, Object as Obj, Optional, type Static, Union } from 'typebox';
import { roomError } from '../errors.ts';
import { strict, Time } from '../fields.ts';
import { PaymentDecline, PaymentId } from '../payments/payments.ts';

/** Whether a rental can be paid, as the payments room says. A running one is never stopped by it. */

export const RentalPayment = Obj(
  {
    paymentId: PaymentId,
    state: Union([Literal('AUTHORIZED'), Literal('DECLINED'), Literal('NEEDS_AUTHENTICATION')]),
    /** DECLINED. */
    reason: Optional(PaymentDecline),
    time: Time,
  },
  strict,
);
export type RentalPayment = Static<typeof RentalPayment>;

export const paymentDeclined = roomError('PAYMENT_DECLINED', {
  status: 402,
  title: 'The amount that this rental reserves was declined',
  advice:
    'Set another payment method with PUT /v1/riders/me/payment-method: it is tried at once. GET /v1/riders/me/payments says why it was declined.',
  retry: 'change',
});
export const paymentNeedsAuthentication = roomError('PAYMENT_NEEDS_AUTHENTICATION', {
  status: 402,
  title: 'The bank wants the rider to authenticate first',
  advice:
    'Open the `link` of the payment in GET /v1/riders/me/payments in a browser, and try again afterwards.',
  retry: 'change',
});
