import { writeDeferred } from './deferred-writes.ts';
import { dynamodb } from './dynamodb-client.ts';
import { variable } from './environment.ts';
import type { Folding } from './folding.ts';
import { ItemTable } from './item-table.ts';
import { logger } from './observability.ts';
import type { QueueEvent, QueueResponse } from './queue-event.ts';

/** The handler of the function that writes what the fold of these items put off. */
export function writesDeferred<Item>(
  kind: string,
  folding: Pick<Folding<Item, never>, 'merge' | 'pack' | 'unpack'>,
): (event: QueueEvent) => Promise<QueueResponse> {
  return async ({ Records }) => {
    const again = await writeDeferred(Records, {
      folding,
      store: new ItemTable(dynamodb, variable('table'), kind, folding),
      failed: (what, error) => {
        logger.error('What was put off could not be written: it comes again', {
          what,
          error: error as Error,
        });
      },
      now: Date.now,
    });
    return { batchItemFailures: again.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}
