import '../../../../shared/contracts/compile.ts';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stripeClient } from '../../../../infra/providers/stripe/client.ts';
import type { Charge as StripeCharge } from '../../../../infra/sandbox/stripe/objects.ts';
import type { Fault } from '../../../../infra/sandbox/stripe/test-methods.ts';
import type { Capture, Find, Refund } from '../../../../shared/contracts/payments/provider.ts';
import { authorize, charge, methodOf } from './asking.ts';
import { StripeUnderTest } from './stripe-under-test.ts';

/** Charges of a payment: what a payer sees on the account. */
function chargesOf(stripe: StripeUnderTest, paymentId: string): StripeCharge[] {
  return stripe.store
    .all<StripeCharge>('charge')
    .filter(({ metadata }) => metadata['roadstream_payment'] === paymentId);
}

describe('a question without an answer', () => {
  let stripe: StripeUnderTest;
  beforeAll(async () => {
    stripe = await StripeUnderTest.start();
  });
  afterAll(async () => {
    await stripe.stop();
  });

  it.each<[Fault, string, string]>([
    ['timeoutBefore', 'NO_ANSWER', 'NOT_FOUND'],
    ['timeoutAfter', 'NO_ANSWER', 'FOUND'],
    ['errorBefore', 'PROVIDER_FAILED', 'NOT_FOUND'],
    ['errorAfter', 'PROVIDER_FAILED', 'FOUND'],
  ])('charges once, whatever happened: %s', async (fault, reason, found) => {
    const method = await methodOf(stripe, `pm_standIn_fault_create_${fault}`);
    const question = charge(stripe, method);
    const { paymentId, check } = question;
    expect(await stripe.askInVain(question)).toEqual({ result: 'UNKNOWN', reason });
    expect(await stripe.ask({ question: 'FIND', paymentId, method, forCheck: check })).toMatchObject({
      result: found,
    });
    expect(await stripe.ask({ ...question, attempt: 2 })).toMatchObject({ result: 'CAPTURED' });
    expect(await stripe.ask({ ...question, attempt: 3 })).toMatchObject({ result: 'CAPTURED' });
    expect(chargesOf(stripe, paymentId)).toHaveLength(1);
  });

  it('charges once when the request comes late: after it was looked for in vain', async () => {
    const method = await methodOf(stripe, 'pm_standIn_fault_create_late');
    const question = charge(stripe, method);
    const { paymentId, check } = question;
    expect(await stripe.askInVain(question)).toEqual({ result: 'UNKNOWN', reason: 'NO_ANSWER' });
    await stripe.ask({ question: 'FIND', paymentId, method, forCheck: check });
    await expect
      .poll(async () => (await stripe.ask({ ...question, attempt: 2 })).result, { interval: 5 })
      .toBe('CAPTURED');
    expect(chargesOf(stripe, paymentId)).toHaveLength(1);
  });

  it.each<[Fault, string, string]>([
    ['timeoutBefore', 'NO_ANSWER', 'AUTHORIZED'],
    ['timeoutAfter', 'NO_ANSWER', 'CAPTURED'],
    ['errorBefore', 'PROVIDER_FAILED', 'AUTHORIZED'],
    ['errorAfter', 'PROVIDER_FAILED', 'CAPTURED'],
  ])('captures once: %s', async (fault, reason, state) => {
    const method = await methodOf(stripe, `pm_standIn_fault_capture_${fault}`);
    const payment = authorize(stripe, method);
    const { reference } = await stripe.get('AUTHORIZED', payment);
    const question: Capture = {
      question: 'CAPTURE',
      check: stripe.unique('chk'),
      attempt: 1,
      reference,
      money: { amount: 4000, currency: 'EUR' },
    };
    expect(await stripe.askInVain(question)).toEqual({ result: 'UNKNOWN', reason });
    const find: Find = { question: 'FIND', paymentId: payment.paymentId, method, reference };
    expect(await stripe.ask(find)).toMatchObject({ payments: [{ state }] });
    expect(await stripe.ask({ ...question, attempt: 2 })).toMatchObject({ result: 'CAPTURED' });
    expect(await stripe.ask(find)).toMatchObject({ payments: [{ state: 'CAPTURED', captured: 4000 }] });
  });

  it.each<Fault>(['timeoutBefore', 'timeoutAfter', 'errorBefore', 'errorAfter'])(
    'refunds once: %s',
    async (fault) => {
      const method = await methodOf(stripe, `pm_standIn_fault_refund_${fault}`);
      const payment = charge(stripe, method);
      const { reference } = await stripe.get('CAPTURED', payment);
      const question: Refund = {
        question: 'REFUND',
        check: stripe.unique('chk'),
        attempt: 1,
        reference,
        refundId: stripe.unique('rfd'),
        money: { amount: 1000, currency: 'EUR' },
      };
      expect(await stripe.askInVain(question)).toMatchObject({ result: 'UNKNOWN' });
      expect(await stripe.ask({ ...question, attempt: 2 })).toMatchObject({ result: 'REFUNDED' });
      const find: Find = { question: 'FIND', paymentId: payment.paymentId, method };
      expect(await stripe.ask(find)).toMatchObject({
        payments: [{ refunded: 1000, refunds: [{ check: question.check }] }],
      });
    },
  );

  it.each<Fault>(['timeoutAfter', 'errorBefore', 'errorAfter'])('voids once: %s', async (fault) => {
    const method = await methodOf(stripe, `pm_standIn_fault_cancel_${fault}`);
    const { reference } = await stripe.get('AUTHORIZED', authorize(stripe, method));
    const question = { question: 'VOID', check: stripe.unique('chk'), attempt: 1, reference } as const;
    expect(await stripe.askInVain(question)).toMatchObject({ result: 'UNKNOWN' });
    expect(await stripe.ask({ ...question, attempt: 2 })).toMatchObject({ result: 'VOIDED' });
  });

  it('is BUSY, and nothing is done, when there are too many', async () => {
    const method = await methodOf(stripe, 'pm_standIn_fault_create_busy');
    const question = charge(stripe, method);
    expect(await stripe.ask(question)).toEqual({ result: 'BUSY' });
    expect(chargesOf(stripe, question.paymentId)).toEqual([]);
    expect(await stripe.ask(question)).toMatchObject({ result: 'CAPTURED' });
  });

  it('is a fault of ours when the check was another question’s: the payment stays as it is', async () => {
    const method = await methodOf(stripe, 'pm_card_visa');
    const question = charge(stripe, method);
    await stripe.get('CAPTURED', question);
    const other = { ...question, money: { amount: 99_000, currency: 'EUR' } };
    expect(await stripe.ask(other)).toEqual({ result: 'UNKNOWN', reason: 'CHECK_REUSED' });
    expect(chargesOf(stripe, question.paymentId)).toMatchObject([{ amount: 5000 }]);
  });

  it('that comes twice at once is asked once', async () => {
    const method = await methodOf(stripe, 'pm_card_visa');
    const question = charge(stripe, method);
    const findings = await Promise.all([stripe.ask(question), stripe.ask(question), stripe.ask(question)]);
    for (const finding of findings) {
      if (finding.result !== 'CAPTURED')
        expect(finding).toEqual({ result: 'UNKNOWN', reason: 'IN_PROGRESS' });
    }
    expect(chargesOf(stripe, question.paymentId)).toHaveLength(1);
  });

  it('is answered long after the keys of Stripe are forgotten', async () => {
    const method = await methodOf(stripe, 'pm_card_visa');
    const question = charge(stripe, method);
    const { reference } = await stripe.get('CAPTURED', question);
    const before = stripe.requests.length;
    expect(await stripe.ask({ ...question, attempt: 2 })).toMatchObject({ result: 'CAPTURED', reference });
    expect(stripe.requests.slice(before).map(({ method }) => method)).toEqual(['GET']);
  });
});

