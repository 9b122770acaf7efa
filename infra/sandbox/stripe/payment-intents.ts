import { DAY_SECONDS } from '../../../shared/kernel/time.ts';
import { ApiError, type ErrorBody, invalid, missing } from './api-error.ts';
import { announce } from './callbacks.ts';
import { type Parameters, text, texts } from './form.ts';
import { recordMovement } from './movements.ts';
import { type Charge, newId, type PaymentIntent, type PaymentMethod } from './objects.ts';
import { usableMethod } from './payment-methods.ts';
import { testMethod } from './test-methods.ts';
import type { Work } from './work.ts';

const AUTHORIZED_SECONDS = 7 * DAY_SECONDS;
/** When a disputed charge is disputed. */
const DISPUTED_AFTER_SECONDS = 10;

/** Stripe's own limits are by currency; these are those of most. */
const SMALLEST = 50;
const LARGEST = 99_999_999;
/** Two decimals, which must be 00 (https://docs.stripe.com/currencies). */
const WHOLE = new Set(['isk', 'ugx']);
const BY_TENS = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd']);

/** Where a browser reaches the stand-in. */
interface Place {
  readonly origin: string;
}

interface Attempt extends Place {
  readonly offSession: boolean;
  readonly returnUrl: string | null;
  readonly isAuthenticated: boolean;
}

export async function createPaymentIntent(
  work: Work,
  parameters: Parameters,
  place: Place,
): Promise<PaymentIntent> {
  const currency = text(parameters, 'currency') ?? '';
  const amount = amountOf(text(parameters, 'amount'), currency);
  const customer = text(parameters, 'customer') ?? null;
  if (customer !== null && (await work.object('customer', customer)) === undefined)
    throw missing('customer', customer, 'customer');
  const intent: PaymentIntent = {
    id: newId('pi'),
    object: 'payment_intent',
    created: work.now,
    livemode: false,
    metadata: texts(parameters, 'metadata'),
    amount,
    amount_capturable: 0,
    amount_received: 0,
    currency,
    customer,
    payment_method: null,
    status: 'requires_payment_method',
    capture_method: text(parameters, 'capture_method') === 'manual' ? 'manual' : 'automatic',
    description: text(parameters, 'description') ?? null,
    client_secret: newId('secret'),
    next_action: null,
    allowed_payment_method_types: Object.values(texts(parameters, 'allowed_payment_method_types')),
    last_payment_error: null,
    latest_charge: null,
    canceled_at: null,
    cancellation_reason: null,
    stand_in_return_url: null,
  };
  work.put(intent, ['payment_intent', `payment_intent/${customer ?? ''}`]);
  if (text(parameters, 'confirm') !== 'true') return intent;
  return await confirm(work, intent, parameters, place);
}

export async function confirmPaymentIntent(
  work: Work,
  id: string,
  parameters: Parameters,
  place: Place,
): Promise<PaymentIntent> {
  const intent = await intentOf(work, id);
  if (intent.status !== 'requires_payment_method' && intent.status !== 'requires_action')
    throw unexpected(intent, 'confirmed');
  return await confirm(work, intent, parameters, place);
}

async function confirm(
  work: Work,
  intent: PaymentIntent,
  parameters: Parameters,
  { origin }: Place,
): Promise<PaymentIntent> {
  const offSession = text(parameters, 'off_session') === 'true';
  const returnUrl = text(parameters, 'return_url') ?? null;
  if (offSession && returnUrl !== null)
    throw invalid('The payer is away and cannot return', { param: 'return_url' });
  const method = await usableMethod(work, text(parameters, 'payment_method') ?? '', intent.customer);
  return await attempt(work, { ...intent, payment_method: method.id }, method, {
    origin,
    offSession,
    returnUrl,
    isAuthenticated: false,
  });
}

/** The payer was on the page. */
export async function authenticatePaymentIntent(
  work: Work,
  intent: PaymentIntent,
  isAuthentic: boolean,
  { origin }: Place,
): Promise<PaymentIntent> {
  const method = await usableMethod(work, intent.payment_method ?? '', intent.customer);
  const { stand_in_return_url: returnUrl } = intent;
  if (isAuthentic)
    return await attempt(work, intent, method, {
      origin,
      offSession: false,
      returnUrl,
      isAuthenticated: true,
    });
  throw decline(work, intent, method, {
    type: 'card_error',
    code: 'payment_intent_authentication_failure',
    message: 'The payer was not authenticated.',
  });
}

