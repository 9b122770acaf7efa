import {
  createDamageReport,
  listCarDamageReports,
  listDamageReports,
} from '../../shared/contracts/rentals/damage.ts';
import { change } from '../../shared/runtime/change.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { riderKey } from '../../shared/runtime/keys/rider-keys.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { readOne, readPage } from '../../shared/runtime/read-models.ts';
import { shownTo, withUploads } from './damage/damage-answers.ts';
import { damage, damageOfCar, type RentalBody, rentals } from './read-models.ts';
import { room } from './room.ts';

/** The rental, if there is one and it is this rider's. Throws RENTAL_UNKNOWN. */
async function rentalOf(rentalId: string, riderId?: string): Promise<RentalBody> {
  const rental = await readOne(rentals, { rentalId });
  if (rental !== undefined && rental.riderId === (riderId ?? rental.riderId)) return rental;
  throw new ProblemError('RENTAL_UNKNOWN', `There is no rental ${rentalId} of yours.`);
}

async function sealed(riderId: string, description: string): Promise<string> {
  const key = await riderKey(riderId);
  if (key === undefined)
    throw new ProblemError('RIDER_ERASED', 'Your data was erased, and this account is closed.');
  return key.seal({ description }).description;
}

export const handler = httpApi(room, 'damage', [
  change(
    createDamageReport,
    async ({ principal, params: { rentalId }, body: { description, ...report } }) => {
      const { vin } = await rentalOf(rentalId, principal.id);
      return {
        vin,
        rentalId,
        riderId: principal.id,
        ...report,
        ...(description === undefined ? {} : { description: await sealed(principal.id, description) }),
      };
    },
    {
      present: async (report, { body: { description } }) => ({
        ...(await withUploads(report)),
        ...(description === undefined ? {} : { description }),
      }),
    },
  ),
  read(listDamageReports, async ({ principal, params: { rentalId }, now }) => {
    await rentalOf(rentalId, principal.kind === 'rider' ? principal.id : undefined);
    const found = await readOne(damage, { rentalId });
    return { reports: found === undefined ? [] : await shownTo(principal, found, now) };
  }),
  read(listCarDamageReports, async ({ principal, params: { vin }, query, now }) => {
    const { items, ...next } = await readPage(damageOfCar, { vin }, query);
    const found = items.map(async (one) => ({
      rentalId: one.rentalId,
      riderId: one.riderId,
      reports: await shownTo(principal, one, now),
    }));
    return { rentals: await Promise.all(found), ...next };
  }),
]);
