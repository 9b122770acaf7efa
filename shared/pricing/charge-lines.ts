import type { ChargeLine, Discount, Part, Reason } from '../contracts/billing/charge.ts';
import { MINIMUM_LINE } from '../contracts/billing/tariff.ts';
import { MINUTE_MS } from '../kernel/time-zone.ts';
import type { Saving } from './caps.ts';
import type { CompiledFixed, CompiledTariff } from './compiled-tariff.ts';
import { lowered } from './discounts.ts';
import { type Meter, type Share, sixDecimals } from './meter.ts';
import type { PackageUse } from './package-use.ts';
import type { TaxSplit } from './taxes.ts';

/** A usage whose quantities are counted and whose lines are rounded. */
export interface PricedUsage {
  readonly meters: readonly Meter[];
  /** For each line of rates: what remains of each unit after a package. */
  readonly shares: readonly (Share | undefined)[];
  /** For each line of rates, in minor units. */
  readonly amounts: readonly number[];
  readonly fixed: readonly CompiledFixed[];
  readonly packageUse: PackageUse | undefined;
  readonly savings: readonly Saving[];
}

/** The lines of a charge: what was used, then what caps, minimum and discounts change about it. */
export function linesOf(
  compiled: CompiledTariff,
  priced: PricedUsage,
  isUsed: boolean,
  discounts: readonly Discount[],
  split: TaxSplit,
): readonly ChargeLine[] {
  const lines: ChargeLine[] = [];
  let price = 0;
  const add = (lineId: string, reason: Reason, parts: Part[], amount: number): void => {
    price += amount;
    lines.push({ lineId, reason, parts, ...split.split(amount) });
  };
  for (const { fixed, amount, reason } of priced.fixed)
    add(fixed.lineId, reason, [once(fixed.lineId, 'once', 1, fixed.amount)], amount);
  const { packageUse } = priced;
  if (packageUse !== undefined) addPackage(packageUse, add);
  for (const [n, { lineId, reason, rates }] of compiled.lines.entries()) {
    const { part, whole } = priced.shares[n] ?? { part: 1, whole: 1 };
    const parts = rates.flatMap(({ index }) => priced.meters[index]?.parts(part / whole) ?? []);
    if (parts.length > 0) add(lineId, reason, parts, priced.amounts[n] ?? 0);
  }
  for (const {
    cap: { cap, limit },
    amount,
    windows,
  } of priced.savings) {
    const { capId, covers, per } = cap;
    add(capId, { code: 'CAP', covers, per, limit, windows }, [], -amount);
  }
  const missing = missingToMinimum(compiled, priced, isUsed);
  if (missing > 0 && compiled.minimum !== undefined) {
    const { amount: limit, covers } = compiled.minimum;
    add(MINIMUM_LINE, { code: 'MINIMUM', covers: [...covers], limit: isUsed ? limit : 0 }, [], missing);
  }
  if (discounts.length > 0)
    for (const { lineId, reason, amount } of lowered(price, discounts)) add(lineId, reason, [], amount);
  return lines;
}

const once = (rateId: string, unit: Part['unit'], quantity: number, rate: string): Part => ({
  rateId,
  unit,
  quantity,
  rate,
  interval: 1,
  from: 0,
});

function addPackage(
  use: PackageUse,
  add: (lineId: string, reason: Reason, parts: Part[], amount: number) => void,
): void {
  const { package: one, count, timeIncluded, distanceIncluded } = use;
  const { packageId, per, price } = one.package;
  const reason: Reason = {
    code: 'PACKAGE',
    minutesIncluded: sixDecimals(timeIncluded / MINUTE_MS),
    distanceIncluded: sixDecimals(distanceIncluded / one.distanceSize),
  };
  add(
    packageId,
    reason,
    [once(packageId, per === 'rental' ? 'once' : '24 hours', count, price)],
    one.price * count,
  );
}

/** What the covered lines, after their caps, fall short of the minimum. A car that was only reserved has the minimum 0. */
function missingToMinimum({ minimum, lines }: CompiledTariff, priced: PricedUsage, isUsed: boolean): number {
  if (minimum === undefined) return 0;
  const { covers, amount: limit } = minimum;
  let sum = 0;
  for (const [n, { lineId }] of lines.entries()) if (covers.has(lineId)) sum += priced.amounts[n] ?? 0;
  for (const { fixed, amount } of priced.fixed) if (covers.has(fixed.lineId)) sum += amount;
  const { packageUse } = priced;
  if (packageUse !== undefined && covers.has(packageUse.package.package.packageId))
    sum += packageUse.package.price * packageUse.count;
  for (const { cap, amount } of priced.savings)
    if (cap.cap.covers.every((line) => covers.has(line))) sum -= amount;
  return Math.max(0, (isUsed ? limit : 0) - sum);
}
