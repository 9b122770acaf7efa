import type { Payment, PaymentDecline } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useApp, useSnapshot } from '../shell/app-context.ts';
import { firstOf } from '../shell/first-of.ts';
import { ActionButton, Failure, Loading, useEvery, useLoaded } from '../shell/loaded.tsx';
import type { Word, Words } from '../words/words.ts';

const PAGE = 20;
const LOOK_AGAIN_MS = 1_500;

/** It waits for the rider: for another method, or for an authentication. */
const isDue = ({ state, purpose }: Payment): boolean =>
  state === 'NEEDS_AUTHENTICATION' || (state === 'DECLINED' && purpose === 'CHARGE');
const isTried = ({ state, purpose }: Payment): boolean =>
  state === 'PENDING' || (state === 'REQUESTED' && purpose === 'CHARGE');

/** The own payments, newest first; what is due can be paid. */
export function Payments(): JSX.Element {
  const { rider, words } = useApp();
  const { moneyTurn } = useSnapshot();
  const [shown, show] = useState(PAGE);
  const [payments, again] = useLoaded(
    (signal) => firstOf(rider.client.listPayments({ limit: PAGE }, { signal }), shown + 1),
    `${moneyTurn}/${shown}`,
  );
  const list = payments.value?.slice(0, shown) ?? [];
  const isUnderWay = list.some(isTried);
  useEvery(LOOK_AGAIN_MS, again, isUnderWay);
  return (
    <section class="card" aria-labelledby="payments">
      <h2 id="payments">{words.text('paymentsTitle')}</h2>
      {payments.state === 'loading' ? <Loading /> : undefined}
      {payments.state === 'failed' ? <Failure error={payments.error} retry={again} /> : undefined}
      {payments.value?.length === 0 ? <p class="dim">{words.text('paymentsNone')}</p> : undefined}
      <ul class="plain">
        {list.map((payment) => (
          <li key={payment.paymentId}>
            {isDue(payment) ? <Due payment={payment} /> : <Line payment={payment} />}
          </li>
        ))}
      </ul>
      {(payments.value?.length ?? 0) > shown ? (
        <button type="button" onClick={() => show(shown + PAGE)}>
          {words.text('tripsMore')}
        </button>
      ) : undefined}
    </section>
  );
}

const amountOf = ({ money }: Payment, words: Words): string => words.money(money.amount, money.currency);

function Line({ payment }: { readonly payment: Payment }): JSX.Element {
  const { words } = useApp();
  const { money, captured, refunded, time, state } = payment;
  const shown = state === 'CAPTURED' ? words.money(captured, money.currency) : amountOf(payment, words);
  return (
    <p class="row">
      <span>
        {words.text(`payment${state}`)}
        <span class="block dim">
          {words.time(time)}
          {refunded === 0
            ? ''
            : ` · ${words.text('paymentRefunded', { amount: words.money(refunded, money.currency) })}`}
        </span>
      </span>
      <span class="number">{shown}</span>
    </p>
  );
}

function Due({ payment }: { readonly payment: Payment }): JSX.Element {
  const { rider, words } = useApp();
  const { paymentId, state, reason, nextAttemptAt, overdue, purpose, link } = payment;
  const pay = async (): Promise<void> => {
    await rider.client.payPayment({ paymentId });
    rider.lookAtMoney();
  };
  return (
    <div class="notice bad-notice">
      <p class="row block">
        <strong>{words.text(state === 'DECLINED' ? 'paymentDue' : 'paymentAuthenticate')}</strong>{' '}
        <span class="number">{amountOf(payment, words)}</span>
      </p>
      {reason === undefined ? undefined : <p>{words.text(DECLINES[reason])}</p>}
      {overdue === true ? <p>{words.text('paymentOverdue')}</p> : undefined}
      {nextAttemptAt === undefined ? undefined : (
        <p class="dim">{words.text('paymentNextTry', { time: words.time(nextAttemptAt) })}</p>
      )}
      {link === undefined ? undefined : (
        <a class="button primary" href={link} rel="noreferrer">
          {words.text('paymentConfirm')}
        </a>
      )}
      {purpose === 'CHARGE' ? <ActionButton action={pay}>{words.text('payNow')}</ActionButton> : undefined}
      <a href="#/account">{words.text('paymentOtherMethod')}</a>
    </div>
  );
}

const DECLINES: Readonly<Record<PaymentDecline, Word>> = {
  DECLINED: 'declined',
  INSUFFICIENT_FUNDS: 'declinedFunds',
  LIMIT_EXCEEDED: 'declinedLimit',
  EXPIRED: 'declinedExpired',
  WRONG_DETAILS: 'declinedMethod',
  METHOD_NOT_USABLE: 'declinedMethod',
  CURRENCY_NOT_SUPPORTED: 'declinedMethod',
  AMOUNT_NOT_POSSIBLE: 'declinedMethod',
  AUTHENTICATION_FAILED: 'declinedAuthentication',
  BANK_NOT_AVAILABLE: 'declinedBank',
  DUPLICATE: 'declined',
  METHOD_MISSING: 'declinedMissing',
  PAYER_ERASED: 'declined',
};
