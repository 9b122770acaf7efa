import { type BookCheck, checkBook } from '../../../shared/ledger/check-book.ts';
import type { BookedMovement } from '../../../shared/ledger/journal.ts';
import { readAll, readOne } from '../../../shared/runtime/read-models.ts';
import { severalAtOnce } from '../../../shared/runtime/several-at-once.ts';
import { chargesOfDay, movements, movementsOfDay, rentalCharges } from '../read-models.ts';

/** Rentals whose movements are read at the same time. */
const CONCURRENCY = 16;

/**
 * Checks the movements of a day, and all movements of the rentals that have some on it. No scan: the day is a list, and
 * the movements of a rental have known keys.
 */
export async function checkDay(day: string): Promise<BookCheck> {
  const ofDay = await readAll(movementsOfDay, { day });
  const shown = await readAll(chargesOfDay, { day });
  const rentals = new Set([...ofDay.flatMap(rentalIn), ...shown.map(({ rentalId }) => rentalId)]);
  const book = new Map<string, BookedMovement>(ofDay.map((movement) => [movement.movementId, movement]));
  const standing: { rentalId: string; revision: number; due: number }[] = [];
  const notRated = new Set<string>();
  await severalAtOnce([...rentals], CONCURRENCY, async (rentalId) => {
    const of = (await readOne(rentalCharges, { rentalId }))?.of;
    const { revision = 0, charge } = of ?? {};
    if (of?.state === 'NOT_RATED') notRated.add(rentalId);
    if (charge !== undefined && of?.state === 'FINAL') standing.push({ rentalId, revision, due: charge.due });
    for (let one = 1; one <= revision; one++) {
      for (const movementId of [`charge/${rentalId}/${one}`, `credit/${rentalId}/${one}`]) {
        const movement = book.has(movementId) ? undefined : await readOne(movements, { movementId });
        if (movement !== undefined) book.set(movementId, movement);
      }
    }
  });
  return checkBook({ movements: [...book.values()], standing, notRated }, rentals);
}

function rentalIn({ movementId }: BookedMovement): readonly string[] {
  const [kind, rentalId] = movementId.split('/');
  return (kind === 'charge' || kind === 'credit') && rentalId !== undefined ? [rentalId] : [];
}
