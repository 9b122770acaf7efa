import { Stripe } from 'stripe';
import type { Decline } from '../../../shared/contracts/payments/seen-payment.ts';
import { declineOf, isDecline } from './declines.ts';

/** What an error of Stripe means for a question. */
export type Failure =
  /** Nobody knows whether it took effect. */
  | {
      readonly is: 'unknown';
      readonly reason: 'NO_ANSWER' | 'PROVIDER_FAILED' | 'IN_PROGRESS' | 'CHECK_REUSED';
    }
  /** It did not take effect, and another time it may. */
  | { readonly is: 'busy' }
  | { readonly is: 'declined'; readonly decline: Decline; readonly intent: Intent | undefined }
  /** The payment is not in a state in which this can be done. */
  | { readonly is: 'state'; readonly intent: Intent | undefined }
  /** Stripe does not have what a parameter names. */
  | { readonly is: 'missing' }
  | { readonly is: 'refused'; readonly code: string; readonly parameter: string };

type Intent = Stripe.PaymentIntent;

/** A question that Stripe refuses because of a fault of ours: a wrong key, a missing permission, a wrong request. */
export class StripeFault extends Error {
  override readonly name = 'StripeFault';
  readonly code = 'STRIPE_FAULT';
}

const STATE_CODES: ReadonlySet<string> = new Set([
  'intent_invalid_state',
  'payment_intent_unexpected_state',
  'charge_already_captured',
  'charge_expired_for_capture',
  'capture_charge_authorization_expired',
]);

/**
 * The one place where errors of Stripe get a meaning. What is not known is uncertain (UNKNOWN) when the request may have
 * taken effect, and a fault when Stripe says that it did not. Rethrows what is no error of Stripe.
 *
 * | Stripe's error                              | meaning |
 * |---|---|
 * | no connection, timeout, broken answer       | unknown: NO_ANSWER |
 * | 5xx, and any status that is not listed here | unknown: PROVIDER_FAILED |
 * | 409, the key is in use                      | unknown: IN_PROGRESS |
 * | idempotency_error                           | unknown: CHECK_REUSED |
 * | 429: too many requests, or a lock           | busy |
 * | 402, or 400 with a code in declines.ts      | declined |
 * | 400 with a code about the state             | state |
 * | resource_missing                            | missing |
 * | any other 400 or 404                        | refused; a fault, unless the question expects it |
 * | 401, 403                                    | a fault |
 */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  if (error instanceof Stripe.errors.StripeConnectionError) return { is: 'unknown', reason: 'NO_ANSWER' };
  if (error instanceof Stripe.errors.StripeIdempotencyError) return { is: 'unknown', reason: 'CHECK_REUSED' };
  if (error instanceof Stripe.errors.StripeRateLimitError) return { is: 'busy' };
  if (error instanceof Stripe.errors.StripeCardError)
    return { is: 'declined', decline: declineOf(error), intent: error.payment_intent };
  if (error instanceof Stripe.errors.StripeInvalidRequestError) return refusalOf(error);
  if (
    error instanceof Stripe.errors.StripeAuthenticationError ||
    error instanceof Stripe.errors.StripePermissionError
  )
    throw faultOf(error);
  return { is: 'unknown', reason: error.statusCode === 409 ? 'IN_PROGRESS' : 'PROVIDER_FAILED' };
}

function refusalOf(error: Stripe.errors.StripeInvalidRequestError): Failure {
  const { code = '', param = '' } = error;
  if (STATE_CODES.has(code)) return { is: 'state', intent: error.payment_intent };
  if (code === 'resource_missing') return { is: 'missing' };
  if (isDecline(code)) return { is: 'declined', decline: declineOf(error), intent: error.payment_intent };
  return { is: 'refused', code, parameter: param };
}

/**
 * The text of Stripe's error is left out, and so is the error as a cause: it repeats parts of the request and of the
 * key, and Lambda logs what is thrown.
 */
export function faultOf(error: unknown): Error {
  if (!(error instanceof Stripe.errors.StripeError)) return new StripeFault('Stripe refused the question');
  const { type, code = 'no code', param = 'no parameter', statusCode = 0, requestId = 'without id' } = error;
  return new StripeFault(
    `Stripe refused the question: ${type}, status ${statusCode}, ${code}, ${param} (request ${requestId})`,
  );
}

/** The same key got this failure before, so it will always get it. A decline is an answer, and no failure. */
export function isReplayedFailure(error: unknown): boolean {
  return (
    error instanceof Stripe.errors.StripeError &&
    !(error instanceof Stripe.errors.StripeCardError) &&
    error.headers?.['idempotent-replayed'] === 'true'
  );
}
