import type { Tariff } from '../contracts/billing/tariff.ts';
import { MILLION } from '../kernel/decimal.ts';
import type { Instant } from '../kernel/time.ts';
import { pricingPlan } from './gbfs-plan.ts';

/** The prices at the beginning of a rental, in the currency’s own unit, by which riders compare cars. */
export interface FirstPrices {
  readonly unlock: string;
  readonly perMinute: string;
  readonly perKm: string;
}

/** What the plan of the tariff says of the first minute and the first kilometre. Packages and further rules are not in it. */
export function firstPrices(tariff: Tariff, at: Instant): FirstPrices {
  const { price, per_min_pricing, per_km_pricing } = pricingPlan(tariff, at);
  return {
    unlock: decimalText(price),
    perMinute: decimalText(firstRate(per_min_pricing)),
    perKm: decimalText(firstRate(per_km_pricing)),
  };
}

/** Segments that overlap add up. */
function firstRate(
  segments: readonly { readonly start: number; readonly rate: number; readonly interval: number }[],
): number {
  return segments
    .filter(({ start, interval }) => start === 0 && interval > 0)
    .reduce((sum, { rate, interval }) => sum + rate / interval, 0);
}

/** At least two decimals, and no more than there are. */
function decimalText(value: number): string {
  const [whole = '0', fraction = ''] = String(Math.round(value * MILLION) / MILLION).split('.');
  return `${whole}.${fraction.padEnd(2, '0')}`;
}
