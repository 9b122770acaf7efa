import {
  Boolean as Bool,
  Integer,
  Array as List,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
} from 'typebox';
import { strict } from '../fields.ts';

/**
 * What driving costs. The shape is that of GBFS pricing plans, in minor units. A tariff is never changed: another price
 * is another tariff with another id, so that the tariff of a rental can be read for as long as it matters.
 */

export const Money = Obj(
  {
    amount: Integer({ description: 'In the currency’s minor units: cents of EUR' }),
    currency: Str({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
  },
  strict,
);
type Money = Static<typeof Money>;

/** From `start` (inclusive) to `end` (exclusive), or without an end. Segments that overlap add up. */
const Segment = Obj(
  {
    start: Integer({ minimum: 0, description: 'Minutes or kilometres' }),
    end: Optional(Integer({ minimum: 1 })),
    rate: Integer({
      description: 'Minor units for each interval that has begun; a negative rate is a discount',
    }),
    interval: Integer({ minimum: 0, description: 'Minutes or kilometres; 0: charged once' }),
  },
  strict,
);

export const TariffId = Str({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' });

export const Tariff = Obj(
  {
    tariffId: TariffId,
    name: Str({ minLength: 1, maxLength: 80 }),
    description: Str({ minLength: 1, maxLength: 500 }),
    currency: Money.properties.currency,
    unlock: Integer({ minimum: 0, description: 'Once a rental, minor units' }),
    perMinute: List(Segment),
    perKm: List(Segment),
    taxIncluded: Bool(),
  },
  strict,
);
export type Tariff = Static<typeof Tariff>;

export const tariffs: readonly Tariff[] = [
  {
    tariffId: 'city-2026',
    name: 'City',
    description:
      '1.00 € for the unlocking, 0.29 € a minute (0.19 € from the fifth hour on), 0.25 € a kilometre.',
    currency: 'EUR',
    unlock: 100,
    perMinute: [
      { start: 0, end: 240, rate: 29, interval: 1 },
      { start: 240, rate: 19, interval: 1 },
    ],
    perKm: [{ start: 0, rate: 25, interval: 1 }],
    taxIncluded: true,
  },
  {
    tariffId: 'cargo-2026',
    name: 'Cargo',
    description:
      '1.00 € for the unlocking, 0.39 € a minute (0.25 € from the fifth hour on), 0.35 € a kilometre.',
    currency: 'EUR',
    unlock: 100,
    perMinute: [
      { start: 0, end: 240, rate: 39, interval: 1 },
      { start: 240, rate: 25, interval: 1 },
    ],
    perKm: [{ start: 0, rate: 35, interval: 1 }],
    taxIncluded: true,
  },
];

/** Throws a RangeError for an unknown id: every id that was ever used keeps its tariff. */
export function tariffOf(id: string): Tariff {
  const found = tariffs.find(({ tariffId }) => tariffId === id);
  if (found === undefined) throw new RangeError(`There is no tariff ${id}`);
  return found;
}

/** The prices at the beginning of a rental, by which riders compare cars. */
export function firstPrices({ currency, unlock, perMinute, perKm }: Tariff): {
  readonly unlock: Money;
  readonly perMinute: Money;
  readonly perKm: Money;
} {
  const money = (amount: number): Money => ({ amount, currency });
  return { unlock: money(unlock), perMinute: money(firstRate(perMinute)), perKm: money(firstRate(perKm)) };
}

function firstRate(segments: Tariff['perMinute']): number {
  const first = segments.filter(({ start, interval }) => start === 0 && interval > 0);
  return Math.round(first.reduce((sum, { rate, interval }) => sum + rate / interval, 0));
}
