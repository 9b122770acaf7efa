import { describe, expect, it } from 'vitest';
import type { Usage } from '../../../shared/contracts/billing/usage.ts';
import { rateUsage } from '../../../shared/pricing/rate-usage.ts';
import { chargeOf, inShort, perKm, perMinute, tariffWith, usageFrom } from './rental.ts';

const day = { timesOfDay: [{ from: '06:00', to: '22:00' }] };
const night = { timesOfDay: [{ from: '22:00', to: '06:00' }] };
const dayAndNight = tariffWith({
  rates: [
    perMinute('0.30', { rateId: 'day', when: day }),
    perMinute('0.10', { rateId: 'night', when: night }),
  ],
});

describe('a charge', () => {
  it('says of each line why it is there and how it came about', () => {
    const tariff = tariffWith({
      rates: [perMinute('0.3499')],
      taxes: { included: true, rates: [{ taxId: 'vat', name: 'VAT', percent: '21' }] },
    });

    const { lines, estimated } = chargeOf(tariff, usageFrom('2026-03-02T10:00', [['driving', 12.5]]));

    expect(lines).toEqual([
      {
        lineId: 'time',
        reason: { code: 'TIME', during: ['driving'] },
        parts: [{ rateId: 'time', unit: 'minute', quantity: 13, rate: '0.3499', interval: 1, from: 0 }],
        net: 376,
        taxes: [{ taxId: 'vat', amount: 79 }],
        gross: 455,
      },
    ]);
    expect(estimated).toEqual([]);
  });

  it('names what was estimated', () => {
    const usage = usageFrom('2026-03-02T10:00', [['driving', 12]]);
    const [period] = usage.periods;
    const found = { startedAt: 'measured', endedAt: 'estimated', distanceMetres: 'estimated' } as const;
    const periods = period === undefined ? [] : [{ ...period, found }];

    expect(chargeOf(tariffWith({}), { ...usage, periods }).estimated).toEqual(['endedAt', 'distanceMetres']);
  });

  it('is exact where numbers are not: the longest rental, in big numbers', () => {
    const tariff = tariffWith({
      rates: [perKm('123456.654321'), perMinute('98765.123456', { counted: 'exact' })],
    });
    const usage = usageFrom('2026-03-02T10:00', [['driving', 31 * 1440 + 1 / 3, 99_999.999_999]]);

    expect(inShort(chargeOf(tariff, usage))).toEqual({
      // 123456.654321 × 99999.999999 = 12345665431.976…; 98765.123456 × 44640.33333… = 4408908032.7836…
      km: '12345665431.98',
      time: '4408908032.78',
      total: '16754573464.76',
    });
  });
});

describe('steps that restart', () => {
  const tariff = tariffWith({
    rates: [
      perMinute('0', {
        restarts: 'period',
        steps: [
          { start: 0, end: 10, rate: '0.50', interval: 1 },
          { start: 10, rate: '0.20', interval: 1 },
        ],
      }),
    ],
  });
  const first = usageFrom('2026-03-02T10:00', [['driving', 8]]);
  const periodsFrom = (wall: string) => usageFrom(wall, [['driving', 8]]).periods;

  it('go on in a period that begins where one of its kind ended', () => {
    const usage = { ...first, periods: [...first.periods, ...periodsFrom('2026-03-02T10:08')] };

    expect(chargeOf(tariff, usage).total).toBe(10 * 50 + 6 * 20);
  });

  it('begin again after a time without a period', () => {
    const usage = { ...first, periods: [...first.periods, ...periodsFrom('2026-03-02T10:09')] };

    expect(chargeOf(tariff, usage).total).toBe(16 * 50);
  });
});

