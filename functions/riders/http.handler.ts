import { blockRider, getMe, putMe, unblockRider } from '../../shared/contracts/riders.ts';
import { change } from '../../shared/runtime/change.ts';
import { getDocument } from '../../shared/runtime/documents.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { open, seal } from '../../shared/runtime/rider-keys.ts';
import { type RiderDocument, riderKey } from './domain.ts';
import { room } from './room.ts';

/** What is personal is sealed before it becomes a command, and opened for its rider only. */
export const handler = httpApi(room, 'http', [
  change(putMe, async ({ principal: { id }, body }) => ({ riderId: id, profile: await seal(id, body) })),
  read(getMe, async ({ principal: { id } }) => {
    const rider = (await getDocument(riderKey(id))) as RiderDocument | undefined;
    const profile = rider === undefined ? undefined : await open(id, rider.profile);
    if (rider === undefined || profile === undefined) {
      throw new ProblemError('RIDER_NOT_REGISTERED', 'You have not signed up, or were erased.');
    }
    return { ...rider, profile };
  }),
  change(blockRider, async ({ params: { riderId }, body: { reason } }) => ({ riderId, reason })),
  change(unblockRider, async ({ params: { riderId }, body: { reason } }) => ({ riderId, reason })),
]);
