import { readFileSync } from 'node:fs';
import '../../../../shared/contracts/compile.ts';
import type { Charge } from '../../../../shared/contracts/billing/charge.ts';
import { tariffFaults } from '../../../../shared/contracts/billing/faults/tariff-faults.ts';
import type { Tariff } from '../../../../shared/contracts/billing/tariff.ts';
import { moneyText } from '../../../../shared/kernel/money.ts';
import { rateUsage } from '../../../../shared/pricing/rate-usage.ts';
import { type BadRide, missingColumns, ridesIn } from '../../rating/taxi-rides.ts';
import { CommandError } from '../command-error.ts';
import { harmless } from '../paint.ts';
import { type CommonOptions, print } from '../target.ts';

interface RateOptions extends Pick<CommonOptions, 'json'> {
  readonly tariff: string;
  readonly movingMph: string;
}

/** Prices every ride of a CSV file by a tariff, and compares the metered part with the fare in the file. */
export async function rate(file: string, options: RateOptions): Promise<void> {
  const tariff = readTariff(options.tariff);
  const movingMph = Number(options.movingMph);
  if (!(movingMph > 0))
    throw new CommandError('BAD_OPTION', '--moving-mph takes a number above 0, such as 16.');
  const text = readText(file);
  const missing = missingColumns(text);
  if (missing.length > 0)
    throw new CommandError('BAD_FILE', `${file} has no column ${missing.join(', ')}. See docs/billing.md.`);
  const result = priced(text, tariff, movingMph);
  const { rows, charged, rejected, total, matchesFare } = result;
  const money = (amount: number): string =>
    `${moneyText({ amount, currency: tariff.currency })} ${tariff.currency}`;
  if (options.json === true) {
    for (const { line, reason } of result.bad) process.stdout.write(`${JSON.stringify({ line, reason })}\n`);
  }
  print(options, { rows, charged, rejected, total, matchesFare }, [
    ...result.bad.map(({ line, reason }) => `line ${line}: ${harmless(reason)}`),
    `${rows} rows: ${charged} charged, ${rejected} rejected; ${money(total)} in all.`,
    `The metered part is the fare in the file for ${matchesFare} of ${charged}, and within one unit of 0.50 for ${result.nearFare}.`,
    `The surcharges are those in the file for ${result.matchesSurcharges} of ${charged}.`,
  ]);
}

/** `total` is in minor units. */
interface Priced {
  readonly rows: number;
  readonly charged: number;
  readonly rejected: number;
  readonly total: number;
  readonly matchesFare: number;
  readonly nearFare: number;
  readonly matchesSurcharges: number;
  readonly bad: readonly BadRide[];
}

const UNIT_CENTS = 50;

function priced(text: string, tariff: Tariff, movingMph: number): Priced {
  const rides = ridesIn(text, tariff.timeZone, movingMph);
  const bad: BadRide[] = [];
  let [charged, total, matchesFare, nearFare, matchesSurcharges] = [0, 0, 0, 0, 0];
  for (const ride of rides) {
    if ('reason' in ride) {
      bad.push(ride);
      continue;
    }
    const rating = rateUsage(tariff, ride.usage);
    if (rating.kind === 'cannot-be-rated') {
      bad.push({ line: ride.line, reason: `${rating.code}: ${rating.detail}` });
      continue;
    }
    const { charge } = rating;
    const metered = meteredPart(charge);
    charged += 1;
    total += charge.total;
    if (metered === ride.fare) matchesFare += 1;
    if (Math.abs(metered - ride.fare) <= UNIT_CENTS) nearFare += 1;
    if (charge.total - metered === ride.surcharges) matchesSurcharges += 1;
  }
  return {
    rows: rides.length,
    charged,
    rejected: bad.length,
    total,
    matchesFare,
    nearFare,
    matchesSurcharges,
    bad,
  };
}

/** The line with which a meter begins. Other fixed charges are surcharges, which a fare does not contain. */
const INITIAL = 'initial';

function meteredPart({ lines }: Charge): number {
  return lines
    .filter(
      ({ lineId, reason }) => lineId === INITIAL || ['TIME', 'DISTANCE', 'PACKAGE'].includes(reason.code),
    )
    .reduce((sum, { gross }) => sum + gross, 0);
}

/** Throws a CommandError that names every fault. */
function readTariff(file: string): Tariff {
  let value: unknown;
  try {
    value = JSON.parse(readText(file));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CommandError('BAD_FILE', `${file} is not JSON: ${error.message}`, { cause: error });
  }
  const faults = tariffFaults(value);
  if (faults.length === 0) return value as Tariff;
  const list = faults.map(({ path, code, detail }) => `  ${path || '/'}: ${code}: ${detail}`);
  throw new CommandError('BAD_TARIFF', `${file} is not a tariff without faults:\n${list.join('\n')}`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(
      'BAD_FILE',
      `${file} cannot be read: ${error instanceof Error ? error.message : ''}`,
      {
        cause: error,
      },
    );
  }
}
