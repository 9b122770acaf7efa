import type { Charge, ChargeLine } from '../contracts/billing/charge.ts';
import type { Tariff, Tax } from '../contracts/billing/tariff.ts';
import { halfUpProduct, millionths } from '../kernel/decimal.ts';

/**
 * Taxes are worked out for each line and rounded half up, once, so that the lines of a charge add up in every column.
 * Where taxes are included, they are taken out of the line’s amount; else they are added to it.
 */
const HUNDRED_PERCENT = millionths('100');

/** The taxes at the place where the car is handed over. Undefined when the tariff has taxes, and none for this place. */
export function taxesAt({ taxes: { rates } }: Tariff, place: string | undefined): readonly Tax[] | undefined {
  const here = rates.filter(
    ({ places }) => places === undefined || (place !== undefined && places.includes(place)),
  );
  return here.length === 0 && rates.length > 0 ? undefined : here;
}

/** Splits amounts into net, taxes and gross. */
export class TaxSplit {
  readonly #included: boolean;
  readonly #taxes: readonly { readonly taxId: string; readonly percent: number }[];
  readonly #whole: number;

  constructor(included: boolean, taxes: readonly Tax[]) {
    this.#included = included;
    this.#taxes = taxes.map(({ taxId, percent }) => ({ taxId, percent: millionths(percent) }));
    const sum = this.#taxes.reduce((all, { percent }) => all + percent, 0);
    this.#whole = included ? HUNDRED_PERCENT + sum : HUNDRED_PERCENT;
  }

  split(amount: number): Pick<ChargeLine, 'net' | 'taxes' | 'gross'> {
    let sum = 0;
    const taxes = this.#taxes.map(({ taxId, percent }) => {
      const tax = halfUpProduct(amount, percent, this.#whole);
      sum += tax;
      return { taxId, amount: tax };
    });
    return this.#included
      ? { net: amount - sum, taxes, gross: amount }
      : { net: amount, taxes, gross: amount + sum };
  }
}

/** What the lines come to. */
export function sumsOf(
  lines: readonly ChargeLine[],
  taxes: readonly Tax[],
): Pick<Charge, 'net' | 'taxes' | 'total'> {
  let [net, total] = [0, 0];
  const amounts = taxes.map(() => 0);
  for (const line of lines) {
    net += line.net;
    total += line.gross;
    for (const [n, { amount }] of line.taxes.entries()) amounts[n] = (amounts[n] ?? 0) + amount;
  }
  return {
    net,
    taxes: taxes.map(({ taxId, name, percent }, n) => ({ taxId, name, percent, amount: amounts[n] ?? 0 })),
    total,
  };
}
