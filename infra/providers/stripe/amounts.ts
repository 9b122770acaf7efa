import type { ProviderMoney } from '../../../shared/contracts/payments/seen-payment.ts';

/**
 * Stripe counts most currencies in the minor units of ISO 4217, and some otherwise
 * (https://docs.stripe.com/currencies, "Zero-decimal", "Three-decimal" and "Special cases").
 */

/** Without minor units in ISO 4217, but two decimals at Stripe, which must be 00. */
const TIMES_100: ReadonlySet<string> = new Set(['ISK', 'UGX']);
/** Two decimals in ISO 4217, but none at Stripe. */
const BY_100: ReadonlySet<string> = new Set(['MGA']);
/** Three decimals in both, but the last must be 0 at Stripe. */
const BY_TENS: ReadonlySet<string> = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

export interface StripeAmount {
  readonly amount: number;
  /** In lower case. */
  readonly currency: string;
}

/** The amount as Stripe counts it. Undefined when Stripe cannot express it. */
export function toStripe({ amount, currency }: ProviderMoney): StripeAmount | undefined {
  const code = currency.toLowerCase();
  if (TIMES_100.has(currency)) return { amount: amount * 100, currency: code };
  if (BY_100.has(currency)) return amount % 100 === 0 ? { amount: amount / 100, currency: code } : undefined;
  if (BY_TENS.has(currency) && amount % 10 !== 0) return undefined;
  return { amount, currency: code };
}

/**
 * An amount of Stripe in the minor units of ISO 4217. Only fees and conversions can have fractions of a króna or a
 * shilling: they are rounded to whole ones.
 */
export function fromStripe(amount: number, currency: string): { amount: number; currency: string } {
  const code = currency.toUpperCase();
  if (TIMES_100.has(code)) return { amount: Math.round(amount / 100), currency: code };
  return { amount: BY_100.has(code) ? amount * 100 : amount, currency: code };
}
