import type Cluster from 'kafkajs/src/cluster/index.js';
import type { Cloud } from '../../../core/cloud.ts';
import { leadersOf, newCluster } from './kafka-cluster.ts';

/** Partition → the offset after its last record. */
type Ends = ReadonlyMap<number, number>;

const LATEST = '-1';

/**
 * The ends of topics. While the clock is moved, every event source reads them again and again. All reads of the same
 * moment share one request to each broker.
 */
export class TopicEnds {
  private readonly brokers: string;
  private cluster: Promise<Cluster> | undefined;
  private known = new Set<string>();
  private next:
    | { readonly topics: Set<string>; readonly answer: Promise<ReadonlyMap<string, Ends>> }
    | undefined;

  constructor(cloud: Cloud) {
    this.brokers = cloud.engines.kafka.internal;
    cloud.onStop('topic ends', async () => await this.disconnect());
  }

  /** Rejects while the brokers do not answer, and for a topic that does not exist. */
  async of(topic: string): Promise<Ends> {
    this.next ??= this.gather();
    this.next.topics.add(topic);
    const ends = (await this.next.answer).get(topic);
    if (ends === undefined) throw new Error(`${topic}: the brokers do not know where it ends`);
    return ends;
  }

  private gather(): NonNullable<TopicEnds['next']> {
    const topics = new Set<string>();
    const moment = Promise.resolve();
    const answer = moment.then(async () => {
      this.next = undefined;
      return await this.read(topics);
    });
    return { topics, answer };
  }

  private async read(topics: ReadonlySet<string>): Promise<ReadonlyMap<string, Ends>> {
    this.cluster ??= this.connect();
    try {
      const cluster = await this.cluster;
      for (const topic of topics) {
        if (this.known.has(topic)) continue;
        await cluster.addTargetTopic(topic);
        this.known.add(topic);
      }
      return await endsOf(cluster, topics);
    } catch (error) {
      // The next read connects again, and so learns of new topics and brokers.
      await this.disconnect();
      throw error;
    }
  }

  private async connect(): Promise<Cluster> {
    const cluster = newCluster(this.brokers, 'topic-ends');
    await cluster.connect();
    return cluster;
  }

  private async disconnect(): Promise<void> {
    const { cluster } = this;
    this.cluster = undefined;
    this.known = new Set();
    await cluster?.then(async (open) => await open.disconnect()).catch(() => undefined);
  }
}

async function endsOf(cluster: Cluster, topics: ReadonlySet<string>): Promise<ReadonlyMap<string, Ends>> {
  const byBroker = new Map<
    string,
    { topic: string; partitions: { partition: number; timestamp: string }[] }[]
  >();
  for (const topic of topics) {
    for (const [nodeId, partitions] of leadersOf(cluster, topic)) {
      const latest = partitions.map((partition) => ({ partition, timestamp: LATEST }));
      byBroker.set(nodeId, [...(byBroker.get(nodeId) ?? []), { topic, partitions: latest }]);
    }
  }
  const ends = new Map<string, Map<number, number>>();
  for (const [nodeId, wanted] of byBroker) {
    const broker = await cluster.findBroker({ nodeId });
    const { responses } = await broker.listOffsets({ topics: wanted });
    for (const { topic, partitions } of responses) {
      const found = ends.get(topic) ?? new Map<number, number>();
      for (const { partition, offset } of partitions) found.set(partition, Number(offset));
      ends.set(topic, found);
    }
  }
  return ends;
}
