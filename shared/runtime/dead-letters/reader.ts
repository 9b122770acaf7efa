import type { Admin, Kafka } from 'kafkajs';
import { deadLetters, lambdaDeadLetters } from '../../contracts/platform/platform.ts';
import type { KafkaRecord } from '../kafka/records.ts';
import { type Range, rangesOf, recordsIn, withAdmin } from '../kafka/topic-reader.ts';
import type { Position } from './redrive-request.ts';

/** Reads the dead-letter topics from the end of the last redrive to their current ends. */

const TOPICS = [deadLetters.name, lambdaDeadLetters.name];

export interface DeadLetterBatch {
  readonly records: readonly KafkaRecord[];
  /** Commits the offsets, so that the next read starts after these records. */
  done(): Promise<void>;
  /** Ends the read. Call it in any case. */
  close(): Promise<void>;
}

/** Everything that no redrive of this group has taken yet. */
export async function readDeadLetters(kafka: Kafka, groupId: string): Promise<DeadLetterBatch> {
  const ranges = await withAdmin(kafka, (admin) => unreadRanges(admin, groupId));
  if (ranges.length === 0) return { records: [], done: async () => {}, close: async () => {} };
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false });
  try {
    const records: KafkaRecord[] = [];
    for await (const record of recordsIn(consumer, ranges)) records.push(record);
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

export interface NewestLetters {
  /** At most so many of each partition, in any order. */
  readonly records: readonly KafkaRecord[];
  /** The partitions with records that no redrive has taken, whole. */
  readonly unread: readonly Range[];
}

/**
 * The newest records before the given ends that no redrive has taken. Nothing is taken: the group stays where it is. Two
 * reads of one group must not run at the same time.
 */
export async function readNewestLetters(
  kafka: Kafka,
  groupId: string,
  { most, before }: { readonly most: number; readonly before: readonly Position[] },
): Promise<NewestLetters> {
  const unread = await withAdmin(kafka, (admin) => unreadRanges(admin, groupId));
  const ranges = unread.flatMap((range) => {
    const given = before.find(
      ({ topic, partition }) => topic === range.topic && partition === range.partition,
    );
    const end = Math.min(range.end, given?.end ?? range.end);
    return end <= range.first ? [] : [{ ...range, first: Math.max(range.first, end - most), end }];
  });
  if (ranges.length === 0) return { records: [], unread };
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false });
  try {
    const records: KafkaRecord[] = [];
    for await (const record of recordsIn(consumer, ranges, { seeks: true })) records.push(record);
    return { records, unread };
  } finally {
    await consumer.disconnect();
  }
}

async function unreadRanges(admin: Admin, groupId: string): Promise<Range[]> {
  const committed = await admin.fetchOffsets({ groupId, topics: TOPICS });
  const positionIn = ({ topic, partition }: Range): number => {
    const partitions = committed.find((group) => group.topic === topic)?.partitions ?? [];
    return Number(partitions.find((known) => known.partition === partition)?.offset ?? -1);
  };
  const all = await Promise.all(TOPICS.map((topic) => rangesOf(admin, topic)));
  return all
    .flat()
    .map((range) => ({ ...range, first: Math.max(range.first, positionIn(range)) }))
    .filter(({ first, end }) => first < end);
}
