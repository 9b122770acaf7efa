import type { RentalCharge } from '../../../shared/contracts/billing/charges.ts';
import { dayOf, endOfDay } from '../../../shared/kernel/day.ts';
import type { Book } from '../../../shared/ledger/check-book.ts';
import type { BookedMovement } from '../../../shared/ledger/journal.ts';

/** Reads all items of a list of the API. */
export type ReadList = <Item>(path: string, list: string) => Promise<readonly Item[]>;

export function daysBetween(first: string, last: string): readonly string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = dayOf(endOfDay(day))) days.push(day);
  return days;
}

/** The ledger by nothing but the table, as operators read it: the movements of each day, and the charges of each day. */
export async function tableBook(read: ReadList, days: readonly string[]): Promise<Book> {
  const movements: BookedMovement[] = [];
  const charges = new Map<string, RentalCharge>();
  for (const day of days) {
    movements.push(...(await read<BookedMovement>(`/v1/ledger/movements?day=${day}`, 'movements')));
    for (const charge of await read<RentalCharge>(`/v1/charges?day=${day}`, 'charges')) {
      charges.set(charge.rentalId, charge);
    }
  }
  const waiting = await read<RentalCharge>('/v1/charges/not-rated', 'charges');
  const notRated = new Set(waiting.map(({ rentalId }) => rentalId));
  // One that waits keeps the charge that it had before in the list of days.
  const standing = [...charges.values()].flatMap(({ rentalId, revision = 0, charge }) =>
    charge === undefined || notRated.has(rentalId) ? [] : [{ rentalId, revision, due: charge.due }],
  );
  return { movements, standing, notRated };
}