async function attempt(
  work: Work,
  intent: PaymentIntent,
  method: PaymentMethod,
  { origin, offSession, returnUrl, isAuthenticated }: Attempt,
): Promise<PaymentIntent> {
  const test = testMethod(method.stand_in_name);
  if (test.declines !== undefined) throw decline(work, intent, method, cardError(test.declines));
  if (test.authenticates === true && !isAuthenticated) {
    if (offSession) throw decline(work, intent, method, cardError('authentication_required'));
    if (returnUrl === null) throw invalid('It needs a URL to return to', { param: 'return_url' });
    const url = `${origin}/authenticate/${intent.id}?secret=${intent.client_secret}`;
    const waiting: PaymentIntent = {
      ...intent,
      status: 'requires_action',
      next_action: { type: 'redirect_to_url', redirect_to_url: { url, return_url: returnUrl } },
      stand_in_return_url: returnUrl,
    };
    work.put(waiting);
    announce(work, 'payment_intent.requires_action', waiting, method.stand_in_name);
    return waiting;
  }
  const isManual = intent.capture_method === 'manual';
  const authorizedFor = test.expiresAfterSeconds ?? AUTHORIZED_SECONDS;
  const charge: Charge = {
    id: newId('ch'),
    object: 'charge',
    created: work.now,
    livemode: false,
    metadata: intent.metadata,
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    captured: false,
    currency: intent.currency,
    customer: intent.customer,
    disputed: false,
    paid: true,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: {
      type: 'card',
      card: isManual ? { capture_before: work.now + authorizedFor } : {},
    },
    status: 'succeeded',
  };
  work.put(charge);
  const authorized: PaymentIntent = {
    ...intent,
    status: 'requires_capture',
    amount_capturable: intent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
  };
  if (!isManual) return take(work, authorized, charge, method, intent.amount);
  work.put(authorized);
  announce(work, 'payment_intent.amount_capturable_updated', authorized, method.stand_in_name);
  if (test.expiresAfterSeconds !== undefined)
    work.later.push({ afterSeconds: authorizedFor, task: { kind: 'settle', id: intent.id } });
  return authorized;
}

export async function capturePaymentIntent(
  work: Work,
  id: string,
  parameters: Parameters,
): Promise<PaymentIntent> {
  const intent = settled(work, await intentOf(work, id), await chargeOf(work, await intentOf(work, id)));
  if (intent.status !== 'requires_capture') throw unexpected(intent, 'captured');
  const amount = Number(text(parameters, 'amount_to_capture') ?? intent.amount_capturable);
  checkAmount(amount, intent.currency, 'amount_to_capture', 1);
  if (amount > intent.amount_capturable)
    throw invalid('The amount exceeds what is authorized', {
      code: 'amount_too_large',
      param: 'amount_to_capture',
    });
  const charge = await chargeOf(work, intent);
  if (charge === undefined) throw unexpected(intent, 'captured');
  const method = await usableMethod(work, charge.payment_method, intent.customer);
  return take(work, intent, charge, method, amount);
}

/** Takes the amount of what is authorized, and releases the rest. */
function take(
  work: Work,
  intent: PaymentIntent,
  charge: Charge,
  method: PaymentMethod,
  amount: number,
): PaymentIntent {
  const taken: Charge = {
    ...charge,
    captured: true,
    amount_captured: amount,
    amount_refunded: charge.amount - amount,
  };
  const done: PaymentIntent = {
    ...intent,
    status: 'succeeded',
    amount_capturable: 0,
    amount_received: amount,
  };
  work.put(taken);
  work.put(done);
  recordMovement(work, { category: 'charge', amount, currency: intent.currency, source: charge.id });
  announce(work, 'charge.captured', taken, method.stand_in_name);
  announce(work, 'payment_intent.succeeded', done, method.stand_in_name);
  if (testMethod(method.stand_in_name).disputes !== undefined)
    work.later.push({ afterSeconds: DISPUTED_AFTER_SECONDS, task: { kind: 'dispute', charge: charge.id } });
  return done;
}

export async function cancelPaymentIntent(work: Work, id: string): Promise<PaymentIntent> {
  const intent = settled(work, await intentOf(work, id), await chargeOf(work, await intentOf(work, id)));
  if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpected(intent, 'canceled');
  return release(work, intent, await chargeOf(work, intent), null, await methodNameOf(work, intent));
}

function release(
  work: Work,
  intent: PaymentIntent,
  charge: Charge | undefined,
  reason: string | null,
  methodName: string,
): PaymentIntent {
  const canceled: PaymentIntent = {
    ...intent,
    status: 'canceled',
    amount_capturable: 0,
    canceled_at: work.now,
    cancellation_reason: reason,
    next_action: null,
  };
  work.put(canceled);
  if (charge !== undefined) work.put({ ...charge, amount_refunded: charge.amount });
  announce(work, 'payment_intent.canceled', canceled, methodName);
  return canceled;
}

