import { type BatchLimits, batchDueIn, composeBatch } from './batch.ts';
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

/**
 * The event pollers of a mapping. Partitions are dealt out to them; each has one batch under way, with records of any
 * of its partitions, and goes on when that batch is done, so that order holds in each partition.
 */
export class PollerSet {
  private readonly options: PollerSetOptions;
  private readonly running = new Map<number, Promise<void>>();
  private count: number;
  private turn = 0;
  private isStopped = false;
  private isPaused = false;
  private windowTimer: NodeJS.Timeout | undefined;
  private scalingTimer: NodeJS.Timeout | undefined;

  constructor(options: PollerSetOptions) {
    this.options = options;
    this.count = options.range.minimum;
  }

  /** Batches under way. */
  get inFlight(): number {
    return this.running.size;
  }

  start(): void {
    this.scalingTimer = setInterval(() => this.scale(), SCALING_MS);
    this.scalingTimer.unref();
  }

  /** Resolves when the batches under way have ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.windowTimer);
    clearInterval(this.scalingTimer);
    await Promise.all(this.running.values());
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    this.dispatch();
  }

  /** Starts every batch that is due; comes back by itself when the next window ends. */
  dispatch(): void {
    clearTimeout(this.windowTimer);
    if (this.isPaused || this.isStopped) return;
    let next = Number.POSITIVE_INFINITY;
    for (let poller = 0; poller < this.count; poller += 1) {
      if (this.running.has(poller)) continue;
      const own = this.partitionsOf(poller);
      const due = batchDueIn(own, this.options.limits, performance.now());
      if (due === 0) this.begin(poller, own);
      else if (due !== undefined) next = Math.min(next, due);
    }
    if (next !== Number.POSITIVE_INFINITY)
      this.windowTimer = setTimeout(() => this.dispatch(), Math.ceil(next));
  }

  /** The poller's partitions that have no batch under way, another one first each time. */
  private partitionsOf(poller: number): PartitionQueue[] {
    const own = this.options
      .queues()
      .filter(({ partition, busy }) => partition % this.count === poller && !busy);
    const first = own.length === 0 ? 0 : this.turn % own.length;
    return [...own.slice(first), ...own.slice(0, first)];
  }

  private begin(poller: number, partitions: readonly PartitionQueue[]): void {
    this.turn += 1;
    const share = composeBatch(partitions, this.options.limits);
    const taken = partitions.filter(({ partition }) => share.has(partition));
    const batch = taken.flatMap((queue) => queue.take(share.get(queue.partition) ?? 0));
    for (const queue of taken) queue.busy = true;
    const run = this.options.run(taken, batch).finally(() => {
      for (const queue of taken) queue.busy = false;
      this.running.delete(poller);
      this.dispatch();
    });
    this.running.set(poller, run);
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
