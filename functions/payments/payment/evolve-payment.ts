import type { Data } from '../../../shared/contracts/define.ts';
import type { providerAsked, requested } from '../../../shared/contracts/payments/payments.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import type { Asked, PaymentEvent, PaymentState, RefundState, Status } from './state.ts';

/** The payment after an event of it. */
export function evolvePayment(state: PaymentState, event: PaymentEvent): PaymentState {
  switch (event.type) {
    case 'payments.requested.v1':
      return { ...state, request: requestIn(event.data), status: 'REQUESTED', attempt: 1 };
    case 'payments.attempt-due.v1': {
      const { attempt, by, skipped, time } = event.data;
      const { dunning } = state;
      const step = (dunning?.step ?? 0) + (by === 'SCHEDULE' ? 1 : 0);
      const after = { ...state, dunning: { since: dunning?.since ?? time, step } };
      return skipped === true ? after : { ...tried(after), attempt, status: 'REQUESTED' };
    }
    case 'payments.capture-requested.v1':
      return { ...state, wanted: { ...state.wanted, capture: event.data.money.amount } };
    case 'payments.void-requested.v1':
      return {
        ...state,
        wanted: { ...state.wanted, ...(event.data.again === true ? { again: true } : { void: true }) },
      };
    case 'payments.refund-requested.v1': {
      const { refundId, money } = event.data;
      return {
        ...state,
        refunds: [...state.refunds, { refundId, amount: money.amount, status: 'REQUESTED' }],
      };
    }
    case 'payments.provider-asked.v1':
      return asked(state, event.data);
    case 'payments.outcome-unknown.v1':
      return inPhase(state, 'WAITING');
    case 'payments.look-up-due.v1':
      return state.asked === undefined
        ? { ...state, wanted: { ...state.wanted, look: true } }
        : inPhase(state, 'LOOK');
    case 'payments.not-done.v1':
      return inPhase(state, 'AGAIN');
    case 'payments.looked-up.v1':
      return state.asked?.question === 'LOOK_UP' ? answered(state) : inPhase(state, 'WAITING');
    case 'payments.pending.v1': {
      const { reference } = event.data;
      return { ...slow(state, 'PENDING'), ...(reference === undefined ? {} : { reference }) };
    }
    case 'payments.authentication-needed.v1': {
      const { reference, link, time } = event.data;
      return { ...failedSince(slow(state, 'NEEDS_AUTHENTICATION'), time), reference, link };
    }
    case 'payments.authorized.v1': {
      const { reference, until } = event.data;
      return { ...answered(state), status: 'AUTHORIZED', reference, until };
    }
    case 'payments.declined.v1': {
      const { reason, retry, time } = event.data;
      const after = failedSince(answered(state), time);
      return {
        ...after,
        status: 'DECLINED',
        declined: { reason, retry },
        wanted: without(state.wanted, 'again'),
      };
    }
    case 'payments.captured.v1': {
      const { money, reference } = event.data;
      return { ...settled(state, 'CAPTURED'), captured: money.amount, reference };
    }
    case 'payments.capture-failed.v1':
    case 'payments.voided.v1':
      return settled(state, 'VOIDED');
    case 'payments.refunded.v1':
      return refundIs(state, event.data.refundId, 'REFUNDED');
    case 'payments.refund-pending.v1': {
      const { asked: open } = state;
      const after = refundIs(state, event.data.refundId, 'PENDING');
      return open === undefined
        ? after
        : { ...after, asked: { ...open, slowSince: open.serial, phase: 'WAITING' } };
    }
    case 'payments.refund-failed.v1':
      return refundIs(state, event.data.refundId, 'FAILED');
    case 'payments.dispute-opened.v1': {
      const { disputeId, money, time } = event.data;
      const others = state.disputes.filter((one) => one.disputeId !== disputeId);
      return { ...state, disputes: [...others, { disputeId, amount: money.amount, state: 'OPEN', time }] };
    }
    case 'payments.dispute-closed.v1': {
      const { disputeId, outcome, time } = event.data;
      return {
        ...state,
        disputes: state.disputes.map((one) =>
          one.disputeId === disputeId ? { ...one, state: outcome, time } : one,
        ),
      };
    }
    case 'payments.debt-overdue.v1':
      return { ...state, overdue: true };
  }
}

function requestIn({ money, description, time, ...names }: Data<typeof requested>) {
  return { names, money, description, time };
}

/** The questions that try to get the money. Their method is the payment's. */
const isTry = ({ question }: Pick<Asked, 'question'>): boolean =>
  question === 'AUTHORIZE' || question === 'CHARGE';

function asked(state: PaymentState, data: Data<typeof providerAsked>): PaymentState {
  const { question, check, attempt, serial, refundId, paymentMethodId, time } = data;
  const before = state.asked?.check === check ? state.asked : undefined;
  return {
    ...state,
    wanted: without(state.wanted, 'look'),
    ...(isTry(data) ? { paymentMethodId } : {}),
    asked: {
      question,
      check,
      attempt,
      serial,
      slowSince: before?.slowSince ?? 0,
      time,
      ...(refundId === undefined ? {} : { refundId }),
      phase: 'ASKED',
    },
  };
}

const inPhase = (state: PaymentState, phase: Asked['phase']): PaymentState =>
  state.asked === undefined ? state : { ...state, asked: { ...state.asked, phase } };

/** No question is open any more. */
function answered(state: PaymentState): PaymentState {
  const { asked: _, link: __, ...rest } = state;
  return rest;
}

/** The provider takes its time: it is asked soon at first, then later and later. */
function slow(state: PaymentState, status: Status): PaymentState {
  const { asked: open } = state;
  return {
    ...state,
    status,
    ...(open === undefined ? {} : { asked: { ...open, slowSince: open.serial, phase: 'WAITING' } }),
  };
}

function failedSince(state: PaymentState, time: Instant): PaymentState {
  if (state.request?.names.purpose !== 'CHARGE' || state.dunning !== undefined) return state;
  return { ...state, dunning: { since: time, step: 0 } };
}

/** Another try begins: nothing of the one before counts. */
function tried(state: PaymentState): PaymentState {
  const { declined: _, reference: __, ...rest } = answered(state);
  return { ...rest, wanted: without(state.wanted, 'again') };
}

/** Nothing can become of it any more, save refunds and disputes. */
function settled(state: PaymentState, status: 'CAPTURED' | 'VOIDED'): PaymentState {
  const { dunning: _, overdue: __, until: ___, declined: ____, ...rest } = answered(state);
  return { ...rest, status, wanted: {} };
}

function refundIs(state: PaymentState, refundId: string, status: RefundState['status']): PaymentState {
  const isAnswer = status !== 'PENDING' && state.asked?.refundId === refundId;
  return {
    ...(isAnswer ? answered(state) : state),
    refunds: state.refunds.map((one) => (one.refundId === refundId ? { ...one, status } : one)),
  };
}

function without<Fields extends object, Name extends keyof Fields>(
  fields: Fields,
  name: Name,
): Omit<Fields, Name> {
  const { [name]: _, ...rest } = fields;
  return rest;
}
