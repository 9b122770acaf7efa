import { describe, expect, it } from 'vitest';
import '../../../../shared/contracts/compile.ts';
import {
  FAULT_CODES,
  type FaultCode,
  type Known,
} from '../../../../shared/contracts/billing/faults/fault.ts';
import { tariffFaults } from '../../../../shared/contracts/billing/faults/tariff-faults.ts';
import type { Cap, Tariff } from '../../../../shared/contracts/billing/tariff.ts';
import { perKm, perMinute, tariffWith } from '../../pricing/rental.ts';

const known: Known = { zones: new Set(['airport', 'centre']), vehicleClasses: new Set(['small', 'van']) };
const day = { timesOfDay: [{ from: '06:00', to: '22:00' }] };
const cap: Omit<Cap, 'capId'> = {
  amount: '40.00',
  covers: ['time'],
  per: 'day',
  from: 'start',
  unused: 'lapses',
};
const steps = (...of: Tariff['rates'][number]['steps']) => of;

/** A tariff with everything, and without faults. */
const whole = tariffWith({
  options: [{ optionId: 'excess', name: 'Reduced excess' }],
  fixed: [
    { lineId: 'unlock', amount: '1.00', during: ['driving'] },
    { lineId: 'airport', amount: '3.50', during: ['driving'], when: { endZones: ['airport'] } },
    { lineId: 'promotion', amount: '-0.50', during: ['driving'] },
  ],
  rates: [
    perMinute('0.29', {
      rateId: 'day',
      line: 'time',
      when: day,
      steps: steps(
        { start: 0, end: 240, rate: '0.29', interval: 1 },
        { start: 240, rate: '0.19', interval: 1 },
      ),
    }),
    perMinute('0.10', {
      rateId: 'night',
      line: 'time',
      when: { timesOfDay: [{ from: '22:00', to: '06:00' }] },
    }),
    perMinute('0.05', { rateId: 'van', surcharge: true, when: { vehicleClasses: ['van'] } }),
    perMinute('5.00', {
      rateId: 'excess',
      option: 'excess',
      steps: steps({ start: 0, rate: '5.00', interval: 1440 }),
    }),
    perKm('0.3499'),
  ],
  caps: [
    { capId: 'day-cap', ...cap },
    { capId: 'week-cap', ...cap, covers: ['time', 'km'], per: 'week', amount: '200.00' },
  ],
  minimum: { amount: '2.50', covers: ['unlock', 'promotion', 'time', 'km'] },
  taxes: { included: false, rates: [{ taxId: 'vat', name: 'VAT', percent: '21', places: ['LV'] }] },
});

