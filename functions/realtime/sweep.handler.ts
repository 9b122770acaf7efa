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
  const failed: unknown[] = [];
  const next = names.values();
  const worker = async (): Promise<void> => {
    for (const name of next) {
      // One that cannot be asked after keeps nobody else.
      await isGone(name).then(
        (itIs) => (gone += itIs ? 1 : 0),
        (error: unknown) => failed.push(error),
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, names.length) }, worker));
  if (gone > 0) measure({ ConnectionsGone: gone });
  if (failed.length > 0) throw failed[0];
}

async function isGone({ stream, id }: ConnectionName): Promise<boolean> {
  const active = await activeAt(id);
  if (active === undefined) await removeConnection(stream, id);
  else await checkAgain(stream, id, active);
  return active === undefined;
}
