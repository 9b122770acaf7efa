import { currencyDigits } from './currencies.ts';

/** Money is a whole number of the currency's minor units: cents of EUR, yen of JPY. */
export interface Money {
  readonly amount: number;
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
}

/** Decimal places of the currency: 2 for EUR, 0 for JPY. Throws a RangeError for an unknown currency code. */
export function minorDigits(currency: string): number {
  const digits = currencyDigits(currency);
  if (digits === undefined) throw new RangeError(`${currency} is not a currency of ISO 4217`);
  return digits;
}

/** The amount in the currency's own unit, for formats that need it (2.9 for 290 cents). Do not calculate with it. */
export function inMajorUnits({ amount, currency }: Money): number {
  const digits = minorDigits(currency);
  return Number((amount / 10 ** digits).toFixed(digits));
}

/** The amount as text, with all decimal places: `-2.90` for -290 cents, `290` for 290 yen. */
export function moneyText({ amount, currency }: Money): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const sign = amount < 0 ? '-' : '';
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
