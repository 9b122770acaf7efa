import '../../../../shared/contracts/compile.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorize, charge, methodOf } from './asking.ts';
import { RETURN_URL, StripeUnderTest } from './stripe-under-test.ts';

let stripe: StripeUnderTest;
beforeAll(async () => {
  stripe = await StripeUnderTest.start();
});
afterAll(async () => {
  await stripe.stop();
});

const visit = async (link: string, outcome: 'fail' | 'succeed') =>
  await fetch(link, { method: 'POST', body: new URLSearchParams({ outcome }), redirect: 'manual' });

describe('a payment', () => {
  it('is authorized until the bank’s day', async () => {
    const method = await methodOf(stripe, 'pm_card_visa');
    expect(await stripe.ask(authorize(stripe, method))).toEqual({
      result: 'AUTHORIZED',
      reference: expect.stringMatching(/^pi_/),
      money: { amount: 5000, currency: 'EUR' },
      until: '2026-02-07T08:00:00.000Z',
    });
  });

  it('is charged at once', async () => {
    const method = await methodOf(stripe, 'pm_card_visa');
    expect(await stripe.ask(charge(stripe, method))).toEqual({
      result: 'CAPTURED',
      reference: expect.stringMatching(/^pi_/),
      money: { amount: 5000, currency: 'EUR' },
    });
  });

  it('carries our ids, and nothing else about the rider', async () => {
    const method = await methodOf(stripe, 'pm_card_visa');
    const question = authorize(stripe, method);
    const { reference } = await stripe.get('AUTHORIZED', question);
    const intent = stripe.store
      .all<{ id: string; metadata: object }>('payment_intent')
      .find(({ id }) => id === reference);
    expect(intent?.metadata).toEqual({
      roadstream_payer: 'ana',
      roadstream_payment: question.paymentId,
      roadstream_rental: 'rnt_1',
      roadstream_check: question.check,
    });
  });

  it('needs a method that was set up', async () => {
    const unusable = { result: 'DECLINED', reason: 'METHOD_NOT_USABLE', retry: 'OTHER_METHOD' };
    for (const method of ['pm_card_visa', 'cus_none/pm_card_visa', 'nothing'])
      expect(await stripe.ask(authorize(stripe, method))).toEqual(unusable);
  });
});

describe('a decline', () => {
  it.each([
    ['generic_decline', 'DECLINED', 'LATER'],
    ['do_not_honor', 'DECLINED', 'LATER'],
    ['insufficient_funds', 'INSUFFICIENT_FUNDS', 'LATER'],
    ['card_velocity_exceeded', 'LIMIT_EXCEEDED', 'LATER'],
    ['processing_error', 'BANK_NOT_AVAILABLE', 'LATER'],
    ['issuer_not_available', 'BANK_NOT_AVAILABLE', 'LATER'],
    ['duplicate_transaction', 'DUPLICATE', 'LATER'],
    ['expired_card', 'EXPIRED', 'OTHER_METHOD'],
    ['incorrect_cvc', 'WRONG_DETAILS', 'OTHER_METHOD'],
    ['transaction_not_allowed', 'METHOD_NOT_USABLE', 'OTHER_METHOD'],
    ['currency_not_supported', 'CURRENCY_NOT_SUPPORTED', 'OTHER_METHOD'],
    // What the payer must not learn.
    ['stolen_card', 'DECLINED', 'OTHER_METHOD'],
    ['fraudulent', 'DECLINED', 'OTHER_METHOD'],
    ['lost_card', 'DECLINED', 'OTHER_METHOD'],
    // What Stripe says tomorrow.
    ['a_reason_of_tomorrow', 'DECLINED', 'OTHER_METHOD'],
  ])('for %s is %s, and another attempt helps: %s', async (code, reason, retry) => {
    const method = await methodOf(stripe, `pm_standIn_decline_${code}`);
    const question = authorize(stripe, method);
    const expected = { result: 'DECLINED', reference: expect.stringMatching(/^pi_/), reason, retry };
    expect(await stripe.ask(question)).toEqual(expected);
    // The same question has the same answer, and another check is another attempt.
    expect(await stripe.ask(question)).toEqual(expected);
    expect(await stripe.ask({ ...question, attempt: 2 })).toEqual(expected);
    const { result } = await stripe.ask(charge(stripe, method, { paymentId: question.paymentId }));
    expect(result).toBe('DECLINED');
    const found = await stripe.get('FOUND', { question: 'FIND', paymentId: question.paymentId, method });
    expect(found.payments.map(({ state }) => state)).toEqual(['DECLINED', 'DECLINED']);
  });

  it.each([
    ['below the minimum', 49, 'EUR'],
    ['above the maximum', 100_000_000, 'EUR'],
    ['of fils, of which Stripe takes tens', 5125, 'KWD'],
    ['of half an ariary', 150, 'MGA'],
  ])('of an amount %s says so', async (_, amount, currency) => {
    const method = await methodOf(stripe, 'pm_card_visa');
    const question = authorize(stripe, method, { money: { amount, currency } });
    expect(await stripe.ask(question)).toEqual({
      result: 'DECLINED',
      reason: 'AMOUNT_NOT_POSSIBLE',
      retry: 'NEVER',
    });
  });
});

