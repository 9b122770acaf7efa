import '../../../../shared/contracts/compile.ts';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signatureHeader } from '../../../../infra/sandbox/stripe/callbacks.ts';
import type { CallbackEvent, CallbackFinding } from '../../../../shared/contracts/payments/provider.ts';
import { instant } from '../../../../shared/kernel/time.ts';
import { authorize, charge, methodOf } from './asking.ts';
import { CALLBACK_SECRET, StripeUnderTest } from './stripe-under-test.ts';

let stripe: StripeUnderTest;
beforeAll(async () => {
  stripe = await StripeUnderTest.start();
});
afterAll(async () => {
  await stripe.stop();
});
beforeEach(async () => {
  await stripe.pass(3600);
});

const REFUSED = { result: 'REFUSED' };

describe('a callback', () => {
  let body = '';
  const judged = async (signature: string, given = body, after = 0) =>
    await stripe.ask({
      question: 'VERIFY_CALLBACK',
      body: given,
      signature,
      now: instant((stripe.now + after) * 1000),
    });
  beforeEach(async () => {
    await methodOf(stripe, 'pm_card_visa');
    await stripe.pass(1);
    body = stripe.callbacks.at(-1) ?? '';
  });
  const signed = (text = body, secret = CALLBACK_SECRET, at = stripe.now) =>
    signatureHeader(text, [secret], at);

  it('with Stripe’s signature is genuine, also five minutes later', async () => {
    expect(await judged(signed())).toMatchObject({ result: 'EVENT' });
    expect(await judged(signed(), body, 300)).toMatchObject({ result: 'EVENT' });
  });

  it('that is older is refused', async () => {
    expect(await judged(signed(), body, 301)).toEqual(REFUSED);
    expect(await judged(signed(body, CALLBACK_SECRET, stripe.now - 86_400))).toEqual(REFUSED);
  });

  it('of which anything was changed is refused', async () => {
    const signature = signed();
    expect(await judged(signature, `${body} `)).toEqual(REFUSED);
    expect(await judged(signature, body.replace('succeeded', 'Succeeded'))).toEqual(REFUSED);
    expect(await judged(signature, JSON.stringify(JSON.parse(body), null, 1))).toEqual(REFUSED);
    // The time is signed, too.
    expect(await judged(signature.replace(/t=\d+/, `t=${stripe.now + 1}`))).toEqual(REFUSED);
  });

  it('with another secret, or no signature, is refused', async () => {
    const attacks = [
      signed(body, 'whsec_guessed'),
      signed(body, ''),
      '',
      'v1=',
      `t=${stripe.now}`,
      `t=${stripe.now},v1=`,
      signed().replace('v1=', 'v0='),
      signed().replace(/t=\d+,/, ''),
      signed().replace(/v1=.{4}/, 'v1='),
      `t=x,v1=${createHmac('sha256', 'guessed').update(`NaN.${body}`).digest('hex')}`,
      'constructor=1,__proto__=2',
    ];
    for (const signature of attacks) expect(await judged(signature), signature).toEqual(REFUSED);
  });

  it('with several signatures is genuine if one is: while a secret is replaced there are two', async () => {
    const good = signed();
    const bad = signed(body, 'whsec_guessed').replace(/^t=\d+,/, '');
    expect(await judged(`${good},${bad}`)).toMatchObject({ result: 'EVENT' });
    expect(await judged(good.replace(',v1=', `,${bad},v1=`))).toMatchObject({ result: 'EVENT' });
    expect(await judged(signatureHeader(body, ['whsec_a', 'whsec_b'], stripe.now))).toEqual(REFUSED);
  });

  it('that is signed and no JSON is refused, and one about nothing of ours is ignored', async () => {
    expect(await judged(signed('{'), '{')).toEqual(REFUSED);
    const payout = JSON.stringify({ id: 'evt_1', type: 'payout.paid', created: 1, data: { object: {} } });
    expect(await judged(signed(payout), payout)).toEqual({ result: 'IGNORED', type: 'payout.paid' });
    const foreign = JSON.parse(body) as { type: string; data: { object: { metadata: object } } };
    foreign.data.object.metadata = {};
    const text = JSON.stringify(foreign);
    expect(await judged(signed(text), text)).toEqual({ result: 'IGNORED', type: foreign.type });
  });
});

/** What is said about payments, without what callbacks of other kinds say. */
const events = (heard: readonly CallbackFinding[]): CallbackEvent[] =>
  heard.flatMap((one) => (one.result === 'EVENT' && one.event.about !== 'METHOD' ? [one.event] : []));
