import { TARIFF_FLEET } from '../../../shared/contracts/billing/billing.ts';
import { chargeUnknown } from '../../../shared/contracts/billing/charges.ts';
import {
  type Fee,
  feeUnknown,
  getFeeList,
  listFeesOfRider,
  listObjections,
  listOwnFees,
  postFeeDecision,
  postObjection,
  postRentalFee,
  putFeeList,
} from '../../../shared/contracts/billing/fees.ts';
import { randomId } from '../../../shared/kernel/random-id.ts';
import { change } from '../../../shared/runtime/change.ts';
import { read } from '../../../shared/runtime/http.ts';
import { type RiderKey, riderKey } from '../../../shared/runtime/keys/rider-keys.ts';
import { ProblemError } from '../../../shared/runtime/problem.ts';
import { readOne, readPage } from '../../../shared/runtime/read-models.ts';
import { feeLists, fees, feesOfRider, objections, rentalCharges } from '../read-models.ts';

/** Fees: operators post them and decide, riders read their own and object. */

async function feeOf(feeId: string, riderId?: string): Promise<Fee> {
  const fee = await readOne(fees, { feeId });
  if (fee !== undefined && fee.riderId === (riderId ?? fee.riderId)) return fee;
  throw new ProblemError(feeUnknown.code, `There is no fee ${feeId} of yours.`);
}

/** With the objection as the rider wrote it; without its text when the rider was erased. */
async function opened(fee: Fee): Promise<Fee> {
  const { objection } = fee;
  if (objection === undefined) return fee;
  const key = await riderKey(fee.riderId);
  const text = key === undefined ? '' : key.open({ objection: objection.text }).objection;
  return { ...fee, objection: { ...objection, text } };
}

async function keyOf(riderId: string): Promise<RiderKey> {
  const key = await riderKey(riderId);
  if (key !== undefined) return key;
  throw new ProblemError('RIDER_ERASED', 'Your data was erased, and this account is closed.');
}

const present = { present: opened };

export const feeRoutes = [
  read(getFeeList, async () => {
    const list = await readOne(feeLists, {});
    if (list !== undefined) return list;
    throw new ProblemError('NOT_FOUND', 'There is no list of fees.');
  }),
  change(putFeeList, async ({ body: list }) => ({ fleet: TARIFF_FLEET, list }) as const),
  change(postRentalFee, async ({ params: { rentalId }, body }) => {
    const charge = await readOne(rentalCharges, { rentalId });
    if (charge === undefined) {
      throw new ProblemError(chargeUnknown.code, `There is no charge for a rental ${rentalId}.`);
    }
    const { riderId, vin } = charge.of;
    return { feeId: randomId('fee'), rentalId, riderId, vin, ...body };
  }),
  change(
    postObjection,
    async ({ principal, params: { feeId }, body: { text } }) => {
      await feeOf(feeId, principal.id);
      const { objection } = (await keyOf(principal.id)).seal({ objection: text });
      return { feeId, riderId: principal.id, text: objection };
    },
    // Who guesses what the rider wrote finds no hash of it.
    { ...present, fingerprint: async (text, riderId) => (await keyOf(riderId)).fingerprint(text) },
  ),
  change(
    postFeeDecision,
    async ({ params: { feeId }, body }) => {
      const { riderId } = await feeOf(feeId);
      return { feeId, riderId, ...body };
    },
    present,
  ),
  read(listOwnFees, async ({ principal, query }) => {
    const { items, ...next } = await readPage(feesOfRider, { riderId: principal.id }, query);
    return { fees: await Promise.all(items.map(opened)), ...next };
  }),
  read(listFeesOfRider, async ({ params, query }) => {
    const { items, ...next } = await readPage(feesOfRider, params, query);
    return { fees: await Promise.all(items.map(opened)), ...next };
  }),
  read(listObjections, async ({ query }) => {
    const { items, ...next } = await readPage(objections, {}, query);
    return { fees: await Promise.all(items.flatMap(({ of }) => of ?? []).map(opened)), ...next };
  }),
];
