import type { Decline } from '../../../shared/contracts/payments/seen-payment.ts';

/**
 * Stripe's decline codes and error codes → our answer (https://docs.stripe.com/declines/codes,
 * https://docs.stripe.com/error-codes). A code that is not here is DECLINED, and another method may help.
 */

type Row = readonly [reason: Decline['reason'], retry: Decline['retry'], codes: string];

const TABLE: readonly Row[] = [
  ['INSUFFICIENT_FUNDS', 'LATER', 'insufficient_funds'],
  [
    'LIMIT_EXCEEDED',
    'LATER',
    'card_velocity_exceeded withdrawal_count_limit_exceeded card_decline_rate_limit_exceeded',
  ],
  ['EXPIRED', 'OTHER_METHOD', 'expired_card expired_payment_method invalid_expiry_month invalid_expiry_year'],
  [
    'WRONG_DETAILS',
    'OTHER_METHOD',
    `incorrect_address incorrect_cvc incorrect_number incorrect_pin incorrect_postal_code incorrect_zip invalid_account invalid_cvc
     invalid_number invalid_pin new_account_information_available`,
  ],
  [
    'METHOD_NOT_USABLE',
    'OTHER_METHOD',
    `card_not_supported not_permitted offline_pin_required online_or_offline_pin_required pin_try_exceeded
     mobile_device_authentication_required service_not_allowed testmode_decline transaction_not_allowed
     payment_method_not_available payment_method_unactivated payment_method_provider_decline debit_not_authorized
     payment_method_restricted payment_method_unexpected_state payment_method_unsupported_type
     payment_intent_incompatible_payment_method`,
  ],
  ['CURRENCY_NOT_SUPPORTED', 'OTHER_METHOD', 'currency_not_supported payment_method_currency_mismatch'],
  [
    'AMOUNT_NOT_POSSIBLE',
    'NEVER',
    `amount_too_large amount_too_small charge_exceeds_transaction_limit invalid_amount invalid_charge_amount
     invalid_charge_amount_no_decimal_compatible`,
  ],
  [
    'AUTHENTICATION_FAILED',
    'OTHER_METHOD',
    `authentication_required payment_intent_authentication_failure setup_intent_authentication_failure
     authentication_not_handled authentication_failure payment_intent_payment_attempt_expired
     payment_method_customer_decline refer_to_customer setup_intent_setup_attempt_expired`,
  ],
  [
    'BANK_NOT_AVAILABLE',
    'LATER',
    `issuer_not_available processing_error reenter_transaction try_again_later payment_method_provider_timeout
     approve_with_id`,
  ],
  ['DUPLICATE', 'LATER', 'duplicate_transaction'],
  // The bank may take it another time, and says nothing else.
  ['DECLINED', 'LATER', 'generic_decline do_not_honor no_action_taken call_issuer'],
  // What the payer must not learn, or withdrew: every further attempt with the same method counts against us.
  [
    'DECLINED',
    'OTHER_METHOD',
    `fraudulent highest_risk_level lost_card merchant_blacklist pickup_card previously_declined_do_not_retry
     restricted_card revocation_of_all_authorizations revocation_of_authorization security_violation stolen_card
     stop_payment_order do_not_try_again`,
  ],
];

const byCode: ReadonlyMap<string, Decline> = new Map(
  TABLE.flatMap(([reason, retry, codes]) =>
    codes.split(/\s+/).map((code) => [code, { reason, retry }] as const),
  ),
);

/** What the bank advises goes before what the code lets expect (https://docs.stripe.com/declines/card). */
const ADVICE: ReadonlyMap<string, Decline['retry']> = new Map([
  ['try_again_later', 'LATER'],
  ['confirm_card_data', 'OTHER_METHOD'],
  ['do_not_try_again', 'OTHER_METHOD'],
]);

/** The parts of an error of Stripe that tell of a decline. */
export interface Declining {
  readonly code?: string | null | undefined;
  readonly decline_code?: string | null | undefined;
  readonly advice_code?: string | null | undefined;
}

/** The code itself is known: with it, Stripe refused for a reason that a payer or another method can change. */
export function isDecline(code: string | undefined): boolean {
  return code !== undefined && byCode.has(code);
}

export function declineOf({ code, decline_code, advice_code }: Declining): Decline {
  const found = byCode.get(decline_code ?? '') ?? byCode.get(code ?? '');
  const { reason, retry } = found ?? { reason: 'DECLINED', retry: 'OTHER_METHOD' };
  return { reason, retry: (retry === 'NEVER' ? undefined : ADVICE.get(advice_code ?? '')) ?? retry };
}

/** The payer has to authenticate: the one decline that is not an end. */
export function wantsAuthentication({ code, decline_code }: Declining): boolean {
  return code === 'authentication_required' || decline_code === 'authentication_required';
}
