import { balancePages } from '../../../functions/billing/ledger/balance-pages.ts';
import type { PayerState } from '../../../functions/payments/payer/payer.ts';
import { STRIPE_PROVIDER } from '../../../infra/providers/stripe/settings.ts';
import { grantCredit } from '../../../shared/contracts/billing/account.ts';
import { billingCommands, billingEvents } from '../../../shared/contracts/billing/billing.ts';
import { charged } from '../../../shared/contracts/billing/charges.ts';
import { disputeExample, evidencePort } from '../../../shared/contracts/billing/evidence.ts';
import {
  createPromotion,
  redeemPromotion,
  stopPromotion,
} from '../../../shared/contracts/billing/promotions.ts';
import {
  askAgain,
  charge,
  recordAnswer,
  restrictRider,
  takeCallback,
} from '../../../shared/contracts/payments/commands.ts';
import type { Payment } from '../../../shared/contracts/payments/own-payments.ts';
import { paymentsCommands, paymentsEvents } from '../../../shared/contracts/payments/payments.ts';
import { type BalanceFinding, CALLBACK_PATH } from '../../../shared/contracts/payments/provider.ts';
import { rentalsCommands } from '../../../shared/contracts/rentals/rentals.ts';
import { paymentMethodSet } from '../../../shared/contracts/riders/payment.ts';
import { ridersEvents, signedUp } from '../../../shared/contracts/riders/riders.ts';
import { randomId } from '../../../shared/kernel/random-id.ts';
import { instant } from '../../../shared/kernel/time.ts';
import type { Delivery } from '../../../shared/runtime/operations/delivery.ts';
import { comparing } from './billing-work.ts';
import type { Means } from './means.ts';
import { type Exercise, type Exercises, garbage, SEALED, type Triggers, toTopic } from './triggers.ts';

