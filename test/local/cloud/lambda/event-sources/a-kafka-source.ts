import { Kafka, logLevel, type Message, type Producer } from 'kafkajs';
import {
  type CloudOptions,
  createCloud,
  type RunningCloud,
} from '../../../../../local/cloud/create-cloud.ts';
import { createTopics } from '../../../../../local/cloud/engines/create-topics.ts';
import { PATIENT } from '../../../../../local/cloud/engines/patient.ts';
import type { KafkaAddresses } from '../../../../../local/cloud/engines/scram-user.ts';
import type { KafkaEvent } from '../../../../../local/cloud/lambda/event-sources/kafka/kafka-event.ts';
import { ownName, sharedEngine } from '../../../../engines/shared.ts';
import { noEngines } from '../../local-cloud.ts';
import { deployTemplate } from '../a-deployment.ts';
import { aFunction } from '../a-function.ts';

export const CLUSTER = 'arn:aws:kafka:eu-west-1:111111111111:cluster/cars/0a1b2c3d-1';

/** A real broker with a producer, for a file of tests. */
export interface KafkaBench {
  readonly broker: KafkaAddresses;
  readonly kafka: Kafka;
  /** Makes a topic of its own for each caller and says its name. */
  topic(partitions?: number): Promise<string>;
  send(topic: string, messages: readonly Message[]): Promise<void>;
  /** The values that lie in a topic, with their keys. */
  read(topic: string, count: number): Promise<readonly { key: string | undefined; value: string }[]>;
  cloud(options?: Partial<CloudOptions>): Promise<RunningCloud>;
  stop(): Promise<void>;
}

/** Uses the shared broker unless another one is given. */
export async function openKafkaBench(own?: KafkaAddresses): Promise<KafkaBench> {
  const broker = own ?? (await sharedEngine('kafka'));
  const kafka = new Kafka({
    brokers: [broker.internal],
    ...PATIENT,
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  const producer: Producer = kafka.producer();
  await admin.connect();
  await producer.connect();
  return {
    broker,
    kafka,
    async topic(numPartitions = 1) {
      const topic = ownName('topic');
      await createTopics(admin, [{ topic, numPartitions }]);
      return topic;
    },
    async send(topic, messages) {
      await producer.send({ topic, messages: [...messages] });
    },
    async read(topic, count) {
      const consumer = kafka.consumer({ groupId: `read-${topic}` });
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      const found: { key: string | undefined; value: string }[] = [];
      await new Promise<void>((resolve, reject) => {
        consumer
          .run({
            eachMessage: async ({ message }) => {
              found.push({ key: message.key?.toString(), value: message.value?.toString() ?? '' });
              if (found.length >= count) resolve();
              await Promise.resolve();
            },
          })
          .catch(reject);
      });
      await consumer.disconnect();
      return found;
    },
    async cloud(options = {}) {
      return await createCloud({
        engines: { ...noEngines, kafka: { ...noEngines.kafka, ...broker } },
        ...options,
      });
    },
    async stop() {
      await producer.disconnect();
      await admin.disconnect();
    },
  };
}

/** A function that writes each event down as a line, then does what `code` says with `event` and `values`. */
export function recorder(code = ''): string {
  return `let invocations = 0;
    export const handler = async (event) => {
      invocations += 1;
      console.log(JSON.stringify({ event }));
      const all = Object.values(event.records).flat();
      const values = all.map(({ value }) => value === undefined ? undefined : Buffer.from(value, 'base64').toString());
      ${code}
    };`;
}

/** Deploys a recorder and a mapping of the topic to it. Not started yet. */
export async function deploySource(
  cloud: RunningCloud,
  topic: string,
  given: { code?: string; mapping?: object; statements?: readonly object[]; timeoutSeconds?: number } = {},
): Promise<void> {
  const { timeoutSeconds = 30 } = given;
  const { identity } = aFunction(cloud, { code: recorder(given.code), timeoutSeconds });
  cloud.identities.addStatements(
    identity.roleName,
    given.statements ?? [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  );
  await deployTemplate(cloud, {
    Source: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: 'work',
        EventSourceArn: CLUSTER,
        Topics: [topic],
        StartingPosition: 'TRIM_HORIZON',
        MaximumBatchingWindowInSeconds: 0,
        ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 1 },
        ...given.mapping,
      },
    },
  });
}

export interface Delivery {
  readonly event: KafkaEvent;
  /** By partition, in the order of the event: the values as text. */
  readonly values: readonly string[];
}

/** The events that the recorder was invoked with, as they come. */
export function deliveries(cloud: RunningCloud): Delivery[] {
  const found: Delivery[] = [];
  cloud.journal.follow(({ text }) => {
    if (!text.startsWith('{"event":')) return;
    const { event } = JSON.parse(text) as { event: KafkaEvent };
    const records = Object.values(event.records).flat();
    found.push({ event, values: records.map(({ value }) => Buffer.from(value ?? '', 'base64').toString()) });
  });
  return found;
}
