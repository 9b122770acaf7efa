import { twins } from '../../../functions/telemetry/domain.ts';
import type { Reading } from '../../../functions/telemetry/readings.ts';
import type { Twin } from '../../../functions/telemetry/twin.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { writeDeferred } from '../../../shared/runtime/folding/deferred-writes.ts';
import {
  type BatchCounts,
  foldBatch,
  type KeyedEvent,
  type RejectedRecord,
} from '../../../shared/runtime/folding/fold-batch.ts';
import { foldCache } from '../../../shared/runtime/folding/fold-cache.ts';
import type { ItemStore, StoredItem } from '../../../shared/runtime/folding/fold-contract.ts';
import type { KafkaRecord } from '../../../shared/runtime/kafka/records.ts';

export const START = Date.parse('2026-01-31T09:00:00.000Z');
export const VIN = 'WRS00001X0T000001';
export const OTHER_VIN = 'WRS0000180T000002';

/** A record as the rule writes it. The offset is its place in the partition. */
export function record(vin: string, offset: number, value: unknown, partition = 0): KafkaRecord {
  return {
    topic: 'cars.telemetry',
    partition,
    offset,
    // The clock of the fold counts, which is earlier.
    timestamp: START + 86_400_000,
    key: Buffer.from(vin),
    value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    headers: [],
  };
}

/** A sample some seconds after the start. */
export const sample = (second: number, fields: Record<string, unknown>) => ({
  time: instant(START + second * 1000),
  ...fields,
});

/** What is durable: the table, the queue of what was put off, the topics. Any call may be made to fail. */
export function durables() {
  const table = new Map<string, string>();
  const queue: string[] = [];
  const events: KeyedEvent[] = [];
  const rejected: RejectedRecord[] = [];
  const calls: string[] = [];
  let fails: (call: string) => boolean = () => false;

  async function call(name: string): Promise<void> {
    await Promise.resolve();
    if (fails(name)) throw new Error(`${name} failed`);
    calls.push(name);
  }

  // As in a real table, what comes out is never the very object that went in.
  const stored = (key: string): StoredItem<Twin> | undefined => {
    const text = table.get(key);
    if (text === undefined) return undefined;
    const { item, version, writtenAt } = JSON.parse(text) as StoredItem<unknown>;
    return { item: twins.unpack(item), version, writtenAt };
  };
  const store: ItemStore<Twin> = {
    load: async (keys) => {
      await call(`load ${keys.join(' ')}`);
      const found = keys.flatMap((key) => {
        const item = stored(key);
        return item === undefined ? [] : [[key, item] as const];
      });
      return new Map(found);
    },
    write: async (key, next) => {
      await call(`write ${key}`);
      if ((stored(key)?.version ?? 0) !== next.version - 1) return false;
      table.set(key, JSON.stringify({ ...next, item: twins.pack(next.item) }));
      return true;
    },
  };
  return {
    store,
    stored,
    queue,
    events,
    rejected,
    calls,
    call,
    /** From now on these calls fail. */
    failing: (which: (call: string) => boolean) => {
      fails = which;
    },
  };
}
export type Durables = ReturnType<typeof durables>;

/** An execution environment: what it remembers dies with it. */
export function environment(durable: Durables, clock: { now: number }, cacheLimit = 1000) {
  const cache = foldCache<Twin>(cacheLimit);
  const counts = new Map<string, BatchCounts>();
  const failures: string[] = [];
  return {
    counts,
    failures,
    fold: async (records: readonly KafkaRecord[]) => {
      const { failed } = await foldBatch<Twin, Reading>(records, {
        folding: twins,
        store: durable.store,
        cache,
        publish: async (events, rejected) => {
          if (events.length > 0 || rejected.length > 0) await durable.call('publish');
          durable.events.push(...events);
          durable.rejected.push(...rejected);
        },
        defer: async (body) => {
          await durable.call('defer');
          durable.queue.push(body);
        },
        count: (group, more) => {
          const sum = counts.get(group) ?? { folded: 0, superseded: 0, invalid: 0, rejected: 0 };
          counts.set(group, {
            folded: sum.folded + more.folded,
            superseded: sum.superseded + more.superseded,
            invalid: sum.invalid + more.invalid,
            rejected: sum.rejected + more.rejected,
          });
        },
        failed: (key) => {
          failures.push(key);
        },
        now: () => clock.now,
      });
      return failed;
    },
  };
}

/** Delivers what was put off, as the queue does after its delay. Resolves with how many messages must come again. */
export async function deliverDeferred(durable: Durables, clock: { now: number }): Promise<number> {
  const messages = durable.queue.splice(0).map((body, n) => ({ messageId: String(n), body }));
  const again = await writeDeferred(messages, {
    folding: twins,
    store: durable.store,
    failed: () => undefined,
    now: () => clock.now,
  });
  durable.queue.push(
    ...messages.filter(({ messageId }) => again.includes(messageId)).map(({ body }) => body),
  );
  return again.length;
}
