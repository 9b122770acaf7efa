import { recordErasure } from '../../shared/contracts/riders/erasure.ts';
import { destroyRiderKey } from '../../shared/runtime/keys/rider-keys.ts';
import { port } from '../../shared/runtime/port.ts';
import { erasurePort } from './ports.ts';
import { room } from './room.ts';

/** Destroys the key of everything personal of a rider. */
export const handler = port({
  room,
  functionName: 'erasure',
  contract: erasurePort,
  serve: async ({ riderId }, { now }) => {
    await destroyRiderKey(riderId, now);
    return recordErasure({ riderId, destroyedAt: now });
  },
});
