import type { Static } from 'typebox';
import {
  createDamageReport,
  type DamageReport,
  listCarDamageReports,
  listDamageReports,
} from '../../shared/contracts/rentals/damage.ts';
import { change } from '../../shared/runtime/change.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { riderKey } from '../../shared/runtime/keys/rider-keys.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { getDocument, queryDocuments } from '../../shared/runtime/read-models.ts';
import { damageKey, damageOf, type RentalDamage } from './damage/damage.ts';
import { shownTo, withUploads } from './damage/damage-answers.ts';
import { type RentalBody, rentalKey } from './read-models.ts';
import { room } from './room.ts';

/** Rentals that a page holds when the caller does not say. */
const DEFAULT_PAGE = 10;

/** The rental, if there is one and it is this rider's. Throws RENTAL_UNKNOWN. */
async function rentalOf(rentalId: string, riderId?: string): Promise<RentalBody> {
  const rental = (await getDocument(rentalKey(rentalId))) as RentalBody | undefined;
  if (rental !== undefined && rental.riderId === (riderId ?? rental.riderId)) return rental;
  throw new ProblemError('RENTAL_UNKNOWN', `There is no rental ${rentalId} of yours.`);
}

async function sealed(riderId: string, description: string): Promise<string> {
  const key = await riderKey(riderId);
  if (key === undefined) throw new ProblemError('RIDER_ERASED', 'You were erased; this account is over.');
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
      present: async (result, { body: { description } }) => ({
        ...(await withUploads(result as Static<typeof DamageReport>)),
        ...(description === undefined ? {} : { description }),
      }),
    },
  ),
  read(listDamageReports, async ({ principal, params: { rentalId }, now }) => {
    await rentalOf(rentalId, principal.kind === 'rider' ? principal.id : undefined);
    const damage = (await getDocument(damageKey(rentalId))) as RentalDamage | undefined;
    return { reports: damage === undefined ? [] : await shownTo(principal, damage, now) };
  }),
  read(listCarDamageReports, async ({ principal, params: { vin }, query: { limit, cursor }, now }) => {
    const page = await queryDocuments(damageOf(vin), {
      limit: limit === undefined ? DEFAULT_PAGE : Number(limit),
      newestFirst: true,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const rentals = (page.items as RentalDamage[]).map(async (damage) => ({
      rentalId: damage.rentalId,
      riderId: damage.riderId,
      reports: await shownTo(principal, damage, now),
    }));
    return {
      rentals: await Promise.all(rentals),
      ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
    };
  }),
]);