const stateOf = (event: CallbackEvent): unknown => {
  if (event.about === 'PAYMENT') return event.payment.state;
  return event.about === 'DISPUTE' ? event.dispute.state : undefined;
};

describe('callbacks', () => {
  it('say what became of a payment', async () => {
    const method = await methodOf(stripe, 'pm_card_visa');
    const question = authorize(stripe, method);
    const { reference } = await stripe.get('AUTHORIZED', question);
    const step = { check: stripe.unique('c'), attempt: 1, reference };
    await stripe.ask({ question: 'CAPTURE', ...step, money: { amount: 100, currency: 'EUR' } });
    const heard = events(await stripe.heard(1));
    expect(heard).toMatchObject([
      {
        about: 'PAYMENT',
        payment: { state: 'AUTHORIZED', reference, paymentId: question.paymentId, payer: 'ana' },
      },
      {
        about: 'PAYMENT',
        payment: { state: 'CAPTURED', captured: 100, check: question.check, rentalId: 'rnt_1' },
      },
    ]);
  });

  it('say why a payment was declined, that it waits for its payer, and that it was released', async () => {
    const declining = await methodOf(stripe, 'pm_standIn_decline_insufficient_funds');
    await stripe.ask(charge(stripe, declining));
    const asking = await methodOf(stripe, 'pm_standIn_authenticate');
    const { reference } = await stripe.get('NEEDS_AUTHENTICATION', charge(stripe, asking));
    await stripe.ask({ question: 'VOID', check: stripe.unique('v'), attempt: 1, reference });
    const expiring = await methodOf(stripe, 'pm_standIn_expires');
    await stripe.get('AUTHORIZED', authorize(stripe, expiring));
    const heard = events(await stripe.heard(61));
    expect(heard.map((event) => (event.about === 'PAYMENT' ? event.payment : undefined))).toMatchObject([
      { state: 'DECLINED', declined: { reason: 'INSUFFICIENT_FUNDS', retry: 'LATER' } },
      { state: 'DECLINED', declined: { reason: 'AUTHENTICATION_FAILED' } },
      { state: 'NEEDS_AUTHENTICATION', reference, link: expect.stringContaining('/authenticate/') },
      { state: 'VOIDED', reference, expired: false },
      { state: 'AUTHORIZED' },
      { state: 'VOIDED', expired: true },
    ]);
  });

  it('may come twice, with the same id', async () => {
    const method = await methodOf(stripe, 'pm_standIn_callbacksTwice');
    await stripe.get('CAPTURED', charge(stripe, method));
    const heard = events(await stripe.heard(5));
    expect(heard.map(stateOf)).toEqual(['CAPTURED', 'CAPTURED']);
    expect(new Set(heard.map(({ callback }) => callback)).size).toBe(1);
  });

  it('may come in another order: then the time says which is newer', async () => {
    const method = await methodOf(stripe, 'pm_standIn_callbacksInAnotherOrder');
    const { reference } = await stripe.get('AUTHORIZED', authorize(stripe, method));
    await stripe.pass(2);
    const step = { check: stripe.unique('c'), attempt: 1, reference };
    await stripe.ask({ question: 'CAPTURE', ...step, money: { amount: 100, currency: 'EUR' } });
    const heard = events(await stripe.heard(30));
    expect(heard.map(stateOf)).toEqual(['CAPTURED', 'AUTHORIZED']);
    const [captured, authorized] = heard.map(({ time }) => time);
    expect(String(authorized) < String(captured)).toBe(true);
  });

  it.each([
    ['pm_card_createDispute', ['OPEN']],
    ['pm_standIn_disputeWon', ['OPEN', 'WON']],
    ['pm_standIn_disputeLost', ['OPEN', 'LOST']],
  ])('tell of disputes: %s', async (token, states) => {
    const method = await methodOf(stripe, token);
    const question = charge(stripe, method);
    const { reference } = await stripe.get('CAPTURED', question);
    await stripe.pass(1);
    const heard = events(await stripe.heard(40));
    expect(heard.map(stateOf)).toEqual(states);
    expect(heard[0]).toMatchObject({
      about: 'DISPUTE',
      payer: 'ana',
      paymentId: question.paymentId,
      reference,
      dispute: {
        reason: 'fraudulent',
        money: { amount: 5000, currency: 'EUR' },
        answerBy: expect.any(String),
      },
    });
  });
});
