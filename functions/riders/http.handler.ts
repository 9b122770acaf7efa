import { randomBytes } from 'node:crypto';
import { deleteBillingAddress, putBillingAddress } from '../../shared/contracts/riders/billing-address.ts';
import { deleteConsent, putConsent } from '../../shared/contracts/riders/consents.ts';
import { deleteMe, eraseRider } from '../../shared/contracts/riders/erasure.ts';
import { getRiderGroups, putRiderGroups } from '../../shared/contracts/riders/groups.ts';
import { putLicence } from '../../shared/contracts/riders/licence.ts';
import { getMe } from '../../shared/contracts/riders/own-data.ts';
import { putPaymentMethod } from '../../shared/contracts/riders/payment.ts';
import {
  deletePhoneKey,
  postPhoneChallenge,
  postPhoneKey,
} from '../../shared/contracts/riders/phone-keys.ts';
import { blockRider, putMe, unblockRider } from '../../shared/contracts/riders/riders.ts';
import { change } from '../../shared/runtime/change.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { type RiderKey, riderKey, riderKeyOrNew } from '../../shared/runtime/keys/rider-keys.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { readOne } from '../../shared/runtime/read-models.ts';
import { checkedAddress } from './billing-address.ts';
import { groupsOf } from './groups.ts';
import { ownData } from './own-data.ts';
import { requireBirthDate, requireDay, requireToken } from './plausible.ts';
import { sealChanged } from './profile.ts';
import { riders } from './read-models.ts';
import { room } from './room.ts';

const CHALLENGE_BYTES = 32;

/** The key of somebody who has signed up. Throws RIDER_NOT_REGISTERED, RIDER_ERASED. */
async function ownKey(riderId: string): Promise<RiderKey> {
  if ((await readOne(riders, { riderId })) === undefined) throw notRegistered();
  return await riderKeyOrNew(riderId);
}

const notRegistered = () => new ProblemError('RIDER_NOT_REGISTERED', 'You have not signed up.');

/** Requests that name a person are told apart by the person's key: a plain hash of them could be guessed. */
const personal = {
  fingerprint: async (text: string, riderId: string): Promise<string> =>
    (await riderKeyOrNew(riderId)).fingerprint(text),
};

/** What is personal is sealed before it becomes a command, and opened for its rider only. */
export const handler = httpApi(room, 'http', [
  change(
    putMe,
    async ({ principal: { id }, body, now }) => {
      requireBirthDate(body.birthDate, now);
      const key = await riderKeyOrNew(id);
      const rider = await readOne(riders, { riderId: id });
      const before = rider === undefined || rider.status === 'ERASED' ? undefined : rider.profile;
      return { riderId: id, profile: sealChanged(key, body, before) };
    },
    personal,
  ),
  read(getMe, async ({ principal: { id } }) => {
    const rider = await readOne(riders, { riderId: id });
    if (rider === undefined) throw notRegistered();
    const key = rider.status === 'ERASED' ? undefined : await riderKey(id);
    if (rider.status === 'ERASED' || key === undefined) {
      throw new ProblemError('RIDER_ERASED', 'You were erased; nobody can read any more who you are.');
    }
    return ownData(id, rider, key);
  }),
  change(
    putBillingAddress,
    async ({ principal: { id }, body }) => {
      const address = checkedAddress(body);
      return { riderId: id, address: (await ownKey(id)).seal(address) };
    },
    personal,
  ),
  change(deleteBillingAddress, async ({ principal: { id } }) => ({ riderId: id })),
  change(deleteMe, async ({ principal: { id } }) => ({ riderId: id })),
  change(putConsent, async ({ principal: { id }, params: { purpose }, body: { textVersion } }) => ({
    riderId: id,
    purpose,
    textVersion,
  })),
  change(deleteConsent, async ({ principal: { id }, params: { purpose } }) => ({ riderId: id, purpose })),
  change(
    putLicence,
    async ({ principal: { id }, body: { number, country, classes, validUntil } }) => {
      requireDay('validUntil', validUntil);
      const key = await ownKey(id);
      const licence = key.seal({ number, country });
      return { riderId: id, licence, classes: [...new Set(classes)], validUntil };
    },
    personal,
  ),
  change(
    putPaymentMethod,
    async ({ principal: { id }, body: { token } }) => {
      requireToken(token);
      return { riderId: id, ...(await ownKey(id)).seal({ token }) };
    },
    personal,
  ),
  change(postPhoneChallenge, async ({ principal: { id } }) => ({
    riderId: id,
    challenge: randomBytes(CHALLENGE_BYTES).toString('base64url'),
  })),
  change(
    postPhoneKey,
    async ({ principal: { id }, body: { proof, name } }) => {
      const { phoneName } = (await ownKey(id)).seal({ phoneName: name });
      return { riderId: id, proof, ...(phoneName === undefined ? {} : { name: phoneName }) };
    },
    personal,
  ),
  change(deletePhoneKey, async ({ principal: { id }, params: { phoneKeyId } }) => ({
    riderId: id,
    phoneKeyId,
  })),
  change(blockRider, async ({ params: { riderId }, body: { reason } }) => ({ riderId, reason })),
  change(unblockRider, async ({ params: { riderId }, body: { reason } }) => ({ riderId, reason })),
  change(putRiderGroups, async ({ params: { riderId }, body: { groups, reason } }) => ({
    riderId,
    groups,
    reason,
  })),
  read(getRiderGroups, async ({ params: { riderId } }) => {
    const rider = await readOne(riders, { riderId });
    if (rider === undefined) {
      throw new ProblemError('RIDER_NOT_REGISTERED', `Rider ${riderId} has not signed up.`);
    }
    if (rider.status === 'ERASED') throw new ProblemError('RIDER_ERASED', `Rider ${riderId} was erased.`);
    return groupsOf(riderId, rider.groups);
  }),
  change(eraseRider, async ({ params: { riderId }, body: { reason } }) => ({ riderId, reason })),
]);
