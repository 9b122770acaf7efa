import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import type { Cloud } from '../../../core/cloud.ts';
import { PATIENT } from '../../../engines/patient.ts';

/** Writes what was given up to on-failure topics. Get it with `cloud.part(FailureProducer)`. */
export class FailureProducer {
  private readonly cloud: Cloud;
  private producer: Promise<Producer> | undefined;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    cloud.onStop('failure producer', async () => await (await this.producer)?.disconnect());
  }

  async send(topic: string, key: Buffer | null, value: string): Promise<void> {
    this.producer ??= this.connect();
    const producer = await this.producer;
    await producer.send({
      topic,
      acks: -1,
      messages: [{ key, value, timestamp: String(Math.floor(this.cloud.clock.now())) }],
    });
  }

  private async connect(): Promise<Producer> {
    const kafka = new Kafka({
      clientId: 'event-source-failures',
      brokers: this.cloud.engines.kafka.internal.split(','),
      ...PATIENT,
      logLevel: logLevel.NOTHING,
    });
    const producer = kafka.producer({
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    return producer;
  }
}
