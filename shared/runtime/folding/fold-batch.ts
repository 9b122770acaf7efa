import type { DomainEvent } from '../domain.ts';
import type { KafkaRecord } from '../kafka/records.ts';
import { severalAtOnce } from '../several-at-once.ts';
import { deferralsOf } from './deferral.ts';
import type { FoldCache } from './fold-cache.ts';
import type { FoldedReadings, Folding, ItemStore, ReadingCounts, StoredItem } from './fold-contract.ts';
import { writeMerged } from './item-writing.ts';

/** What the fold of a batch needs, independent of Lambda and Kafka. */
export interface FoldBatch<Item, Reading> {
  readonly folding: Folding<Item, Reading>;
  readonly store: ItemStore<Item>;
  readonly cache: FoldCache<Item>;
  /** Resolves when all are safe in their topic. */
  publish(events: readonly KeyedEvent[], rejected: readonly RejectedRecord[]): Promise<void>;
  /** Resolves when the message is safe in the queue, to come back after that time. */
  defer(body: string, delaySeconds: number): Promise<void>;
  /** Counts each handled reading of the batch once. */
  count(group: string, counts: BatchCounts): void;
  /** Called for a key that could not be written. */
  failed(key: string, error: unknown): void;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface KeyedEvent {
  readonly key: string;
  readonly event: DomainEvent;
  readonly time: string;
}

export interface RejectedRecord {
  readonly record: KafkaRecord;
  readonly detail: string;
}

export interface BatchCounts extends ReadingCounts {
  readonly rejected: number;
}

export interface FoldedBatch {
  /** Records that were not handled and have to be retried. */
  readonly failed: readonly KafkaRecord[];
  /** The number of items that were written, and of those that were deferred. */
  readonly written: number;
  readonly deferred: number;
}

interface KeyBatch<Item> {
  readonly key: string;
  /** Whether the key is valid for a record. */
  readonly isKey: boolean;
  readonly partition: string;
  readonly records: KafkaRecord[];
  /** One for each record with a reading that was rejected. */
  readonly rejected: RejectedRecord[];
  rejectedReadings: number;
  /** Also kept here, because the cache may evict it. */
  before?: StoredItem<Item>;
  folded?: FoldedReadings<Item>;
}

/** The most writes at the same time. */
const CONCURRENCY = 32;

/**
 * Folds a batch. Events are published before the item is written, so that a crash in between repeats them instead of
 * losing them. Throws when nothing was handled: then the whole batch is retried. The cache changes only after a write
 * or a deferral has succeeded.
 */
export async function foldBatch<Item, Reading>(
  records: readonly KafkaRecord[],
  batch: FoldBatch<Item, Reading>,
): Promise<FoldedBatch> {
  const { cache, folding } = batch;
  const now = batch.now();
  cache.begin(offsetsOf(records, Math.min));
  const keys = keysOf(records, folding);
  const read = [...keys.values()].filter(({ isKey }) => isKey);
  await loadBefore(read, batch);
  for (const each of read) foldKey(each, folding, now);
  await batch.publish(
    eventsOf(read),
    [...keys.values()].flatMap(({ rejected }) => rejected),
  );
  const { failed, written, deferred } = await keep(read, batch, now);
  count(keys, failed, batch);
  cache.end(offsetsOf(records, Math.max));
  return { failed: [...failed].flatMap((key) => keys.get(key)?.records ?? []), written, deferred };
}

function offsetsOf(
  records: readonly KafkaRecord[],
  choose: (a: number, b: number) => number,
): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  for (const record of records) {
    const partition = partitionOf(record);
    offsets.set(partition, choose(offsets.get(partition) ?? record.offset, record.offset));
  }
  return offsets;
}

const partitionOf = ({ topic, partition }: KafkaRecord): string => `${topic}-${partition}`;

function keysOf<Item, Reading>(
  records: readonly KafkaRecord[],
  folding: Folding<Item, Reading>,
): Map<string, KeyBatch<Item>> {
  const keys = new Map<string, KeyBatch<Item>>();
  for (const record of records) {
    const key = record.key?.toString('utf8') ?? '';
    let each = keys.get(key);
    if (each === undefined) {
      const isKey = folding.isKey(key);
      each = { key, isKey, partition: partitionOf(record), records: [], rejected: [], rejectedReadings: 0 };
      keys.set(key, each);
    }
    each.records.push(record);
    if (!each.isKey) reject(each, record, ['the key of the record is wrong']);
  }
  return keys;
}

