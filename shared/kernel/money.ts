/** Money is a whole number of the currency's minor units: cents of EUR, yen of JPY. */
export interface Money {
  readonly amount: number;
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
}

/** Decimal places of the currency: 2 for EUR, 0 for JPY. Throws a RangeError for an invalid currency code. */
export function minorDigits(currency: string): number {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return maximumFractionDigits ?? 2;
}

/** The amount in the currency's own unit, for formats that need it (2.9 for 290 cents). Do not calculate with it. */
export function inMajorUnits({ amount, currency }: Money): number {
  const digits = minorDigits(currency);
  return Number((amount / 10 ** digits).toFixed(digits));
}