describe('clock changes', () => {
  it('leave out an hour of the night in spring: 23 hours cost 23 hours', () => {
    const usage = usageFrom('2026-03-28T22:00', [['driving', 7 * 60]]);

    // 22:00 to 06:00 is seven hours in that night.
    expect(inShort(chargeOf(dayAndNight, usage))).toEqual({ night: '42.00', total: '42.00' });
  });

  it('add an hour to the night in autumn, and both hours that are called three o’clock count', () => {
    const usage = usageFrom('2026-10-24T22:00', [['driving', 10 * 60]]);

    // Nine hours of night, then one of day.
    expect(inShort(chargeOf(dayAndNight, usage))).toEqual({ day: '18.00', night: '54.00', total: '72.00' });
  });

  it.each([
    ['2026-03-28T12:00', 23],
    ['2026-10-24T12:00', 25],
    ['2026-06-13T12:00', 24],
  ])('from %s make a calendar day of %i hours, which one cap covers', (start, hours) => {
    const tariff = tariffWith({
      rates: [perMinute('0.10')],
      caps: [
        {
          capId: 'day-cap',
          amount: '50.00',
          covers: ['time'],
          per: 'day',
          from: 'midnight',
          unused: 'lapses',
        },
      ],
    });
    // Noon to midnight, then all of the odd day, then an hour.
    const usage = usageFrom(start, [['driving', (12 + hours + 1) * 60]]);

    expect(chargeOf(tariff, usage).total).toBe(5000 + 5000 + 600);
  });

  it('can skip the moment at which a price changes: the new price holds from the skip on', () => {
    const tariff = tariffWith({
      rates: [
        perMinute('0.10', { rateId: 'early', when: { timesOfDay: [{ from: '00:00', to: '03:30' }] } }),
        perMinute('0.30', { rateId: 'late', when: { timesOfDay: [{ from: '03:30', to: '00:00' }] } }),
      ],
    });

    // From 02:30 to 03:00, and from 04:00 to 04:30.
    const usage = usageFrom('2026-03-29T02:30', [['driving', 60]]);

    expect(inShort(chargeOf(tariff, usage))).toEqual({ early: '3.00', late: '9.00', total: '12.00' });
  });

  it('do not touch windows that count from the start: a started day is 24 hours', () => {
    const tariff = tariffWith({
      rates: [perMinute('0.10')],
      caps: [
        { capId: 'day-cap', amount: '50.00', covers: ['time'], per: 'day', from: 'start', unused: 'lapses' },
      ],
    });

    expect(chargeOf(tariff, usageFrom('2026-03-28T12:00', [['driving', 25 * 60]])).total).toBe(5600);
    expect(chargeOf(tariff, usageFrom('2026-10-24T12:00', [['driving', 25 * 60]])).total).toBe(5600);
  });
});

describe('currencies and units', () => {
  it.each([
    ['JPY', '45.5', 592],
    ['EUR', '0.3499', 455],
    ['KWD', '0.0305', 397],
  ])('%s: thirteen minutes at %s round to %i minor units', (currency, rate, amount) => {
    const tariff = tariffWith({ currency, rates: [perMinute(rate)] });

    expect(chargeOf(tariff, usageFrom('2026-03-02T10:00', [['driving', 13]])).total).toBe(amount);
  });

  it('miles are 1609.344 m, exactly: five fifths of a mile are five', () => {
    const fifths = perKm('0.50', { counted: 'started', steps: [{ start: 0, rate: '0.50', interval: 0.2 }] });
    const tariff = tariffWith({ distanceUnit: 'mile', currency: 'USD', rates: [fifths] });

    expect(chargeOf(tariff, usageFrom('2026-03-02T10:00', [['driving', 9, 1.609344]])).total).toBe(250);
    expect(chargeOf(tariff, usageFrom('2026-03-02T10:00', [['driving', 9, 1.609345]])).total).toBe(300);
  });
});

describe('caps', () => {
  const nested = tariffWith({
    rates: [perMinute('0.20'), perKm('0.50')],
    caps: [
      { capId: 'day', amount: '40.00', covers: ['time', 'km'], per: 'day', from: 'start', unused: 'lapses' },
      { capId: 'hour', amount: '6.00', covers: ['time'], per: 'hour', from: 'start', unused: 'lapses' },
    ],
  });

  it('are nested: hours of time first, then the day of all', () => {
    const charge = chargeOf(nested, usageFrom('2026-03-02T10:00', [['driving', 300, 30]]));

    expect(inShort(charge)).toEqual({
      time: '60.00',
      km: '15.00',
      hour: '-30.00',
      day: '-5.00',
      total: '40.00',
    });
    expect(charge.lines.find(({ lineId }) => lineId === 'hour')?.reason).toMatchObject({
      windows: 5,
      limit: 600,
    });
  });

  it('let the day after begin again', () => {
    const usage = usageFrom('2026-03-02T10:00', [['driving', 24 * 60 + 10, 24]]);

    // 40.00 for the day; then 10 minutes and a seventh of a kilometre.
    expect(chargeOf(nested, usage).total).toBe(4000 + 200 + Math.round(2400 * 0.5 * (10 / 1450)));
  });
});

