import { reconcile } from '../../shared/contracts/billing/reconciliation.ts';
import { dayOf, daysAfter, isDay } from '../../shared/kernel/day.ts';
import { derivedId } from '../../shared/kernel/ids.ts';
import { instant } from '../../shared/kernel/time.ts';
import { publisher } from '../../shared/runtime/kafka/publish.ts';
import { logger, measure } from '../../shared/runtime/observability.ts';
import { commandRecord, sourceOf } from '../../shared/runtime/operations/envelopes.ts';
import { regionOf } from '../../shared/runtime/room-table.ts';
import { checkDay } from './ledger/daily-check.ts';
import { room } from './room.ts';

/** The most differences that are logged one by one. */
const MOST_LOGGED = 50;

/**
 * Checks yesterday's movements: the day is over, and what was under way at its end has been booked. Whoever invokes it
 * by hand may name another day, to see that a difference is mended. Then the day is compared with the provider's
 * balance, by a function of its own.
 */
export const handler = async (event: {
  readonly Records?: unknown;
  readonly day?: unknown;
}): Promise<void> => {
  if (event.Records !== undefined) throw new Error('It takes no records');
  const { day = daysAfter(dayOf(instant(Date.now())), -1) } = event;
  if (typeof day !== 'string' || !isDay(day))
    throw new Error(`day is no day: ${JSON.stringify(day)}; 2026-01-31 is one`);
  const { movements, rentals, differences } = await checkDay(day);
  for (const difference of differences.slice(0, MOST_LOGGED)) {
    logger.error('The books do not add up', { day, ...difference });
  }
  logger.info('Checked the books', { day, movements, rentals, differences: differences.length });
  measure({ MovementsChecked: movements, LedgerDifferences: differences.length });
  // A day that somebody names is only checked: a route has it compared.
  if (event.day === undefined) await haveCompared(day);
};

async function haveCompared(day: string): Promise<void> {
  const { topic, key, value } = commandRecord({
    // Once for each day, however often this runs.
    id: derivedId(`op_${room.name}`, 'reconcile', day),
    contract: reconcile,
    data: { day },
    source: sourceOf(regionOf(), room.name),
    time: instant(Date.now()),
    traceparent: undefined,
  });
  await publisher().send(topic, [{ key, value }]);
}
