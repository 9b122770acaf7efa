import { type Admin, Kafka, logLevel } from 'kafkajs';
import { createTopics } from '../../../local/cloud/engines/create-topics.ts';
import { PATIENT } from '../../../local/cloud/engines/patient.ts';
import { KafkaPublisher } from '../../../shared/runtime/kafka/publish.ts';

export interface RealTopics {
  readonly kafka: Kafka;
  /** Connected; whoever asked disconnects it. */
  readonly admin: Admin;
  readonly publisher: KafkaPublisher;
}

/** Topics on a real broker, as its super user. */
export async function realTopics(
  broker: { readonly internal: string },
  topics: readonly string[],
  numPartitions: number,
): Promise<RealTopics> {
  const kafka = new Kafka({
    clientId: 'test',
    brokers: [broker.internal],
    ...PATIENT,
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  await admin.connect();
  await createTopics(
    admin,
    topics.map((topic) => ({ topic, numPartitions })),
  );
  return { kafka, admin, publisher: new KafkaPublisher(() => kafka.producer({ maxInFlightRequests: 1 })) };
}