describe('a package', () => {
  const bought = tariffWith({
    rates: [perMinute('0.20', { during: ['driving', 'paused'] }), perKm('0.30')],
    packages: [
      {
        packageId: 'pack',
        price: '20.00',
        per: 'started-24-hours',
        time: { lines: ['time'], taken: 'first' },
        distance: { lines: ['km'], included: 50 },
      },
    ],
  });

  it('by the day pools its kilometres over the days', () => {
    const usage = usageFrom('2026-03-02T10:00', [
      ['driving', 60, 90],
      ['paused', 24 * 60],
      ['driving', 60, 20],
    ]);

    expect(inShort(chargeOf(bought, usage))).toEqual({ pack: '40.00', km: '3.00', total: '43.00' });
  });

  it('is not paid for a car that was only reserved', () => {
    expect(chargeOf(bought, usageFrom('2026-03-02T10:00', [['reserved', 15]])).total).toBe(0);
  });
});

describe('what cannot be rated', () => {
  const tariff = tariffWith({
    rates: [perMinute('0.20'), perKm('0.30')],
    options: [],
    taxes: { included: true, rates: [{ taxId: 'vat', name: 'VAT', percent: '21', places: ['LV'] }] },
  });
  const usage = usageFrom('2026-03-02T10:00', [
    ['reserved', 5],
    ['driving', 10, 3],
  ]);
  const withLast = (change: Partial<Usage['periods'][number]>): Usage => ({
    ...usage,
    periods: usage.periods.map((period, n) => (n === 1 ? { ...period, ...change } : period)),
  });
  const { startedAt: _, ...noStart } = usage.periods[1] ?? { kind: 'driving' as const };
  const { endedAt: __, ...noEnd } = usage.periods[1] ?? { kind: 'driving' as const };
  const { distanceMetres: ___, ...noDistance } = usage.periods[1] ?? { kind: 'driving' as const };
  const [first] = usage.periods;
  const after = (period: object): Usage => ({ ...usage, periods: [first, period] as Usage['periods'] });

  it.each<readonly [string, Usage]>([
    ['NO_PERIODS', { ...usage, periods: [] }],
    ['NO_START', after(noStart)],
    ['NO_END', after(noEnd)],
    ['NO_DISTANCE', after(noDistance)],
    ['NOT_A_TIME', withLast({ endedAt: 'yesterday' })],
    ['ENDS_BEFORE_START', withLast({ endedAt: '2026-03-02T08:04:59.000Z' })],
    ['OVERLAP', withLast({ startedAt: '2026-03-02T08:04:59.999Z' })],
    ['TOO_LONG', withLast({ endedAt: '2026-04-11T08:00:00.000Z' })],
    ['NOT_A_DISTANCE', withLast({ distanceMetres: -1 })],
    ['NOT_A_DISTANCE', withLast({ distanceMetres: Number.NaN })],
    ['UNKNOWN_OPTION', { ...usage, options: ['sunroof'] }],
  ])('is told as %s, not thrown', (code, bad) => {
    const rating = rateUsage(tariff, bad, { handedOverAt: 'LV' });

    expect(rating).toMatchObject({ kind: 'cannot-be-rated', code, detail: expect.stringMatching(/\.$/) });
  });

  it.each([undefined, 'EE'])('is a car handed over in %s, where no tax is known', (handedOverAt) => {
    const context = handedOverAt === undefined ? {} : { handedOverAt };

    expect(rateUsage(tariff, usage, context)).toMatchObject({ code: 'NO_TAX_AT_PLACE' });
  });

  it('is a discount without a value', () => {
    const discounts = [{ kind: 'points', pointsId: 'p', amount: -5 }] as const;

    expect(rateUsage(tariff, usage, { handedOverAt: 'LV', discounts })).toMatchObject({
      code: 'NOT_A_DISCOUNT',
    });
  });

  it('is a month and a half, but not a package of thirty days', () => {
    expect(
      rateUsage(tariff, usageFrom('2026-03-02T10:00', [['driving', 43_200, 3]]), { handedOverAt: 'LV' }).kind,
    ).toBe('rated');
  });
});
