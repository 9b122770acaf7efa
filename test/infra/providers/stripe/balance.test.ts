import '../../../../shared/contracts/compile.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { balancePages } from '../../../../functions/billing/ledger/balance-pages.ts';
import type { Movement } from '../../../../shared/contracts/payments/provider.ts';
import { charge, methodOf } from './asking.ts';
import { StripeUnderTest } from './stripe-under-test.ts';

let stripe: StripeUnderTest;
beforeAll(async () => {
  stripe = await StripeUnderTest.start();
});
afterAll(async () => {
  await stripe.stop();
});

async function movementsOf(day: string): Promise<{ movements: Movement[]; pages: number }> {
  const movements: Movement[] = [];
  let pages = 0;
  for await (const page of balancePages(day, (question) => stripe.get('MOVEMENTS', question))) {
    movements.push(...page.movements);
    pages += 1;
  }
  return { movements, pages };
}

it('lists what changed the balance on a day, with our ids', async () => {
  const method = await methodOf(stripe, 'pm_standIn_disputeWon');
  const disputed = charge(stripe, method);
  await stripe.get('CAPTURED', disputed);
  await stripe.pass(30);
  const refunded = charge(stripe, await methodOf(stripe, 'pm_card_refundFail'));
  const { reference } = await stripe.get('CAPTURED', refunded);
  const step = { check: 'chk_r', attempt: 1, reference, refundId: 'rfd_9' };
  await stripe.ask({ question: 'REFUND', ...step, money: { amount: 700, currency: 'EUR' } });
  await stripe.pass(30);
  const { movements } = await movementsOf('2026-01-31');
  const seen = movements.map(({ kind, money, fee, paymentId, refundId }) => [
    kind,
    money.amount,
    fee,
    paymentId ?? refundId,
  ]);
  expect(seen.toReversed()).toEqual([
    ['CHARGE', 5000, 100, disputed.paymentId],
    ['DISPUTE', -5000, 2000, undefined],
    ['DISPUTE_REVERSAL', 5000, 0, undefined],
    ['CHARGE', 5000, 100, refunded.paymentId],
    ['REFUND', -700, 0, 'rfd_9'],
    ['REFUND_FAILURE', 700, 0, 'rfd_9'],
  ]);
  expect(movements.every(({ reference }) => reference?.startsWith('pi_'))).toBe(true);
  const disputes = movements.filter(({ kind }) => kind.startsWith('DISPUTE'));
  expect(disputes.map(({ disputeId }) => disputeId?.slice(0, 3))).toEqual(['du_', 'du_']);
});

it('has days of UTC, and pages', async () => {
  stripe.now = Date.parse('2026-03-01T23:59:59Z') / 1000;
  const method = await methodOf(stripe, 'pm_card_visa');
  await stripe.get('CAPTURED', charge(stripe, method));
  stripe.now += 1;
  for (let number = 1; number <= 101; number++) await stripe.get('CAPTURED', charge(stripe, method));
  expect((await movementsOf('2026-03-01')).movements).toHaveLength(1);
  const { movements, pages } = await movementsOf('2026-03-02');
  expect(pages).toBe(2);
  expect(new Set(movements.map(({ movement }) => movement)).size).toBe(101);
  expect(await movementsOf('2026-03-03')).toEqual({ movements: [], pages: 1 });
});
