import { measure } from '../../shared/runtime/observability.ts';
import { now } from '../../shared/runtime/room-table.ts';
import { severalAtOnce } from '../../shared/runtime/several-at-once.ts';
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
  await severalAtOnce(names, CONCURRENCY, async (name) => {
    // One that cannot be asked after keeps nobody else.
    await isGone(name).then(
      (itIs) => (gone += itIs ? 1 : 0),
      (error: unknown) => failed.push(error),
    );
  });
  if (gone > 0) measure({ ConnectionsGone: gone });
  if (failed.length > 0) throw failed[0];
}

async function isGone({ stream, id }: ConnectionName): Promise<boolean> {
  const active = await activeAt(id);
  if (active === undefined) await removeConnection(stream, id);
  else await checkAgain(stream, id, active);
  return active === undefined;
}