/** As it is now: Stripe cancels what was not captured in time. */
export async function readPaymentIntent(work: Work, id: string): Promise<PaymentIntent> {
  const intent = await intentOf(work, id);
  return settled(work, intent, await chargeOf(work, intent), await methodNameOf(work, intent));
}

function settled(
  work: Work,
  intent: PaymentIntent,
  charge: Charge | undefined,
  methodName = '',
): PaymentIntent {
  const before = charge?.payment_method_details.card.capture_before ?? Number.POSITIVE_INFINITY;
  if (intent.status !== 'requires_capture' || work.now < before) return intent;
  return release(work, intent, charge, 'automatic', methodName);
}

export async function listPaymentIntents(work: Work, parameters: Parameters): Promise<PaymentIntent[]> {
  const customer = text(parameters, 'customer');
  const name = customer === undefined ? 'payment_intent' : `payment_intent/${customer}`;
  const found = await work.list<PaymentIntent>('payment_intent', name);
  const read: PaymentIntent[] = [];
  for (const { id } of found) read.push(await readPaymentIntent(work, id));
  return read;
}

export async function intentOf(work: Work, id: string): Promise<PaymentIntent> {
  const intent = await work.object<PaymentIntent>('payment_intent', id);
  if (intent === undefined) throw missing('payment_intent', id, 'intent');
  return intent;
}

async function chargeOf(work: Work, { latest_charge }: PaymentIntent): Promise<Charge | undefined> {
  return latest_charge === null ? undefined : await work.object<Charge>('charge', latest_charge);
}

/** The test method of a payment's last attempt. */
export async function methodNameOf(work: Work, { payment_method }: PaymentIntent): Promise<string> {
  const method = await work.object<PaymentMethod>('payment_method', payment_method ?? '');
  return method?.stand_in_name ?? '';
}

/** Refuses, and remembers the attempt: as Stripe does, which takes the method off the payment. */
function decline(work: Work, intent: PaymentIntent, method: PaymentMethod, error: ErrorBody): ApiError {
  const refused: PaymentIntent = {
    ...intent,
    status: 'requires_payment_method',
    payment_method: null,
    last_payment_error: error,
    next_action: null,
  };
  work.put(refused);
  announce(work, 'payment_intent.payment_failed', refused, method.stand_in_name);
  return new ApiError(402, { ...error, payment_intent: refused }, true);
}

/** Codes of their own; all others are reasons of `card_declined`. */
const OWN_CODES = new Set([
  'authentication_required',
  'expired_card',
  'incorrect_cvc',
  'incorrect_number',
  'processing_error',
]);
const NEVER_AGAIN = new Set(['fraudulent', 'lost_card', 'pickup_card', 'stolen_card']);

export function cardError(code: string): ErrorBody {
  return {
    type: 'card_error',
    code: OWN_CODES.has(code) ? code : 'card_declined',
    decline_code: code,
    ...(NEVER_AGAIN.has(code) ? { advice_code: 'do_not_try_again' } : {}),
    message: 'The card was declined.',
  };
}

function unexpected(intent: PaymentIntent, what: string): ApiError {
  return invalid(`This payment cannot be ${what}: it is ${intent.status}`, {
    code: 'payment_intent_unexpected_state',
    payment_intent: intent,
  });
}

function amountOf(amount: string | undefined, currency: string): number {
  if (!/^[a-z]{3}$/.test(currency)) throw invalid('Not a currency', { param: 'currency' });
  const value = Number(amount);
  checkAmount(value, currency, 'amount', SMALLEST);
  return value;
}

function checkAmount(amount: number, currency: string, param: string, smallest: number): void {
  if (!Number.isInteger(amount))
    throw invalid('Not an integer', { code: 'parameter_invalid_integer', param });
  if (amount < smallest) throw invalid('The amount is too small', { code: 'amount_too_small', param });
  if (amount > LARGEST) throw invalid('The amount is too large', { code: 'amount_too_large', param });
  if (WHOLE.has(currency) && amount % 100 !== 0)
    throw invalid('Whole units only', { code: 'invalid_charge_amount_no_decimal_compatible', param });
  if (BY_TENS.has(currency) && amount % 10 !== 0)
    throw invalid('The last digit must be 0', { code: 'invalid_charge_amount', param });
}