/** Each kind of fault, where it is, and a tariff that has it. */
const faulty: readonly (readonly [code: FaultCode, path: string, tariff: unknown])[] = [
  ['SHAPE', '', { ...whole, surprise: true }],
  ['SHAPE', '/rates/0/steps/0/rate', tariffWith({ rates: [perMinute('free')] })],
  ['UNKNOWN_CURRENCY', '/currency', tariffWith({ currency: 'EUX' })],
  ['UNKNOWN_TIME_ZONE', '/timeZone', tariffWith({ timeZone: 'Europe/Atlantis' })],
  [
    'UNKNOWN_ZONE',
    '/fixed/0/when/endZones/0',
    tariffWith({ fixed: [{ lineId: 'sea', amount: '1', during: ['driving'], when: { endZones: ['sea'] } }] }),
  ],
  [
    'UNKNOWN_VEHICLE_CLASS',
    '/rates/0/when/vehicleClasses/0',
    tariffWith({ rates: [perMinute('1', { surcharge: true, when: { vehicleClasses: ['boat'] } })] }),
  ],
  ['UNKNOWN_OPTION', '/rates/0/option', tariffWith({ rates: [perMinute('1', { option: 'sunroof' })] })],
  ['UNKNOWN_LINE', '/caps/0/covers/0', tariffWith({ caps: [{ capId: 'c', ...cap }] })],
  ['UNKNOWN_LINE', '/minimum/covers/0', tariffWith({ minimum: { amount: '1', covers: ['km'] } })],
  [
    'DUPLICATE_ID',
    '/rates/1/rateId',
    tariffWith({ rates: [perMinute('1'), perMinute('2', { surcharge: true })] }),
  ],
  [
    'DUPLICATE_ID',
    '/fixed/0/lineId',
    tariffWith({ rates: [perMinute('1')], fixed: [{ lineId: 'time', amount: '1', during: ['driving'] }] }),
  ],
  ['MIXED_LINE', '/rates/1/line', tariffWith({ rates: [perMinute('1'), perKm('1', { line: 'time' })] })],
  [
    'STEP_GAP',
    '/rates/0/steps/0',
    tariffWith({ rates: [perMinute('1', { steps: steps({ start: 5, rate: '1', interval: 1 }) })] }),
  ],
  [
    'STEP_GAP',
    '/rates/0/steps/1',
    tariffWith({
      rates: [
        perMinute('1', {
          steps: steps({ start: 0, end: 5, rate: '1', interval: 1 }, { start: 6, rate: '1', interval: 1 }),
        }),
      ],
    }),
  ],
  [
    'STEP_GAP',
    '/rates/0/steps/0/end',
    tariffWith({ rates: [perMinute('1', { steps: steps({ start: 0, end: 5, rate: '1', interval: 1 }) })] }),
  ],
  [
    'STEP_OVERLAP',
    '/rates/0/steps/1',
    tariffWith({
      rates: [
        perMinute('1', {
          steps: steps({ start: 0, end: 5, rate: '1', interval: 1 }, { start: 4, rate: '1', interval: 1 }),
        }),
      ],
    }),
  ],
  [
    'STEP_OVERLAP',
    '/rates/0/steps/1',
    tariffWith({
      rates: [
        perMinute('1', {
          steps: steps({ start: 0, rate: '1', interval: 1 }, { start: 4, rate: '1', interval: 1 }),
        }),
      ],
    }),
  ],
  [
    'STEP_NOT_WHOLE',
    '/rates/0/steps/0',
    tariffWith({
      rates: [
        perMinute('1', {
          steps: steps({ start: 0, end: 50, rate: '1', interval: 15 }, { start: 50, rate: '1', interval: 1 }),
        }),
      ],
    }),
  ],
  [
    'QUANTITY_TOO_FINE',
    '/rates/0/steps/0/interval',
    tariffWith({ rates: [perKm('1', { steps: steps({ start: 0, rate: '1', interval: 0.0625 }) })] }),
  ],
  [
    'AMOUNT_TOO_FINE',
    '/fixed/0/amount',
    tariffWith({ fixed: [{ lineId: 'u', amount: '0.995', during: ['driving'] }] }),
  ],
  [
    'AMOUNT_TOO_FINE',
    '/minimum/amount',
    tariffWith({ currency: 'JPY', rates: [perMinute('1')], minimum: { amount: '0.5', covers: ['time'] } }),
  ],
  [
    'NEGATIVE_AMOUNT',
    '/caps/0/amount',
    tariffWith({ rates: [perMinute('1')], caps: [{ capId: 'c', ...cap, amount: '-1' }] }),
  ],
  [
    'NEGATIVE_TOTAL',
    '/fixed/0/amount',
    tariffWith({ fixed: [{ lineId: 'gift', amount: '-1', during: ['driving'] }] }),
  ],
  [
    'NEGATIVE_TOTAL',
    '/rates/0/steps/0/rate',
    tariffWith({ rates: [perKm('-0.01')], minimum: { amount: '1', covers: ['time'] } }),
  ],
  ['RATE_GAP', '/rates', tariffWith({ rates: [perMinute('1', { when: day })] })],
  ['RATE_GAP', '/rates', tariffWith({ rates: [perMinute('1', { when: { vehicleClasses: ['small'] } })] })],
  [
    'RATE_GAP',
    '/rates',
    tariffWith({ rates: [perMinute('1', { when: { dates: [{ from: '2026-01-01', to: '2026-12-31' }] } })] }),
  ],
  ['RATE_OVERLAP', '/rates', tariffWith({ rates: [perMinute('1'), perMinute('2', { rateId: 'more' })] })],
  [
    'RATE_OVERLAP',
    '/rates',
    tariffWith({
      rates: [perMinute('1'), perMinute('2', { rateId: 'more', when: { weekdays: ['sunday'] } })],
    }),
  ],
  [
    'EMPTY_RANGE',
    '/rates/0/when/timesOfDay/0',
    tariffWith({
      rates: [perMinute('1', { surcharge: true, when: { timesOfDay: [{ from: '06:00', to: '06:00' }] } })],
    }),
  ],
  [
    'EMPTY_RANGE',
    '/rates/0/steps/0/end',
    tariffWith({ rates: [perMinute('1', { steps: steps({ start: 3, end: 2, rate: '1', interval: 1 }) })] }),
  ],
  [
    'NO_SUCH_DAY',
    '/rates/0/when/dates/0/to',
    tariffWith({
      rates: [
        perMinute('1', { surcharge: true, when: { dates: [{ from: '2026-02-01', to: '2026-02-30' }] } }),
      ],
    }),
  ],
  [
    'CAP_CROSSING',
    '/caps/1/covers',
    tariffWith({
      rates: [perMinute('1'), perKm('1')],
      fixed: [{ lineId: 'u', amount: '1', during: ['driving'] }],
      caps: [
        { capId: 'a', ...cap, covers: ['time', 'km'] },
        { capId: 'b', ...cap, covers: ['time', 'u'] },
      ],
    }),
  ],
  [
    'CAP_CROSSING',
    '/caps/0/covers',
    tariffWith({
      rates: [perMinute('1'), perKm('1')],
      caps: [{ capId: 'a', ...cap, covers: ['time', 'km'] }],
      minimum: { amount: '1', covers: ['time'] },
    }),
  ],
  [
    'CAP_WINDOW',
    '/caps/0/from',
    tariffWith({ rates: [perMinute('1')], caps: [{ capId: 'a', ...cap, per: 'hour', from: 'midnight' }] }),
  ],
  [
    'PACKAGE_UNSUITABLE',
    '/packages/0',
    tariffWith({
      rates: [perKm('1')],
      packages: [{ packageId: 'p', price: '1', per: 'rental', time: { lines: ['km'], taken: 'first' } }],
    }),
  ],
  [
    'PACKAGE_UNSUITABLE',
    '/packages/0',
    tariffWith({
      rates: [perMinute('1')],
      packages: [
        {
          packageId: 'p',
          price: '1',
          per: 'rental',
          time: { lines: ['time'], minutes: 60, taken: 'evenly' },
        },
      ],
    }),
  ],
  [
    'SEVERAL_PACKAGES',
    '/packages/1',
    tariffWith({
      packages: [
        { packageId: 'p', price: '1', per: 'rental' },
        { packageId: 'q', price: '1', per: 'rental' },
      ],
    }),
  ],
];

