import type { Cloud } from '../../../core/cloud.ts';
import type { Functions } from '../../functions.ts';
import { EVENT_BYTES } from '../batch.ts';
import { BatchRunner } from '../batch-runner.ts';
import type { Switches } from '../event-sources.ts';
import { TOO_LARGE } from '../failure-record.ts';
import type { Mapping, MappingStatus } from '../mapping.ts';
import { requireAll } from '../poller-permissions.ts';
import { STOP_MS, waitAtMost } from '../wait-at-most.ts';
import { failedRecords } from './failed-records.ts';
import { deliverToDestination } from './failure-destination.ts';
import { kafkaEvent } from './kafka-event.ts';
import type { KafkaMappingConfig } from './kafka-mapping-config.ts';
import { eventBytes, type LogRecord } from './log-record.ts';
import type { PartitionQueue } from './partition-queue.ts';
import { toGiveUp, toRead } from './poller-access.ts';
import { PollerSet } from './poller-set.ts';
import { RecordFeed } from './record-feed.ts';
import { TopicEnds } from './topic-ends.ts';

/** A record that no event can hold is in a batch of its own. */
function exceedsEvent([first, ...others]: readonly LogRecord[]): boolean {
  return first !== undefined && others.length === 0 && eventBytes(first) > EVENT_BYTES;
}

/** A topic as a function's event source: reads it, invokes the function batch by batch, and commits what is done. */
export class KafkaMapping implements Mapping {
  private readonly switches: Switches;
  private readonly config: KafkaMappingConfig;
  private readonly feed: RecordFeed;
  private readonly runner: BatchRunner<LogRecord>;
  private readonly pollers: PollerSet;
  private readonly topicEnds: TopicEnds;
  private readonly mayRead: () => void;
  private isPaused = false;

  constructor(cloud: Cloud, functions: Functions, switches: Switches, config: KafkaMappingConfig) {
    this.switches = switches;
    this.config = config;
    this.topicEnds = cloud.part(TopicEnds);
    this.runner = new BatchRunner<LogRecord>(cloud, functions, switches, {
      functionArn: config.functionArn,
      name: config.topic,
      retry: config.retry,
      onFailure: config.onFailure,
      event: (records) => kafkaEvent(config.source, records, switches.tombstone),
      failed: (records, payload) => failedRecords(records, payload, switches.partialRetry),
      deliver: async (definition, destination, context, records) => {
        requireAll(cloud, definition.identity, toGiveUp(config));
        await deliverToDestination(cloud, definition, destination, { ...config.source, ...context }, records);
      },
    });
    const mayRead = (): void =>
      requireAll(cloud, functions.definition(config.functionArn).identity, toRead(config));
    this.mayRead = mayRead;
    this.pollers = new PollerSet({
      limits: config.limits,
      range: config.pollers,
      queues: () => this.queues,
      run: async (queues, batch) => await this.run(queues, batch),
    });
    this.feed = new RecordFeed({
      brokers: cloud.engines.kafka.internal,
      topic: config.topic,
      group: config.group,
      startingPosition: config.startingPosition,
      onRecords: (queue, fetched) => {
        queue.accept(fetched, (record) => config.filter(record.value?.toString()), performance.now());
        void this.commitIdle(queue);
        this.pollers.dispatch();
      },
      onError: (error) => this.runner.report(error),
    });
  }

  get status(): MappingStatus {
    const { id, source, topic, enabled } = this.config;
    const state = this.isPaused ? 'Paused' : 'Enabled';
    return {
      id,
      functionName: this.runner.functionName,
      eventSourceArn: source.eventSourceArn,
      source: topic,
      state: enabled ? state : 'Disabled',
      ...this.runner.activity,
      inFlight: this.pollers.inFlight - this.runner.waiting,
      lag: Object.fromEntries([...this.feed.queues.values()].map(({ partition, lag }) => [partition, lag])),
    };
  }

  async start(): Promise<void> {
    if (this.config.enabled) {
      this.feed.start();
      this.pollers.start();
    }
    await Promise.resolve();
  }

  async stop(): Promise<void> {
    this.runner.stop();
    await waitAtMost(STOP_MS, this.pollers.stop());
    await this.feed.stop();
  }

  pause(): void {
    this.isPaused = true;
    this.pollers.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.pollers.resume();
  }

  /** What waits for its next attempt on the platform clock does not count: only the clock can bring it. */
  async isQuiet(): Promise<boolean> {
    if (!this.config.enabled || this.isPaused) return true;
    if (this.pollers.inFlight > this.runner.waiting) return false;
    const ends = this.feed.isConnected
      ? await this.topicEnds.of(this.config.topic).catch(() => undefined)
      : undefined;
    // A topic that is not there brings nothing, however long one waits.
    if (ends === undefined)
      return this.feed.queues.size === 0 && this.runner.activity.lastResult.startsWith('PROBLEM');
    const isBehind = [...this.feed.queues.values()].some(
      (queue) =>
        !queue.busy && (queue.waiting.length > 0 || queue.position < (ends.get(queue.partition) ?? 0)),
    );
    return !isBehind && this.pollers.inFlight === this.runner.waiting;
  }

  private get queues(): PartitionQueue[] {
    return [...this.feed.queues.values()];
  }

  private async run(queues: readonly PartitionQueue[], batch: readonly LogRecord[]): Promise<void> {
    await this.runner.untilAllowed(this.mayRead);
    try {
      if (exceedsEvent(batch)) {
        await this.runner.refuse(batch, TOO_LARGE);
        await this.commit(queues, []);
        return;
      }
      await this.runner.run(batch, async (remaining) => await this.commit(queues, remaining));
      this.switches.handled(batch);
    } catch (error) {
      this.runner.report(error);
    }
  }

  /** Commits each partition up to its first record that is not done. */
  private async commit(queues: readonly PartitionQueue[], remaining: readonly LogRecord[]): Promise<void> {
    const offsets = new Map<number, number>();
    for (const queue of queues) {
      const undone = remaining.filter(({ partition }) => partition === queue.partition);
      const first = undone.reduce((least, { offset }) => Math.min(least, offset), queue.handledUpTo);
      if (first > queue.committed) offsets.set(queue.partition, first);
    }
    if (offsets.size > 0) await this.feed.commit(offsets);
  }

  /** Commits what the filter kept back or a broker did not take, when nothing of the partition is under way. */
  private async commitIdle(queue: PartitionQueue): Promise<void> {
    if (!queue.busy && queue.waiting.length === 0) await this.commit([queue], []);
  }
}
