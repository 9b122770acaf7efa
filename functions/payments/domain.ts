import { releaseRider, restrictRider } from '../../shared/contracts/payments/commands.ts';
import { isOneOf } from '../../shared/runtime/deciders.ts';
import type { Consequences, Context, Decision, Domain, Output } from '../../shared/runtime/domain.ts';
import { ownItem } from '../../shared/runtime/read-model.ts';
import { type PaymentsMessage, payerMessages, paymentMessages } from './messages.ts';
import {
  decidePayer,
  evolvePayer,
  holds,
  newPayer,
  type PayerEvent,
  type PayerState,
  payerEntries,
  payerItems,
} from './payer/payer.ts';
import { decidePayment } from './payment/deciding.ts';
import { evolvePayment } from './payment/evolve-payment.ts';
import { questionThatFollows } from './payment/next-question.ts';
import { paymentItems, paymentTimers } from './payment/payment-items.ts';
import { isKnown, newPayment, type PaymentEvent, type PaymentState } from './payment/state.ts';
import { payers } from './read-models.ts';

export type PaymentsState = PaymentState | PayerState;
export type PaymentsEvent = PaymentEvent | PayerEvent;

const isOfPayer = (event: PaymentsEvent): event is PayerEvent =>
  event.type === 'payments.payer-known.v1' ||
  event.type === 'payments.rider-restricted.v1' ||
  event.type === 'payments.rider-released.v1';

function decide(
  state: PaymentsState,
  message: PaymentsMessage,
  context: Context,
): Decision<PaymentsEvent, PaymentsState> {
  if (state.kind === 'payment' && isOneOf(paymentMessages, message)) {
    return decidePayment(state, message, context);
  }
  if (state.kind === 'payer' && isOneOf(payerMessages, message)) {
    return decidePayer(state, message, context);
  }
  throw new Error(`${message.type} ${message.id} came to a ${state.kind}: aggregateOf is wrong`);
}

/** Money counts however late it is decided. What a rider asked for too late does not happen. */
function decideExpired(
  state: PaymentsState,
  message: PaymentsMessage,
  context: Context,
): Decision<PaymentsEvent, PaymentsState> {
  if (message.principal === undefined) return decide(state, message, context);
  return { kind: 'refuse', code: 'EXPIRED', detail: `${message.type} was decided too late.` };
}

/** The provider is asked what follows, and the rider is restricted or released with what the payment has become. */
function consequences(
  before: PaymentsState,
  after: PaymentsState,
  _: readonly PaymentsEvent[],
  context: Context,
): Consequences<PaymentsEvent> {
  if (before.kind === 'payer' && after.kind === 'payer') return { outputs: holds(before, after) };
  if (before.kind !== 'payment' || after.kind !== 'payment') return {};
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

/** Payments by the provider: one question at a time, and nothing twice. */
export const domain: Domain<PaymentsState, PaymentsMessage, PaymentsEvent> = {
  aggregateOf: (message) =>
    isOneOf(payerMessages, message) ? `payer/${message.data.riderId}` : `payment/${message.data.paymentId}`,
  aggregateOfEvent: (event) =>
    isOfPayer(event) ? `payer/${event.data.riderId}` : `payment/${event.data.paymentId}`,
  initial: (aggregate) => {
    const [kind, id = ''] = aggregate.split('/');
    return kind === 'payer' ? newPayer(id) : newPayment(id);
  },
  reads: (message) =>
    isOneOf(paymentMessages, message) ? [ownItem(payers, { riderId: message.data.riderId })] : [],
  decide,
  decideExpired,
  evolve: (state, event) => {
    if (isOfPayer(event)) return state.kind === 'payer' ? evolvePayer(state, event) : state;
    return state.kind === 'payment' ? evolvePayment(state, event) : state;
  },
  consequences,
  entries: (event) => (isOfPayer(event) ? payerEntries(event) : []),
  timers: (state) => (state.kind === 'payment' ? paymentTimers(state) : []),
  readModels: (state) => (state.kind === 'payment' ? paymentItems(state) : payerItems(state)),
};
