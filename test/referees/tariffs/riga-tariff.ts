import type { Fixed, Rate, Tariff } from '../../../shared/contracts/billing/tariff.ts';
import type { PeriodKind } from '../../../shared/contracts/billing/usage.ts';
import type { TableRow } from '../../../shared/kernel/delimited-text.ts';
import { calculatorDefaults } from './calculator-defaults.ts';
import { decimalOf, numberOf } from './european-number.ts';

/** A row of tariffs.tsv as one of our tariffs. Each rule follows from columns; none follows from a single row. */

export const RIGA = 'Europe/Riga';
export const AIRPORT = 'airport';
/** What the files call night. */
export const NIGHT = { from: '22:00', to: '06:00' } as const;
const DAY = { from: NIGHT.to, to: NIGHT.from };

const USED: PeriodKind[] = ['driving', 'paused'];

/** Throws a RangeError that says why the row cannot be expressed. */
export function rigaTariff({ cells }: TableRow): Tariff {
  const type = (cells['option_type'] ?? '').trim().toUpperCase();
  if (type !== 'PAYG' && type !== 'PACKAGE' && type !== 'DAILY')
    throw new RangeError(`There is no rule for the type ${type === '' ? 'of an empty cell' : type}`);
  const minimum = minimumOf(cells, type);
  const cap = decimalOf(cells['cap_24h_eur']);
  const fixed = fixedOf(cells, type);
  const covers = ['trip', 'package', 'time', 'km'].filter(
    (line) =>
      (line !== 'trip' || fixed.some(({ lineId }) => lineId === line)) &&
      (line !== 'package' || type !== 'PAYG') &&
      (line !== 'time' || type !== 'DAILY'),
  );
  return {
    tariffId: 'riga',
    version: 1,
    name: (cells['option_name'] ?? '').trim().slice(0, 80) || 'Riga',
    description: 'A published tariff of Riga.',
    currency: 'EUR',
    timeZone: RIGA,
    distanceUnit: 'km',
    fixed,
    // Daily prices include all time.
    rates: [...(type === 'DAILY' ? [] : timeRates(cells)), kilometres(cells, type)],
    packages: packagesOf(cells, type),
    // The calculator limits the sum by the number of days that have begun; daily prices have no time to limit.
    caps:
      cap === undefined || type === 'DAILY'
        ? []
        : [
            {
              capId: 'cap',
              amount: cap,
              covers: ['time'],
              per: 'day',
              from: 'start',
              unused: 'carries-over',
            },
          ],
    ...(minimum === undefined ? {} : { minimum: { amount: minimum, covers } }),
    taxes: { included: true, rates: [] },
  };
}

type Cells = TableRow['cells'];

/** Four rates in one line: by night and by day, driving and parked. */
function timeRates(cells: Cells): Rate[] {
  const driveDay = decimalOf(cells['drive_day_min_rate_eur']) ?? '0';
  const driveNight = decimalOf(cells['drive_night_min_rate_eur']);
  // The calculator takes the price by day where the one by night is missing or 0, and for parking where it is missing.
  const night = driveNight === undefined || Number(driveNight) === 0 ? driveDay : driveNight;
  const rate = (
    rateId: string,
    kind: PeriodKind,
    time: { from: string; to: string },
    price: string,
  ): Rate => ({
    rateId,
    line: 'time',
    dimension: 'time',
    during: [kind],
    when: { timesOfDay: [{ ...time }] },
    counted: 'exact',
    steps: [{ start: 0, rate: price, interval: 1 }],
  });
  return [
    rate('drive-day', 'driving', DAY, driveDay),
    rate('drive-night', 'driving', NIGHT, night),
    rate('park-day', 'paused', DAY, decimalOf(cells['park_day_min_rate_eur']) ?? driveDay),
    rate('park-night', 'paused', NIGHT, decimalOf(cells['park_night_min_rate_eur']) ?? night),
  ];
}

function kilometres(cells: Cells, type: string): Rate {
  const over = decimalOf(cells[type === 'DAILY' ? 'daily_over_km_rate_eur' : 'over_km_rate_eur']);
  const included = type === 'PAYG' ? numberOf(cells['included_km']) : 0;
  return {
    rateId: 'km',
    dimension: 'distance',
    during: USED,
    counted: 'exact',
    ...(included > 0 ? { free: included } : {}),
    steps: [{ start: 0, rate: over ?? decimalOf(cells['km_rate_eur']) ?? '0', interval: 1 }],
  };
}

function packagesOf(cells: Cells, type: string): NonNullable<Tariff['packages']> {
  if (type === 'PAYG') return [];
  if (type === 'DAILY') {
    const kilometres = numberOf(cells['daily_included_km']);
    const isUnlimited = (cells['daily_unlimited_km'] ?? '').trim().toUpperCase() === 'TRUE';
    return [
      {
        packageId: 'package',
        price: decimalOf(cells['daily_price_eur']) ?? '0',
        per: 'started-24-hours',
        ...distanceOf(isUnlimited ? Number.POSITIVE_INFINITY : kilometres),
      },
    ];
  }
  const minutes = numberOf(cells['included_min']);
  return [
    {
      packageId: 'package',
      price: decimalOf(cells['package_price_eur']) ?? '0',
      per: 'rental',
      // The calculator charges minutes beyond the package at the average price of all minutes of the trip.
      ...(minutes > 0 ? { time: { lines: ['time'], minutes, taken: 'evenly' } } : {}),
      ...distanceOf(numberOf(cells['included_km'])),
    },
  ];
}

function distanceOf(included: number): { distance?: { lines: string[]; included?: number } } {
  if (included === 0) return {};
  return { distance: { lines: ['km'], ...(Number.isFinite(included) ? { included } : {}) } };
}

function fixedOf(cells: Cells, type: string): Fixed[] {
  const provider = (cells['provider_id'] ?? '').trim().toLowerCase();
  const fee = numberOf(cells['fixed_fee_eur']) === 0 && type !== 'DAILY';
  const service =
    (fee ? calculatorDefaults[provider]?.serviceFee : undefined) ?? decimalOf(cells['fixed_fee_eur']);
  const charge = (lineId: string, amount: string | undefined, more: Partial<Fixed> = {}): Fixed[] =>
    amount === undefined || Number(amount) === 0 ? [] : [{ lineId, amount, during: USED, ...more }];
  return [
    ...charge('trip', decimalOf(cells['trip_fee_eur'])),
    ...charge('unlock', decimalOf(cells['unlock_fee_eur'])),
    ...charge('reservation', decimalOf(cells['reservation_fee_eur'])),
    ...charge('service', service),
    // One switch in prices.csv stands for both ends.
    ...charge('airport', decimalOf(cells['airport_fee_eur']), { when: { endZones: [AIRPORT] } }),
  ];
}

function minimumOf(cells: Cells, type: string): string | undefined {
  const provider = (cells['provider_id'] ?? '').trim().toLowerCase();
  const given = decimalOf(cells['min_total_eur']);
  if (type === 'PAYG' && Number(given ?? 0) <= 0) return calculatorDefaults[provider]?.paygMinimum ?? given;
  return given;
}
