import type { Part } from '../contracts/billing/charge.ts';
import { halfUp, halfUpBig, isExact } from '../kernel/decimal.ts';
import type { CompiledLine, CompiledRate, CompiledStep } from './compiled-tariff.ts';

/** Counts what one rate charges for: milliseconds or micrometres, since its steps have begun. */
export class Meter {
  readonly rate: CompiledRate;
  /** Since the steps began. */
  quantity = 0;
  /** Free quantity of earlier runs of the steps. */
  #freeBefore = 0;
  /** What earlier runs charged in each step. */
  #chargedBefore: readonly number[] | undefined;

  constructor(rate: CompiledRate) {
    this.rate = rate;
  }

  /** Lets the steps begin again; what was counted stays charged. */
  restart(): void {
    if (this.quantity === 0) return;
    this.#chargedBefore = this.rate.steps.map((step, n) => this.chargedIn(step, n));
    this.#freeBefore = this.freeQuantity;
    this.quantity = 0;
  }

  get freeQuantity(): number {
    return this.#freeBefore + Math.min(this.quantity, this.rate.free);
  }

  /**
   * What a step charges: intervals where a started one counts, milliseconds or micrometres where the share counts, 1 for a
   * step that is charged once.
   */
  chargedIn({ start, end, interval, started }: CompiledStep, n: number): number {
    const before = this.#chargedBefore?.[n] ?? 0;
    const within = Math.min(this.quantity - this.rate.free, end) - start;
    if (within <= 0) return before;
    if (interval === 0) return before + 1;
    return before + (started ? Math.ceil(within / interval) : within);
  }

  /** What the rider is told, a part for each step that charges. `share` is what remains after a package, 1 for all. */
  parts(share: number): Part[] {
    const { rate, steps, unit, size } = this.rate;
    const free = this.freeQuantity;
    const found: Part[] = [];
    for (const [n, step] of steps.entries()) {
      const charged = this.chargedIn(step, n);
      const text = rate.steps[n];
      if (text === undefined || (charged === 0 && (n > 0 || free === 0))) continue;
      const quantity =
        step.interval === 0 ? charged : ((step.started ? charged * step.interval : charged) * share) / size;
      const part: Part = {
        rateId: rate.rateId,
        unit: step.interval === 0 ? 'once' : unit,
        quantity: sixDecimals(quantity),
        rate: text.rate,
        interval: step.interval === 0 ? 1 : text.interval,
        from: text.start,
      };
      found.push(n === 0 && free > 0 ? { ...part, free: sixDecimals(free / size) } : part);
    }
    return found;
  }
}

/** For people. Amounts are computed from whole numbers. */
export const sixDecimals = (value: number): number => Math.round(value * 1e6) / 1e6;

/** What remains to be charged of each unit, where a package takes an equal share of all. */
export interface Share {
  readonly part: number;
  readonly whole: number;
}

/** A line’s amount in minor units, rounded half up, once. */
export function amountOf(line: CompiledLine, meters: readonly Meter[], share: Share | undefined): number {
  if (line.smallDenominator === 0 || share !== undefined) return bigAmountOf(line, meters, share);
  let sum = 0;
  for (const { index, steps } of line.rates) {
    const meter = meters[index];
    if (meter === undefined) continue;
    for (const [n, step] of steps.entries()) {
      const product = meter.chargedIn(step, n) * step.smallNumerator;
      // NaN, and what is too large, is computed again with big numbers.
      if (!isExact(product)) return bigAmountOf(line, meters, share);
      sum += product;
    }
  }
  return isExact(sum) ? halfUp(sum, line.smallDenominator) : bigAmountOf(line, meters, share);
}

function bigAmountOf(line: CompiledLine, meters: readonly Meter[], share: Share | undefined): number {
  let sum = 0n;
  for (const { index, steps } of line.rates) {
    const meter = meters[index];
    for (const [n, step] of steps.entries()) sum += BigInt(meter?.chargedIn(step, n) ?? 0) * step.numerator;
  }
  return share === undefined
    ? halfUpBig(sum, line.denominator)
    : halfUpBig(sum * BigInt(share.part), line.denominator * BigInt(share.whole));
}
