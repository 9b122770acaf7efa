import '../../../../shared/contracts/compile.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type {
  PaymentIntent,
  Charge as StripeCharge,
  Refund as StripeRefund,
} from '../../../../infra/sandbox/stripe/objects.ts';
import type { Find, PaymentQuestion } from '../../../../shared/contracts/payments/provider.ts';
import { random } from '../../../../shared/kernel/random.ts';
import { authorize, charge, methodOf } from './asking.ts';
import { StripeUnderTest } from './stripe-under-test.ts';

/** Until this many requests were disturbed, anything may happen to one. */
const DISTURBED = 14;
const SEEDS = 100;

/** A provider to which anything may happen, by the seed, until it has calmed down. */
async function troubled(
  seed: number,
): Promise<{ stripe: StripeUnderTest; begin: () => void; calm: () => void }> {
  const chance = random('troubled', seed);
  let left = 0;
  const happens = (): boolean => left > 0 && chance.next() < 0.45 && left-- > 0;
  const stripe = await StripeUnderTest.start({
    breaks: () => {
      if (!happens()) return undefined;
      const way = chance.next();
      if (way < 0.3) return 'before';
      return way < 0.7 ? 'after' : { lateMs: chance.integer(12) };
    },
    fault: ({ method }) => {
      if (method === 'GET' || !happens()) return undefined;
      const way = chance.next();
      if (way < 0.4) return 'errorBefore';
      return way < 0.8 ? 'errorAfter' : 'busy';
    },
  });
  return {
    stripe,
    begin: () => {
      left = DISTURBED;
    },
    calm: () => {
      left = 0;
    },
  };
}

/** Asks until the answer is certain: after UNKNOWN first FIND, and then the same question again. */
async function certain(stripe: StripeUnderTest, find: Find, question: PaymentQuestion): Promise<string> {
  for (let attempt = 1; attempt < 100; attempt++) {
    const { result } = await stripe.ask({ ...question, attempt } as PaymentQuestion);
    if (result !== 'UNKNOWN' && result !== 'BUSY') return result;
    // What it finds is only looked at: whatever it is, the same question may be asked again.
    await stripe.ask(find);
  }
  throw new Error('there was no certain answer');
}

async function story(seed: number): Promise<void> {
  const { stripe, begin, calm } = await troubled(seed);
  try {
    const method = await methodOf(stripe, 'pm_card_visa');
    begin();
    const payment = seed % 2 === 0 ? authorize(stripe, method) : charge(stripe, method);
    const { paymentId } = payment;
    const find: Find = { question: 'FIND', paymentId, method, forCheck: payment.check };
    // Queues deliver twice.
    const results = await Promise.all([certain(stripe, find, payment), certain(stripe, find, payment)]);
    const paid = payment.question === 'CHARGE' ? 'CAPTURED' : 'AUTHORIZED';
    expect(results).toEqual([paid, paid]);
    const [intent] = stripe.store.all<PaymentIntent>('payment_intent');
    const reference = intent?.id ?? '';
    const step = { check: stripe.unique('chk'), attempt: 1, reference };
    if (payment.question === 'AUTHORIZE') {
      const capture = { question: 'CAPTURE', ...step, money: { amount: 5000, currency: 'EUR' } } as const;
      const captures = await Promise.all([certain(stripe, find, capture), certain(stripe, find, capture)]);
      expect(captures).toEqual(['CAPTURED', 'CAPTURED']);
    }
    const refund = {
      question: 'REFUND',
      ...step,
      check: stripe.unique('chk'),
      refundId: 'rfd_1',
      money: { amount: 1200, currency: 'EUR' },
    } as const;
    const refunds = await Promise.all([certain(stripe, find, refund), certain(stripe, find, refund)]);
    expect(refunds).toEqual(['REFUNDED', 'REFUNDED']);
    calm();
    // What is late comes after all.
    await sleep(15);
    expect(stripe.store.all<StripeCharge>('charge')).toMatchObject([
      { amount_captured: 5000, amount_refunded: 1200 },
    ]);
    expect(stripe.store.all<StripeRefund>('refund')).toHaveLength(1);
    const moved = stripe.store.all<{ amount: number }>('balance_transaction').map(({ amount }) => amount);
    expect(moved.toSorted((a, b) => a - b)).toEqual([-1200, 5000]);
  } finally {
    await stripe.stop();
  }
}

describe('whatever happens to requests and answers', () => {
  it(`one payment, one capture, one refund: ${SEEDS} seeds`, async () => {
    const failed: string[] = [];
    const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);
    const workers = Array.from({ length: 6 }, async () => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift())
        await story(seed).catch((error: unknown) => failed.push(`seed ${seed}: ${String(error)}`));
    });
    await Promise.all(workers);
    expect(failed).toEqual([]);
  });

  it('and it would be noticed: with another check after UNKNOWN, some are charged twice', async () => {
    let twice = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const { stripe, begin, calm } = await troubled(seed);
      const method = await methodOf(stripe, 'pm_card_visa');
      begin();
      const payment = charge(stripe, method);
      for (let attempt = 1; attempt < 100; attempt++) {
        const { result } = await stripe.ask({ ...payment, check: `other_${attempt}` });
        if (result === 'CAPTURED') break;
      }
      calm();
      await sleep(15);
      if (stripe.store.all<StripeCharge>('charge').length > 1) twice += 1;
      await stripe.stop();
    }
    expect(twice).toBeGreaterThan(0);
  });
});
