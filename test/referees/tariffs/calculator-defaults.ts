/**
 * What carsharecalc adds where a tariff of a provider has no value in a column (its `web/lib/calc.js`, as of February 2026).
 * This is the calculator’s knowledge about the provider. It is not in tariffs.tsv, and no rule of our engine.
 */
interface ProviderDefaults {
  /** For every type but DAILY, where `fixed_fee_eur` is empty or 0. */
  readonly serviceFee?: string;
  /** For PAYG, where `min_total_eur` is empty or 0. */
  readonly paygMinimum?: string;
}

export const calculatorDefaults: Readonly<Record<string, ProviderDefaults>> = {
  carguru: { serviceFee: '0.99', paygMinimum: '2.00' },
};
