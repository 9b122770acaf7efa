import type { Stripe } from 'stripe';
import type {
  SeenDispute,
  SeenPayment,
  SeenRefund,
} from '../../../shared/contracts/payments/seen-payment.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { fromStripe } from './amounts.ts';
import { declineOf } from './declines.ts';
import { idOf } from './method.ts';

/** What Stripe knows, in the words of the contract. */

/** Our ids, as Stripe keeps them with what a question makes. */
export const METADATA = {
  payer: 'roadstream_payer',
  paymentId: 'roadstream_payment',
  rentalId: 'roadstream_rental',
  refundId: 'roadstream_refund',
  check: 'roadstream_check',
} as const;

/** Parts of a payment intent that Stripe leaves out unless they are requested. */
export const EXPANDED = ['latest_charge'];

/**
 * The shortest time that a card network gives a merchant's own authorization (Visa: 4 days 18 hours), for charges in
 * which Stripe does not say it.
 */
const SHORTEST_AUTHORIZATION_SECONDS = (4 * 24 + 18) * 3600;

export function timeOf(seconds: number): string {
  return instant(seconds * 1000);
}

type Intent = Stripe.PaymentIntent;

export function chargeOf({ latest_charge }: Intent): Stripe.Charge | undefined {
  return typeof latest_charge === 'object' && latest_charge !== null ? latest_charge : undefined;
}

/** When the authorization ends. */
export function endOf(intent: Intent): string {
  const charge = chargeOf(intent);
  const before = charge?.payment_method_details?.card?.capture_before;
  return timeOf(before ?? (charge?.created ?? intent.created) + SHORTEST_AUTHORIZATION_SECONDS);
}

/** Where the payer authenticates. Undefined when Stripe wants something else than a visit to a page. */
export function linkOf({ next_action }: Stripe.PaymentIntent | Stripe.SetupIntent): string | undefined {
  return next_action?.redirect_to_url?.url ?? undefined;
}

/** Stripe cancels an authorization by itself when its time is over. */
export function hasExpired({ cancellation_reason }: Intent): boolean {
  return cancellation_reason === 'automatic' || cancellation_reason === 'expired';
}

const STATES: Readonly<Record<string, SeenPayment['state']>> = {
  canceled: 'VOIDED',
  processing: 'PENDING',
  requires_action: 'NEEDS_AUTHENTICATION',
  requires_capture: 'AUTHORIZED',
  requires_confirmation: 'PENDING',
  requires_payment_method: 'DECLINED',
  succeeded: 'CAPTURED',
};

/** Undefined for a payment that was not made through the contract. */
export function seenPayment(intent: Intent): SeenPayment | undefined {
  const { metadata } = intent;
  const paymentId = metadata[METADATA.paymentId];
  const payer = metadata[METADATA.payer];
  const check = metadata[METADATA.check];
  if (paymentId === undefined || payer === undefined || check === undefined) return undefined;
  const rentalId = metadata[METADATA.rentalId];
  const state = STATES[intent.status] ?? 'PENDING';
  const charge = chargeOf(intent);
  const counted = (amount: number) => fromStripe(amount, intent.currency).amount;
  const link = linkOf(intent);
  // In events the charge is only an id.
  const isWhole = typeof intent.latest_charge !== 'string';
  return {
    reference: intent.id,
    paymentId,
    payer,
    check,
    created: timeOf(intent.created),
    state,
    money: fromStripe(intent.amount, intent.currency),
    captured: counted(intent.amount_received),
    ...(isWhole
      ? { refunded: counted(refundedOf(charge, intent)), disputed: charge?.disputed ?? false }
      : {}),
    ...(rentalId === undefined ? {} : { rentalId }),
    ...(state === 'AUTHORIZED' && isWhole ? { until: endOf(intent) } : {}),
    ...(state === 'NEEDS_AUTHENTICATION' && link !== undefined ? { link } : {}),
    ...(state === 'DECLINED' ? { declined: declineOf(intent.last_payment_error ?? {}) } : {}),
    ...(state === 'VOIDED' ? { expired: hasExpired(intent) } : {}),
  };
}

/** Stripe counts what was released, and never taken, as refunded, too. */
function refundedOf(charge: Stripe.Charge | undefined, { amount_received }: Intent): number {
  if (charge === undefined || amount_received === 0) return 0;
  const released = charge.amount - amount_received;
  return Math.max(0, charge.amount_refunded - released);
}

const REFUND_STATES: Readonly<Record<string, SeenRefund['state']>> = {
  succeeded: 'REFUNDED',
  failed: 'FAILED',
  canceled: 'FAILED',
};

export function seenRefund({ id, metadata, status, amount, currency }: Stripe.Refund): SeenRefund {
  const refundId = metadata?.[METADATA.refundId];
  const check = metadata?.[METADATA.check];
  return {
    refund: id,
    ...(refundId === undefined ? {} : { refundId }),
    ...(check === undefined ? {} : { check }),
    state: REFUND_STATES[status ?? ''] ?? 'PENDING',
    money: fromStripe(amount, currency),
  };
}

const DISPUTE_STATES: Readonly<Record<string, SeenDispute['state']>> = {
  lost: 'LOST',
  won: 'WON',
  prevented: 'CLOSED',
  warning_closed: 'CLOSED',
  warning_needs_response: 'INQUIRY',
  warning_under_review: 'INQUIRY',
};

export function seenDispute(dispute: Stripe.Dispute): SeenDispute {
  const dueBy = dispute.evidence_details?.due_by;
  return {
    dispute: dispute.id,
    state: DISPUTE_STATES[dispute.status] ?? 'OPEN',
    reason: dispute.reason,
    money: fromStripe(dispute.amount, dispute.currency),
    ...(dueBy === null || dueBy === undefined ? {} : { answerBy: timeOf(dueBy) }),
  };
}

/** The payment that a refund, a dispute or a charge belongs to. */
export function paymentOf({
  payment_intent,
}: {
  readonly payment_intent?: string | { readonly id: string } | null;
}): string | undefined {
  return idOf(payment_intent);
}
