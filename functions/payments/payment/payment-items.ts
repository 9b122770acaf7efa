import { askAgain, lookAtEnd, tryAgain } from '../../../shared/contracts/payments/commands.ts';
import type { Debt, StoredPayment } from '../../../shared/contracts/payments/own-payments.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import type { Timer } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import { lookAgainAfter, NO_ANSWER_SECONDS, tryAgainAt } from '../dunning-schedule.ts';
import { debts, openDebts, payments, paymentsOfRider } from '../read-models.ts';
import { isHopeless } from './failing.ts';
import { isKnown, type KnownPayment, type PaymentState } from './state.ts';

/** What is read of a payment, and when it is looked at again. */

export function paymentBody(state: KnownPayment): StoredPayment {
  const { request, status, captured, refunds, link, until, declined, overdue, disputes } = state;
  const { accountId: _, ...names } = request.names;
  const next = nextTry(state);
  return {
    ...names,
    state: status === 'NEW' ? 'REQUESTED' : status,
    money: request.money,
    captured,
    refunded: refunds.reduce((sum, one) => sum + (one.status === 'REFUNDED' ? one.amount : 0), 0),
    refunds: refunds.map(({ refundId, amount, status: now }) => ({ refundId, amount, state: now })),
    ...(status === 'AUTHORIZED' && until !== undefined ? { until } : {}),
    ...(status === 'DECLINED' && declined !== undefined ? { reason: declined.reason } : {}),
    ...(next === undefined ? {} : { nextAttemptAt: next.at }),
    ...(overdue === undefined ? {} : { overdue }),
    ...(disputes.some((one) => one.state !== 'WON') ? { disputed: true } : {}),
    ...(status === 'NEEDS_AUTHENTICATION' && link !== undefined ? { link } : {}),
    description: request.description,
    time: request.time,
  };
}

/** The step of the schedule that is due next. */
function nextTry({ status, dunning, declined }: PaymentState) {
  const isOpen = status !== 'CAPTURED' && status !== 'VOIDED';
  if (dunning === undefined || !isOpen || isHopeless(declined?.reason)) return undefined;
  const at = tryAgainAt(dunning.since, dunning.step);
  return at === undefined ? undefined : { step: dunning.step, at };
}

export function paymentItems(state: PaymentState): readonly ReadModelItem[] {
  if (!isKnown(state)) return [];
  const { paymentId, request } = state;
  const { riderId } = request.names;
  const place = paymentsOfRider({ riderId }, `${request.time}/${paymentId}`);
  return [payments({ paymentId }, paymentBody(state), place), ...debtItems(state)];
}

/** From the first failure on, and in the list as long as it is open. */
function debtItems(state: KnownPayment): readonly ReadModelItem[] {
  const { paymentId, request, status, dunning, declined, overdue } = state;
  const isOpen = dunning !== undefined;
  if (request.names.purpose !== 'CHARGE' || (!isOpen && status !== 'CAPTURED' && status !== 'VOIDED'))
    return [];
  const since = dunning?.since ?? request.time;
  const next = nextTry(state);
  const body: Debt = {
    paymentId,
    riderId: request.names.riderId,
    subject: request.names.subject,
    money: request.money,
    state: status === 'NEW' ? 'REQUESTED' : status,
    ...(declined === undefined ? {} : { reason: declined.reason }),
    since,
    ...(next === undefined ? {} : { nextAttemptAt: next.at }),
    overdue: overdue === true,
    open: isOpen,
  };
  return [debts({ paymentId }, body, isOpen ? openDebts({}, `${since}/${paymentId}`) : undefined)];
}

export function paymentTimers(state: PaymentState): readonly Timer[] {
  if (!isKnown(state)) return [];
  const { paymentId, asked, until, status } = state;
  const { riderId } = state.request.names;
  const wanted: Timer[] = [];
  if (asked !== undefined && (asked.phase === 'ASKED' || asked.phase === 'WAITING')) {
    const { check, serial, slowSince, time, phase } = asked;
    const seconds = lookAgainAfter(serial - slowSince);
    wanted.push({
      id: `ask/${check}/${serial}/${phase}`,
      at: addSeconds(time, phase === 'ASKED' ? Math.max(NO_ANSWER_SECONDS, seconds) : seconds),
      command: askAgain({ riderId, paymentId, check, serial }),
    });
  }
  if (status === 'AUTHORIZED' && until !== undefined) {
    wanted.push({ id: `end/${paymentId}`, at: until, command: lookAtEnd({ riderId, paymentId, until }) });
  }
  const next = nextTry(state);
  if (next !== undefined) {
    const { step, at } = next;
    wanted.push({ id: `try/${paymentId}/${step}`, at, command: tryAgain({ riderId, paymentId, step }) });
  }
  return wanted;
}
