import type { QueueEvent, QueueResponse } from '../../shared/runtime/queue-event.ts';
import { now } from '../../shared/runtime/room-table.ts';
import { scheduler } from '../../shared/runtime/scheduler.ts';
import { overdueEndpoints } from './deliveries/table.ts';
import { wake } from './deliveries/waking.ts';
import { domain } from './domain.ts';
import { room } from './room.ts';

const schedule = scheduler({ room, functionName: 'scheduler', domain });

/** Besides what every room's scheduler does, it wakes the senders of endpoints at which something is due. */
export async function handler(event: Partial<QueueEvent>): Promise<QueueResponse | undefined> {
  if (event.Records === undefined) {
    for await (const endpointId of overdueEndpoints(now())) await wake(endpointId);
  }
  return await schedule(event);
}
