import type { Charge } from '../../../shared/contracts/billing/charge.ts';
import '../../../shared/contracts/compile.ts';
import { tariffFaults } from '../../../shared/contracts/billing/faults/tariff-faults.ts';
import type { Tariff } from '../../../shared/contracts/billing/tariff.ts';
import { type TableRow, tableOf } from '../../../shared/kernel/delimited-text.ts';
import { moneyText } from '../../../shared/kernel/money.ts';
import { rateUsage } from '../../../shared/pricing/rate-usage.ts';
import { centsOf } from './european-number.ts';
import { rigaTariff } from './riga-tariff.ts';
import { rigaUsage } from './riga-usage.ts';

export interface Comparison {
  readonly agreed: number;
  /** One line each: which parts differ, and why. */
  readonly differing: readonly string[];
  /** One line each: why our tariffs cannot say it. */
  readonly notExpressible: readonly string[];
}

/** The parts of a price in prices.csv, and which of our lines they are. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  trip_eur: ['trip'],
  plan_eur: ['package'],
  time_eur: ['time', 'cap'],
  km_eur: ['km'],
  min_added_eur: ['minimum'],
  fees_eur: ['unlock', 'reservation', 'service'],
  airport_eur: ['airport'],
};

/** Prices each row of prices.csv by its tariff of tariffs.tsv with our engine. */
export function comparePrices(tariffsTsv: string, pricesCsv: string): Comparison {
  const tariffs = new Map(
    tableOf(tariffsTsv, '\t').rows.map((row) => [(row.cells['option_id'] ?? '').trim(), expressed(row)]),
  );
  const differing: string[] = [];
  const notExpressible: string[] = [];
  let agreed = 0;
  for (const row of tableOf(pricesCsv, ',').rows) {
    const id = (row.cells['option_id'] ?? '').trim();
    const about = `line ${row.line}, ${id}`;
    const tariff = tariffs.get(id) ?? 'tariffs.tsv has no such tariff';
    const result = typeof tariff === 'string' ? { why: tariff } : compareRow(tariff, row);
    if ('why' in result) notExpressible.push(`${about}: ${result.why}`);
    else if (result.differences.length > 0) differing.push(`${about}: ${result.differences.join('; ')}`);
    else agreed += 1;
  }
  return { agreed, differing, notExpressible };
}

/** Our tariff, or why the row cannot be one. */
function expressed(row: TableRow): Tariff | string {
  return tried(() => {
    const tariff = rigaTariff(row);
    const [fault] = tariffFaults(tariff);
    return fault === undefined ? tariff : `${fault.path}: ${fault.detail}`;
  });
}

function tried<Result>(attempt: () => Result): Result | string {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

type Compared = { readonly why: string } | { readonly differences: readonly string[] };

function compareRow(tariff: Tariff, row: TableRow): Compared {
  const compared = tried((): Compared => {
    const rating = rateUsage(tariff, rigaUsage(row));
    return rating.kind === 'cannot-be-rated'
      ? { why: rating.detail }
      : { differences: differences(rating.charge, row) };
  });
  return typeof compared === 'string' ? { why: compared } : compared;
}

function differences(charge: Charge, { cells }: TableRow): readonly string[] {
  const ours = (lines: readonly string[]): number =>
    charge.lines.filter(({ lineId }) => lines.includes(lineId)).reduce((sum, { gross }) => sum + gross, 0);
  const parts = Object.entries(PARTS).map(([column, lines]) => ({
    column,
    mine: ours(lines),
    theirs: centsOf(cells[column]) ?? 0,
  }));
  const saved = {
    column: 'cap_saved_eur',
    mine: 0 - ours(['cap']),
    theirs: centsOf(cells['cap_saved_eur']) ?? 0,
  };
  const total = { column: 'total_eur', mine: charge.total, theirs: centsOf(cells['total_eur']) ?? 0 };
  const text = (amount: number): string => moneyText({ amount, currency: 'EUR' });
  const theirSum = parts.reduce((sum, { theirs }) => sum + theirs, 0);
  const found = [...parts, saved, total].filter(({ mine, theirs }) => mine !== theirs);
  return found.map(({ column, mine, theirs }) => {
    const why = reasonFor(column, mine - theirs, theirSum !== total.theirs);
    return `${column} is ${text(mine)} by us and ${text(theirs)} by the file${why === undefined ? '' : ` (${why})`}`;
  });
}

/** Which rule of docs/billing.md explains a difference, if one does. */
function reasonFor(column: string, difference: number, isSumOff: boolean): string | undefined {
  if (column === 'total_eur' && isSumOff) return 'the parts in the file do not add up to its total';
  if (column === 'min_added_eur' && Math.abs(difference) === 1)
    return 'our minimum is reached exactly by the rounded lines, the file’s by what they were before';
  return undefined;
}
