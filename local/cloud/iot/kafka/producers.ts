import { compatibilityPartitioner, type MessageToProduce, Producer } from '@platformatic/kafka';
import type { Cloud } from '../../core/cloud.ts';
import type { Secrets } from '../rules/secrets.ts';
import type { SecretReference } from '../sql/template.ts';
import type { ClientProperties } from './client-properties.ts';
import { type LaneRecord, RecordLane } from './record-lane.ts';

/** About 12 seconds until a send is given up. */
const RETRIES = 8;
const FIRST_PAUSE_MILLISECONDS = 100;
const LONGEST_PAUSE_MILLISECONDS = 3000;
const CONNECT_MILLISECONDS = 5000;
const ANSWER_MILLISECONDS = 30_000;

interface Connected {
  /** What it was connected with: a rotated secret needs a new one. */
  readonly credentials: string;
  readonly producer: Promise<Producer>;
}

/** The producers of the Kafka actions: one for all actions with the same client properties. */
export class KafkaProducers {
  private readonly cloud: Cloud;
  private readonly secrets: Secrets;
  /** By the properties of an action, which are one object as long as its rule, and by topic. */
  private readonly lanes = new WeakMap<ClientProperties, Map<string, RecordLane>>();
  private readonly connected = new Map<string, Connected>();

  constructor(cloud: Cloud, secrets: Secrets) {
    this.cloud = cloud;
    this.secrets = secrets;
  }

  lane(topic: string, properties: ClientProperties): RecordLane {
    const lanes = this.lanes.get(properties) ?? new Map<string, RecordLane>();
    this.lanes.set(properties, lanes);
    const known = lanes.get(topic);
    if (known !== undefined) return known;
    const lane = new RecordLane(async (records) => await this.send(topic, properties, records));
    lanes.set(topic, lane);
    return lane;
  }

  async stop(): Promise<void> {
    const producers = [...this.connected.values()];
    this.connected.clear();
    await Promise.all(producers.map(async ({ producer }) => await disconnect(producer)));
  }

  private async send(
    topic: string,
    properties: ClientProperties,
    records: readonly LaneRecord[],
  ): Promise<void> {
    const producer = await this.producer(properties);
    const timestamp = BigInt(Math.floor(this.cloud.clock.now()));
    await producer.send({
      acks: properties.acks,
      compression: properties.compression,
      messages: records.map((record) => messageOf(topic, timestamp, record)),
    });
  }

  private async producer(properties: ClientProperties): Promise<Producer> {
    const username = await this.resolve(properties.username);
    const password = await this.resolve(properties.password);
    const key = JSON.stringify(properties);
    const credentials = JSON.stringify([username, password]);
    const known = this.connected.get(key);
    if (known?.credentials === credentials) return await known.producer;
    if (known !== undefined) void disconnect(known.producer);
    const producer = this.connect(properties.brokers, username, password);
    this.connected.set(key, { credentials, producer });
    producer.catch(() => this.connected.delete(key));
    return await producer;
  }

  private async connect(brokers: string, username: string, password: string): Promise<Producer> {
    const producer = new Producer({
      clientId: 'iot-rules',
      bootstrapBrokers: brokers.split(','),
      tls: { ca: [this.cloud.authority.certificate] },
      sasl: { mechanism: 'SCRAM-SHA-512', username, password },
      // Keys go to the partitions that Java's producer would choose. A lane sends one request at a time, so the order
      // survives a retry without a limit on the requests in flight.
      partitioner: compatibilityPartitioner,
      autocreateTopics: false,
      retries: RETRIES,
      retryDelay: (_client, _operation, attempt) =>
        Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** (attempt - 1), LONGEST_PAUSE_MILLISECONDS),
      connectTimeout: CONNECT_MILLISECONDS,
      timeout: ANSWER_MILLISECONDS,
      // Ours, made by the types.
      strict: false,
    });
    producer.on('client:broker:failed', () => this.log(`the rules engine lost its connection to ${brokers}`));
    try {
      await producer.connectToBrokers();
    } catch (cause) {
      throw new Error(`the rules engine cannot connect to ${brokers}`, { cause });
    }
    return producer;
  }

  private async resolve(value: string | SecretReference): Promise<string> {
    return typeof value === 'string' ? value : await this.secrets.get(value);
  }

  private log(text: string): void {
    this.cloud.journal.write({ time: this.cloud.clock.now(), source: 'iot', level: 'WARN', text });
  }
}

function messageOf(
  topic: string,
  timestamp: bigint,
  { key, value, headers, partition }: LaneRecord,
): MessageToProduce {
  const named = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((text) => [Buffer.from(name), Buffer.from(text)] as const),
  );
  return {
    topic,
    timestamp,
    value,
    headers: new Map(named),
    ...(key === null ? {} : { key: Buffer.from(key) }),
    ...(partition === undefined ? {} : { partition }),
  };
}

async function disconnect(producer: Promise<Producer>): Promise<void> {
  const connected = await producer.catch(() => undefined);
  await connected?.close();
}
