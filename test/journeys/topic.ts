import { Kafka, logLevel, type Message, Partitioners } from 'kafkajs';
import { PATIENT } from '../../local/cloud/engines/patient.ts';
import type { Envelope } from '../../shared/contracts/envelope.ts';

let readers = 0;

/** Every record of a topic from its beginning to what is its end now, as the CloudEvents that they hold. */
export async function readTopic(brokers: string, topic: string): Promise<Envelope[]> {
  const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING, ...PATIENT });
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map(
    (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => [
      partition,
      { next: Number(low), end: Number(high) },
    ]),
  );
  await admin.disconnect();
  const isRead = (): boolean => [...ends.values()].every(({ next, end }) => next >= end);
  const envelopes: Envelope[] = [];
  if (isRead()) return envelopes;

  const consumer = kafka.consumer({ groupId: `journey-reader-${process.pid}-${++readers}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((done, fail) => {
    consumer
      .run({
        autoCommit: false,
        eachBatch: ({ batch }) => {
          const part = ends.get(batch.partition);
          for (const { offset, value } of batch.messages) {
            if (part === undefined || Number(offset) >= part.end) break;
            envelopes.push(JSON.parse(String(value)) as Envelope);
            part.next = Number(offset) + 1;
          }
          if (isRead()) done();
          return Promise.resolve();
        },
      })
      .catch(fail);
  });
  await consumer.disconnect();
  return envelopes;
}

/** Writes records as a producer beside the platform would. */
export async function writeTopic(
  brokers: string,
  topic: string,
  messages: readonly Message[],
): Promise<void> {
  const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING, ...PATIENT });
  // To the partitions that the rule's producer chooses.
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic, messages: [...messages] });
  await producer.disconnect();
}

/** First occurrences only: what is delivered again has the same id. */
export function once(envelopes: readonly Envelope[]): Envelope[] {
  const seen = new Set<string>();
  return envelopes.filter(({ id }) => !seen.has(id) && seen.add(id));
}