it('the package does not repeat a request by itself, not even on a connection that was closed', async () => {
  let broken = false;
  const stripe = await StripeUnderTest.start({
    breaks: ({ method, path }) =>
      broken && method === 'POST' && path === '/v1/payment_intents' ? 'after' : undefined,
  });
  try {
    const method = await methodOf(stripe, 'pm_card_visa');
    broken = true;
    const before = stripe.requests.length;
    expect(await stripe.ask(charge(stripe, method))).toEqual({ result: 'UNKNOWN', reason: 'NO_ANSWER' });
    await sleep(1100);
    expect(stripe.requests.length - before).toBe(1);
  } finally {
    await stripe.stop();
  }
});

it('what stands before Stripe may answer in its place: that is no success', async () => {
  const gateway = createServer((_, response) => {
    response.writeHead(503, { 'content-type': 'application/json' }).end('{"message":"Service Unavailable"}');
  });
  gateway.listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  const stripe = await StripeUnderTest.start();
  try {
    const method = await methodOf(stripe, 'pm_card_visa');
    const { port } = gateway.address() as AddressInfo;
    const account = {
      ...stripe.account(),
      stripe: stripeClient('sk_test', { baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 10_000 }),
    };
    const unknown = { result: 'UNKNOWN', reason: 'PROVIDER_FAILED' };
    expect(await stripe.ask(charge(stripe, method), account)).toEqual(unknown);
    expect(await stripe.ask({ question: 'FIND', paymentId: 'pmt_1', method }, account)).toEqual(unknown);
  } finally {
    gateway.close();
    await stripe.stop();
  }
});
