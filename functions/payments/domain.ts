import { releaseRider, restrictRider } from '../../shared/contracts/payments/commands.ts';
import { type AggregateDomain, domainOf } from '../../shared/runtime/aggregates.ts';
import type { Consequences, Context, Output } from '../../shared/runtime/domain.ts';
import { ownItem } from '../../shared/runtime/read-model.ts';
import { type PayerMessage, type PaymentMessage, payerMessages, paymentMessages } from './messages.ts';
import {
  decidePayer,
  evolvePayer,
  holds,
  newPayer,
  type PayerEvent,
  type PayerState,
  payerEntries,
  payerEvents,
  payerItems,
} from './payer/payer.ts';
import { decidePayment } from './payment/deciding.ts';
import { evolvePayment } from './payment/evolve-payment.ts';
import { questionThatFollows } from './payment/next-question.ts';
import { paymentItems, paymentTimers } from './payment/payment-items.ts';
import { isKnown, newPayment, type PaymentEvent, type PaymentState, paymentEvents } from './payment/state.ts';
import { payers } from './read-models.ts';

/** The provider is asked what follows, and the rider is restricted or released with what the payment has become. */
function consequences(
  before: PaymentState,
  after: PaymentState,
  _: readonly PaymentEvent[],
  context: Context,
): Consequences<PaymentEvent> {
  const { events = [], outputs = [] } = questionThatFollows(after, context);
  const last = events.reduce(evolvePayment, after);
  return { events, outputs: [...outputs, ...restrictions(before, last)] };
}

function restrictions(before: PaymentState, after: PaymentState): readonly Output[] {
  if (!isKnown(after)) return [];
  const { paymentId } = after;
  const { riderId } = after.request.names;
  const change = (was: boolean, is: boolean, reason: 'DEBT' | 'DISPUTE'): readonly Output[] => {
    if (was === is) return [];
    return [
      is ? restrictRider({ riderId, paymentId, reason }) : releaseRider({ riderId, paymentId, reason }),
    ];
  };
  return [
    ...change(before.overdue === true, after.overdue === true, 'DEBT'),
    ...change(isDisputed(before), isDisputed(after), 'DISPUTE'),
  ];
}

/** A dispute that was lost restricts until an operator lifts the hold. */
const isDisputed = ({ disputes }: PaymentState): boolean => disputes.some(({ state }) => state !== 'WON');

/** One question to the provider at a time, and nothing twice. */
const paymentsDomain: AggregateDomain<PaymentState, PaymentMessage, PaymentEvent> = {
  kinds: ['payment'],
  messages: paymentMessages,
  events: paymentEvents,
  aggregateOf: ({ data }) => `payment/${data.paymentId}`,
  aggregateOfEvent: ({ data }) => `payment/${data.paymentId}`,
  initial: (aggregate) => newPayment(aggregate.slice('payment/'.length)),
  reads: ({ data }) => [ownItem(payers, { riderId: data.riderId })],
  decide: decidePayment,
  // Money counts however late it is decided. What a rider asked for too late does not happen.
  decideExpired: (state, message, context) =>
    message.principal === undefined ? decidePayment(state, message, context) : undefined,
  evolve: evolvePayment,
  consequences,
  timers: paymentTimers,
  readModels: paymentItems,
};

const payersDomain: AggregateDomain<PayerState, PayerMessage, PayerEvent> = {
  kinds: ['payer'],
  messages: payerMessages,
  events: payerEvents,
  aggregateOf: ({ data }) => `payer/${data.riderId}`,
  aggregateOfEvent: ({ data }) => `payer/${data.riderId}`,
  initial: (aggregate) => newPayer(aggregate.slice('payer/'.length)),
  decide: decidePayer,
  decideExpired: (state, message, context) =>
    message.principal === undefined ? decidePayer(state, message, context) : undefined,
  evolve: evolvePayer,
  consequences: (before, after) => ({ outputs: holds(before, after) }),
  entries: payerEntries,
  readModels: payerItems,
};

export type PaymentsState = PaymentState | PayerState;
export type PaymentsEvent = PaymentEvent | PayerEvent;

/** Payments by the provider, and the riders who pay. */
export const domain = domainOf(paymentsDomain, payersDomain);
