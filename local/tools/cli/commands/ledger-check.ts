import type { BookCheck, Difference } from '../../../../shared/ledger/check-book.ts';
import { checkedLedger } from '../../ledger/checked-ledger.ts';
import { type CommonOptions, print, target } from '../target.ts';

interface LedgerOptions extends CommonOptions {
  readonly since?: string;
  readonly from?: string;
}

/** Proves from the table and from the topic, each alone, that the books add up, and that both say the same. */
export async function ledgerCheck(options: LedgerOptions): Promise<void> {
  const { from, to, table, topic, differences } = await checkedLedger(target(options).platform, options);
  const found = Object.values(differences).flat().length;
  const numbers = { table: numbersOf(table), topic: numbersOf(topic) };
  print(options, { ok: found === 0, from, to, ...numbers, differences }, [
    `From ${from} to ${to}, UTC.`,
    `table: ${textOf(table)}`,
    `topic: ${textOf(topic)}`,
    ...Object.entries(differences).flatMap(([source, list]) =>
      list.map((one) => differenceText(source, one)),
    ),
    found === 0 ? '✓ The books add up, and table and topic agree.' : `✗ ${found} differences.`,
  ]);
  if (found > 0) process.exitCode = 1;
}

function numbersOf(check: BookCheck) {
  const { differences: _, ...numbers } = check;
  const balances = [...check.balances].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { ...numbers, balances: Object.fromEntries(balances) };
}

function textOf(check: BookCheck): string {
  const { movements, postings, accounts, charges, credits, rentals, rentalsCharged, rentalsNotRated } = check;
  return [
    `${movements} movements with ${postings} postings on ${accounts} accounts`,
    `${charges} charges, ${credits} credits`,
    `${rentals} rentals over: ${rentalsCharged} with one charge that counts, ${rentalsNotRated} not rated`,
  ].join('; ');
}

const differenceText = (source: string, { code, about, detail }: Difference): string =>
  `  ${source}: ${code} ${about}: ${detail}`;
