import type { BatchLimits } from '../batch.ts';
import { BatchDispatcher } from '../batch-dispatcher.ts';
import type { LogRecord } from './log-record.ts';
import type { PartitionQueue } from './partition-queue.ts';
import { nextPollerCount, type PollerRange } from './poller-count.ts';

export interface PollerSetOptions {
  readonly limits: BatchLimits;
  readonly range: PollerRange;
  readonly queues: () => readonly PartitionQueue[];
  /** Brings a batch to its end. Must not reject. */
  readonly run: (queues: readonly PartitionQueue[], batch: readonly LogRecord[]) => Promise<void>;
}

const SCALING_MS = 1000;

/** The event pollers of a mapping: partitions are dealt out to them, and each has one batch under way. */
export class PollerSet {
  private readonly options: PollerSetOptions;
  private readonly batches: BatchDispatcher<LogRecord, PartitionQueue>;
  private count: number;
  private scalingTimer: NodeJS.Timeout | undefined;

  constructor(options: PollerSetOptions) {
    this.options = options;
    this.count = options.range.minimum;
    this.batches = new BatchDispatcher({
      limits: options.limits,
      groups: () => this.pollers(),
      run: options.run,
    });
  }

  /** Batches under way. */
  get inFlight(): number {
    return this.batches.inFlight;
  }

  start(): void {
    this.scalingTimer = setInterval(() => this.scale(), SCALING_MS);
    this.scalingTimer.unref();
  }

  /** Resolves when the batches under way have ended. */
  async stop(): Promise<void> {
    clearInterval(this.scalingTimer);
    await this.batches.stop();
  }

  pause(): void {
    this.batches.pause();
  }

  resume(): void {
    this.batches.resume();
  }

  dispatch(): void {
    this.batches.dispatch();
  }

  private *pollers(): Generator<readonly [number, readonly PartitionQueue[]]> {
    const queues = this.options.queues();
    for (let poller = 0; poller < this.count; poller += 1)
      yield [poller, queues.filter(({ partition }) => partition % this.count === poller)];
  }

  private scale(): void {
    const queues = this.options.queues();
    const count = nextPollerCount({
      ...this.options.range,
      current: this.count,
      partitions: queues.length,
      lag: queues.reduce((sum, { waiting }) => sum + waiting.length, 0),
      batchSize: this.options.limits.records,
    });
    if (count === this.count) return;
    this.count = count;
    this.dispatch();
  }
}