describe('a tariff', () => {
  it('with everything has no faults', () => {
    expect(tariffFaults(whole, known)).toEqual([]);
  });

  it.each(faulty)('is refused with %s at %s', (code, path, tariff) => {
    const faults = tariffFaults(tariff, known);

    expect(faults).toContainEqual({ path, code, detail: expect.stringMatching(/\.$/) });
  });

  it('shows all of its faults at once', () => {
    const faults = tariffFaults({
      ...whole,
      currency: 'EUX',
      timeZone: 'X',
      taxes: {
        included: true,
        rates: [
          { taxId: 'a', name: 'A', percent: '1' },
          { taxId: 'a', name: 'A', percent: '1' },
        ],
      },
    });

    expect(faults.map(({ code }) => code)).toEqual(['UNKNOWN_CURRENCY', 'UNKNOWN_TIME_ZONE', 'DUPLICATE_ID']);
  });

  it('shows where a moment has no rate', () => {
    const gap = tariffWith({
      rates: [
        perMinute('1', { when: { weekdays: ['monday'], ...day } }),
        perMinute('1', { rateId: 'rest', when: { timesOfDay: [{ from: '22:00', to: '05:00' }] } }),
      ],
    });

    expect(tariffFaults(gap).map(({ detail }) => detail)).toEqual([
      'There is no rate for the time of driving periods at 05:00 of a monday.',
    ]);
  });

  it('may have more cases than can be checked, and is refused then', () => {
    const minutes = Array.from({ length: 400 }, (_, n) => ({
      from: `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`,
      to: '23:59',
    }));
    const zones = Array.from({ length: 100 }, (_, n) => `z${n}`);
    const tariff = tariffWith({
      rates: [perMinute('1', { when: { timesOfDay: minutes, startZones: zones, endZones: zones } })],
    });

    expect(tariffFaults(tariff).map(({ code }) => code)).toEqual(['TOO_MANY_CASES']);
  });
});

it('every fault of tariffs is tried', () => {
  const ofChoices = ['UNKNOWN_MODEL', 'UNKNOWN_RIDER_GROUP', 'UNKNOWN_TARIFF', 'NO_DEFAULT', 'AMBIGUOUS'];
  const tried = new Set([...faulty.map(([code]) => code), 'TOO_MANY_CASES', ...ofChoices]);

  expect(Object.keys(FAULT_CODES).filter((code) => !tried.has(code))).toEqual([]);
});
