import { Stripe } from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_KEY, StripeUnderTest } from '../../providers/stripe/stripe-under-test.ts';

/** The stand-in, as the official package sees it, without the adapter in between. */

let standIn: StripeUnderTest;
let stripe: Stripe;
beforeAll(async () => {
  standIn = await StripeUnderTest.start();
  stripe = new Stripe(API_KEY, { ...address(), maxNetworkRetries: 0, telemetry: false });
});
afterAll(async () => {
  await standIn.stop();
});

function address() {
  const { hostname, port } = new URL(standIn.url);
  return { protocol: 'http', host: hostname, port } as const;
}

const payment = {
  amount: 5000,
  currency: 'eur',
  payment_method: 'pm_card_visa',
  confirm: true,
  off_session: true,
};
const errorOf = async (request: Promise<unknown>): Promise<Stripe.errors.StripeError> => {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Stripe.errors.StripeError) return error;
  throw new Error('it was no error of Stripe', { cause: error });
};

describe('idempotency', () => {
  it('the same key with the same parameters has the same answer, and says that it is a replay', async () => {
    const first = await stripe.paymentIntents.create(payment, { idempotencyKey: 'same' });
    const second = await stripe.paymentIntents.create(payment, { idempotencyKey: 'same' });
    expect(second).toEqual(first);
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
  });

  it('also errors are repeated', async () => {
    const declining = { ...payment, payment_method: 'pm_card_chargeDeclined' };
    const ask = () => errorOf(stripe.paymentIntents.create(declining, { idempotencyKey: 'declined' }));
    const [first, second] = [await ask(), await ask()];
    expect(first).toMatchObject({ statusCode: 402, code: 'card_declined', decline_code: 'generic_decline' });
    expect(second.payment_intent?.id).toBe(first.payment_intent?.id);
    const failing = { ...payment, payment_method: 'pm_standIn_fault_create_errorBefore' };
    const fail = () => errorOf(stripe.paymentIntents.create(failing, { idempotencyKey: 'failed' }));
    expect([(await fail()).statusCode, (await fail()).statusCode]).toEqual([500, 500]);
    // With another key it is another request.
    expect(await stripe.paymentIntents.create(failing, { idempotencyKey: 'other' })).toMatchObject({
      status: 'succeeded',
    });
  });

  it('the same key with other parameters, or for another endpoint, is refused', async () => {
    await stripe.paymentIntents.create(payment, { idempotencyKey: 'once' });
    const other = stripe.paymentIntents.create({ ...payment, amount: 5001 }, { idempotencyKey: 'once' });
    const refusal = { statusCode: 400, rawType: 'idempotency_error' };
    expect(await errorOf(other)).toMatchObject(refusal);
    expect(await errorOf(stripe.customers.create({}, { idempotencyKey: 'once' }))).toMatchObject(refusal);
  });

  it('the same key at the same time is a conflict', async () => {
    const slow = { ...payment, payment_method: 'pm_standIn_fault_create_late' };
    const brief = { idempotencyKey: 'concurrent', timeout: 2000 };
    const first = errorOf(stripe.paymentIntents.create(slow, brief));
    await expect
      .poll(
        async () =>
          (await errorOf(stripe.paymentIntents.create(slow, { idempotencyKey: 'concurrent' }))).code,
      )
      .toBe('idempotency_key_in_use');
    expect(await first).toBeInstanceOf(Stripe.errors.StripeConnectionError);
  });

  it('a request that never began leaves its key free', async () => {
    const wrong = { ...payment, nonsense: 1 } as Stripe.PaymentIntentCreateParams;
    const error = await errorOf(stripe.paymentIntents.create(wrong, { idempotencyKey: 'free' }));
    expect(error).toMatchObject({ code: 'parameter_unknown', param: 'nonsense' });
    expect(await stripe.paymentIntents.create(payment, { idempotencyKey: 'free' })).toMatchObject({
      amount: 5000,
    });
  });
});

it('wants its key', async () => {
  const stranger = new Stripe('sk_test_guessed', { ...address(), maxNetworkRetries: 0 });
  expect(await errorOf(stranger.customers.create())).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
  expect((await fetch(`${standIn.url}/v1/customers`, { method: 'POST' })).status).toBe(401);
});

it('refuses what it does not play', async () => {
  expect(await errorOf(stripe.payouts.list())).toMatchObject({ statusCode: 404 });
});

it('lists page by page, and puts whole objects in the place of ids', async () => {
  const customer = await stripe.customers.create({ metadata: { a: 'b' } });
  for (let number = 0; number < 5; number++)
    await stripe.paymentIntents.create({ ...payment, customer: customer.id });
  const all = await stripe.paymentIntents
    .list({ customer: customer.id, limit: 2, expand: ['data.latest_charge'] })
    .autoPagingToArray({ limit: 100 });
  expect(new Set(all.map(({ id }) => id)).size).toBe(5);
  expect(all[0]?.latest_charge).toMatchObject({ object: 'charge', amount: 5000, metadata: {} });
});

it('finds a new customer only after a minute, as Stripe’s search does', async () => {
  await stripe.customers.create({ metadata: { who: 'eva' } });
  const search = async () => (await stripe.customers.search({ query: "metadata['who']:'eva'" })).data.length;
  expect(await search()).toBe(0);
  await standIn.pass(60);
  expect(await search()).toBe(1);
});

it('knows parameters by no other names than their own', async () => {
  const body = new URLSearchParams('amount=5000&currency=eur&metadata[__proto__]=x&metadata[constructor]=y');
  const answer = await fetch(`${standIn.url}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}` },
    body,
  });
  const { metadata } = (await answer.json()) as { metadata: object };
  expect(Object.keys(metadata)).toEqual(['__proto__', 'constructor']);
});
