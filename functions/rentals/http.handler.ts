import {
  cancelRental,
  endRental,
  getRental,
  listRentals,
  reserveCar,
  unlockRental,
} from '../../shared/contracts/rentals/rentals.ts';
import { extendReservation, pauseRental, resumeRental } from '../../shared/contracts/rentals/use.ts';
import { change } from '../../shared/runtime/change.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { queryDocuments } from '../../shared/runtime/read-models.ts';
import { outcomeOfEnd } from './driving/outcome-of-end.ts';
import { finding } from './finding/finding.ts';
import { operating } from './fleet/operating.ts';
import { granting } from './grants/granting.ts';
import { ownRental, rentalById } from './own-rentals.ts';
import { type RentalBody, rentalsOf } from './read-models.ts';
import { room } from './room.ts';

/** Rentals that a page holds when the caller does not say. */
const DEFAULT_PAGE = 20;

interface OwnRentalRequest {
  readonly principal: { readonly id: string };
  readonly params: { readonly rentalId: string };
}

/** The command's data for a rental of the caller: the VIN, by which commands are ordered, is in the rental. */
async function asked({ principal, params: { rentalId } }: OwnRentalRequest) {
  const { vin } = await ownRental(rentalId, principal.id);
  return { vin, rentalId, riderId: principal.id };
}

export const handler = httpApi(room, 'http', [
  finding,
  ...operating,
  ...granting,
  change(reserveCar, async ({ principal, body: { vin } }) => ({ vin, riderId: principal.id })),
  read(getRental, ({ principal, params: { rentalId } }) =>
    principal.kind === 'rider' ? ownRental(rentalId, principal.id) : rentalById(rentalId),
  ),
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
  change(extendReservation, asked),
  change(unlockRental, asked),
  change(pauseRental, asked),
  change(resumeRental, asked),
  change(endRental, asked, { present: (result) => outcomeOfEnd(result as RentalBody, rentalById) }),
  change(cancelRental, asked),
]);
