import { ProblemError } from '../../shared/runtime/problem.ts';
import { readOne } from '../../shared/runtime/read-models.ts';
import { type RentalBody, rentals } from './read-models.ts';

/** Throws RENTAL_UNKNOWN. */
export async function rentalById(rentalId: string): Promise<RentalBody> {
  const rental = await readOne(rentals, { rentalId });
  if (rental !== undefined) return rental;
  throw unknown(rentalId);
}

/** Throws RENTAL_UNKNOWN also for somebody else's. */
export async function ownRental(rentalId: string, riderId: string): Promise<RentalBody> {
  const rental = await rentalById(rentalId);
  if (rental.riderId === riderId) return rental;
  throw unknown(rentalId);
}

function unknown(rentalId: string): ProblemError {
  return new ProblemError('RENTAL_UNKNOWN', `There is no rental ${rentalId} of yours.`);
}
