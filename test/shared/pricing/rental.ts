import type { Charge } from '../../../shared/contracts/billing/charge.ts';
import type { Tariff } from '../../../shared/contracts/billing/tariff.ts';
import type { PeriodKind, Usage } from '../../../shared/contracts/billing/usage.ts';
import { moneyText } from '../../../shared/kernel/money.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { clockOf, MINUTE_MS } from '../../../shared/kernel/time-zone.ts';
import { rateUsage } from '../../../shared/pricing/rate-usage.ts';
import type { RatingContext } from '../../../shared/pricing/rating.ts';

/** Tariffs and usages in short, for tests of prices. */

export const ZONE = 'Europe/Riga';

const plain: Tariff = {
  tariffId: 'test',
  version: 1,
  name: 'Test',
  description: 'For tests.',
  currency: 'EUR',
  timeZone: ZONE,
  distanceUnit: 'km',
  rates: [],
  taxes: { included: true, rates: [] },
};

export const tariffWith = (parts: Partial<Tariff>): Tariff => ({ ...plain, ...parts });

type RateOf = Tariff['rates'][number];

/** Each started minute of driving, unless said otherwise. */
export const perMinute = (rate: string, parts: Partial<RateOf> = {}): RateOf => ({
  rateId: 'time',
  dimension: 'time',
  during: ['driving'],
  counted: 'started',
  steps: [{ start: 0, rate, interval: 1 }],
  ...parts,
});

/** The exact share of each unit of distance, unless said otherwise. */
export const perKm = (rate: string, parts: Partial<RateOf> = {}): RateOf => ({
  rateId: 'km',
  dimension: 'distance',
  during: ['driving'],
  counted: 'exact',
  steps: [{ start: 0, rate, interval: 1 }],
  ...parts,
});

const measured = { startedAt: 'measured', endedAt: 'measured', distanceMetres: 'measured' } as const;

type PeriodInShort = readonly [kind: PeriodKind, minutes: number, km?: number];

/** Periods one after the other, from a time that the clock of Riga (or another zone) shows: `2026-03-02T10:00`. */
export function usageFrom(
  wall: string,
  periods: readonly PeriodInShort[],
  rest: Partial<Usage> & { readonly zone?: string } = {},
): Usage {
  const { zone = ZONE, ...parts } = rest;
  let from = clockOf(zone).timeAt(Date.parse(`${wall}Z`));
  return {
    periods: periods.map(([kind, minutes, km = 0]) => {
      const startedAt = instant(from);
      from += Math.round(minutes * MINUTE_MS);
      return { kind, startedAt, endedAt: instant(from), distanceMetres: km * 1000, found: measured };
    }),
    startZones: [],
    endZones: [],
    options: [],
    ...parts,
  };
}

/** Throws when the usage cannot be rated. */
export function chargeOf(tariff: Tariff, usage: Usage, context: RatingContext = {}): Charge {
  const rating = rateUsage(tariff, usage, context);
  if (rating.kind === 'cannot-be-rated') throw new Error(`${rating.code}: ${rating.detail}`);
  return rating.charge;
}

/** Lines and total in short: `{ time: '3.77', total: '3.77' }`. */
export function inShort({ lines, total, currency }: Charge): Readonly<Record<string, string>> {
  const text = (amount: number): string => moneyText({ amount, currency });
  return Object.fromEntries([
    ...lines.map(({ lineId, gross }) => [lineId, text(gross)]),
    ['total', text(total)],
  ]);
}
