import { randomBytes } from 'node:crypto';
import type { ErrorBody } from './api-error.ts';

/** The parts of Stripe's objects that clients of the stand-in see. Members that begin with `stand_in` are its own. */

interface Common {
  readonly id: string;
  /** Seconds. */
  readonly created: number;
  readonly livemode: false;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Customer extends Common {
  readonly object: 'customer';
}

export interface PaymentMethod extends Common {
  readonly object: 'payment_method';
  readonly type: 'card';
  readonly card: {
    readonly brand: string;
    readonly last4: string;
    readonly wallet: { readonly type: string } | null;
  };
  readonly customer: string | null;
  /** The test method that it is made of. */
  readonly stand_in_name: string;
}

export interface NextAction {
  readonly type: 'redirect_to_url';
  readonly redirect_to_url: { readonly url: string; readonly return_url: string };
}

interface Intent extends Common {
  readonly customer: string | null;
  readonly payment_method: string | null;
  readonly client_secret: string;
  readonly next_action: NextAction | null;
  readonly allowed_payment_method_types: readonly string[] | null;
  readonly stand_in_return_url: string | null;
}

export interface SetupIntent extends Intent {
  readonly object: 'setup_intent';
  readonly status: 'canceled' | 'processing' | 'requires_action' | 'requires_payment_method' | 'succeeded';
  readonly usage: 'off_session';
  readonly last_setup_error: ErrorBody | null;
}

export interface PaymentIntent extends Intent {
  readonly object: 'payment_intent';
  readonly amount: number;
  readonly amount_capturable: number;
  readonly amount_received: number;
  readonly currency: string;
  readonly status:
    | 'canceled'
    | 'requires_action'
    | 'requires_capture'
    | 'requires_payment_method'
    | 'succeeded';
  readonly capture_method: 'automatic' | 'manual';
  readonly description: string | null;
  readonly last_payment_error: ErrorBody | null;
  readonly latest_charge: string | null;
  readonly canceled_at: number | null;
  readonly cancellation_reason: string | null;
}

export interface Charge extends Common {
  readonly object: 'charge';
  readonly amount: number;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  readonly captured: boolean;
  readonly currency: string;
  readonly customer: string | null;
  readonly disputed: boolean;
  readonly paid: boolean;
  readonly payment_intent: string;
  readonly payment_method: string;
  readonly payment_method_details: {
    readonly type: 'card';
    readonly card: { readonly capture_before?: number };
  };
  readonly status: 'succeeded';
}

export interface Refund extends Common {
  readonly object: 'refund';
  readonly amount: number;
  readonly charge: string;
  readonly currency: string;
  readonly payment_intent: string;
  readonly status: 'failed' | 'pending' | 'succeeded';
}

export interface Dispute extends Common {
  readonly object: 'dispute';
  readonly amount: number;
  readonly charge: string;
  readonly currency: string;
  readonly payment_intent: string;
  readonly reason: string;
  readonly status: 'lost' | 'needs_response' | 'under_review' | 'won';
  readonly evidence: Readonly<Record<string, string>>;
  readonly evidence_details: {
    readonly due_by: number;
    readonly has_evidence: boolean;
    readonly past_due: boolean;
    readonly submission_count: number;
  };
}

export interface BalanceTransaction extends Omit<Common, 'livemode' | 'metadata'> {
  readonly object: 'balance_transaction';
  readonly amount: number;
  readonly currency: string;
  readonly fee: number;
  readonly net: number;
  readonly reporting_category: string;
  readonly source: string;
  readonly status: 'pending';
  readonly type: string;
}

export type StripeObject =
  | BalanceTransaction
  | Charge
  | Customer
  | Dispute
  | PaymentIntent
  | PaymentMethod
  | Refund
  | SetupIntent;

/** An id as Stripe makes them: 24 letters and digits. */
export function newId(prefix: string): string {
  const letters = randomBytes(24).map((byte) => '0123456789abcdefghijklmnopqrstuv'.charCodeAt(byte % 32));
  return `${prefix}_${Buffer.from(letters).toString('latin1')}`;
}
