import { providerAsked } from '../../../shared/contracts/payments/payments.ts';
import type { Consequences, Context } from '../../../shared/runtime/domain.ts';
import { providerPort } from '../ports.ts';
import { payers } from '../read-models.ts';
import { declineEvents } from './failing.ts';
import {
  type Asked,
  isKnown,
  type KnownPayment,
  type Money,
  type PaymentEvent,
  type PaymentState,
} from './state.ts';

/**
 * What the provider is asked next. There is one open question at most: while its outcome is unknown, only FIND is asked,
 * and then the same question with the same check. Another check comes only when the outcome of the one before is known.
 */
type Next = Pick<Asked, 'question' | 'check' | 'attempt' | 'serial' | 'refundId'> & {
  readonly find?: true;
  readonly money: Money;
};

export function nextQuestion(state: KnownPayment): Next | undefined {
  const { asked } = state;
  return asked === undefined ? firstAsked(state) : askedNext(state, asked);
}

function askedNext(state: KnownPayment, asked: Asked): Next | undefined {
  const { question, check, attempt, serial, refundId } = asked;
  const same = {
    question,
    check,
    ...(refundId === undefined ? {} : { refundId }),
    money: moneyOf(state, asked),
  };
  if (asked.phase === 'LOOK') return { ...same, attempt, serial: serial + 1, find: true };
  if (asked.phase === 'AGAIN') return { ...same, attempt: attempt + 1, serial: serial + 1 };
  const givesUp = state.wanted.void === true || state.wanted.again === true;
  const waits = asked.phase === 'WAITING' && state.status === 'NEEDS_AUTHENTICATION' && question !== 'VOID';
  return waits && givesUp && state.reference !== undefined ? giveUp(state) : undefined;
}

/** What waits for its payer is given up by a question of its own: it ends the one that is open. */
const giveUp = (state: KnownPayment): Next => ({
  question: 'VOID',
  check: `${state.paymentId}.void.${state.attempt}`,
  attempt: 1,
  serial: 1,
  money: state.request.money,
});

function firstAsked(state: KnownPayment): Next | undefined {
  const { paymentId, request, status, attempt, wanted, refunds, reference } = state;
  const first = { attempt: 1, serial: 1 };
  if (status === 'REQUESTED') {
    const question = request.names.purpose === 'AUTHORIZATION' ? 'AUTHORIZE' : 'CHARGE';
    return {
      ...first,
      question,
      check: `${paymentId}.${question.toLowerCase()}.${attempt}`,
      money: request.money,
    };
  }
  if (status === 'AUTHORIZED' && wanted.capture !== undefined) {
    const money = { ...request.money, amount: wanted.capture };
    return { ...first, question: 'CAPTURE', check: `${paymentId}.capture`, money };
  }
  if (status === 'AUTHORIZED' && wanted.void === true) return giveUp(state);
  const refund = refunds.find((one) => one.status === 'REQUESTED');
  if (status === 'CAPTURED' && refund !== undefined) {
    const { refundId, amount } = refund;
    return { ...first, question: 'REFUND', check: refundId, refundId, money: { ...request.money, amount } };
  }
  if (wanted.look === true && reference !== undefined) {
    return { ...first, question: 'LOOK_UP', check: `${paymentId}.look`, find: true, money: request.money };
  }
  return undefined;
}

function moneyOf(
  { request: { money }, wanted, refunds }: KnownPayment,
  { question, refundId }: Asked,
): Money {
  if (question === 'CAPTURE') return { ...money, amount: wanted.capture ?? money.amount };
  const refund = refunds.find((one) => one.refundId === refundId);
  return refund === undefined ? money : { ...money, amount: refund.amount };
}

/** Whatever made it so, the provider is asked what is to be asked now. */
export function questionThatFollows(after: PaymentState, context: Context): Consequences<PaymentEvent> {
  const next = isKnown(after) ? nextQuestion(after) : undefined;
  if (next === undefined || !isKnown(after)) return {};
  const { names, description } = after.request;
  const tries = next.question === 'AUTHORIZE' || next.question === 'CHARGE';
  const isFirst = tries && next.serial === 1;
  const payer = context.read(payers, { riderId: names.riderId });
  const paymentMethodId = isFirst ? payer?.paymentMethodId : after.paymentMethodId;
  const time = context.now;
  if (paymentMethodId === undefined) {
    return { events: declineEvents(after, { reason: 'METHOD_MISSING', retry: 'OTHER_METHOD' }, time) };
  }
  const { money, ...question } = next;
  const { riderId, paymentId, rentalId } = names;
  return {
    events: [providerAsked({ ...names, money, ...question, paymentMethodId, time })],
    outputs: [
      providerPort({
        riderId,
        paymentId,
        ...(rentalId === undefined ? {} : { rentalId }),
        ...question,
        paymentMethodId,
        ...(after.reference === undefined ? {} : { reference: after.reference }),
        money,
        description,
      }),
    ],
  };
}