/** What the functions of the payments room do, and billing's functions that conduct them, and compare with the provider. */
export function paymentsWork(
  means: Means,
  { deployed, fails, givenUp, queued, request, swept, timer, tooOld }: Triggers,
): Exercises {
  const name = 'payments-consumer';
  const names = (riderId: string) => ({
    riderId,
    accountId: riderId,
    paymentId: randomId('pmt'),
    purpose: 'CHARGE' as const,
    subject: randomId('rnt'),
  });
  const money = { amount: 1120, currency: 'EUR' };

  /** A charge that is asked for, and whose answer never comes; a rider who is restricted. */
  const chargedRider: Exercise = async () => {
    const riderId = means.newId('payer');
    const paymentMethodId = randomId('pay');
    const method = { ...paymentMethodSet.example, riderId, paymentMethodId, token: SEALED.name };
    await means.hand(name, means.event(paymentMethodSet, riderId, method));
    const wanted = { ...names(riderId), money, description: 'A ride' };
    const { paymentId } = wanted;
    await means.hand(
      name,
      means.command(charge, wanted),
      garbage(paymentsCommands.name),
      garbage(ridersEvents.name),
    );
    const check = `${paymentId}.charge.1`;
    const unanswered = { riderId, paymentId, question: 'CHARGE', check, serial: 1, provider: 'stripe' };
    await means.hand(name, means.command(askAgain, { riderId, paymentId, check, serial: 1 }));
    // It is declined: the next try is an hour away. Then it is paid, and the timer goes.
    const declined = { result: 'DECLINED', reason: 'DECLINED', retry: 'LATER' };
    await means.hand(name, means.command(recordAnswer, { ...unanswered, serial: 2, answer: declined }));
    await means.hand(name, means.command(restrictRider, { riderId, paymentId, reason: 'DEBT' }));
    // A dispute, too, restricts its rider, by a command of the room's own.
    const disputed = { kind: 'DISPUTE', disputeId: 'dp_1', state: 'OPEN', reason: 'fraudulent', money };
    const told = { riderId, paymentId, time: means.now, provider: 'stripe', about: disputed };
    await means.hand(name, means.command(takeCallback, told));
  };
  const afterAnother: Exercise = async () => {
    const riderId = means.newId('payer');
    await means.leaveBehind(name, `payer/${riderId}`, [toTopic(paymentsEvents.name)]);
    const method = { ...paymentMethodSet.example, riderId };
    await means.hand(name, means.event(paymentMethodSet, riderId, method));
  };
  const asking = (riderId: string) => ({
    id: means.newId('ask'),
    operation: 'op',
    request: {
      riderId,
      paymentId: randomId('pmt'),
      question: 'CHARGE',
      check: means.newId('check'),
      attempt: 1,
      serial: 1,
      paymentMethodId: randomId('pay'),
      money,
      description: 'A ride',
    },
  });
  /** A charge is asked with a method that a rider has really set. Again and again, as its queue does, when it is to be seen. */
  const asked = async (isSeen?: (paymentId: string) => Promise<boolean>): Promise<void> => {
    const rider = means.world.rider(means.newId('payer'));
    const { paymentMethod } = await rider.admitted();
    const { request: question, ...more } = asking(rider.id);
    const paymentMethodId = paymentMethod?.paymentMethodId;
    await means.until('the payments room knows the method', async () => {
      const { state } = await means.store(name).aggregate(`payer/${rider.id}`);
      return state !== undefined;
    });
    const ask = { ...more, request: { ...question, paymentMethodId } };
    await means.handMessage('payments-provider', ask);
    if (isSeen === undefined) return;
    await means.until('the provider has the payment', async () => {
      if (await isSeen(question.paymentId)) return true;
      // A provider that is busy, or does not answer in time, fails nothing.
      await means.handMessage('payments-provider', ask);
      return false;
    });
  };
  /** Whether the payment is in the provider's balance of the day. */
  const isInBalance = async (day: string, paymentId: string): Promise<boolean> => {
    const ask = async (question: object) => (await means.invoke(STRIPE_PROVIDER, question)) as BalanceFinding;
    for await (const page of balancePages(day, ask)) {
      if (page.result !== 'MOVEMENTS') return false;
      if (page.movements.some((movement) => movement.paymentId === paymentId)) return true;
    }
    return false;
  };
  /** A payment that waits for its rider, who alone reads where to authenticate. */
  const readsLink = async () => {
    const rider = means.world.rider(means.newId('payer'));
    await rider.admitted();
    const token = 'pm_standIn_authenticate';
    const { body } = await rider.call<{ paymentMethodId: string }>('PUT', '/v1/riders/me/payment-method', {
      token,
    });
    await means.until('the payments room knows the method', async () => {
      const { state } = await means.store(name).aggregate(`payer/${rider.id}`);
      return (state as PayerState | undefined)?.paymentMethodId === body.paymentMethodId;
    });
    await means.hand(name, means.command(charge, { ...names(rider.id), money, description: 'A ride' }));
    const payments = async (): Promise<readonly Payment[]> =>
      (await rider.call<{ payments: Payment[] }>('GET', '/v1/riders/me/payments')).body.payments;
    let link = '';
    await means.until('the rider reads the link', async () => {
      link = (await payments()).map((payment) => payment.link ?? '').join('');
      return link.startsWith('http');
    });
    return { link, payments };
  };
  /** The provider calls back after its payer has authenticated. */
  const calledBack: Exercise = async () => {
    const { link, payments } = await readsLink();
    await means.functions.kill('payments-callbacks');
    // It asks to be tried again when another request has changed the payment at the same moment.
    await means.until('the payer has authenticated', async () => {
      const body = new URLSearchParams({ outcome: 'succeed' });
      const { status } = await fetch(link, { method: 'POST', body, redirect: 'manual' });
      return status !== 409 && status < 500;
    });
    await means.until('the payment is captured', async () =>
      (await payments()).some(({ state }) => state === 'CAPTURED'),
    );
  };
  const due = (): [string, object] => {
    const riderId = means.newId('payer');
    const data = { riderId, paymentId: randomId('pmt'), check: 'check', serial: '1' };
    return [riderId, { ...timer(askAgain, data, -1000), key: riderId, data: { ...data, serial: 1 } }];
  };
  return {
    'payments-consumer': [chargedRider, tooOld(name), afterAnother, deployed],
    'payments-http': [
      async () => {
        const rider = means.newId('payer');
        await request('rider', rider, 'GET', '/v1/riders/me/payments');
        await request('rider', rider, 'GET', `/v1/riders/me/payments/${randomId('pmt')}`);
        await request('rider', rider, 'POST', `/v1/riders/me/payments/${randomId('pmt')}/pay`);
      },
      readsLink,
      deployed,
    ],
    'payments-provider': [
      () => asked(),
      queued('payments-provider', () => asking(means.newId('nobody'))),
      deployed,
    ],
    'billing-reconciliation': [
      async () => {
        let question = comparing(means);
        // The provider has a payment that billing asked nobody for, so the ledger is searched for it.
        await asked(async (paymentId) => {
          question = comparing(means);
          return await isInBalance(question.request.day, paymentId);
        });
        await means.handMessage('billing-reconciliation', question);
      },
      queued('billing-reconciliation', () => comparing(means)),
      deployed,
    ],
    'payments-callbacks': [
      async () => {
        await means.functions.kill('payments-callbacks');
        await request('rider', means.newId('anybody'), 'POST', CALLBACK_PATH, {}, [400]);
      },
      calledBack,
      deployed,
    ],
    'payments-scheduler': [
      async () => {
        const [riderId, body] = due();
        const aggregate = `payer/${riderId}`;
        const at = instant(means.cloud.clock.now() - 1000);
        const item = { aggregate, timer: 'ask', at, body: JSON.stringify(body) };
        const port: Delivery = {
          to: 'port',
          port: 'provider',
          body: JSON.stringify(asking(means.newId('nobody'))),
        };
        const topics = [paymentsEvents, paymentsCommands, rentalsCommands].map((topic) =>
          toTopic(topic.name),
        );
        await swept('payments-scheduler', aggregate, [...topics, port], [item]);
        await means.handMessage('payments-scheduler', due()[1]);
      },
      queued('payments-scheduler', () => due()[1]),
      fails('payments-scheduler'),
      deployed,
    ],
    'billing-account': [
      async () => {
        const riderId = means.newId('payer');
        const data = { ...charged.example, riderId, accountId: riderId, rentalId: randomId('rnt') };
        await means.hand(
          'billing-account',
          means.event(charged, data.rentalId, data),
          means.command(grantCredit, { riderId, money, reason: 'goodwill' }),
          garbage(billingCommands.name),
          garbage(billingEvents.name),
        );
      },
      async () => {
        const riderId = means.newId('promoted');
        const time = means.now;
        await means.hand(
          'billing-documents',
          means.event(signedUp, riderId, { riderId, profile: SEALED, time }),
        );
        const { terms, ...created } = createPromotion.example;
        const promotionId = randomId('prm');
        const until = instant(means.cloud.clock.now() + 3_600_000);
        const valid = { from: time, until };
        // One after the other: records of different keys are decided at the same time.
        for (const command of [
          means.command(createPromotion, { ...created, promotionId, terms: { ...terms, valid } }),
          means.command(redeemPromotion, { riderId, code: created.code }),
          means.command(stopPromotion, { promotionId, reason: 'It is over' }),
        ]) {
          await means.hand('billing-account', command);
        }
      },
      tooOld('billing-account'),
      givenUp('billing-account', billingEvents),
      async () => {
        const riderId = means.newId('payer');
        await means.leaveBehind('billing-account', `account/${riderId}`, [
          toTopic(billingEvents.name),
          toTopic(paymentsCommands.name),
          {
            to: 'port',
            port: evidencePort.id,
            body: JSON.stringify({ id: means.newId('ask'), operation: 'op', request: disputeExample }),
          },
        ]);
        const data = { ...charged.example, riderId, accountId: riderId, rentalId: randomId('rnt') };
        await means.hand('billing-account', means.event(charged, data.rentalId, data));
      },
      deployed,
    ],
  };
}
