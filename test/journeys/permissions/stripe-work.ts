import type { LaterMessage } from '../../../infra/sandbox/stripe/later-queue.ts';
import type { PaymentFinding, PaymentQuestion } from '../../../shared/contracts/payments/provider.ts';
import type { Means } from './means.ts';
import type { Exercise, Exercises, Triggers } from './triggers.ts';

const PROVIDER = 'provider-stripe';
const API = 'sandbox-stripe';
const CALLBACKS = 'sandbox-stripe-callbacks';

/** What the function does that asks Stripe, and what the stand-in's functions do in Stripe's place. */
export function stripeWork(means: Means, { deployed, queued }: Triggers): Exercises {
  /** What functions know of their secrets is forgotten first. */
  const afresh = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) await means.functions.kill(name);
  };
  const ask = async (result: PaymentFinding['result'], question: PaymentQuestion) => {
    const finding = (await means.invoke(PROVIDER, question)) as PaymentFinding;
    if (finding.result !== result)
      throw new Error(`${question.question} was answered ${JSON.stringify(finding)}`);
    return finding;
  };
  const asked = () => ({ check: means.newId('check'), attempt: 1 });
  const methodOf = async (token: string): Promise<string> => {
    const payer = means.newId('payer');
    const finding = await ask('READY', { question: 'SET_UP_METHOD', ...asked(), payer, token });
    return 'method' in finding ? finding.method : '';
  };

  const asksStripe: Exercise = async () => {
    await afresh(PROVIDER, API);
    const method = await methodOf('tok_visa');
    await ask('NOT_FOUND', { question: 'FIND', paymentId: means.newId('payment'), method });
  };
  const judgesCallbacks: Exercise = async () => {
    await afresh(PROVIDER);
    await ask('REFUSED', { question: 'VERIFY_CALLBACK', body: '{}', signature: 't=1,v1=0', now: means.now });
  };
  /** A refund, of which the bank says later that it took it. */
  const later: Exercise = async () => {
    const method = await methodOf('pm_card_pendingRefund');
    const money = { amount: 5000, currency: 'EUR' };
    const payment = {
      payer: 'somebody',
      paymentId: means.newId('payment'),
      method,
      money,
      description: 'A ride',
    };
    const paid = await ask('CAPTURED', { question: 'CHARGE', ...asked(), ...payment });
    const reference = 'reference' in paid ? (paid.reference ?? '') : '';
    const refundId = means.newId('refund');
    const made = await ask('PENDING', { question: 'REFUND', ...asked(), reference, refundId, money });
    const refund = 'refund' in made ? made.refund : '';
    const task = { kind: 'refund', refund, status: 'succeeded' } as const;
    await means.handMessage(CALLBACKS, { task, sent: 0 } satisfies LaterMessage);
  };
  /** To a place where nobody is: it is to be sent again. */
  const callback = (): LaterMessage => ({ task: { kind: 'callback', body: '{}' }, sent: 0 });
  const sends: Exercise = async () => {
    await afresh(CALLBACKS);
    await means.handMessage(CALLBACKS, callback());
  };
  return {
    [PROVIDER]: [asksStripe, judgesCallbacks],
    [API]: [asksStripe],
    [CALLBACKS]: [later, sends, queued(CALLBACKS, callback), deployed],
  };
}
