import {
  type PaymentFinding,
  type PaymentQuestion,
  paymentQuestions,
} from '../../../shared/contracts/payments/provider.ts';
import { inquiryOf } from '../inquiry.ts';
import { KeptSecret, setting } from '../kept-secret.ts';
import { answer } from './answer.ts';
import { stripeClient } from './client.ts';
import { StripeFault } from './failures.ts';
import { questionCheck, stripeEnvironment } from './settings.ts';

/** Of the 20 seconds that the platform waits, with room for a second and a third request. */
const TIMEOUT_MS = 6000;

const apiKey = new KeptSecret(setting(stripeEnvironment.apiKeySecret));
const callbackSecret = new KeptSecret(setting(stripeEnvironment.callbackSecret));
const address = { baseUrl: setting(stripeEnvironment.url), timeoutMs: TIMEOUT_MS };
const returnUrl = setting(stripeEnvironment.returnUrl);

/** Answers the platform's questions about payments with Stripe. Neither questions nor answers are logged. */
export const handler = async (event: unknown): Promise<PaymentFinding> => {
  const question = questionOf(event);
  const stripe = stripeClient(await apiKey.value(), address);
  try {
    return await answer(
      { stripe, returnUrl, callbackSecret: async () => await callbackSecret.value() },
      question,
    );
  } catch (error) {
    // The key may have been replaced.
    if (error instanceof StripeFault) apiKey.forget();
    throw error;
  }
};

function questionOf(event: unknown): PaymentQuestion {
  const kinds = Object.keys(paymentQuestions) as PaymentQuestion['question'][];
  const asked =
    typeof event === 'object' && event !== null && 'question' in event ? event.question : undefined;
  const kind = kinds.find((one) => one === asked);
  if (kind === undefined) throw new TypeError(`The member question is none of ${kinds.join(', ')}`);
  return inquiryOf(questionCheck(kind), paymentQuestions[kind], event);
}
