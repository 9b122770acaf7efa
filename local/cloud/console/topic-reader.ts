import { KafkaLog, type StartingPosition } from '../lambda/event-sources/kafka/kafka-log.ts';
import type { LogRecord } from '../lambda/event-sources/kafka/log-record.ts';

export interface ReadOptions {
  readonly brokers: string;
  readonly topic: string;
  readonly from: StartingPosition;
  /** Whether to go on at the end of the topic. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
  /** Says whether to go on. */
  readonly onRecord: (record: LogRecord) => boolean;
}

/** An idle fetch ends after this, and looks whether anybody still wants the records. */
const LONGEST_WAIT_MS = 250;

/**
 * Reads a topic beside its consumers: without a group, so that nothing of theirs changes. Resolves at the end of what
 * there was, or, when it follows, as soon as nobody wants more.
 */
export async function readTopic({
  brokers,
  topic,
  from,
  follow,
  signal,
  onRecord,
}: ReadOptions): Promise<void> {
  const log = new KafkaLog(brokers, topic, 'tools');
  try {
    await log.open();
    const positions = new Map(await log.offsets(from));
    const ends = await log.offsets({ at: 'LATEST' });
    let wanted = true;
    const isDone = (): boolean =>
      !wanted ||
      signal.aborted ||
      (!follow && [...positions].every(([partition, at]) => at >= (ends.get(partition) ?? 0)));
    const readers = [...log.leaders()].map(async ([node, partitions]) => {
      while (!isDone()) {
        const own = new Map([...positions].filter(([partition]) => partitions.includes(partition)));
        const fetched = await log.fetch(node, own, LONGEST_WAIT_MS);
        for (const { partition, next } of fetched) positions.set(partition, next);
        // Partitions have no order among each other; their records' times give the most natural one.
        const records = fetched
          .flatMap(({ records }) => records)
          .filter(({ partition, offset }) => follow || offset < (ends.get(partition) ?? 0))
          .toSorted((a, b) => a.timestamp - b.timestamp);
        for (const record of records) wanted = wanted && onRecord(record);
      }
    });
    await Promise.all(readers);
  } finally {
    await log.close().catch(() => undefined);
  }
}
