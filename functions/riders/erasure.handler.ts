import { recordErasure } from '../../shared/contracts/riders/erasure.ts';
import { destroyRiderKey } from '../../shared/runtime/keys/rider-keys.ts';
import { port } from '../../shared/runtime/port.ts';
import { ERASURE_CHECK, ErasureRequest } from './ports.ts';
import { room } from './room.ts';

/** Destroys the key of everything personal of a rider. */
export const handler = port({
  room,
  functionName: 'erasure',
  request: ErasureRequest,
  schemaName: ERASURE_CHECK,
  serve: async ({ riderId }, { now }) => {
    await destroyRiderKey(riderId, now);
    return { contract: recordErasure, data: { riderId, destroyedAt: now } };
  },
});
