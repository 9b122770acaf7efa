import '../../../../shared/contracts/compile.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Dispute } from '../../../../infra/sandbox/stripe/objects.ts';
import type { SubmitEvidence } from '../../../../shared/contracts/payments/provider.ts';
import { charge, methodOf } from './asking.ts';
import { StripeUnderTest } from './stripe-under-test.ts';

let stripe: StripeUnderTest;
let answerIsLost = false;
beforeAll(async () => {
  stripe = await StripeUnderTest.start({
    breaks: ({ method, path }) =>
      answerIsLost && method === 'POST' && path.startsWith('/v1/disputes/') ? 'after' : undefined,
  });
});
afterAll(async () => {
  await stripe.stop();
});

/** A payment that is disputed; what the callback said of it. */
async function disputed(token = 'pm_card_createDispute'): Promise<string> {
  const before = stripe.callbacks.length;
  await stripe.get('CAPTURED', charge(stripe, await methodOf(stripe, token)));
  await stripe.pass(11);
  const bodies = stripe.callbacks.slice(before).map((body) => JSON.parse(body) as CallbackBody);
  return bodies.find(({ type }) => type === 'charge.dispute.created')?.data.object.id ?? '';
}
interface CallbackBody {
  readonly type: string;
  readonly data: { readonly object: Dispute };
}

const question = (dispute: string): SubmitEvidence => ({
  question: 'SUBMIT_EVIDENCE',
  check: stripe.unique('evd'),
  attempt: 1,
  dispute,
  evidence: {
    product: 'Use of a shared car',
    serviceDate: '2026-01-31',
    activity: 'driving, 4.2 km',
    explanation: 'Total: 8.99 EUR',
  },
});
const submissions = () =>
  stripe.requests.filter(({ method, path }) => method === 'POST' && path.startsWith('/v1/disputes/')).length;
const sent = (dispute: string): Dispute =>
  stripe.callbacks
    .map((body) => (JSON.parse(body) as CallbackBody).data.object)
    .findLast(({ id }) => id === dispute) as Dispute;

it('is submitted once, under Stripe’s own names', async () => {
  const dispute = await disputed();
  const asked = question(dispute);
  const before = submissions();
  expect(await stripe.ask(asked)).toEqual({ result: 'SUBMITTED' });
  expect(await stripe.ask(asked)).toEqual({ result: 'SUBMITTED' });
  expect(await stripe.ask(question(dispute))).toEqual({ result: 'SUBMITTED' });
  expect(submissions() - before).toBe(1);
  await stripe.pass(1);
  expect(sent(dispute)).toMatchObject({
    status: 'under_review',
    evidence: {
      product_description: 'Use of a shared car',
      service_date: '2026-01-31',
      access_activity_log: 'driving, 4.2 km',
      uncategorized_text: 'Total: 8.99 EUR',
    },
  });
});

it('whose answer was lost is not submitted twice', async () => {
  const asked = question(await disputed());
  const before = submissions();
  answerIsLost = true;
  expect(await stripe.ask(asked)).toMatchObject({ result: 'UNKNOWN' });
  answerIsLost = false;
  expect(await stripe.ask(asked)).toEqual({ result: 'SUBMITTED' });
  expect(submissions() - before).toBe(1);
});

it('comes too late when the bank has decided, or its time is over', async () => {
  const lost = await disputed('pm_standIn_disputeLost');
  await stripe.pass(11);
  expect(await stripe.ask(question(lost))).toEqual({ result: 'TOO_LATE' });
  const dispute = await disputed();
  stripe.now += 8 * 86_400;
  expect(await stripe.ask(question(dispute))).toEqual({ result: 'TOO_LATE' });
});

it('of a dispute that Stripe does not know is not found', async () => {
  expect(await stripe.ask(question('du_unknown'))).toEqual({ result: 'NOT_FOUND' });
});
