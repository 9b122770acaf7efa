import { Stripe } from 'stripe';
import type {
  CallbackEvent,
  CallbackFinding,
  VerifyCallback,
} from '../../../shared/contracts/payments/provider.ts';
import { milliseconds } from '../../../shared/kernel/time.ts';
import { CALLBACK_TOLERANCE_SECONDS } from './client.ts';
import { intentOf } from './finding.ts';
import { METADATA, paymentOf, seenDispute, seenPayment, seenRefund, timeOf } from './seen.ts';

/** Checks the signature of a callback, and says what it is about. */
export async function verifyCallback(
  stripe: Stripe,
  secret: string,
  { body, signature, now }: VerifyCallback,
): Promise<CallbackFinding> {
  const event = genuine(body, signature, secret, milliseconds(now));
  if (event === undefined) return { result: 'REFUSED' };
  const said = await eventOf(stripe, event);
  return said === undefined ? { result: 'IGNORED', type: event.type } : { result: 'EVENT', event: said };
}

/** Undefined for a callback that is not Stripe's, was changed, or is older than the tolerance. */
function genuine(body: string, signature: string, secret: string, now: number): Stripe.Event | undefined {
  try {
    return Stripe.webhooks.constructEvent(
      body,
      signature,
      secret,
      CALLBACK_TOLERANCE_SECONDS,
      undefined,
      now,
    );
  } catch {
    // Headers that no Stripe ever sends make the package fail in ways of their own.
    return undefined;
  }
}

/** The types of callbacks that tell something: Stripe's other types about the same things tell nothing new. */
export const CALLBACK_TYPES: ReadonlySet<string> = new Set([
  'charge.dispute.closed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
  'refund.created',
  'refund.failed',
  'refund.updated',
  'setup_intent.setup_failed',
  'setup_intent.succeeded',
]);

async function eventOf(stripe: Stripe, event: Stripe.Event): Promise<CallbackEvent | undefined> {
  if (!CALLBACK_TYPES.has(event.type)) return undefined;
  const callback = { callback: event.id, time: timeOf(event.created) };
  const { object } = event.data;
  if (!('object' in object)) return undefined;
  if (object.object === 'payment_intent') {
    const payment = seenPayment(object);
    return payment === undefined ? undefined : { ...callback, about: 'PAYMENT', payment };
  }
  if (object.object === 'setup_intent') {
    const payer = object.metadata?.[METADATA.payer];
    const check = object.metadata?.[METADATA.check];
    const ready = event.type === 'setup_intent.succeeded';
    const isOurs = payer !== undefined && check !== undefined;
    return isOurs ? { ...callback, about: 'METHOD', payer, check, ready } : undefined;
  }
  if (object.object !== 'refund' && object.object !== 'dispute') return undefined;
  const owner = await ownerOf(stripe, object);
  if (owner === undefined) return undefined;
  return object.object === 'refund'
    ? { ...callback, about: 'REFUND', ...owner, refund: seenRefund(object) }
    : { ...callback, about: 'DISPUTE', ...owner, dispute: seenDispute(object) };
}

/** Refunds and disputes do not repeat our ids: the payment that they belong to has them. */
async function ownerOf(
  stripe: Stripe,
  part: { readonly payment_intent: string | Stripe.PaymentIntent | null },
): Promise<{ payer: string; paymentId: string; reference: string } | undefined> {
  const reference = paymentOf(part);
  const intent = reference === undefined ? undefined : await intentOf(stripe, reference);
  const seen = intent === undefined ? undefined : seenPayment(intent);
  if (seen === undefined) return undefined;
  return { payer: seen.payer, paymentId: seen.paymentId, reference: seen.reference };
}
