import { Kafka, logLevel } from 'kafkajs';
import { PATIENT } from '../engines/patient.ts';

export interface TopicSize {
  readonly name: string;
  readonly partitions: number;
  /** That are still kept. */
  readonly records: number;
}

/** The topics on the broker, without Kafka's own. */
export async function topicSizes(brokers: string): Promise<TopicSize[]> {
  const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING, ...PATIENT });
  const admin = kafka.admin({ retry: { retries: 1 } });
  await admin.connect();
  try {
    const names = (await admin.listTopics()).filter((name) => !name.startsWith('__')).toSorted();
    return await Promise.all(
      names.map(async (name) => {
        const offsets = await admin.fetchTopicOffsets(name);
        const records = offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
        return { name, partitions: offsets.length, records };
      }),
    );
  } finally {
    await admin.disconnect();
  }
}
