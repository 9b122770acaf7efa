import {
  askAgain,
  authorize,
  capture,
  charge,
  lookAtEnd,
  payNow,
  recordAnswer,
  refund,
  takeCallback,
  tryAgain,
  voidPayment,
} from '../../../shared/contracts/payments/commands.ts';
import { paymentNotDue, paymentUnknown } from '../../../shared/contracts/payments/own-payments.ts';
import {
  attemptDue,
  captureFailed,
  captureRequested,
  lookUpDue,
  outcomeUnknown,
  refundFailed,
  refundRequested,
  requested,
  voided,
  voidRequested,
} from '../../../shared/contracts/payments/payments.ts';
import { decideBy } from '../../../shared/runtime/deciders.ts';
import type { Context, MessageOf } from '../../../shared/runtime/domain.ts';
import type { PaymentMessage } from '../messages.ts';
import { payers } from '../read-models.ts';
import { about, type PaymentDecision } from './about.ts';
import { decideAnswer } from './answered.ts';
import { decideCallback } from './callback.ts';
import { overdueEvents } from './failing.ts';
import { paymentBody } from './payment-items.ts';
import { isKnown, type KnownPayment, type PaymentEvent, type PaymentState } from './state.ts';

/** What is wanted of a payment. What the provider is asked for it follows from the state: `next-question.ts`. */

const ignore = (reason: string): PaymentDecision => ({ kind: 'ignore', reason });
const accept = (...events: readonly PaymentEvent[]): PaymentDecision => ({ kind: 'accept', events });

/** Commanded once, under billing's own id for it. */
function decideRequest(
  state: PaymentState,
  { data }: MessageOf<typeof authorize | typeof charge>,
  { now }: Context,
): PaymentDecision {
  return isKnown(state) ? ignore('It was commanded before.') : accept(requested({ ...data, time: now }));
}

function decideCapture(
  state: PaymentState,
  { data }: MessageOf<typeof capture>,
  { now }: Context,
): PaymentDecision {
  if (!isKnown(state)) return ignore('There is no such payment.');
  if (state.status === 'AUTHORIZED') {
    if (state.wanted.capture !== undefined) return ignore('It is being captured.');
    return accept(captureRequested(about(state, now, data.money)));
  }
  if (state.status === 'CAPTURED') return ignore('It was captured before.');
  // It ran out, or was declined, since billing last heard of it.
  return accept(captureFailed({ ...about(state, now), reason: state.status }));
}

function decideVoid(
  state: PaymentState,
  _: MessageOf<typeof voidPayment>,
  { now }: Context,
): PaymentDecision {
  if (!isKnown(state)) return ignore('There is no such payment.');
  switch (state.status) {
    // Nothing is reserved, and billing waits for the word that says so.
    case 'DECLINED':
      return accept(voided(about(state, now)));
    case 'NEW':
    case 'CAPTURED':
    case 'VOIDED':
      return ignore(`It is ${state.status}.`);
    case 'REQUESTED':
    case 'PENDING':
    case 'NEEDS_AUTHENTICATION':
    case 'AUTHORIZED':
      if (state.wanted.void === true || state.wanted.capture !== undefined)
        return ignore('It is being settled.');
      return accept(voidRequested(about(state, now)));
  }
}

function decideRefund(
  state: PaymentState,
  { data }: MessageOf<typeof refund>,
  { now }: Context,
): PaymentDecision {
  if (!isKnown(state)) return ignore('There is no such payment.');
  const { refundId, money } = data;
  if (state.refunds.some((one) => one.refundId === refundId)) return ignore('It was commanded before.');
  const wanted = refundRequested({ ...about(state, now, money), refundId });
  const given = state.refunds.reduce(
    (sum, { amount, status }) => sum + (status === 'FAILED' ? 0 : amount),
    0,
  );
  if (state.status === 'CAPTURED' && given + money.amount <= state.captured) return accept(wanted);
  const reason = 'MORE_THAN_CAPTURED';
  return accept(wanted, refundFailed({ ...about(state, now, money), refundId, reason, provider: 'none' }));
}

