import { variable } from './environment.ts';
import { writeDeferred } from './folding/deferred-writes.ts';
import type { Folding } from './folding/fold-contract.ts';
import { ItemTable } from './folding/item-table.ts';
import { logger } from './observability.ts';
import type { QueueEvent, QueueResponse } from './queue-event.ts';
import { dynamodb } from './table/client.ts';

/** The handler of the function that writes the items that their fold has deferred. */
export function writesDeferred<Item>(
  kind: string,
  folding: Pick<Folding<Item, never>, 'merge' | 'pack' | 'unpack'>,
): (event: QueueEvent) => Promise<QueueResponse> {
  return async ({ Records }) => {
    const again = await writeDeferred(Records, {
      folding,
      store: new ItemTable(dynamodb, variable('table'), kind, folding),
      failed: (what, error) => {
        logger.error('Deferred items could not be written and will be retried', {
          what,
          error: error as Error,
        });
      },
      now: Date.now,
    });
    return { batchItemFailures: again.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}
