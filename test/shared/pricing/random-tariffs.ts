import { type Arbitrary, array, boolean, constantFrom, integer, option, record, tuple } from 'fast-check';
import type { Rate, Tariff } from '../../../shared/contracts/billing/tariff.ts';
import type { Usage } from '../../../shared/contracts/billing/usage.ts';
import { instant } from '../../../shared/kernel/time.ts';
import type { PlainPeriod } from './decimal-oracle.ts';
import { perKm, perMinute, tariffWith } from './rental.ts';

/** Tariffs and rentals by chance, for properties. All tariffs are without faults. */

export const TICK_MS = 30_000;

const cents = (max: number): Arbitrary<string> =>
  integer({ min: 0, max }).map((amount) => (amount / 100).toFixed(2));
const price: Arbitrary<string> = integer({ min: 0, max: 9999 }).map((amount) => (amount / 10_000).toFixed(4));

const intervals = constantFrom(1, 5, 15);
const stepsOfTime: Arbitrary<Rate['steps']> = tuple(
  integer({ min: 0, max: 20 }),
  intervals,
  price,
  price,
).map(([length, interval, one, other]) =>
  length === 0
    ? [{ start: 0, rate: one, interval }]
    : [
        { start: 0, end: length * interval, rate: one, interval },
        { start: length * interval, rate: other, interval },
      ],
);
const counted = constantFrom<Rate['counted'][]>('started', 'exact');
const free = option(integer({ min: 1, max: 30 }), { nil: undefined, freq: 1 });

const rateWith = (base: Rate): Arbitrary<Rate> =>
  record({ steps: stepsOfTime, counted, free }).map(({ free, ...rest }) => ({
    ...base,
    ...rest,
    ...(free === undefined ? {} : { free }),
  }));

const used = ['driving', 'paused'] as const;
const byClock = tuple(
  rateWith(
    perMinute('0', {
      rateId: 'day',
      line: 'time',
      during: [...used],
      when: { timesOfDay: [{ from: '06:30', to: '22:00' }] },
    }),
  ),
  rateWith(
    perMinute('0', {
      rateId: 'night',
      line: 'time',
      during: [...used],
      when: { timesOfDay: [{ from: '22:00', to: '06:30' }] },
    }),
  ),
);
const allDay = tuple(rateWith(perMinute('0', { during: [...used] })));
const km = tuple(price, counted, constantFrom(1, 0.2)).map(([rate, counted, interval]) =>
  perKm(rate, { counted, steps: [{ start: 0, rate, interval }] }),
);
const held = rateWith(perMinute('0', { rateId: 'held', during: ['reserved'] }));

const caps = option(
  record({
    amount: cents(4000),
    per: constantFrom('hour', 'day'),
    unused: constantFrom('lapses', 'carries-over'),
    withKm: boolean(),
  }),
).map(
  (cap): NonNullable<Tariff['caps']> =>
    cap === null
      ? []
      : [
          {
            capId: 'cap',
            amount: cap.amount,
            covers: cap.withKm ? ['time', 'km'] : ['time'],
            per: cap.per,
            from: 'start',
            unused: cap.unused,
          },
        ],
);
const minimum = option(cents(500)).map((amount) =>
  amount === null ? {} : { minimum: { amount, covers: ['unlock', 'time', 'km'] } },
);
const taxes = tuple(boolean(), option(constantFrom('21', '9.975', '5.5'))).map(
  ([included, percent]): Tariff['taxes'] => ({
    included,
    rates: percent === null ? [] : [{ taxId: 'vat', name: 'VAT', percent }],
  }),
);

/** Without packages: prices of these never fall as use grows. */
export const plainTariff: Arbitrary<Tariff> = record({
  times: constantFrom('clock', 'all-day').chain(
    (which): Arbitrary<readonly Rate[]> => (which === 'clock' ? byClock : allDay),
  ),
  km,
  held,
  unlock: cents(300),
  caps,
  minimum,
  taxes,
}).map(({ times, km, held, unlock, caps, minimum, taxes }) =>
  tariffWith({
    fixed: [{ lineId: 'unlock', amount: unlock, during: ['driving', 'paused'] }],
    rates: [...times, km, held],
    caps,
    ...minimum,
    taxes,
  }),
);

/** Some with a package. */
export const anyTariff: Arbitrary<Tariff> = tuple(
  plainTariff,
  option(
    record({
      price: cents(3000),
      minutes: integer({ min: 1, max: 200 }),
      kilometres: integer({ min: 1, max: 40 }),
    }),
  ),
).map(([tariff, bought]) =>
  bought === null
    ? tariff
    : {
        ...tariff,
        packages: [
          {
            packageId: 'pack',
            price: bought.price,
            per: 'rental',
            time: { lines: ['time'], minutes: bought.minutes, taken: 'first' },
            distance: { lines: ['km'], included: bought.kilometres },
          },
        ],
      },
);

const period: Arbitrary<PlainPeriod> = record({
  kind: constantFrom('driving', 'paused'),
  ticks: integer({ min: 1, max: 400 }),
  // A whole number of micrometres a tick.
  speed: integer({ min: 0, max: 800 }),
}).map(({ kind, ticks, speed }) => ({ kind, ticks, metres: kind === 'driving' ? speed * ticks : 0 }));

const reservation: Arbitrary<PlainPeriod[]> = integer({ min: 0, max: 60 }).map((ticks) =>
  ticks === 0 ? [] : [{ kind: 'reserved', ticks, metres: 0 }],
);

/** Often across midnight, and across a change of the clock. */
export const start: Arbitrary<number> = tuple(
  constantFrom('2026-03-02', '2026-03-28', '2026-10-24', '2026-12-31'),
  integer({ min: 0, max: 2879 }),
).map(([day, tick]) => Date.parse(`${day}T12:00:00Z`) + tick * TICK_MS);

export const periods: Arbitrary<PlainPeriod[]> = tuple(
  reservation,
  array(period, { minLength: 1, maxLength: 5 }),
).map(([before, after]) => [...before, ...after]);

export const voucher: Arbitrary<string | undefined> = option(constantFrom('10', '33.3333', '100')).map(
  (percent) => percent ?? undefined,
);

const measured = { startedAt: 'measured', endedAt: 'measured', distanceMetres: 'measured' } as const;

export function usageOf(start: number, periods: readonly PlainPeriod[]): Usage {
  let from = start;
  return {
    periods: periods.map(({ kind, ticks, metres }) => {
      const startedAt = instant(from);
      from += ticks * TICK_MS;
      return { kind, startedAt, endedAt: instant(from), distanceMetres: metres, found: measured };
    }),
    startZones: [],
    endZones: [],
    options: [],
  };
}
