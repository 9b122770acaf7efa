import { parseArgs } from 'node:util';
import type { Tariff } from '../shared/contracts/billing/tariff.ts';
import type { Usage } from '../shared/contracts/billing/usage.ts';
import { instant } from '../shared/kernel/time.ts';
import { MINUTE_MS } from '../shared/kernel/time-zone.ts';
import { rateUsage } from '../shared/pricing/rate-usage.ts';
import { type PlainPeriod, totalByOracle } from '../test/shared/pricing/decimal-oracle.ts';

/** Records a second on one core. */
const AIM = 200_000;
const TICK_MINUTES = 0.5;

/**
 * How many usages of two periods (a drive and a pause) the pricing engine rates in a second, on one core. Beside it, in the
 * same run: the oracle of the tests, which works with decimal numbers, on the same usages and with the same totals.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { seconds: { type: 'string', default: '3' } } });
  const seconds = Number(values.seconds);
  const plans = Array.from({ length: 500 }, (_, n) => planOf(n));
  const usages = plans.map(({ start, periods }) => usageOf(start, periods));
  const lines = [
    `usages of two periods, a second on one core, ${seconds} s each`,
    row('minutes, kilometres, minimum, tax', perSecond(city, usages, seconds), `(aim ${AIM})`),
    row('the same with day and night, a cap a day', perSecond(byClock, usages, seconds), ''),
    row('the first, by the decimal oracle of the tests', oraclePerSecond(city, plans, seconds), ''),
  ];
  const differing = plans.filter(
    ({ start, periods }, n) => totalOf(byClock, usages[n]) !== oracleCents(byClock, start, periods),
  );
  process.stdout.write(
    `${lines.join('\n')}\n  totals that differ from the oracle’s: ${differing.length} of ${plans.length}\n`,
  );
}

const row = (name: string, count: number, rest: string): string =>
  `  ${name.padEnd(46)} ${String(Math.round(count)).padStart(8)}  ${rest}`.trimEnd();

const time = (rateId: string, rest: Partial<Tariff['rates'][number]>): Tariff['rates'][number] => ({
  rateId,
  line: 'time',
  dimension: 'time',
  during: ['driving', 'paused'],
  counted: 'started',
  steps: [
    { start: 0, end: 240, rate: '0.29', interval: 1 },
    { start: 240, rate: '0.19', interval: 1 },
  ],
  ...rest,
});

const city: Tariff = {
  tariffId: 'city',
  version: 1,
  name: 'City',
  description: 'For the benchmark.',
  currency: 'EUR',
  timeZone: 'Europe/Riga',
  distanceUnit: 'km',
  fixed: [{ lineId: 'unlock', amount: '1.00', during: ['driving'] }],
  rates: [
    time('time', {}),
    {
      rateId: 'km',
      dimension: 'distance',
      during: ['driving'],
      counted: 'exact',
      steps: [{ start: 0, rate: '0.25', interval: 1 }],
    },
  ],
  minimum: { amount: '2.50', covers: ['unlock', 'time', 'km'] },
  taxes: { included: true, rates: [{ taxId: 'vat', name: 'VAT', percent: '21' }] },
};

const byClock: Tariff = {
  ...city,
  rates: [
    time('day', { when: { timesOfDay: [{ from: '06:00', to: '22:00' }] } }),
    time('night', { when: { timesOfDay: [{ from: '22:00', to: '06:00' }] } }),
    ...city.rates.slice(1),
  ],
  caps: [
    { capId: 'day-cap', amount: '39.00', covers: ['time'], per: 'day', from: 'start', unused: 'lapses' },
  ],
};

interface Plan {
  readonly start: number;
  readonly periods: readonly PlainPeriod[];
}

/** Starts all over the day and the year, 5 to 60 minutes of driving, up to an hour of pause. */
function planOf(n: number): Plan {
  const start = Date.parse('2026-01-01T00:00:00Z') + n * 1037 * MINUTE_MS;
  const driving = 10 + ((n * 37) % 110);
  return {
    start,
    periods: [
      { kind: 'driving', ticks: driving, metres: driving * 275 },
      { kind: 'paused', ticks: 1 + ((n * 53) % 119), metres: 0 },
    ],
  };
}

function usageOf(start: number, periods: readonly PlainPeriod[]): Usage {
  let from = start;
  return {
    periods: periods.map(({ kind, ticks, metres }) => {
      const startedAt = instant(from);
      from += ticks * TICK_MINUTES * MINUTE_MS;
      const found = { startedAt: 'measured', endedAt: 'measured', distanceMetres: 'measured' } as const;
      return { kind, startedAt, endedAt: instant(from), distanceMetres: metres, found };
    }),
    startZones: [],
    endZones: [],
    options: [],
  };
}

function perSecond(tariff: Tariff, usages: readonly Usage[], seconds: number): number {
  return measured(seconds, () => {
    for (const usage of usages) if (rateUsage(tariff, usage).kind !== 'rated') throw new Error('not rated');
    return usages.length;
  });
}

function oraclePerSecond(tariff: Tariff, plans: readonly Plan[], seconds: number): number {
  let n = 0;
  return measured(seconds, () => {
    const plan = plans[n++ % plans.length];
    if (plan !== undefined) totalByOracle(tariff, plan.start, plan.periods, undefined);
    return 1;
  });
}

/** What is done a second, after a third of the time for warming up. */
function measured(seconds: number, work: () => number): number {
  const warm = performance.now() + (seconds * 1000) / 3;
  while (performance.now() < warm) work();
  const started = performance.now();
  let done = 0;
  while (performance.now() < started + seconds * 1000) done += work();
  return (done / (performance.now() - started)) * 1000;
}

function totalOf(tariff: Tariff, usage: Usage | undefined): number | undefined {
  const rating = usage === undefined ? undefined : rateUsage(tariff, usage);
  return rating?.kind === 'rated' ? rating.charge.total : undefined;
}

const oracleCents = (tariff: Tariff, start: number, periods: readonly PlainPeriod[]): number =>
  totalByOracle(tariff, start, periods, undefined).times(100).toNumber();
