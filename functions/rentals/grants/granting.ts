import { getGrant, postGrant } from '../../../shared/contracts/rentals/grants.ts';
import { change } from '../../../shared/runtime/change.ts';
import { read } from '../../../shared/runtime/http.ts';
import { ProblemError } from '../../../shared/runtime/problem.ts';
import { readOne } from '../../../shared/runtime/read-models.ts';
import { ownRental } from '../own-rentals.ts';
import { grants, phones } from '../read-models.ts';

/** Asking for grants, and fetching them: each rider the own ones. */
export const granting = [
  change(postGrant, async ({ principal, params: { rentalId }, body: { phoneKeyId } }) => {
    const riderId = principal.id;
    const { vin } = await ownRental(rentalId, riderId);
    const phone = await readOne(phones, { riderId, phoneKeyId });
    if (phone === undefined || phone.gone) {
      throw new ProblemError('PHONE_KEY_UNKNOWN', `You have no phone ${phoneKeyId}.`);
    }
    return { vin, rentalId, riderId, phoneKeyId, thumbprint: phone.thumbprint };
  }),
  read(getGrant, async ({ principal, params: { rentalId, grantId } }) => {
    const found = await readOne(grants, { rentalId, grantId });
    if (found?.riderId !== principal.id) {
      throw new ProblemError('NOT_FOUND', `You have no grant ${grantId} for the rental ${rentalId}.`);
    }
    const { riderId: _, ...grant } = found;
    return grant;
  }),
];
