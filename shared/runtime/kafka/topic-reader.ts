import type { Admin, Batch, Consumer, Kafka, KafkaMessage } from 'kafkajs';
import type { KafkaHeader, KafkaRecord } from './records.ts';

/** Reads topics outside event sources, up to the end that they have when the read starts. */

export interface Range {
  readonly topic: string;
  readonly partition: number;
  readonly first: number;
  /** The offset after the last. */
  readonly end: number;
}

export async function withAdmin<Result>(
  kafka: Kafka,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** The offsets that the topic has now, without empty partitions. */
export async function rangesOf(admin: Admin, topic: string): Promise<Range[]> {
  return (await admin.fetchTopicOffsets(topic))
    .map(({ partition, low, high }) => ({ topic, partition, first: Number(low), end: Number(high) }))
    .filter(({ first, end }) => first < end);
}

interface Handover {
  readonly batch: Batch;
  /** Lets the consumer continue. */
  readonly taken: () => void;
}

/**
 * The records of these ranges, those of a partition in order. Unless it seeks, the consumer's group must be at their
 * first offsets, or have none. A batch is fetched only when the one before is used up. The consumer stays connected, and ignores later
 * records.
 */
export async function* recordsIn(
  consumer: Consumer,
  ranges: readonly Range[],
  { seeks = false }: { readonly seeks?: boolean } = {},
): AsyncIterable<KafkaRecord> {
  const firsts = new Map(ranges.map(({ topic, partition, first }) => [`${topic}-${partition}`, first]));
  const left = new Map(ranges.map(({ topic, partition, end }) => [`${topic}-${partition}`, end]));
  const handovers = new Handovers();
  consumer.on('consumer.crash', ({ payload }) => handovers.fail(payload.error));
  await consumer.connect();
  await consumer.subscribe({ topics: [...new Set(ranges.map(({ topic }) => topic))], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch }) => handovers.give(batch),
  });
  if (seeks)
    for (const { topic, partition, first } of ranges)
      consumer.seek({ topic, partition, offset: String(first) });
  try {
    while (left.size > 0) {
      const { batch, taken } = await handovers.next();
      const name = `${batch.topic}-${batch.partition}`;
      const [first, end] = [firsts.get(name) ?? 0, left.get(name) ?? 0];
      try {
        for (const message of batch.messages) {
          // What was fetched before the seek is older.
          if (Number(message.offset) >= first && Number(message.offset) < end)
            yield recordOf(batch.topic, batch.partition, message);
        }
      } finally {
        taken();
      }
      if (Number(batch.lastOffset()) + 1 >= end) left.delete(name);
    }
  } finally {
    handovers.end();
  }
}

/** Hands batches from the consumer, which gives one after the other, to the reader. */
class Handovers {
  private readonly given: Handover[] = [];
  private waiting: PromiseWithResolvers<Handover> | undefined;
  private error: Error | undefined;
  private ended = false;

  /** Resolves when the batch is used up, so that the next one may come. */
  give(batch: Batch): Promise<void> {
    if (this.ended) return Promise.resolve();
    return new Promise((taken) => {
      if (this.waiting === undefined) this.given.push({ batch, taken });
      else this.waiting.resolve({ batch, taken });
      this.waiting = undefined;
    });
  }

  async next(): Promise<Handover> {
    const handover = this.given.shift();
    if (handover !== undefined) return handover;
    if (this.error !== undefined) throw this.error;
    this.waiting = Promise.withResolvers();
    return await this.waiting.promise;
  }

  fail(error: Error): void {
    this.error = error;
    this.waiting?.reject(error);
  }

  /** The reader has stopped: later batches are ignored. */
  end(): void {
    this.ended = true;
    for (const { taken } of this.given.splice(0)) taken();
  }
}

/** The reader may be slow, and no heartbeat is sent meanwhile. */
const SESSION_MS = 5 * 60_000;

/** Every record of the topic. The group is used for nothing else and commits no offsets. */
export async function* recordsOfTopic(
  kafka: Kafka,
  topic: string,
  groupId: string,
): AsyncIterable<KafkaRecord> {
  const ranges = await withAdmin(kafka, (admin) => rangesOf(admin, topic));
  if (ranges.length === 0) return;
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false, sessionTimeout: SESSION_MS });
  try {
    yield* recordsIn(consumer, ranges);
  } finally {
    await consumer.disconnect();
  }
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
