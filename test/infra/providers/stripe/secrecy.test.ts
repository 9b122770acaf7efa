import '../../../../shared/contracts/compile.ts';
import { format } from 'node:util';
import { afterEach, expect, it, vi } from 'vitest';
import type { PaymentQuestion } from '../../../../shared/contracts/payments/provider.ts';
import { authorize, charge, methodOf, setUp } from './asking.ts';
import { API_KEY, CALLBACK_SECRET, StripeUnderTest } from './stripe-under-test.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** All that is written while this runs: to the console, which is a function's log, and past it. */
async function written(work: () => Promise<void>): Promise<string> {
  const lines: string[] = [];
  for (const name of ['debug', 'error', 'info', 'log', 'warn'] as const)
    vi.spyOn(console, name).mockImplementation((...values: unknown[]) => void lines.push(format(...values)));
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      lines.push(String(text));
      return true;
    });
  try {
    await work();
  } finally {
    vi.restoreAllMocks();
  }
  return lines.join('\n');
}

/** As Lambda logs what a function throws: with the stack, the cause and everything else that it carries. */
const logged = (error: unknown): string => format('%o', error);

it('neither secrets nor questions are in logs, whatever Stripe answers', async () => {
  const stripe = await StripeUnderTest.start();
  const thrown: string[] = [];
  const questions: PaymentQuestion[] = [];
  const log = await written(async () => {
    const attempt = async (question: PaymentQuestion, account = stripe.account()) => {
      questions.push(question);
      await stripe.ask(question, account).catch((error: unknown) => thrown.push(logged(error)));
    };
    const method = await methodOf(stripe, 'tok_visa_secret');
    await attempt(setUp(stripe, 'tok_visa_secret'));
    await attempt(setUp(stripe, 'pm_nothing_secret'));
    await attempt(charge(stripe, method));
    await attempt(authorize(stripe, await methodOf(stripe, 'pm_standIn_decline_stolen_card')));
    await attempt(charge(stripe, await methodOf(stripe, 'pm_standIn_fault_create_errorBefore')));
    await stripe.pass(1);
    await attempt(stripe.signed(stripe.callbacks[0] ?? ''));
    await attempt(stripe.signed(stripe.callbacks[0] ?? '', ['whsec_guessed']));
    // Stripe repeats a part of a key that it does not know.
    await attempt(charge(stripe, method), stripe.account(`${API_KEY}_wrong`));
    await attempt({ question: 'LIST_BALANCE', day: '2026-01-31', cursor: 'txn_none_secret' });
  });
  await stripe.stop();
  expect(thrown).toHaveLength(2);
  const said = `${log}\n${thrown.join('\n')}`;
  expect(said).toContain('StripeFault');
  const ids = questions.flatMap((question) =>
    'check' in question ? [question.check, question.attempt] : [],
  );
  for (const secret of [
    API_KEY,
    CALLBACK_SECRET,
    'whsec_',
    'sk_test',
    'secret',
    'cus_',
    'pm_',
    'Bearer',
    ...ids,
  ])
    if (typeof secret === 'string') expect(said, secret).not.toContain(secret);
});
