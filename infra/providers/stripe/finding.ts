import type { Stripe } from 'stripe';
import type { Find, FindFinding } from '../../../shared/contracts/payments/provider.ts';
import type { SeenPayment } from '../../../shared/contracts/payments/seen-payment.ts';
import { failureOf } from './failures.ts';
import { parseMethod } from './method.ts';
import { EXPANDED, METADATA, seenPayment, seenRefund } from './seen.ts';

const PAGE = 100;
/** More payments than one customer ever makes within the weeks in which a question can be open. */
const MOST_INTENTS = 1000;

/** There are so many payments that nobody can say whether this one is among them. */
export class TooManyPayments extends Error {
  readonly code = 'TOO_MANY_PAYMENTS';
}

/**
 * The customer's payments with this check or payment id, newest first. They are listed and not searched for: Stripe's
 * search finds something new only after a minute or more.
 */
async function intentsOf(
  stripe: Stripe,
  customer: string,
  isWanted: (metadata: Stripe.Metadata) => boolean,
): Promise<Stripe.PaymentIntent[]> {
  const page = { customer, limit: PAGE, expand: EXPANDED.map((part) => `data.${part}`) };
  const all = await stripe.paymentIntents.list(page).autoPagingToArray({ limit: MOST_INTENTS });
  const found = all.filter(({ metadata }) => isWanted(metadata));
  if (found.length === 0 && all.length === MOST_INTENTS)
    throw new TooManyPayments('A customer has too many payments at Stripe to find one');
  return found;
}

/** What the question with this check has made. */
export async function madeBy(
  stripe: Stripe,
  customer: string,
  check: string,
): Promise<Stripe.PaymentIntent | undefined> {
  const [newest] = await intentsOf(stripe, customer, (metadata) => metadata[METADATA.check] === check);
  return newest;
}

export async function find(stripe: Stripe, question: Find): Promise<FindFinding> {
  const intents = await wantedIntents(stripe, question);
  const payments: SeenPayment[] = [];
  for (const intent of intents) {
    const seen = seenPayment(intent);
    if (seen !== undefined) payments.push({ ...seen, refunds: await refundsOf(stripe, intent) });
  }
  return payments.length === 0 ? { result: 'NOT_FOUND' } : { result: 'FOUND', payments };
}

async function wantedIntents(
  stripe: Stripe,
  { paymentId, method, reference, forCheck }: Find,
): Promise<Stripe.PaymentIntent[]> {
  const isWanted = (metadata: Stripe.Metadata): boolean =>
    metadata[METADATA.paymentId] === paymentId &&
    (forCheck === undefined || metadata[METADATA.check] === forCheck);
  if (reference !== undefined) {
    const intent = await intentOf(stripe, reference);
    return intent !== undefined && isWanted(intent.metadata) ? [intent] : [];
  }
  const customer = parseMethod(method)?.customer;
  return customer === undefined ? [] : await intentsOf(stripe, customer, isWanted);
}

/** The payment. Undefined when Stripe does not have it. */
export async function intentOf(stripe: Stripe, reference: string): Promise<Stripe.PaymentIntent | undefined> {
  try {
    return await stripe.paymentIntents.retrieve(reference, { expand: EXPANDED });
  } catch (error) {
    if (failureOf(error).is === 'missing') return undefined;
    throw error;
  }
}

async function refundsOf(stripe: Stripe, { id, amount_received }: Stripe.PaymentIntent) {
  if (amount_received === 0) return [];
  const refunds = await refundsAt(stripe, id);
  return refunds.map(seenRefund);
}

export async function refundsAt(stripe: Stripe, intent: string): Promise<Stripe.Refund[]> {
  const page = { payment_intent: intent, limit: PAGE };
  return await stripe.refunds.list(page).autoPagingToArray({ limit: MOST_INTENTS });
}
