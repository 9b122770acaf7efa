import type { TSchema } from 'typebox';
import { type PaymentQuestion, paymentQuestions } from '../../../shared/contracts/payments/provider.ts';

/** The name of the function that asks Stripe. A stage whose payments go through Stripe names it. */
export const STRIPE_PROVIDER = 'provider-stripe';

/** The function's environment. Secrets are named in it, and never in it themselves. */
export const stripeEnvironment = {
  /** Scheme and host of Stripe's API, or of the stand-in's. */
  url: 'ROADSTREAM_STRIPE_URL',
  /** The ARN of the secret that holds the key for the API. */
  apiKeySecret: 'ROADSTREAM_STRIPE_API_KEY_SECRET',
  /** The ARN of the secret with which Stripe signs callbacks. */
  callbackSecret: 'ROADSTREAM_STRIPE_CALLBACK_SECRET',
  /** Where Stripe sends the payer's browser after an authentication. */
  returnUrl: 'ROADSTREAM_STRIPE_RETURN_URL',
} as const;

/** The name under which the check of a question is compiled. */
export function questionCheck(question: PaymentQuestion['question']): string {
  return `stripe.${question}`;
}

export const questionChecks: Readonly<Record<string, TSchema>> = Object.fromEntries(
  Object.entries(paymentQuestions).map(([question, schema]) => [
    questionCheck(question as PaymentQuestion['question']),
    schema,
  ]),
);
