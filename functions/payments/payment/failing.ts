import {
  debtOverdue,
  declined,
  type PaymentDecline,
  voided,
} from '../../../shared/contracts/payments/payments.ts';
import type { Decline } from '../../../shared/contracts/payments/seen-payment.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import { TRIES_AFTER_HOURS, tryAgainAt } from '../dunning-schedule.ts';
import type { KnownPayment, PaymentEvent } from './state.ts';

/** What follows when there is no money: a charge is tried again by the schedule, and at its end the rider is restricted. */

/** The rider can do nothing about these, so no schedule helps and nobody is restricted: operators see the debt. */
const hopeless: ReadonlySet<PaymentDecline> = new Set(['AMOUNT_NOT_POSSIBLE', 'PAYER_ERASED']);

export const isHopeless = (reason: PaymentDecline | undefined): boolean =>
  reason !== undefined && hopeless.has(reason);

export function declineEvents(
  state: KnownPayment,
  why: { readonly reason: PaymentDecline; readonly retry: Decline['retry'] },
  time: Instant,
): PaymentEvent[] {
  const { names, money } = state.request;
  // It was to be given up: that is done by this.
  if (state.wanted.void === true) return [voided({ ...names, money, time })];
  const dunning = names.purpose === 'CHARGE' && !isHopeless(why.reason);
  const { since, step } = state.dunning ?? { since: time, step: 0 };
  const nextAttemptAt = dunning ? tryAgainAt(since, step) : undefined;
  const event = declined({
    ...names,
    money,
    ...why,
    attempt: state.attempt,
    ...(nextAttemptAt === undefined ? {} : { nextAttemptAt }),
    time,
  });
  return dunning && nextAttemptAt === undefined ? [event, ...overdueEvents(state, step, time)] : [event];
}

/** After the last step of the schedule, once. */
export function overdueEvents(state: KnownPayment, step: number, time: Instant): PaymentEvent[] {
  if (state.overdue === true || step < TRIES_AFTER_HOURS.length) return [];
  const { names, money } = state.request;
  return [debtOverdue({ ...names, money, attempts: state.attempt, time })];
}
