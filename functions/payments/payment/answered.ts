import type { Answer, recordAnswer } from '../../../shared/contracts/payments/commands.ts';
import {
  attemptDue,
  authenticationNeeded,
  authorized,
  captured,
  captureFailed,
  lookedUp,
  notDone,
  outcomeUnknown,
  pending,
  refunded,
  refundFailed,
  refundPending,
  voided,
} from '../../../shared/contracts/payments/payments.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import type { Context, MessageOf } from '../../../shared/runtime/domain.ts';
import { about, type PaymentDecision } from './about.ts';
import { declineEvents } from './failing.ts';
import { type Asked, isKnown, type KnownPayment, type PaymentEvent, type PaymentState } from './state.ts';

/** What the provider's answers make of a payment. */

/** True of the question, whichever of its requests they answer: they may come late, and still settle it. */
const final: ReadonlySet<Answer['result']> = new Set([
  'AUTHORIZED',
  'CAPTURED',
  'DECLINED',
  'VOIDED',
  'REFUNDED',
  'REFUSED',
]);

export function decideAnswer(
  state: PaymentState,
  { data }: MessageOf<typeof recordAnswer>,
  { now }: Context,
): PaymentDecision {
  const { asked } = state;
  if (!isKnown(state) || asked?.check !== data.check) {
    return { kind: 'ignore', reason: 'The question has its outcome.' };
  }
  const isNew = asked.serial === data.serial && asked.phase === 'ASKED';
  if (!isNew && !final.has(data.answer.result)) {
    return { kind: 'ignore', reason: 'It was asked again since.' };
  }
  return { kind: 'accept', events: eventsOf({ state, asked, provider: data.provider, now }, data.answer) };
}

interface Basis {
  readonly state: KnownPayment;
  readonly asked: Asked;
  readonly provider: string;
  readonly now: Instant;
}

function eventsOf(basis: Basis, answer: Answer): PaymentEvent[] {
  if (answer.result === 'UNKNOWN') return [unknown(basis, answer.reason)];
  if (answer.result === 'NOT_DONE') return [again(basis)];
  switch (basis.asked.question) {
    case 'AUTHORIZE':
    case 'CHARGE':
      return tried(basis, answer);
    case 'CAPTURE':
      return captureAnswered(basis, answer);
    case 'VOID':
      return voidAnswered(basis, answer);
    case 'REFUND':
      return refundAnswered(basis, answer);
    case 'LOOK_UP':
      return seen(basis, answer);
  }
}

const unknown = ({ state, asked: { question, check }, now }: Basis, reason: string): PaymentEvent =>
  outcomeUnknown({ ...about(state, now), question, check, reason });
const again = ({ state, asked: { question, check }, now }: Basis): PaymentEvent =>
  notDone({ ...about(state, now), question, check });
const unchanged = ({ state, now }: Basis): PaymentEvent => lookedUp(about(state, now));

const amountOf = ({ request: { money } }: KnownPayment, amount: number) => ({ ...money, amount });

const taken = (
  { state, provider, now }: Basis,
  { amount, reference }: { amount: number; reference: string },
) => captured({ ...about(state, now, amountOf(state, amount)), reference, provider });

/** The shortest time of a card network, for a provider that does not say the end when it is looked up. */
const SHORTEST_AUTHORIZATION_SECONDS = (4 * 24 + 18) * 3600;

function tried(basis: Basis, answer: Answer): PaymentEvent[] {
  const { state, asked, now } = basis;
  const of = about(state, now);
  if (answer.result === 'AUTHORIZED') {
    // A charge is never only reserved. If the provider says so, it goes on.
    if (asked.question === 'CHARGE') return [unchanged(basis)];
    const { reference, amount, until = addSeconds(now, SHORTEST_AUTHORIZATION_SECONDS) } = answer;
    return [authorized({ ...of, money: amountOf(state, amount), reference, until })];
  }
  if (answer.result === 'CAPTURED') {
    return [taken(basis, answer)];
  }
  if (answer.result === 'NEEDS_AUTHENTICATION') {
    const { reference, link } = answer;
    if (link === undefined || state.status === 'NEEDS_AUTHENTICATION') return [unchanged(basis)];
    return [authenticationNeeded({ ...of, reference, link })];
  }
  if (answer.result === 'PENDING') {
    if (state.status === 'PENDING') return [unchanged(basis)];
    const { reference } = answer;
    return [pending({ ...of, ...(reference === undefined ? {} : { reference }) })];
  }
  if (answer.result === 'DECLINED') {
    const { reason, retry } = answer;
    return declineEvents(state, { reason, retry }, now);
  }
  if (answer.result === 'VOIDED') {
    return gone(basis, answer.expired);
  }
  return [unknown(basis, answer.result)];
}