function reject<Item>(each: KeyBatch<Item>, record: KafkaRecord, details: readonly string[]): void {
  const [detail] = details;
  if (detail !== undefined) each.rejected.push({ record, detail });
  each.rejectedReadings += details.length;
}

/** Decodes and folds one key after the other, so that a batch's readings are never all in memory. */
function foldKey<Item, Reading>(each: KeyBatch<Item>, folding: Folding<Item, Reading>, now: number): void {
  const readings: Reading[] = [];
  for (const record of each.records) {
    const decoded = folding.readingsIn(record.value, Math.min(record.timestamp, now));
    for (const reading of decoded.readings) readings.push(reading);
    reject(each, record, decoded.rejected);
  }
  if (readings.length > 0) each.folded = folding.fold(each.key, each.before?.item, readings);
}

async function loadBefore<Item, Reading>(
  read: readonly KeyBatch<Item>[],
  { cache, store }: FoldBatch<Item, Reading>,
): Promise<void> {
  const missing = [];
  for (const each of read) {
    const cached = cache.get(each.key);
    if (cached === undefined) missing.push(each);
    else each.before = cached;
  }
  if (missing.length === 0) return;
  const loaded = await store.load(missing.map(({ key }) => key));
  for (const each of missing) {
    const stored = loaded.get(each.key);
    if (stored === undefined) continue;
    each.before = stored;
    cache.put(each.partition, each.key, stored);
  }
}

function eventsOf<Item>(read: readonly KeyBatch<Item>[]): KeyedEvent[] {
  return read.flatMap(({ key, folded }) =>
    (folded?.events ?? []).map(({ event, time }) => ({ key, event, time })),
  );
}

/** Writes the urgent items now and defers the rest. `failed` are the keys for which neither succeeded. */
async function keep<Item, Reading>(
  read: readonly KeyBatch<Item>[],
  batch: FoldBatch<Item, Reading>,
  now: number,
): Promise<{ failed: ReadonlySet<string>; written: number; deferred: number }> {
  const { cache, folding, store } = batch;
  const failed = new Set<string>();
  const fail = (key: string, error: unknown): void => {
    failed.add(key);
    cache.drop(key);
    batch.failed(key, error);
  };
  const atOnce: (() => Promise<void>)[] = [];
  const later = new Map<string, { readonly delta: Item; remember(): void }>();
  for (const { key, partition, before, folded } of read) {
    if (folded?.delta === undefined) continue;
    const { item, delta, urgent } = folded;
    if (before === undefined || urgent || now - before.writtenAt >= folding.writeIntervalSeconds * 1000) {
      atOnce.push(async () => {
        try {
          // The cached item, which may contain deferred readings from before this batch.
          cache.put(partition, key, await writeMerged(folding, store, key, item, before, now));
        } catch (error) {
          fail(key, error);
        }
      });
    } else {
      later.set(key, { delta, remember: () => cache.put(partition, key, { ...before, item }) });
    }
  }
  await allOf(atOnce);
  const deferrals = deferralsOf(
    folding,
    [...later].map(([key, { delta }]) => [key, delta] as const),
  );
  await allOf(
    deferrals.map(({ keys, body }) => async () => {
      try {
        await batch.defer(body, folding.writeIntervalSeconds);
        for (const key of keys) later.get(key)?.remember();
      } catch (error) {
        for (const key of keys) fail(key, error);
      }
    }),
  );
  return { failed, written: atOnce.length, deferred: later.size };
}

async function allOf(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  await severalAtOnce(tasks, CONCURRENCY, (task) => task());
}

function count<Item, Reading>(
  keys: ReadonlyMap<string, KeyBatch<Item>>,
  failed: ReadonlySet<string>,
  batch: FoldBatch<Item, Reading>,
): void {
  const groups = new Map<string, { folded: number; superseded: number; invalid: number; rejected: number }>();
  for (const { key, isKey, folded, rejectedReadings } of keys.values()) {
    if (failed.has(key)) continue;
    const group = isKey ? batch.folding.groupOf(key) : 'unknown';
    const sum = groups.get(group) ?? { folded: 0, superseded: 0, invalid: 0, rejected: 0 };
    sum.folded += folded?.counts.folded ?? 0;
    sum.superseded += folded?.counts.superseded ?? 0;
    sum.invalid += folded?.counts.invalid ?? 0;
    sum.rejected += rejectedReadings;
    groups.set(group, sum);
  }
  for (const [group, counts] of groups) batch.count(group, counts);
}
