import {
  askAgain,
  authorize,
  capture,
  charge,
  lookAtEnd,
  payNow,
  recordAnswer,
  refund,
  releaseRider,
  restrictRider,
  takeCallback,
  tryAgain,
  voidPayment,
} from '../../shared/contracts/payments/commands.ts';
import { paymentMethodSet } from '../../shared/contracts/riders/payment.ts';
import type { MessageOf } from '../../shared/runtime/domain.ts';

/** What the room decides, by what it is about. */

export const paymentMessages = [
  authorize,
  charge,
  capture,
  voidPayment,
  refund,
  recordAnswer,
  askAgain,
  lookAtEnd,
  tryAgain,
  payNow,
  takeCallback,
] as const;
export type PaymentMessage = MessageOf<(typeof paymentMessages)[number]>;

export const payerMessages = [paymentMethodSet, restrictRider, releaseRider] as const;
export type PayerMessage = MessageOf<(typeof payerMessages)[number]>;

export type PaymentsMessage = PaymentMessage | PayerMessage;
