import { releaseRider, restrictRider } from '../../../shared/contracts/payments/commands.ts';
import { payerKnown, riderReleased, riderRestricted } from '../../../shared/contracts/payments/payments.ts';
import { liftHold, placeHold } from '../../../shared/contracts/rentals/rider-standing.ts';
import { paymentMethodSet } from '../../../shared/contracts/riders/payment.ts';
import { decideBy } from '../../../shared/runtime/deciders.ts';
import type { Decision, EventOf, MessageOf, Output } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import type { PayerMessage } from '../messages.ts';
import { payers, paymentMethods } from '../read-models.ts';

/** A rider as one who pays: the method of now, and what keeps the rider from another rental until it is settled. */
export interface PayerState {
  readonly kind: 'payer';
  readonly riderId: string;
  readonly paymentMethodId?: string;
  readonly restrictedBy: readonly Restriction[];
}
interface Restriction {
  readonly paymentId: string;
  readonly reason: 'DEBT' | 'DISPUTE';
}

export const payerEvents = [payerKnown, riderRestricted, riderReleased] as const;
export type PayerEvent = EventOf<(typeof payerEvents)[number]>;
type PayerDecision = Decision<PayerEvent, PayerState>;

export const newPayer = (riderId: string): PayerState => ({ kind: 'payer', riderId, restrictedBy: [] });

function decideMethod(_: PayerState, { data }: MessageOf<typeof paymentMethodSet>): PayerDecision {
  return { kind: 'accept', events: [payerKnown(data)] };
}

const isThis = (a: Restriction) => (b: Restriction) => a.paymentId === b.paymentId && a.reason === b.reason;

function decideRestrict(
  { restrictedBy }: PayerState,
  { data }: MessageOf<typeof restrictRider>,
  { now }: { readonly now: string },
): PayerDecision {
  return restrictedBy.some(isThis(data))
    ? { kind: 'ignore', reason: 'It restricts the rider already.' }
    : { kind: 'accept', events: [riderRestricted({ ...data, time: now })] };
}

function decideRelease(
  { restrictedBy }: PayerState,
  { data }: MessageOf<typeof releaseRider>,
  { now }: { readonly now: string },
): PayerDecision {
  return restrictedBy.some(isThis(data))
    ? { kind: 'accept', events: [riderReleased({ ...data, time: now })] }
    : { kind: 'ignore', reason: 'It does not restrict the rider.' };
}

export const decidePayer = decideBy<PayerState, PayerMessage, PayerEvent>({
  [paymentMethodSet.type]: decideMethod,
  [restrictRider.type]: decideRestrict,
  [releaseRider.type]: decideRelease,
});

export function evolvePayer(state: PayerState, event: PayerEvent): PayerState {
  switch (event.type) {
    case 'payments.payer-known.v1':
      return { ...state, paymentMethodId: event.data.paymentMethodId };
    case 'payments.rider-restricted.v1': {
      const { paymentId, reason } = event.data;
      return { ...state, restrictedBy: [...state.restrictedBy, { paymentId, reason }] };
    }
    case 'payments.rider-released.v1':
      return { ...state, restrictedBy: state.restrictedBy.filter((one) => !isThis(event.data)(one)) };
  }
}

/** The rentals room keeps the hold: it is placed with the first restriction, and lifted with the last. */
export function holds(before: PayerState, after: PayerState): readonly Output[] {
  const [was, is] = [before.restrictedBy.length > 0, after.restrictedBy.length > 0];
  if (was === is) return [];
  const { riderId } = after;
  const hold = 'UNPAID_BALANCE';
  return [
    is
      ? placeHold({ riderId, hold, reason: 'A payment is overdue or disputed' })
      : liftHold({ riderId, hold, reason: 'Everything is paid' }),
  ];
}

export function payerItems({ riderId, paymentMethodId, restrictedBy }: PayerState): readonly ReadModelItem[] {
  return paymentMethodId === undefined
    ? []
    : [payers({ riderId }, { riderId, paymentMethodId, restrictedBy })];
}

export function payerEntries(event: PayerEvent): readonly ReadModelItem[] {
  if (event.type !== 'payments.payer-known.v1') return [];
  const { riderId, paymentMethodId, kind, token, time } = event.data;
  return [paymentMethods({ riderId, paymentMethodId }, { kind, token, time })];
}
