import { BalanceFinding, type Movement } from '../../../shared/contracts/payments/provider.ts';
import { daysAfter } from '../../../shared/kernel/day.ts';
import type { BookedMovement } from '../../../shared/ledger/journal.ts';
import { keysToFind, type Reconciled, reconciledDay, unmatched } from '../../../shared/ledger/reconcile.ts';
import { RuntimeFailure } from '../../../shared/runtime/failure.ts';
import { askProvider } from '../../../shared/runtime/provider.ts';
import { readAll, readOne } from '../../../shared/runtime/read-models.ts';
import { severalAtOnce } from '../../../shared/runtime/several-at-once.ts';
import { movements, movementsOfDay } from '../read-models.ts';
import { BALANCE_CHECK } from './balance-check.ts';
import { balancePages } from './balance-pages.ts';

/** Movements of the ledger that are read at the same time. */
const CONCURRENCY = 16;
/** A payment whose outcome was unknown is booked this many days after the provider has made it, at the latest: later ones are listed. */
const DAYS_BEFORE = 14;

/** Reads both sides of the day, and of other days what they need. Throws a RuntimeFailure while the provider does not answer. */
export async function comparedDay(day: string, provider: string): Promise<Reconciled> {
  const there = await balanceOf(day);
  const here = await readAll(movementsOfDay, { day });
  const found: BookedMovement[] = [];
  await severalAtOnce(keysToFind({ there, here }), CONCURRENCY, async (movementId) => {
    const movement = await readOne(movements, { movementId });
    if (movement !== undefined) found.push(movement);
  });
  const otherDays: Movement[] = [];
  const lacks = () => unmatched({ here, provider }, [...there, ...otherDays]).length > 0;
  // The provider's clock may be ahead of ours; else it was there before it was booked.
  for (const days of [1, ...Array.from({ length: DAYS_BEFORE }, (_, n) => -1 - n)]) {
    if (!lacks()) break;
    otherDays.push(...(await balanceOf(daysAfter(day, days))));
  }
  return reconciledDay({ provider, there, otherDays, here, found });
}

/** All pages of a day. */
async function balanceOf(day: string): Promise<Movement[]> {
  const all: Movement[] = [];
  const answer = { schema: BalanceFinding, check: BALANCE_CHECK };
  for await (const page of balancePages(day, (question) => askProvider(question, answer))) {
    if (page.result !== 'MOVEMENTS') {
      throw new RuntimeFailure(
        'PROVIDER_FAILED',
        `The provider does not list its balance of ${day}: ${page.result}`,
      );
    }
    all.push(...page.movements);
  }
  return all;
}
