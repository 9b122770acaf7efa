import type { Cloud } from '../../../core/cloud.ts';
import { Streams } from '../../../dynamodb/streams.ts';
import { sendToQueue } from '../../destination.ts';
import type { Functions } from '../../functions.ts';
import { BatchDispatcher } from '../batch-dispatcher.ts';
import { BatchRunner } from '../batch-runner.ts';
import type { Switches } from '../event-sources.ts';
import type { Mapping, MappingStatus } from '../mapping.ts';
import { requireAll } from '../poller-permissions.ts';
import { STOP_MS, waitAtMost } from '../wait-at-most.ts';
import { type Change, streamEvent } from './change.ts';
import { failedChanges } from './failed-changes.ts';
import { streamFailureRecord } from './failure-record.ts';
import { KeptPositions } from './kept-positions.ts';
import type { Lane } from './lane.ts';
import { toReadStream } from './poller-access.ts';
import { StreamFeed } from './stream-feed.ts';
import { type StreamMappingConfig, tableOf } from './stream-mapping-config.ts';

/** A table's stream as a function's event source: polls its shards, and invokes the function batch by batch. */
export class StreamMapping implements Mapping {
  private readonly config: StreamMappingConfig;
  private readonly feed: StreamFeed;
  private readonly runner: BatchRunner<Change>;
  private readonly batches: BatchDispatcher<Change, Lane>;
  private readonly positions: KeptPositions;
  /** Throws unless the function's role may do what its pollers do. */
  private readonly mayRead: () => void;
  private isPaused = false;

  constructor(cloud: Cloud, functions: Functions, switches: Switches, config: StreamMappingConfig) {
    const { streamArn } = config;
    this.config = config;
    this.mayRead = () =>
      requireAll(cloud, functions.definition(config.functionArn).identity, toReadStream(streamArn));
    this.runner = new BatchRunner<Change>(cloud, functions, switches, {
      functionArn: config.functionArn,
      name: tableOf(streamArn),
      retry: config.retry,
      onFailure: config.onFailure,
      event: streamEvent,
      failed: failedChanges,
      deliver: async (definition, destination, context, records) =>
        await sendToQueue(cloud, definition, destination, streamFailureRecord(context, streamArn, records)),
    });
    this.batches = new BatchDispatcher<Change, Lane>({
      limits: config.limits,
      groups: () => this.lanes.map((lane) => [lane.partition, [lane]] as const),
      run: async (_lanes, batch) => await this.run(batch),
    });
    this.positions = new KeptPositions({
      directory: cloud.dataDirectory,
      mappingId: config.id,
      shards: () => this.feed.shards.values(),
      onError: (error) => this.runner.report(error),
    });
    this.feed = new StreamFeed({
      streams: cloud.part(Streams),
      streamArn,
      startingPosition: config.startingPosition,
      resume: this.positions.read(),
      lanes: config.parallelization,
      wanted: ({ event }) => config.filter(event),
      onChanges: () => {
        this.positions.save();
        this.batches.dispatch();
      },
      onError: (error) => this.runner.report(error),
    });
  }

  get status(): MappingStatus {
    const { id, streamArn, enabled } = this.config;
    const state = this.isPaused ? 'Paused' : 'Enabled';
    return {
      id,
      functionName: this.runner.functionName,
      eventSourceArn: streamArn,
      source: tableOf(streamArn),
      state: enabled ? state : 'Disabled',
      ...this.runner.activity,
      inFlight: this.batches.inFlight - this.runner.waiting,
      lag: this.feed.lag,
    };
  }

  async start(): Promise<void> {
    if (!this.config.enabled) return;
    await this.feed.open();
    this.feed.start();
  }

  async stop(): Promise<void> {
    this.runner.stop();
    await waitAtMost(STOP_MS, this.batches.stop());
    await this.feed.stop();
    this.positions.end();
  }

  pause(): void {
    this.isPaused = true;
    this.batches.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.batches.resume();
  }

  /** What waits for its next attempt on the platform clock does not count: only the clock can bring it. */
  async isQuiet(): Promise<boolean> {
    if (!this.config.enabled || this.isPaused) return true;
    if (this.batches.inFlight > this.runner.waiting) return false;
    const read = await this.feed.poll().catch(() => undefined);
    // A stream that is not there brings nothing, however long one waits.
    if (read === undefined) return this.runner.activity.lastResult.startsWith('PROBLEM');
    if (read > 0 || this.batches.inFlight > this.runner.waiting) return false;
    return this.lanes.every(({ busy, waiting }) => busy || waiting.length === 0);
  }

  private get lanes(): readonly Lane[] {
    return [...this.feed.shards.values()].flatMap(({ lanes }) => lanes);
  }

  private async run(batch: readonly Change[]): Promise<void> {
    const shard = this.feed.shards.get(batch[0]?.shardId ?? '');
    await this.runner.untilAllowed(this.mayRead);
    try {
      await this.runner.run(batch, async (remaining) => {
        shard?.progress(batch, remaining);
        this.positions.save();
        await Promise.resolve();
      });
    } catch (error) {
      this.runner.report(error);
    }
  }
}
