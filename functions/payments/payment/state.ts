import type { PaymentDecline, PaymentNames, Question } from '../../../shared/contracts/payments/payments.ts';
import * as payments from '../../../shared/contracts/payments/payments.ts';
import type { Decline } from '../../../shared/contracts/payments/seen-payment.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import type { EventOf } from '../../../shared/runtime/domain.ts';

/** A payment: what billing wants of it, what the provider knows of it, and the one question that is open. */
export interface PaymentState {
  readonly kind: 'payment';
  readonly paymentId: string;
  /** Absent until it is commanded. */
  readonly request?: Requested;
  readonly status: Status;
  /** How often it was tried. Each try has a check of its own. */
  readonly attempt: number;
  /** Of the last try. */
  readonly paymentMethodId?: string;
  /** There is one open question at most, and nothing else is asked before its outcome is known. */
  readonly asked?: Asked;
  readonly wanted: Wanted;
  readonly reference?: string;
  /** Sealed. */
  readonly link?: string;
  readonly until?: Instant;
  readonly declined?: { readonly reason: PaymentDecline; readonly retry: Decline['retry'] };
  /** Since the first failure of a charge. `step`: how many of the schedule’s tries are over. */
  readonly dunning?: { readonly since: Instant; readonly step: number };
  readonly overdue?: true;
  readonly captured: number;
  readonly refunds: readonly RefundState[];
  readonly disputes: readonly DisputeState[];
}

export type Status =
  | 'NEW'
  | 'REQUESTED'
  | 'PENDING'
  | 'NEEDS_AUTHENTICATION'
  | 'AUTHORIZED'
  | 'DECLINED'
  | 'CAPTURED'
  | 'VOIDED';

export interface Requested {
  readonly names: PaymentNames;
  readonly money: Money;
  readonly description: string;
  readonly time: Instant;
}

export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** What is done as soon as no question is open. */
export interface Wanted {
  readonly capture?: number;
  readonly void?: true;
  /** Another try, with another method, as soon as the one that waits for an authentication is given up. */
  readonly again?: true;
  /** What the provider knows of it. */
  readonly look?: true;
}

export interface Asked {
  readonly question: Question;
  readonly check: string;
  readonly attempt: number;
  /** Counts all requests of this question, FIND included: an answer to an earlier one says nothing new. */
  readonly serial: number;
  /** The serial after which pauses grow: they begin again when the provider has said that it takes its time. */
  readonly slowSince: number;
  readonly time: Instant;
  readonly refundId?: string;
  /**
   * ASKED: the port has it. WAITING: a timer or a callback leads to LOOK. LOOK: FIND is asked next. AGAIN: the same
   * question is asked next, with the same check.
   */
  readonly phase: 'ASKED' | 'WAITING' | 'LOOK' | 'AGAIN';
}

export interface RefundState {
  readonly refundId: string;
  readonly amount: number;
  readonly status: 'REQUESTED' | 'PENDING' | 'REFUNDED' | 'FAILED';
}

export interface DisputeState {
  readonly disputeId: string;
  readonly amount: number;
  readonly state: 'OPEN' | 'WON' | 'LOST';
  readonly time: Instant;
}

/** Of a payment that is known: everything that happens to one has its request. */
export type KnownPayment = PaymentState & Required<Pick<PaymentState, 'request'>>;

export const isKnown = (state: PaymentState): state is KnownPayment => state.request !== undefined;

export const newPayment = (paymentId: string): PaymentState => ({
  kind: 'payment',
  paymentId,
  status: 'NEW',
  attempt: 0,
  wanted: {},
  captured: 0,
  refunds: [],
  disputes: [],
});

/** All that happens to a payment. */
export const paymentEvents = [
  payments.requested,
  payments.attemptDue,
  payments.captureRequested,
  payments.voidRequested,
  payments.refundRequested,
  payments.providerAsked,
  payments.outcomeUnknown,
  payments.lookUpDue,
  payments.notDone,
  payments.lookedUp,
  payments.pending,
  payments.authenticationNeeded,
  payments.authorized,
  payments.declined,
  payments.captured,
  payments.captureFailed,
  payments.voided,
  payments.refunded,
  payments.refundPending,
  payments.refundFailed,
  payments.disputeOpened,
  payments.disputeClosed,
  payments.debtOverdue,
] as const;
export type PaymentEvent = EventOf<(typeof paymentEvents)[number]>;
