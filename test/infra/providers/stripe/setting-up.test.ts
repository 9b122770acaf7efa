import '../../../../shared/contracts/compile.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorize, setUp } from './asking.ts';
import { RETURN_URL, StripeUnderTest } from './stripe-under-test.ts';

let stripe: StripeUnderTest;
beforeAll(async () => {
  stripe = await StripeUnderTest.start();
});
afterAll(async () => {
  await stripe.stop();
});

const customers = () => stripe.store.all<{ metadata: Record<string, string> }>('customer');
const visit = async (link: string, outcome: 'fail' | 'succeed') =>
  await fetch(link, { method: 'POST', body: new URLSearchParams({ outcome }), redirect: 'manual' });

describe('a method is set up', () => {
  it.each([
    ['pm_card_visa', 'CARD'],
    ['pm_card_mastercard', 'CARD'],
    ['tok_visa', 'CARD'],
    ['tok_visa_7f9c24e5', 'CARD'],
    ['pm_standIn_applePay', 'WALLET'],
    // It can be kept, whatever becomes of its payments.
    ['pm_card_chargeCustomerFail', 'CARD'],
  ])('from %s: READY', async (token, kind) => {
    const finding = await stripe.ask(setUp(stripe, token));
    expect(finding).toEqual({ result: 'READY', kind, method: expect.stringMatching(/^cus_\w+\/pm_\w+$/) });
  });

  it.each([
    ['pm_card_chargeDeclined', 'DECLINED'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'DECLINED'],
    ['pm_card_chargeDeclinedExpiredCard', 'EXPIRED'],
    ['tok_chargeDeclinedExpiredCard', 'EXPIRED'],
    ['pm_nothing', 'UNKNOWN_TOKEN'],
    ['tok_nothing', 'UNKNOWN_TOKEN'],
    ['4242424242424242', 'UNKNOWN_TOKEN'],
    ['pm_x?limit=1', 'UNKNOWN_TOKEN'],
  ])('from %s: REFUSED, %s', async (token, reason) => {
    expect(await stripe.ask(setUp(stripe, token))).toEqual({ result: 'REFUSED', reason });
  });

  it('is refused when it is another payer’s', async () => {
    const { method } = await stripe.get('READY', setUp(stripe, 'pm_card_visa'));
    const token = method.split('/')[1] ?? '';
    expect(await stripe.ask(setUp(stripe, token))).toEqual({ result: 'REFUSED', reason: 'UNKNOWN_TOKEN' });
  });

  it('makes one customer of a payer, at once and later', async () => {
    const payer = stripe.unique('ana');
    const ask = async () => await stripe.get('READY', { ...setUp(stripe, 'pm_card_visa'), payer });
    const methods = [await ask(), await ask()];
    // The keys of the first day are forgotten; by then the search finds the customer.
    await stripe.pass(2 * 86_400);
    methods.push(await ask());
    expect(new Set(methods.map(({ method }) => method.split('/')[0])).size).toBe(1);
    expect(customers().filter(({ metadata }) => Object.values(metadata).includes(payer))).toHaveLength(1);
  });
});

describe('strong authentication', () => {
  it('is asked for, and asking again has its result', async () => {
    const question = setUp(stripe, 'pm_card_authenticationRequiredOnSetup');
    const { link } = await stripe.get('NEEDS_AUTHENTICATION', question);
    expect(await stripe.ask({ ...question, attempt: 2 })).toEqual({ result: 'NEEDS_AUTHENTICATION', link });
    const page = await fetch(link);
    expect(await page.text()).toContain('<button name="outcome" value="succeed">');
    const back = await visit(link, 'succeed');
    expect(back.headers.get('location')).toMatch(new RegExp(`^${RETURN_URL}\\?setup_intent=.*succeeded$`));
    const { method } = await stripe.get('READY', { ...question, attempt: 3 });
    // From now on the payer may be away.
    expect(await stripe.ask(authorize(stripe, method))).toMatchObject({ result: 'AUTHORIZED' });
    expect((await visit(link, 'succeed')).status).toBe(404);
  });

  it('that fails refuses the method', async () => {
    const question = setUp(stripe, 'pm_card_authenticationRequiredOnSetup');
    const { link } = await stripe.get('NEEDS_AUTHENTICATION', question);
    await visit(link, 'fail');
    expect(await stripe.ask({ ...question, attempt: 2 })).toEqual({ result: 'REFUSED', reason: 'DECLINED' });
  });

  it('cannot be done by who does not have the link', async () => {
    const question = setUp(stripe, 'pm_card_authenticationRequiredOnSetup');
    const { link } = await stripe.get('NEEDS_AUTHENTICATION', question);
    expect((await visit(link.replace(/secret=.*/, 'secret=guessed'), 'succeed')).status).toBe(404);
    expect(await stripe.ask({ ...question, attempt: 2 })).toMatchObject({ result: 'NEEDS_AUTHENTICATION' });
  });
});

it('a method that takes its time is PENDING, and READY when asked again', async () => {
  const question = setUp(stripe, 'pm_standIn_slow');
  expect(await stripe.ask(question)).toEqual({ result: 'PENDING' });
  expect(await stripe.ask({ ...question, attempt: 2 })).toEqual({ result: 'PENDING' });
  await stripe.pass(30);
  expect(await stripe.ask({ ...question, attempt: 3 })).toMatchObject({ result: 'READY' });
});

it.each(['timeoutBefore', 'timeoutAfter', 'errorBefore', 'errorAfter'])(
  'after %s, asking again has the result, and sets up once',
  async (fault) => {
    const question = setUp(stripe, `pm_standIn_fault_setup_${fault}`);
    expect(await stripe.askInVain(question)).toMatchObject({ result: 'UNKNOWN' });
    expect(await stripe.ask({ ...question, attempt: 2 })).toMatchObject({ result: 'READY' });
    const made = stripe.store
      .all<{ metadata: Record<string, string> }>('setup_intent')
      .filter(({ metadata }) => metadata['roadstream_check'] === question.check);
    expect(made).toHaveLength(1);
  },
);