describe('amounts', () => {
  it.each([
    ['EUR', 5010, 5010],
    ['HUF', 5010, 5010],
    ['JPY', 501, 501],
    ['KRW', 501, 501],
    ['KWD', 5010, 5010],
    ['TND', 5010, 5010],
    // Two decimals at Stripe, none in ISO 4217; and the other way round.
    ['ISK', 501, 50_100],
    ['UGX', 501, 50_100],
    ['MGA', 50_100, 501],
  ])('in %s: %i of ours are %i of Stripe’s, in every answer', async (currency, amount, counted) => {
    const method = await methodOf(stripe, 'pm_card_visa');
    const money = { amount, currency };
    const question = authorize(stripe, method, { money });
    const { reference, money: authorized } = await stripe.get('AUTHORIZED', question);
    const intents = stripe.store.all<{ id: string; amount: number; currency: string }>('payment_intent');
    expect(intents.find(({ id }) => id === reference)).toMatchObject({
      amount: counted,
      currency: currency.toLowerCase(),
    });
    const step = { check: question.check, attempt: 1, reference, money };
    const captured = await stripe.get('CAPTURED', { question: 'CAPTURE', ...step });
    const refunded = await stripe.get('REFUNDED', { question: 'REFUND', refundId: 'rfd_1', ...step });
    const found = await stripe.get('FOUND', { question: 'FIND', paymentId: question.paymentId, method });
    expect([authorized, captured.money, refunded.money]).toEqual([money, money, money]);
    expect(found.payments).toMatchObject([
      { money, captured: amount, refunded: amount, refunds: [{ money }] },
    ]);
  });
});

describe('strong authentication', () => {
  it('of a payer who is there: a link, then AUTHORIZED', async () => {
    const method = await methodOf(stripe, 'pm_standIn_authenticate');
    const question = authorize(stripe, method, { offSession: false });
    const { link, reference } = await stripe.get('NEEDS_AUTHENTICATION', question);
    expect(await stripe.ask({ ...question, attempt: 2 })).toMatchObject({
      result: 'NEEDS_AUTHENTICATION',
      link,
    });
    const back = await visit(link, 'succeed');
    expect(back.headers.get('location')).toBe(
      `${RETURN_URL}?payment_intent=${reference}&redirect_status=succeeded`,
    );
    expect(await stripe.ask({ ...question, attempt: 3 })).toMatchObject({ result: 'AUTHORIZED', reference });
  });

  it.each(['AUTHORIZE', 'CHARGE'] as const)(
    'of a payer who is away, for %s: a link for the same payment',
    async (kind) => {
      const method = await methodOf(stripe, 'pm_standIn_authenticate');
      const question = kind === 'CHARGE' ? charge(stripe, method) : authorize(stripe, method);
      const { link, reference } = await stripe.get('NEEDS_AUTHENTICATION', question);
      expect(await stripe.ask(question)).toMatchObject({ result: 'NEEDS_AUTHENTICATION', link, reference });
      await visit(link, 'succeed');
      const result = kind === 'CHARGE' ? 'CAPTURED' : 'AUTHORIZED';
      expect(await stripe.ask({ ...question, attempt: 2 })).toMatchObject({ result, reference });
      const found = await stripe.get('FOUND', { question: 'FIND', paymentId: question.paymentId, method });
      expect(found.payments).toHaveLength(1);
    },
  );

  it('that fails declines', async () => {
    const method = await methodOf(stripe, 'pm_standIn_authenticate');
    const question = charge(stripe, method);
    const { link } = await stripe.get('NEEDS_AUTHENTICATION', question);
    await visit(link, 'fail');
    const declined = { result: 'DECLINED', reason: 'AUTHENTICATION_FAILED', retry: 'OTHER_METHOD' };
    expect(await stripe.ask({ ...question, attempt: 2 })).toMatchObject(declined);
  });

  it('can be given up', async () => {
    const method = await methodOf(stripe, 'pm_standIn_authenticate');
    const { link, reference } = await stripe.get('NEEDS_AUTHENTICATION', charge(stripe, method));
    const finding = await stripe.ask({ question: 'VOID', check: stripe.unique('v'), attempt: 1, reference });
    expect(finding).toEqual({ result: 'VOIDED', reference });
    expect((await visit(link, 'succeed')).status).toBe(404);
  });
});
