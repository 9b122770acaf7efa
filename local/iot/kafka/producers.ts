import { CompressionTypes, Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import type { Cloud } from '../../cloud/cloud.ts';
import { errorText } from '../error-text.ts';
import type { Secrets } from '../rules/secrets.ts';
import type { SecretReference } from '../sql/template.ts';
import type { ClientProperties } from './client-properties.ts';
import { type LaneRecord, RecordLane } from './record-lane.ts';

/** About 12 seconds until a send is given up. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 3000, retries: 8, factor: 0, multiplier: 2 };

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
    const timestamp = String(Math.floor(this.cloud.clock.now()));
    await producer.send({
      topic,
      acks: properties.acks,
      compression: properties.compression === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None,
      messages: records.map(({ key, value, headers, partition }) => ({
        key,
        value,
        headers: { ...headers },
        timestamp,
        ...(partition === undefined ? {} : { partition }),
      })),
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
    const kafka = new Kafka({
      clientId: 'iot-rules',
      brokers: brokers.split(','),
      ssl: { ca: [this.cloud.authority.certificate] },
      sasl: { mechanism: 'scram-sha-512', username, password },
      enforceRequestTimeout: false,
      retry: RETRY,
      logLevel: logLevel.ERROR,
      logCreator: () => (entry) => this.log(`Kafka action: ${entry.log.message}`),
    });
    const producer = kafka.producer({
      // Keys go to the partitions that Java's producer would choose. A lane sends one request at a time, so the
      // order survives a retry without a limit on the requests in flight.
      createPartitioner: rememberingPartitioner,
      allowAutoTopicCreation: false,
    });
    try {
      await producer.connect();
    } catch (cause) {
      throw new Error(`the rules engine cannot connect to ${brokers}: ${errorText(cause)}`, { cause });
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

/** How many keys' partitions are remembered: more than there are cars here. */
const REMEMBERED_KEYS = 100_000;

/** Computing a partition costs as much as a quarter of everything else that is done for a record, and keys come again. */
function rememberingPartitioner(): ReturnType<typeof Partitioners.DefaultPartitioner> {
  const choose = Partitioners.DefaultPartitioner();
  const chosen = new Map<string, number>();
  return (args) => {
    const { topic, partitionMetadata, message } = args;
    if (typeof message.key !== 'string' || message.partition !== undefined) return choose(args);
    const key = `${topic} ${partitionMetadata.length} ${message.key}`;
    const known = chosen.get(key);
    if (known !== undefined) return known;
    const partition = choose(args);
    if (chosen.size >= REMEMBERED_KEYS) chosen.clear();
    chosen.set(key, partition);
    return partition;
  };
}

async function disconnect(producer: Promise<Producer>): Promise<void> {
  const connected = await producer.catch(() => undefined);
  await connected?.disconnect();
}
