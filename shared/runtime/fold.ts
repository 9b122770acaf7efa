import { deadLetters } from '../contracts/platform/platform.ts';
import { derivedId } from '../kernel/ids.ts';
import { instant } from '../kernel/time.ts';
import { deadLetterOf } from './dead-letters/dead-letters.ts';
import { variable } from './environment.ts';
import { RuntimeFailure } from './failure.ts';
import { type BatchCounts, foldBatch, type KeyedEvent } from './folding/fold-batch.ts';
import { foldCache } from './folding/fold-cache.ts';
import type { Folding } from './folding/fold-contract.ts';
import { ItemTable } from './folding/item-table.ts';
import type { OutgoingRecord } from './kafka/producer.ts';
import { publisher } from './kafka/publish.ts';
import { type BatchResponse, failuresOf, type KafkaEvent, recordsOf } from './kafka/records.ts';
import { logger, measure } from './observability.ts';
import { sourceOf } from './operations/envelopes.ts';
import { sendToPort } from './outbox/queues.ts';
import type { RoomDeclaration } from './room.ts';
import { dynamodb } from './table/client.ts';
import { childTraceparent } from './trace-context.ts';

/** Items take some kilobytes in memory each: less than a tenth of the memory of such a function. */
const CACHED_ITEMS = 20_000;

export interface FoldingFunction<Item, Reading> {
  readonly room: RoomDeclaration;
  readonly functionName: string;
  /** The kind of the items in the table's keys, such as `twin`. */
  readonly kind: string;
  readonly folding: Folding<Item, Reading>;
  /** The port whose queue takes deferred items. */
  readonly deferredPort: string;
  /** The name of the metrics' dimension. */
  readonly groupName: string;
}

/** The handler of a function that folds a topic's readings into one item for each key. */
export function folds<Item, Reading>(
  fold: FoldingFunction<Item, Reading>,
): (event: KafkaEvent) => Promise<BatchResponse> {
  const { room, folding, kind } = fold;
  const cache = foldCache<Item>(CACHED_ITEMS);
  return async (event) => {
    const records = recordsOf(event);
    const { failed, written, deferred } = await foldBatch(records, {
      folding,
      cache,
      store: new ItemTable(dynamodb, variable('table'), kind, folding),
      publish: async (events, rejected) => {
        const now = instant(Date.now());
        const letters = rejected.map(({ record, detail }) =>
          deadLetterOf(record, { reason: 'UNDECODABLE', detail }, `${room.name}-${fold.functionName}`, now),
        );
        const out = publisher();
        await Promise.all([
          out.send(
            eventsTopicOf(room),
            events.map((event) => eventOf(room, event)),
          ),
          out.send(deadLetters.name, letters),
        ]);
        if (letters.length > 0) measure({ DeadLetters: letters.length });
      },
      defer: (body, delaySeconds) => sendToPort(fold.deferredPort, body, delaySeconds),
      count: (group, counts) => countReadings(counts, { [fold.groupName]: group }),
      failed: (key, error) => {
        logger.error('An item could not be kept: its records come again', { key, error: error as Error });
      },
      now: Date.now,
    });
    measure({ TwinsWritten: written, TwinsDeferred: deferred });
    return failuresOf(failed);
  };
}

function countReadings(
  { folded, superseded, invalid, rejected }: BatchCounts,
  dimensions: Readonly<Record<string, string>>,
): void {
  measure(
    {
      ReadingsFolded: folded,
      ReadingsSuperseded: superseded,
      ReadingsInvalid: invalid,
      ReadingsRejected: rejected,
    },
    dimensions,
  );
}

/** Its id is made of what it says, so that it is the same when a crash makes it be said again. */
function eventOf(room: RoomDeclaration, { key, event, time }: KeyedEvent): OutgoingRecord {
  const id = derivedId('evt', key, event.type, time);
  const envelope = {
    specversion: '1.0',
    id,
    type: event.type,
    source: sourceOf(process.env['AWS_REGION'] ?? '', room.name),
    subject: key,
    time,
    data: event.data,
    traceparent: childTraceparent(undefined, id),
  };
  return { key, value: JSON.stringify(envelope) };
}

function eventsTopicOf({ name, events }: RoomDeclaration): string {
  if (events !== undefined) return events.name;
  throw new RuntimeFailure('NOT_DECLARED', `The room ${name} declares no events topic`);
}
