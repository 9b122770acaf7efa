import type { Stripe } from 'stripe';
import type {
  Capture,
  CaptureFinding,
  Refund,
  RefundFinding,
  Void,
  VoidFinding,
} from '../../../shared/contracts/payments/provider.ts';
import type { ProviderMoney } from '../../../shared/contracts/payments/seen-payment.ts';
import { fromStripe, toStripe } from './amounts.ts';
import { failureOf } from './failures.ts';
import { intentOf, refundsAt } from './finding.ts';
import { once } from './once.ts';
import { EXPANDED, hasExpired, METADATA, seenPayment, seenRefund } from './seen.ts';

/** What becomes of a payment: it is captured, voided or refunded. */

const NOT_FOUND = { result: 'NOT_FOUND' } as const;

/** Takes exactly this, once. */
export async function capture(stripe: Stripe, question: Capture): Promise<CaptureFinding> {
  const { reference, money } = question;
  const amount = toStripe(money);
  if (amount === undefined) return { result: 'REFUSED', reason: 'AMOUNT_NOT_POSSIBLE' };
  try {
    const intent = await once(
      question,
      async () => await settledIntent(stripe, reference),
      async (idempotencyKey) =>
        await stripe.paymentIntents.capture(
          reference,
          { amount_to_capture: amount.amount, expand: EXPANDED },
          { idempotencyKey },
        ),
    );
    return capturedOr(intent, money);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.is === 'missing') return NOT_FOUND;
    if (failure.is === 'state') return await now(stripe, reference, (intent) => capturedOr(intent, money));
    if (failure.is !== 'declined') throw error;
    // Of the amount Stripe only says that it is too large.
    const isTooMuch = failure.decline.reason === 'AMOUNT_NOT_POSSIBLE';
    return { result: 'REFUSED', reason: isTooMuch ? 'MORE_THAN_AUTHORIZED' : 'DECLINED' };
  }
}

/** Releases what is reserved. */
export async function voidPayment(stripe: Stripe, question: Void): Promise<VoidFinding> {
  const { reference } = question;
  try {
    const intent = await once(
      question,
      async () => await settledIntent(stripe, reference),
      async (idempotencyKey) =>
        await stripe.paymentIntents.cancel(reference, { expand: EXPANDED }, { idempotencyKey }),
    );
    return voidedOr(intent);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.is === 'missing') return NOT_FOUND;
    if (failure.is === 'state') return await now(stripe, reference, voidedOr);
    throw error;
  }
}

/** Gives money back. */
export async function refund(stripe: Stripe, question: Refund): Promise<RefundFinding> {
  const { reference, money, refundId, check } = question;
  const amount = toStripe(money);
  if (amount === undefined) return { result: 'REFUSED', reason: 'AMOUNT_NOT_POSSIBLE' };
  try {
    const intent = await intentOf(stripe, reference);
    if (intent === undefined) return NOT_FOUND;
    // Stripe would take the refund of an authorization for its release.
    if (intent.status !== 'succeeded') return { result: 'REFUSED', reason: 'MORE_THAN_CAPTURED' };
    const made = await once(
      question,
      async () => {
        const refunds = await refundsAt(stripe, reference);
        return refunds.find(({ metadata }) => metadata?.[METADATA.check] === check);
      },
      async (idempotencyKey) =>
        await stripe.refunds.create(
          {
            payment_intent: reference,
            amount: amount.amount,
            metadata: { [METADATA.refundId]: refundId, [METADATA.check]: check },
          },
          { idempotencyKey },
        ),
    );
    return refundedOr(made);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.is === 'declined') return { result: 'REFUSED', reason: 'MORE_THAN_CAPTURED' };
    if (failure.is !== 'refused') throw error;
    const reason = reasonOf(failure);
    if (reason === undefined) throw error;
    return { result: 'REFUSED', reason };
  }
}

function reasonOf({ code, parameter }: { readonly code: string; readonly parameter: string }) {
  if (code === 'charge_disputed' || code === 'refund_disputed_payment') return 'DISPUTED' as const;
  // For a part that is too large there is no code.
  return code === 'charge_already_refunded' || parameter === 'amount'
    ? ('MORE_THAN_CAPTURED' as const)
    : undefined;
}

function refundedOr(made: Stripe.Refund): RefundFinding {
  const { refund: id, state, money } = seenRefund(made);
  if (state === 'FAILED') return { result: 'REFUSED', reason: 'FAILED' };
  return state === 'REFUNDED' ? { result: 'REFUNDED', refund: id, money } : { result: 'PENDING', refund: id };
}

/** The payment, if nothing can become of it any more. */
async function settledIntent(stripe: Stripe, reference: string): Promise<Stripe.PaymentIntent | undefined> {
  const intent = await intentOf(stripe, reference);
  return intent?.status === 'succeeded' || intent?.status === 'canceled' ? intent : undefined;
}

/** What the payment is now. Stripe refused to change it. */
async function now<Finding>(
  stripe: Stripe,
  reference: string,
  finding: (intent: Stripe.PaymentIntent) => Finding,
): Promise<Finding | typeof NOT_FOUND> {
  const intent = await intentOf(stripe, reference);
  return intent === undefined ? NOT_FOUND : finding(intent);
}

/** A payment is captured once: if it has the amount, this capture, or one like it, is done. */
function capturedOr(intent: Stripe.PaymentIntent, money: ProviderMoney): CaptureFinding {
  const captured = fromStripe(intent.amount_received, intent.currency);
  const isThis = captured.amount === money.amount && captured.currency === money.currency;
  if (intent.status === 'succeeded' && isThis) return { result: 'CAPTURED', reference: intent.id, money };
  return already(intent);
}

function voidedOr(intent: Stripe.PaymentIntent): VoidFinding {
  if (intent.status !== 'canceled') return already(intent);
  return { result: 'VOIDED', reference: intent.id, ...(hasExpired(intent) ? { expired: true } : {}) };
}

function already(intent: Stripe.PaymentIntent) {
  const payment = seenPayment(intent);
  // It has none of our ids, so it was made by hand, and is no payment of the platform.
  return payment === undefined ? NOT_FOUND : ({ result: 'ALREADY', payment } as const);
}
