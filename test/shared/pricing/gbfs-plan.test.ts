import { describe, expect, it } from 'vitest';
import { pricingPlan } from '../../../shared/pricing/gbfs-plan.ts';
import { chargeOf, perKm, perMinute, tariffWith, usageFrom } from './rental.ts';

const NOON = '2026-03-02T10:00:00.000Z';
const used = ['driving', 'paused'] as const;

/** What a reader of the feed computes from a plan: GBFS 3.0, system_pricing_plans. */
function priceByPlan(plan: ReturnType<typeof pricingPlan>, minutes: number, km: number): number {
  const sum = (segments: typeof plan.per_km_pricing, quantity: number): number =>
    segments.reduce((total, { start, end = Number.POSITIVE_INFINITY, rate, interval }) => {
      const within = Math.min(quantity, end) - start;
      if (within <= 0) return total;
      return total + rate * (interval === 0 ? 1 : Math.ceil(within / interval));
    }, 0);
  return Math.round((plan.price + sum(plan.per_min_pricing, minutes) + sum(plan.per_km_pricing, km)) * 100);
}

const stepped = tariffWith({
  fixed: [{ lineId: 'unlock', amount: '1.00', during: ['driving'] }],
  rates: [
    perMinute('0.29', {
      during: [...used],
      free: 5,
      steps: [
        { start: 0, end: 240, rate: '0.29', interval: 1 },
        { start: 240, rate: '0.19', interval: 1 },
      ],
    }),
    perKm('0.25', { counted: 'started' }),
  ],
});
const packed = tariffWith({
  rates: [perMinute('0.20', { during: [...used] }), perKm('0.30', { counted: 'started' })],
  packages: [
    {
      packageId: 'p',
      price: '12.00',
      per: 'rental',
      time: { lines: ['time'], minutes: 60, taken: 'first' },
      distance: { lines: ['km'], included: 50 },
    },
  ],
});
const daily = tariffWith({
  rates: [perMinute('0.20', { during: [...used] }), perKm('0.14', { counted: 'started' })],
  packages: [
    { packageId: 'p', price: '24.97', per: 'started-24-hours', time: { lines: ['time'], taken: 'first' } },
  ],
});

describe('a plan of GBFS 3.0', () => {
  it.each([
    ['steps and free minutes', stepped],
    ['a package', packed],
    ['daily prices', daily],
  ])('with %s shows the price that is charged', (_, tariff) => {
    const plan = pricingPlan(tariff, NOON);

    for (const [minutes, km] of [
      [1, 1],
      [5, 0],
      [6, 3],
      [61, 51],
      [245, 60],
      [246, 100],
      [1441, 10],
    ] as const) {
      const charge = chargeOf(tariff, usageFrom('2026-03-02T10:00', [['driving', minutes, km]]));
      expect([minutes, km, priceByPlan(plan, minutes, km)]).toEqual([minutes, km, charge.total]);
    }
  });

  it('says in its description what it has no fields for', () => {
    const tariff = tariffWith({
      description: 'By the minute.',
      options: [{ optionId: 'excess', name: 'Reduced excess' }],
      fixed: [
        { lineId: 'airport', amount: '3.50', during: ['driving'], when: { endZones: ['airport'] } },
        { lineId: 'safe', amount: '2.00', during: ['driving'], option: 'excess' },
      ],
      rates: [
        perMinute('0.30', {
          rateId: 'day',
          line: 'time',
          when: { timesOfDay: [{ from: '06:00', to: '22:00' }] },
        }),
        perMinute('0.10', {
          rateId: 'night',
          line: 'time',
          when: { timesOfDay: [{ from: '22:00', to: '06:00' }] },
        }),
        perMinute('0.05', { rateId: 'parked', during: ['paused'] }),
        perKm('0.25'),
      ],
      caps: [
        { capId: 'day-cap', amount: '40.00', covers: ['time'], per: 'day', from: 'start', unused: 'lapses' },
      ],
      minimum: { amount: '2.50', covers: ['time', 'km'] },
      taxes: { included: true, rates: [{ taxId: 'vat', name: 'VAT', percent: '21' }] },
    });

    const plan = pricingPlan(tariff, NOON);

    expect(plan).toMatchObject({
      price: 0,
      is_taxable: false,
      per_min_pricing: [{ start: 0, rate: 0.3, interval: 1 }],
      per_km_pricing: [{ start: 0, rate: 0.25, interval: 1 }],
    });
    expect(plan.description).toEqual([
      {
        language: 'en',
        text: [
          'By the minute.',
          'To zone airport, for the rental: 3.50 EUR once.',
          'With Reduced excess, for the rental: 2.00 EUR once.',
          'From 06:00 to 22:00, while driving: 0.30 EUR a minute, each started interval counts.',
          'From 22:00 to 06:00, while driving: 0.10 EUR a minute, each started interval counts.',
          'While paused: 0.05 EUR a minute, each started interval counts.',
          'While driving: 0.25 EUR a km, by the exact share.',
          'At most in each started day for time: 40.00 EUR.',
          'At least for time + km: 2.50 EUR.',
          'Includes: VAT 21 %.',
        ].join(' '),
      },
    ]);
  });

  it('has the minutes of the night at night', () => {
    const tariff = tariffWith({
      rates: [
        perMinute('0.30', { rateId: 'day', when: { timesOfDay: [{ from: '06:00', to: '22:00' }] } }),
        perMinute('0.10', { rateId: 'night', when: { timesOfDay: [{ from: '22:00', to: '06:00' }] } }),
      ],
    });

    expect(pricingPlan(tariff, '2026-03-02T20:00:00.000Z').per_min_pricing).toEqual([
      { start: 0, rate: 0.1, interval: 1 },
    ]);
  });

  it('cannot say miles, and says them in words', () => {
    const plan = pricingPlan(
      tariffWith({
        distanceUnit: 'mile',
        currency: 'USD',
        rates: [perKm('0.50', { steps: [{ start: 0, rate: '0.50', interval: 0.2 }] })],
      }),
      NOON,
    );

    expect(plan.per_km_pricing).toEqual([]);
    expect(plan.description[0]?.text).toContain('0.50 USD for 0.2 miles');
  });
});
