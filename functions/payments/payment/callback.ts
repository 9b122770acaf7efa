import type { takeCallback } from '../../../shared/contracts/payments/commands.ts';
import {
  disputeClosed,
  disputeOpened,
  lookUpDue,
  refundFailed,
} from '../../../shared/contracts/payments/payments.ts';
import { isBefore } from '../../../shared/kernel/time.ts';
import type { Context, MessageOf } from '../../../shared/runtime/domain.ts';
import { about, type PaymentDecision } from './about.ts';
import { isKnown, type KnownPayment, type PaymentState } from './state.ts';

/**
 * Callbacks come in any order, any number of times, or never. Of a payment they say only that something has changed: the
 * provider is asked what. What cannot be asked for (a dispute, a refund that came back) is taken if it is newer.
 */

type Callback = MessageOf<typeof takeCallback>['data'];
const ignore = (reason: string): PaymentDecision => ({ kind: 'ignore', reason });

export function decideCallback(
  state: PaymentState,
  { data }: MessageOf<typeof takeCallback>,
  { now }: Context,
): PaymentDecision {
  if (!isKnown(state)) return ignore('There is no such payment.');
  const { about: what } = data;
  switch (what.kind) {
    case 'PAYMENT':
      return look(state, now);
    case 'REFUND':
      return refundTold(state, data, what, now);
    case 'DISPUTE':
      return disputeTold(state, data, what, now);
  }
}

function look(state: KnownPayment, now: string): PaymentDecision {
  const { asked, status, wanted } = state;
  const isOpen = asked?.phase === 'WAITING';
  const mayChange = asked === undefined && status === 'AUTHORIZED' && wanted.look !== true;
  if (!isOpen && !mayChange) return ignore('The room knows, or is asking.');
  return { kind: 'accept', events: [lookUpDue({ ...about(state, now), reason: 'CALLBACK' })] };
}

function refundTold(
  state: KnownPayment,
  { provider }: Callback,
  { refundId, failed }: Extract<Callback['about'], { kind: 'REFUND' }>,
  now: string,
): PaymentDecision {
  const refund = state.refunds.find((one) => one.refundId === refundId);
  if (refund === undefined) return ignore('The refund was not made by the platform.');
  if (state.asked?.refundId === refundId) return look(state, now);
  if (refund.status !== 'REFUNDED' || !failed) return ignore('It is known.');
  const money = { ...state.request.money, amount: refund.amount };
  return {
    kind: 'accept',
    events: [
      refundFailed({
        ...about(state, now, money),
        refundId: refund.refundId,
        reason: 'FAILED',
        provider,
        wasRefunded: true,
      }),
    ],
  };
}

function disputeTold(
  state: KnownPayment,
  { time, provider }: Callback,
  told: Extract<Callback['about'], { kind: 'DISPUTE' }>,
  now: string,
): PaymentDecision {
  const { disputeId, reason, money, answerBy } = told;
  const known = state.disputes.find((one) => one.disputeId === disputeId);
  if (known !== undefined && (known.state !== 'OPEN' || isBefore(time, known.time))) {
    return ignore('A newer state of the dispute is known.');
  }
  const of = { ...about(state, now, money), disputeId, provider };
  const opened = disputeOpened({
    ...of,
    reason,
    ...(answerBy === undefined ? {} : { answerBy }),
  });
  switch (told.state) {
    // No money has moved.
    case 'INQUIRY':
      return ignore('The bank only asks.');
    case 'OPEN':
      return known === undefined ? { kind: 'accept', events: [opened] } : ignore('It is known.');
    // The opening may come after the end, or never: both are said then.
    case 'WON':
    case 'LOST': {
      const closed = disputeClosed({ ...of, outcome: told.state });
      return { kind: 'accept', events: known === undefined ? [opened, closed] : [closed] };
    }
    case 'CLOSED':
      return known === undefined
        ? ignore('No money has moved.')
        : { kind: 'accept', events: [disputeClosed({ ...of, outcome: 'WON' })] };
  }
}
