import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparePrices } from './compare.ts';
import { decimalOf } from './european-number.ts';

const read = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');
const [tariffs, prices] = [read('tariffs.tsv'), read('prices.csv')];
const tariffColumns = (tariffs.split('\n')[0] ?? '').split('\t');
const priceColumns = (prices.split('\n')[0] ?? '').split(',');

type Cells = Readonly<Record<string, string | number | boolean>>;
const row = (columns: readonly string[], cells: Cells, delimiter: string): string =>
  columns.map((column) => String(cells[column] ?? '')).join(delimiter);

/** One tariff and one price of the same form as in the files, but in neither of them. */
const compared = (tariff: Cells, price: Cells) =>
  comparePrices(
    [tariffColumns.join('\t'), row(tariffColumns, { option_id: 'x', ...tariff }, '\t')].join('\n'),
    [priceColumns.join(','), row(priceColumns, { option_id: 'x', ...price }, ',')].join('\n'),
  );

const payg = {
  provider_id: 'other',
  option_type: 'PAYG',
  drive_day_min_rate_eur: '0,21',
  km_rate_eur: '0.333',
};
const halfHour = { start_local: '2026-05-05T10:00:00', total_min: 30, drive_day_min: 30, km: 5 };

describe('the prices of Riga', () => {
  it('agree, all of them, to the cent', () => {
    expect(comparePrices(tariffs, prices)).toEqual({ agreed: 2685, differing: [], notExpressible: [] });
  });

  it('differ when a price is changed by a cent', () => {
    const [heading = '', first = ''] = prices.split('\n');
    const changed = first.replace(/[\d.]+$/, (total) => (Number(total) + 0.01).toFixed(2));

    expect(comparePrices(tariffs, `${heading}\n${changed}\n`)).toEqual({
      agreed: 0,
      differing: [
        'line 2, bolt_vw_t_cross_payg: total_eur is 2.88 by us and 2.89 by the file (the parts in the file do not add up to its total)',
      ],
      notExpressible: [],
    });
  });
});

describe('files that were never seen', () => {
  it.each<readonly [string, Cells, Cells]>([
    [
      'a decimal comma, and three decimals',
      payg,
      { ...halfHour, time_eur: 6.3, km_eur: 1.67, total_eur: 7.97 },
    ],
    [
      'free kilometres and every fee',
      {
        ...payg,
        included_km: 3,
        unlock_fee_eur: 1,
        reservation_fee_eur: 0.5,
        fixed_fee_eur: 0.25,
        airport_fee_eur: 4,
      },
      {
        ...halfHour,
        airport: true,
        time_eur: 6.3,
        km_eur: 0.67,
        fees_eur: 1.75,
        airport_eur: 4,
        total_eur: 12.72,
      },
    ],
    [
      'a package whose extra kilometres have their own price, and a cap',
      {
        ...payg,
        option_type: 'PACKAGE',
        package_price_eur: '1.250',
        included_min: 10,
        included_km: 2,
        over_km_rate_eur: 1,
        cap_24h_eur: 3,
      },
      { ...halfHour, plan_eur: 1250, time_eur: 3, km_eur: 3, cap_saved_eur: 1.2, total_eur: 1256 },
    ],
    [
      'daily prices with kilometres a day',
      {
        ...payg,
        option_type: 'DAILY',
        daily_price_eur: 20,
        daily_included_km: 40,
        daily_over_km_rate_eur: 0.5,
      },
      {
        start_local: '2026-05-05T10:00:00',
        total_min: 1441,
        drive_day_min: 961,
        drive_night_min: 480,
        km: 100,
        plan_eur: 40,
        km_eur: 10,
        total_eur: 50,
      },
    ],
    [
      'daily prices without a limit of kilometres',
      { ...payg, option_type: 'DAILY', daily_price_eur: 20, daily_unlimited_km: 'TRUE' },
      { ...halfHour, km: 1000, plan_eur: 20, total_eur: 20 },
    ],
    [
      'the night in which clocks are set forward',
      { ...payg, drive_night_min_rate_eur: 0.1 },
      {
        start_local: '2026-03-28T21:00:00',
        total_min: 540,
        drive_day_min: 120,
        drive_night_min: 420,
        time_eur: 67.2,
        total_eur: 67.2,
      },
    ],
  ])('agree: %s', (_, tariff, price) => {
    expect(compared(tariff, price)).toEqual({ agreed: 1, differing: [], notExpressible: [] });
  });

  it.each<readonly [string, Cells, Cells]>([
    ['There is no rule for the type MONTHLY', { ...payg, option_type: 'MONTHLY' }, halfHour],
    ['much is not a number', { ...payg, km_rate_eur: 'much' }, halfHour],
    ['tariffs.tsv has no such tariff', { ...payg, option_id: 'y' }, halfHour],
    [
      'Its minutes of day and night are not those of the clock',
      payg,
      { ...halfHour, start_local: '2026-05-05T21:45:00' },
    ],
    ['Its kinds of minutes are 10 more than its total', payg, { ...halfHour, total_min: 20 }],
    ['today is not a local time', payg, { ...halfHour, start_local: 'today' }],
    ['is no whole number of the currency’s minor units', { ...payg, trip_fee_eur: '0.555' }, halfHour],
  ])('cannot be expressed: %s', (why, tariff, price) => {
    const { agreed, notExpressible } = compared(tariff, price);

    expect(agreed).toBe(0);
    expect(notExpressible).toEqual([expect.stringContaining(why)]);
  });

  it('differ with the parts, and with the rule where one explains it', () => {
    // 0.13 + 0.005 → 0.01, and 2.99 − 0.135 = 2.855 → 2.86: the file’s parts come to 3.00.
    const tariff = { ...payg, drive_day_min_rate_eur: 0.13, km_rate_eur: 0.005, min_total_eur: 2.99 };
    const price = {
      ...halfHour,
      total_min: 1,
      drive_day_min: 1,
      km: 1,
      time_eur: 0.13,
      km_eur: 0.01,
      min_added_eur: 2.86,
      total_eur: 3,
    };

    expect(compared(tariff, price).differing).toEqual([
      'line 2, x: min_added_eur is 2.85 by us and 2.86 by the file (our minimum is reached exactly by the rounded lines, the file’s by what they were before); total_eur is 2.99 by us and 3.00 by the file',
    ]);
  });
});

describe('a number of the files', () => {
  it.each([
    ['1.041', '1041'],
    ['0.280', '0.280'],
    ['1,50', '1.50'],
    ['1.010,50', '1010.50'],
    ['1 010 €', '1010'],
    ['47.40', '47.40'],
    ['12.345.678', '12345678'],
    ['', undefined],
  ])('%s is %s', (text, decimal) => {
    expect(decimalOf(text)).toBe(decimal);
  });
});
