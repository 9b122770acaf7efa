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
import { readPage } from '../../shared/runtime/read-models.ts';
import { outcomeOfEnd } from './driving/outcome-of-end.ts';
import { finding } from './finding/finding.ts';
import { operating } from './fleet/operating.ts';
import { granting } from './grants/granting.ts';
import { ownRental, rentalById } from './own-rentals.ts';
import { rentalsOfRider } from './read-models.ts';
import { room } from './room.ts';

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
  change(reserveCar, async ({ principal, body }) => ({ ...body, riderId: principal.id })),
  read(getRental, ({ principal, params: { rentalId } }) =>
    principal.kind === 'rider' ? ownRental(rentalId, principal.id) : rentalById(rentalId),
  ),
  read(listRentals, async ({ principal, query }) => {
    const { items, ...next } = await readPage(rentalsOfRider, { riderId: principal.id }, query);
    return { rentals: items, ...next };
  }),
  change(extendReservation, asked),
  change(unlockRental, asked),
  change(pauseRental, asked),
  change(resumeRental, asked),
  change(endRental, asked, { present: (rental) => outcomeOfEnd(rental, rentalById) }),
  change(cancelRental, asked),
]);
