import { measure } from '../../shared/runtime/observability.ts';
import { now } from '../../shared/runtime/room-table.ts';
import { type ConnectionName, checkAgain, connectionsToCheck, removeConnection } from './connections.ts';
import { activeAt } from './sockets.ts';

const CONCURRENCY = 20;

/**
 * Asks after connections on which nothing may have been said for long, and forgets those that are gone: API Gateway does
 * not always tell.
 */
export async function handler(): Promise<void> {
  const names: ConnectionName[] = [];
  for await (const name of connectionsToCheck(now())) names.push(name);
  let gone = 0;
  const next = names.values();
  const worker = async (): Promise<void> => {
    for (const { stream, id } of next) {
      const active = await activeAt(id);
      if (active !== undefined) await checkAgain(stream, id, active);
      else {
        await removeConnection(stream, id);
        gone += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, names.length) }, worker));
  if (gone > 0) measure({ ConnectionsGone: gone });
}