/** The timer. An answer that never came is as good as UNKNOWN: the port's request may be among the dead letters. */
function decideAskAgain(
  state: PaymentState,
  { data }: MessageOf<typeof askAgain>,
  { now }: Context,
): PaymentDecision {
  const { asked } = state;
  if (!isKnown(state) || asked?.check !== data.check || asked.serial !== data.serial) {
    return ignore('It has an outcome, or was asked again since.');
  }
  if (asked.phase === 'WAITING') return accept(lookUpDue({ ...about(state, now), reason: 'TIMER' }));
  if (asked.phase !== 'ASKED') return ignore('It is being asked.');
  const { question, check } = asked;
  return accept(
    outcomeUnknown({ ...about(state, now), question, check, reason: 'NO_ANSWER' }),
    lookUpDue({ ...about(state, now), reason: 'TIMER' }),
  );
}

function decideLookAtEnd(
  state: PaymentState,
  { data }: MessageOf<typeof lookAtEnd>,
  { now }: Context,
): PaymentDecision {
  if (!isKnown(state) || state.status !== 'AUTHORIZED' || state.until !== data.until) {
    return ignore('It is not only reserved any more.');
  }
  return state.asked === undefined
    ? accept(lookUpDue({ ...about(state, now), reason: 'EXPIRY' }))
    : ignore('The open question says it.');
}

/** The schedule. A try that cannot help is left out, and its time passes all the same. */
function decideTryAgain(
  state: PaymentState,
  { data }: MessageOf<typeof tryAgain>,
  context: Context,
): PaymentDecision {
  if (!isKnown(state) || state.dunning?.step !== data.step || isSettled(state)) {
    return ignore('It is not due any more.');
  }
  const { now } = context;
  const attempt = state.attempt + 1;
  const payer = context.read(payers, { riderId: state.request.names.riderId });
  const sameMethod = payer?.paymentMethodId === state.paymentMethodId;
  const helps = state.status === 'DECLINED' && !(sameMethod && state.declined?.retry !== 'LATER');
  if (helps) return accept(attemptDue({ ...about(state, now), attempt, by: 'SCHEDULE' }));
  const skipped = attemptDue({ ...about(state, now), attempt, by: 'SCHEDULE', skipped: true });
  return accept(skipped, ...overdueEvents(state, data.step + 1, now));
}

const isSettled = ({ status }: PaymentState): boolean => status === 'CAPTURED' || status === 'VOIDED';

/**
 * The rider pays. While a try is under way there is no other: the rider follows that one. One that waits for an
 * authentication is given up if the rider has another method by now.
 */
function decidePayNow(
  state: PaymentState,
  { data, principal }: MessageOf<typeof payNow>,
  context: Context,
): PaymentDecision {
  if (!isKnown(state) || state.request.names.riderId !== principal?.id || principal.kind !== 'rider') {
    return paymentUnknown(`There is no payment ${data.paymentId} of yours.`);
  }
  const isDebt = state.request.names.purpose === 'CHARGE';
  if (!isDebt || isSettled(state)) return paymentNotDue(`It is ${state.status}.`);
  const resultAfter = (after: PaymentState) => (isKnown(after) ? paymentBody(after) : undefined);
  return { kind: 'accept', events: paidNow(state, context), resultAfter };
}

function paidNow(state: KnownPayment, context: Context): readonly PaymentEvent[] {
  const { status, attempt, wanted, paymentMethodId, request } = state;
  const of = about(state, context.now);
  if (wanted.void === true || wanted.again === true) return [];
  if (status === 'DECLINED') return [attemptDue({ ...of, attempt: attempt + 1, by: 'RIDER' })];
  const payer = context.read(payers, { riderId: request.names.riderId });
  const hasAnother = payer !== undefined && payer.paymentMethodId !== paymentMethodId;
  return status === 'NEEDS_AUTHENTICATION' && hasAnother ? [voidRequested({ ...of, again: true })] : [];
}

export const decidePayment = decideBy<PaymentState, PaymentMessage, PaymentEvent>({
  [authorize.type]: decideRequest,
  [charge.type]: decideRequest,
  [capture.type]: decideCapture,
  [voidPayment.type]: decideVoid,
  [refund.type]: decideRefund,
  [recordAnswer.type]: decideAnswer,
  [askAgain.type]: decideAskAgain,
  [lookAtEnd.type]: decideLookAtEnd,
  [tryAgain.type]: decideTryAgain,
  [payNow.type]: decidePayNow,
  [takeCallback.type]: decideCallback,
});
