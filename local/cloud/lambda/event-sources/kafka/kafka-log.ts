import type { Socket } from 'node:net';
import type Cluster from 'kafkajs/src/cluster/index.js';
import type { Broker, FetchedMessage } from 'kafkajs/src/cluster/index.js';
import { leadersOf, newCluster } from './kafka-cluster.ts';
import type { LogRecord } from './log-record.ts';

const EARLIEST = '-2';
const LATEST = '-1';
const LOG_APPEND_TIME = 1;
/** As much as a fetch brings at once: about what an invocation can hold. */
const FETCH_BYTES = 6 * 2 ** 20;
const PARTITION_BYTES = 2 ** 20;

export type StartingPosition =
  | { readonly at: 'TRIM_HORIZON' | 'LATEST' }
  /** Milliseconds since 1970. */
  | { readonly at: 'AT_TIMESTAMP'; readonly time: number };

export interface Fetched {
  readonly partition: number;
  readonly records: readonly LogRecord[];
  /** Where to go on. */
  readonly next: number;
  /** The end of the partition: lag is counted up to here. */
  readonly highWatermark: number;
}

/** `null` is a header without a value; Lambda shows it as an empty list. */
function headersOf(message: FetchedMessage): LogRecord['headers'] {
  return Object.entries(message.headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((bytes: Buffer | null) => ({
      name,
      value: bytes ?? Buffer.alloc(0),
    })),
  );
}

function recordOf(topic: string, partition: number, message: FetchedMessage): LogRecord {
  return {
    topic,
    partition,
    offset: Number(message.offset),
    timestamp: Number(message.timestamp),
    timestampType: message.batchContext.timestampType === LOG_APPEND_TIME ? 'LOG_APPEND_TIME' : 'CREATE_TIME',
    key: message.key,
    value: message.value,
    headers: headersOf(message),
  };
}

function logTimestamp(position: StartingPosition): string {
  if (position.at === 'AT_TIMESTAMP') return String(position.time);
  return position.at === 'LATEST' ? LATEST : EARLIEST;
}

/**
 * One topic of the log as one consumer group reads it, over connections of its own. The group has no members: offsets
 * are fetched and committed by name alone, so nothing waits for a rebalance. Every method rejects with kafkajs' errors.
 */
export class KafkaLog {
  readonly topic: string;
  private readonly group: string;
  private readonly cluster: Cluster;
  private readonly sockets: Socket[] = [];

  constructor(brokers: string, topic: string, group: string) {
    this.topic = topic;
    this.group = group;
    this.cluster = newCluster(brokers, `event-source-${group}`, (socket) => this.sockets.push(socket));
  }

  async open(): Promise<void> {
    await this.cluster.connect();
    await this.cluster.addTargetTopic(this.topic);
  }

  /** Also ends what is under way: to disconnect alone would wait until a fetch has its answer. */
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy(new Error('the log is closed'));
    await this.cluster.disconnect();
  }

  /** The topic's partitions by the broker that leads them. */
  leaders(): ReadonlyMap<string, readonly number[]> {
    return leadersOf(this.cluster, this.topic);
  }

  /** What the group has committed: the next offset to read, for partitions that have one. */
  async committed(): Promise<ReadonlyMap<number, number>> {
    const coordinator = await this.cluster.findGroupCoordinator({ groupId: this.group });
    const partitions = [...this.leaders().values()].flat().map((partition) => ({ partition }));
    const topics = [{ topic: this.topic, partitions }];
    const { responses } = await coordinator.offsetFetch({ groupId: this.group, topics });
    const found = responses.flatMap((response) => response.partitions);
    const known = found.map(({ partition, offset }) => [partition, Number(offset)] as const);
    return new Map(known.filter(([, offset]) => offset >= 0));
  }

  async commit(offsets: ReadonlyMap<number, number>): Promise<void> {
    const coordinator = await this.cluster.findGroupCoordinator({ groupId: this.group });
    const partitions = [...offsets].map(([partition, offset]) => ({ partition, offset: String(offset) }));
    await coordinator.offsetCommit({
      groupId: this.group,
      groupGenerationId: -1,
      memberId: '',
      topics: [{ topic: this.topic, partitions }],
    });
  }

  /** The offsets at which these partitions begin, end, or reach a time. */
  async offsets(position: StartingPosition): Promise<ReadonlyMap<number, number>> {
    const timestamp = logTimestamp(position);
    const found = new Map<number, number>();
    for (const [nodeId, partitions] of this.leaders()) {
      const broker = await this.cluster.findBroker({ nodeId });
      const asked = partitions.map((partition) => ({ partition, timestamp }));
      const { responses } = await broker.listOffsets({ topics: [{ topic: this.topic, partitions: asked }] });
      for (const { partition, offset } of responses.flatMap((response) => response.partitions)) {
        found.set(partition, Number(offset));
      }
    }
    // No record is as young as the time asked for: begin at the end.
    const beyond = [...found.values()].some((offset) => offset < 0);
    const ends = beyond ? await this.offsets({ at: 'LATEST' }) : found;
    return new Map(
      [...found].map(([partition, offset]) => [partition, offset < 0 ? (ends.get(partition) ?? 0) : offset]),
    );
  }

  /** Waits up to `maxWaitMs` for records of partitions that one broker leads; `positions` says where to begin. */
  async fetch(
    nodeId: string,
    positions: ReadonlyMap<number, number>,
    maxWaitMs: number,
  ): Promise<readonly Fetched[]> {
    const broker: Broker = await this.cluster.findBroker({ nodeId });
    const partitions = [...positions].map(([partition, offset]) => ({
      partition,
      fetchOffset: String(offset),
      maxBytes: PARTITION_BYTES,
    }));
    const topics = [{ topic: this.topic, partitions }];
    const { responses } = await broker.fetch({
      maxWaitTime: maxWaitMs,
      minBytes: 1,
      maxBytes: FETCH_BYTES,
      topics,
    });
    return responses.flatMap((response) =>
      response.partitions.map(({ partition, highWatermark, messages }) => {
        const from = positions.get(partition) ?? 0;
        // A fetch brings whole batches of the producer, which may begin before the offset asked for.
        const ahead = messages.filter((message) => Number(message.offset) >= from);
        const last = ahead.at(-1);
        return {
          partition,
          records: ahead
            .filter((message) => !message.isControlRecord)
            .map((message) => recordOf(this.topic, partition, message)),
          next: last === undefined ? from : Number(last.offset) + 1,
          highWatermark: Number(highWatermark),
        };
      }),
    );
  }
}
