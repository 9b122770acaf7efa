/** What a batch must know of a record that waits for one. */
export interface Queued {
  /** In an event, or a little more. */
  readonly bytes: number;
  /** Real milliseconds, of `performance.now()`. */
  readonly arrivedAt: number;
}

/** How large a batch may be, and how long it may wait for more. */
export interface BatchLimits {
  /** 1 to 10,000. */
  readonly records: number;
  /** Of the whole event. */
  readonly bytes: number;
  /** 0: at once. */
  readonly windowMs: number;
}

/** Lambda's limit for an event, less what surrounds the records. */
export const EVENT_BYTES = 6 * 2 ** 20 - 2 ** 10;

/** Records in their order: a partition of a topic, or of a shard of a stream. */
export interface WaitingPartition {
  readonly partition: number;
  readonly waiting: readonly Queued[];
}

/** How many of its first records each partition gives to the next batch. */
export type Share = ReadonlyMap<number, number>;

/**
 * Fills a batch from the partitions in the order given, each from its beginning, until it holds as much as it may.
 * The first record goes in whatever its size.
 */
export function composeBatch(partitions: readonly WaitingPartition[], limits: BatchLimits): Share {
  const share = new Map<number, number>();
  let records = 0;
  let bytes = 0;
  for (const { partition, waiting } of partitions) {
    for (const next of waiting) {
      if (records > 0 && (records >= limits.records || bytes + next.bytes > limits.bytes)) return share;
      records += 1;
      bytes += next.bytes;
      share.set(partition, (share.get(partition) ?? 0) + 1);
    }
  }
  return share;
}

/** In how many milliseconds these partitions make a batch: 0 when it is full or its window over; undefined for none. */
export function batchDueIn(
  partitions: readonly WaitingPartition[],
  limits: BatchLimits,
  now: number,
): number | undefined {
  let records = 0;
  let bytes = 0;
  let oldest = Number.POSITIVE_INFINITY;
  for (const { waiting } of partitions) {
    for (const next of waiting) {
      records += 1;
      bytes += next.bytes;
      oldest = Math.min(oldest, next.arrivedAt);
      if (records >= limits.records || bytes >= limits.bytes) return 0;
    }
  }
  return records === 0 ? undefined : Math.max(0, oldest + limits.windowMs - now);
}
