import type { Admin, Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { deadLetters, lambdaDeadLetters } from '../contracts/platform.ts';
import type { KafkaHeader, KafkaRecord } from './records.ts';

/** Reads the dead-letter topics from where the last redrive has stopped up to their present ends. */

const TOPICS = [deadLetters.name, lambdaDeadLetters.name];

export interface DeadLetterBatch {
  readonly records: readonly KafkaRecord[];
  /** Makes the next reading begin after these records. */
  done(): Promise<void>;
  /** Ends the reading; to be called in any case. */
  close(): Promise<void>;
}

interface Range {
  readonly topic: string;
  readonly partition: number;
  readonly first: number;
  /** The offset after the last. */
  readonly end: number;
}

/** Everything that no redrive of this group has taken yet; empty when there is nothing. */
export async function readDeadLetters(kafka: Kafka, groupId: string): Promise<DeadLetterBatch> {
  const ranges = await withAdmin(kafka, (admin) => unreadRanges(admin, groupId));
  if (ranges.length === 0) return { records: [], done: async () => {}, close: async () => {} };
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false });
  try {
    const records = await collect(consumer, ranges);
    return {
      records,
      done: () =>
        consumer.commitOffsets(
          ranges.map(({ topic, partition, end }) => ({ topic, partition, offset: String(end) })),
        ),
      close: () => consumer.disconnect(),
    };
  } catch (error) {
    await consumer.disconnect();
    throw error;
  }
}

async function withAdmin<Result>(kafka: Kafka, work: (admin: Admin) => Promise<Result>): Promise<Result> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

async function unreadRanges(admin: Admin, groupId: string): Promise<Range[]> {
  const ranges: Range[] = [];
  const committed = await admin.fetchOffsets({ groupId, topics: TOPICS });
  for (const topic of TOPICS) {
    const positions = committed.find((group) => group.topic === topic)?.partitions ?? [];
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      const position = Number(positions.find((known) => known.partition === partition)?.offset ?? -1);
      const first = Math.max(position, Number(low));
      if (first < Number(high)) ranges.push({ topic, partition, first, end: Number(high) });
    }
  }
  return ranges;
}

async function collect(consumer: Consumer, ranges: readonly Range[]): Promise<KafkaRecord[]> {
  const records: KafkaRecord[] = [];
  const left = new Map(ranges.map((range) => [`${range.topic}-${range.partition}`, range.end]));
  await consumer.connect();
  await consumer.subscribe({ topics: [...new Set(ranges.map(({ topic }) => topic))], fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const take = ({ batch }: EachBatchPayload): void => {
      const name = `${batch.topic}-${batch.partition}`;
      const end = left.get(name) ?? 0;
      const fresh = batch.messages.filter(({ offset }) => Number(offset) < end);
      records.push(...fresh.map((message) => recordOf(batch.topic, batch.partition, message)));
      if (Number(batch.lastOffset()) + 1 >= end) left.delete(name);
      if (left.size === 0) resolve();
    };
    consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
    consumer
      .run({ autoCommit: false, eachBatchAutoResolve: true, eachBatch: async (payload) => take(payload) })
      .catch(reject);
  });
  return records;
}

function recordOf(topic: string, partition: number, message: KafkaMessage): KafkaRecord {
  return {
    topic,
    partition,
    offset: Number(message.offset),
    timestamp: Number(message.timestamp),
    key: message.key ?? undefined,
    value: message.value ?? undefined,
    headers: Object.entries(message.headers ?? {}).flatMap(([name, values]): KafkaHeader[] =>
      [values].flat().flatMap((value) => (value === undefined ? [] : [{ name, value: Buffer.from(value) }])),
    ),
  };
}
