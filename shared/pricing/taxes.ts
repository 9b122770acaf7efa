import type { Charge, ChargeLine } from '../contracts/billing/charge.ts';
import type { Tariff, Tax } from '../contracts/billing/tariff.ts';
import { halfUpProduct, millionths } from '../kernel/decimal.ts';

/**
 * Each tax is worked out on the sum of the lines, and rounded half up. A line has what its amount adds to the tax of the
 * lines before it. So the lines add up in every column, the tax is that of the whole document (EN 16931, BR-CO-17), a price
 * of zero has no tax, and more use never has less tax. Taxes of single lines, each rounded, would break all three.
 */
const HUNDRED_PERCENT = millionths('100');

/** The taxes at the place where the car is handed over. Undefined when the tariff has taxes, and none for this place. */
export function taxesAt({ taxes: { rates } }: Tariff, place: string | undefined): readonly Tax[] | undefined {
  const here = rates.filter(
    ({ places }) => places === undefined || (place !== undefined && places.includes(place)),
  );
  return here.length === 0 && rates.length > 0 ? undefined : here;
}

/** Splits the amounts of one charge into net, taxes and gross, line by line. */
export class TaxSplit {
  readonly #included: boolean;
  readonly #taxes: readonly { readonly taxId: string; readonly percent: number }[];
  readonly #whole: number;
  /** Of the lines so far: their amounts, and each tax. */
  #sum = 0;
  readonly #taxSums: number[];

  constructor(included: boolean, taxes: readonly Tax[]) {
    this.#included = included;
    this.#taxes = taxes.map(({ taxId, percent }) => ({ taxId, percent: millionths(percent) }));
    const percents = this.#taxes.reduce((all, { percent }) => all + percent, 0);
    this.#whole = included ? HUNDRED_PERCENT + percents : HUNDRED_PERCENT;
    this.#taxSums = taxes.map(() => 0);
  }

  /** The next line. */
  split(amount: number): Pick<ChargeLine, 'net' | 'taxes' | 'gross'> {
    this.#sum += amount;
    let all = 0;
    const taxes = this.#taxes.map(({ taxId, percent }, n) => {
      const taxSum = halfUpProduct(this.#sum, percent, this.#whole);
      const tax = taxSum - (this.#taxSums[n] ?? 0);
      this.#taxSums[n] = taxSum;
      all += tax;
      return { taxId, amount: tax };
    });
    return this.#included
      ? { net: amount - all, taxes, gross: amount }
      : { net: amount, taxes, gross: amount + all };
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
