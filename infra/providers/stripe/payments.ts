import type { Stripe } from 'stripe';
import type {
  Authorize,
  AuthorizeFinding,
  Charge,
  ChargeFinding,
} from '../../../shared/contracts/payments/provider.ts';
import { fromStripe, type StripeAmount, toStripe } from './amounts.ts';
import { declineOf, wantsAuthentication } from './declines.ts';
import { failureOf } from './failures.ts';
import { madeBy } from './finding.ts';
import { type CustomersMethod, parseMethod } from './method.ts';
import { once } from './once.ts';
import { EXPANDED, endOf, hasExpired, linkOf, METADATA } from './seen.ts';

/** Where Stripe sends the payer's browser after the authentication. */
interface Surroundings {
  readonly stripe: Stripe;
  readonly returnUrl: string;
}

const NO_AMOUNT = { result: 'DECLINED', reason: 'AMOUNT_NOT_POSSIBLE', retry: 'NEVER' } as const;
const NO_METHOD = { result: 'DECLINED', reason: 'METHOD_NOT_USABLE', retry: 'OTHER_METHOD' } as const;

/** Reserves an amount. */
export async function authorize(here: Surroundings, question: Authorize): Promise<AuthorizeFinding> {
  return await pay(here, question, { capture_method: 'manual' });
}

/** Takes an amount at once. */
export async function charge(here: Surroundings, question: Charge): Promise<ChargeFinding> {
  const finding = await pay(here, question, { capture_method: 'automatic' });
  // It is never only reserved; if Stripe says so, it goes on.
  return finding.result === 'AUTHORIZED' ? { result: 'PENDING', reference: finding.reference } : finding;
}

async function pay(
  here: Surroundings,
  question: Authorize | Charge,
  capture: Pick<Stripe.PaymentIntentCreateParams, 'capture_method'>,
): Promise<AuthorizeFinding> {
  const amount = toStripe(question.money);
  if (amount === undefined) return NO_AMOUNT;
  const method = parseMethod(question.method);
  if (method === undefined) return NO_METHOD;
  const { stripe } = here;
  try {
    const intent = await once(
      question,
      async () => await madeBy(stripe, method.customer, question.check),
      async (idempotencyKey) =>
        await stripe.paymentIntents.create(
          { ...parametersOf(here, question, amount, method), ...capture },
          { idempotencyKey },
        ),
    );
    return await answerTo(here, question, method, intent);
  } catch (error) {
    const failure = failureOf(error);
    // Stripe does not have the customer or the method.
    if (failure.is === 'missing') return NO_METHOD;
    if (failure.is !== 'declined') throw error;
    const { intent, decline } = failure;
    return intent === undefined
      ? { result: 'DECLINED', ...decline }
      : await answerTo(here, question, method, intent);
  }
}

async function answerTo(
  here: Surroundings,
  question: Authorize | Charge,
  method: CustomersMethod,
  intent: Stripe.PaymentIntent,
): Promise<AuthorizeFinding> {
  return wantsPayer(intent) ? await askPayer(here, question, method, intent) : findingOf(intent);
}

function parametersOf(
  { returnUrl }: Surroundings,
  question: Authorize | Charge,
  { amount, currency }: StripeAmount,
  { customer, paymentMethod }: CustomersMethod,
): Stripe.PaymentIntentCreateParams {
  const { payer, paymentId, rentalId, check, description } = question;
  const isAway = question.question === 'CHARGE' || question.offSession;
  return {
    amount,
    currency,
    customer,
    payment_method: paymentMethod,
    allowed_payment_method_types: ['card'],
    confirm: true,
    description,
    metadata: {
      [METADATA.payer]: payer,
      [METADATA.paymentId]: paymentId,
      [METADATA.check]: check,
      ...(rentalId === undefined ? {} : { [METADATA.rentalId]: rentalId }),
    },
    expand: EXPANDED,
    ...(isAway ? { off_session: true } : { return_url: returnUrl }),
  };
}

/** What the payment has become. */
function findingOf(intent: Stripe.PaymentIntent): AuthorizeFinding {
  const reference = intent.id;
  switch (intent.status) {
    case 'requires_capture': {
      const money = fromStripe(intent.amount_capturable, intent.currency);
      return { result: 'AUTHORIZED', reference, money, until: endOf(intent) };
    }
    case 'succeeded':
      return { result: 'CAPTURED', reference, money: fromStripe(intent.amount_received, intent.currency) };
    case 'canceled':
      return { result: 'VOIDED', reference, ...(hasExpired(intent) ? { expired: true } : {}) };
    case 'requires_action': {
      const link = linkOf(intent);
      return link === undefined
        ? { result: 'PENDING', reference }
        : { result: 'NEEDS_AUTHENTICATION', reference, link };
    }
    case 'requires_payment_method':
      return { result: 'DECLINED', reference, ...declineOf(intent.last_payment_error ?? {}) };
    case 'processing':
    case 'requires_confirmation':
    default:
      return { result: 'PENDING', reference };
  }
}

function wantsPayer({ status, last_payment_error }: Stripe.PaymentIntent): boolean {
  return status === 'requires_payment_method' && wantsAuthentication(last_payment_error ?? {});
}

/**
 * The bank wants the absent payer to authenticate. The same payment is confirmed again as if the payer were there: then
 * Stripe makes a page for it.
 */
async function askPayer(
  { stripe, returnUrl }: Surroundings,
  { check, attempt }: Authorize | Charge,
  { paymentMethod }: CustomersMethod,
  { id }: Stripe.PaymentIntent,
): Promise<AuthorizeFinding> {
  try {
    const intent = await once(
      { question: 'AUTHENTICATE', check, attempt },
      async () => {
        const now = await stripe.paymentIntents.retrieve(id, { expand: EXPANDED });
        return wantsPayer(now) ? undefined : now;
      },
      async (idempotencyKey) =>
        await stripe.paymentIntents.confirm(
          id,
          { payment_method: paymentMethod, return_url: returnUrl, expand: EXPANDED },
          { idempotencyKey },
        ),
    );
    return findingOf(intent);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.is !== 'declined') throw error;
    return { result: 'DECLINED', reference: id, ...failure.decline };
  }
}
