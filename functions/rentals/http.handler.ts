import {
  cancelRental,
  endRental,
  getRental,
  listRentals,
  reserveCar,
  unlockRental,
} from '../../shared/contracts/rentals.ts';
import { change } from '../../shared/runtime/change.ts';
import { getDocument, queryDocuments } from '../../shared/runtime/documents.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { type RentalBody, rentalKey, rentalsOf } from './documents.ts';
import { finding } from './finding.ts';
import { room } from './room.ts';

/** Rentals that a page holds when the caller does not say. */
const DEFAULT_PAGE = 20;

async function rentalById(rentalId: string): Promise<RentalBody | undefined> {
  return (await getDocument(rentalKey(rentalId))) as RentalBody | undefined;
}

function unknown(rentalId: string): ProblemError {
  return new ProblemError('RENTAL_UNKNOWN', `There is no rental ${rentalId} of yours.`);
}

/** The command's data for a rental of the caller: the VIN, by which commands are ordered, is in the rental. */
async function ofOwnRental(rentalId: string, riderId: string) {
  const rental = await rentalById(rentalId);
  if (rental?.riderId !== riderId) throw unknown(rentalId);
  return { vin: rental.vin, rentalId, riderId };
}

export const handler = httpApi(room, 'http', [
  finding,
  change(reserveCar, async ({ principal, body: { vin } }) => ({ vin, riderId: principal.id })),
  read(getRental, async ({ principal, params: { rentalId } }) => {
    const rental = await rentalById(rentalId);
    if (rental === undefined) throw unknown(rentalId);
    if (principal.kind === 'rider' && rental.riderId !== principal.id) throw unknown(rentalId);
    return rental;
  }),
  read(listRentals, async ({ principal, query: { limit, cursor } }) => {
    const page = await queryDocuments(rentalsOf(principal.id), {
      limit: limit === undefined ? DEFAULT_PAGE : Number(limit),
      newestFirst: true,
      ...(cursor === undefined ? {} : { cursor }),
    });
    return {
      rentals: page.items as RentalBody[],
      ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
    };
  }),
  change(unlockRental, ({ principal, params: { rentalId } }) => ofOwnRental(rentalId, principal.id)),
  change(endRental, ({ principal, params: { rentalId } }) => ofOwnRental(rentalId, principal.id)),
  change(cancelRental, ({ principal, params: { rentalId } }) => ofOwnRental(rentalId, principal.id)),
]);
