import { dayOf } from '../../../shared/kernel/day.ts';
import { instant } from '../../../shared/kernel/time.ts';
import {
  type BookCheck,
  checkBook,
  compareBooks,
  type Difference,
} from '../../../shared/ledger/check-book.ts';
import { everyPage } from '../cli/every-page.ts';
import type { PlatformClient } from '../platform/client.ts';
import { existing } from './existing-records.ts';
import { daysBetween, tableBook } from './table-book.ts';
import { eventIn, rentalOver, TopicBook } from './topic-book.ts';

export interface CheckedLedger {
  /** Days, inclusive. */
  readonly from: string;
  readonly to: string;
  readonly table: BookCheck;
  readonly topic: BookCheck;
  readonly differences: {
    readonly table: readonly Difference[];
    readonly topic: readonly Difference[];
    readonly between: readonly Difference[];
  };
}

const DAY_MS = 86_400_000;

/**
 * Checks the books of a running platform from the table and from the topic, each alone, and compares both. `since`: only
 * rentals that were over since then. `from`: the first day that is looked through in the table.
 */
export async function checkedLedger(
  platform: PlatformClient,
  { since, from: wanted }: { readonly since?: string; readonly from?: string } = {},
): Promise<CheckedLedger> {
  const over = new Set<string>();
  for await (const record of existing(platform, 'rentals.events', since)) {
    const event = eventIn(record);
    const rentalId = event === undefined ? undefined : rentalOver(event);
    if (rentalId !== undefined) over.add(rentalId);
  }
  const topicBook = new TopicBook();
  const days: string[] = [];
  for await (const record of existing(platform, 'billing.events')) {
    days.push(dayOf(record.time));
    const event = eventIn(record);
    if (event !== undefined) topicBook.add(event);
  }
  // Movements that only the table has are looked for on these days, and on the one after.
  days.sort();
  const from = wanted ?? days[0] ?? dayOf(instant(Date.now()));
  const to = dayOf(instant(Math.max(Date.parse(days.at(-1) ?? from), Date.now()) + DAY_MS));
  const read = <Item>(path: string, list: string) => everyPage<Item>(platform, path, list);
  const inTable = await tableBook(read, daysBetween(from, to));
  const table = checkBook(inTable, over);
  const topic = checkBook(topicBook.book, over);
  const differences = {
    table: table.differences,
    topic: [...topicBook.differences, ...topic.differences],
    between: compareBooks(inTable, topicBook.book),
  };
  return { from, to, table, topic, differences };
}