/** A charge whose time to authenticate is over was not paid, and stays due. */
function gone({ state, now }: Basis, expired: boolean | undefined): PaymentEvent[] {
  const isGivenUp = state.request.names.purpose === 'AUTHORIZATION' || state.wanted.void === true;
  if (isGivenUp) return [voided({ ...about(state, now), ...(expired === undefined ? {} : { expired }) })];
  return declineEvents(state, { reason: 'AUTHENTICATION_FAILED', retry: 'LATER' }, now);
}

function captureAnswered(basis: Basis, answer: Answer): PaymentEvent[] {
  const { state, now } = basis;
  if (answer.result === 'CAPTURED') {
    return [taken(basis, answer)];
  }
  if (answer.result === 'REFUSED') {
    return [captureFailed({ ...about(state, now), reason: answer.reason })];
  }
  if (answer.result === 'VOIDED') {
    return [captureFailed({ ...about(state, now), reason: 'EXPIRED' })];
  }
  return [unknown(basis, answer.result)];
}

function voidAnswered(basis: Basis, answer: Answer): PaymentEvent[] {
  const { state, now } = basis;
  if (answer.result === 'CAPTURED') {
    // The payer was faster: billing hears of it, and gives back what is not due.
    return [taken(basis, answer)];
  }
  const isGone = answer.result === 'VOIDED' || answer.result === 'REFUSED' || answer.result === 'DECLINED';
  if (isGone && state.wanted.again === true && state.wanted.void !== true) {
    return [attemptDue({ ...about(state, now), attempt: state.attempt + 1, by: 'RIDER' })];
  }
  if (answer.result === 'VOIDED') {
    return [
      voided({
        ...about(state, now),
        ...(answer.expired === undefined ? {} : { expired: answer.expired }),
      }),
    ];
  }
  return [isGone ? voided(about(state, now)) : unknown(basis, answer.result)];
}

function refundAnswered(basis: Basis, answer: Answer): PaymentEvent[] {
  const { state, asked, provider, now } = basis;
  const refund = state.refunds.find(({ refundId }) => refundId === asked.refundId);
  if (refund === undefined) return [unknown(basis, 'NO_REFUND')];
  const of = { ...about(state, now, amountOf(state, refund.amount)), refundId: refund.refundId };
  if (answer.result === 'REFUNDED') {
    return [refunded({ ...of, provider })];
  }
  if (answer.result === 'REFUND_PENDING') {
    return [refund.status === 'PENDING' ? unchanged(basis) : refundPending(of)];
  }
  if (answer.result === 'REFUSED') {
    return [refundFailed({ ...of, reason: answer.reason, provider })];
  }
  return [unknown(basis, answer.result)];
}

/** Nobody had asked for anything: the provider, or a person there, may have changed it all the same. */
function seen(basis: Basis, answer: Answer): PaymentEvent[] {
  const { state, now } = basis;
  if (state.status === 'AUTHORIZED' && answer.result === 'VOIDED') {
    // Billing waits for the word that belongs to what it has commanded.
    return state.wanted.capture === undefined
      ? [voided({ ...about(state, now), expired: answer.expired ?? true })]
      : [captureFailed({ ...about(state, now), reason: 'EXPIRED' })];
  }
  if (state.status === 'AUTHORIZED' && answer.result === 'CAPTURED') return [taken(basis, answer)];
  return [unchanged(basis)];
}
