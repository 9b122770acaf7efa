import { type BatchLimits, batchDueIn, composeBatch, type WaitingPartition } from './batch.ts';

/** Records in their order, of which one batch at a time is under way. */
export interface BatchQueue<Item> extends WaitingPartition {
  busy: boolean;
  /** Takes the first records out. */
  take(count: number): Item[];
}

export interface DispatcherOptions<Item, Queue extends BatchQueue<Item>> {
  readonly limits: BatchLimits;
  /** What shares a batch, under a number that stays its own. */
  readonly groups: () => Iterable<readonly [group: number, queues: readonly Queue[]]>;
  /** Brings a batch to its end. Must not reject. */
  readonly run: (queues: readonly Queue[], batch: readonly Item[]) => Promise<void>;
}

/**
 * Starts batches when they are full or their window is over. Each group of queues has one batch under way, with
 * records of any of its queues, and goes on when that batch is done, so that order holds in each queue.
 */
export class BatchDispatcher<Item, Queue extends BatchQueue<Item>> {
  private readonly options: DispatcherOptions<Item, Queue>;
  private readonly running = new Map<number, Promise<void>>();
  private turn = 0;
  private isStopped = false;
  private isPaused = false;
  private windowTimer: NodeJS.Timeout | undefined;

  constructor(options: DispatcherOptions<Item, Queue>) {
    this.options = options;
  }

  /** Batches under way. */
  get inFlight(): number {
    return this.running.size;
  }

  /** Resolves when the batches under way have ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.windowTimer);
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
    for (const [group, queues] of this.options.groups()) {
      if (this.running.has(group)) continue;
      const free = this.inTurn(queues.filter(({ busy }) => !busy));
      const due = batchDueIn(free, this.options.limits, performance.now());
      if (due === 0) this.begin(group, free);
      else if (due !== undefined) next = Math.min(next, due);
    }
    if (next !== Number.POSITIVE_INFINITY)
      this.windowTimer = setTimeout(() => this.dispatch(), Math.ceil(next));
  }

  /** Another one first each time. */
  private inTurn(queues: readonly Queue[]): readonly Queue[] {
    const first = queues.length === 0 ? 0 : this.turn % queues.length;
    return [...queues.slice(first), ...queues.slice(0, first)];
  }

  private begin(group: number, queues: readonly Queue[]): void {
    this.turn += 1;
    const share = composeBatch(queues, this.options.limits);
    const taken = queues.filter(({ partition }) => share.has(partition));
    const batch = taken.flatMap((queue) => queue.take(share.get(queue.partition) ?? 0));
    for (const queue of taken) queue.busy = true;
    const run = this.options.run(taken, batch).finally(() => {
      for (const queue of taken) queue.busy = false;
      this.running.delete(group);
      this.dispatch();
    });
    this.running.set(group, run);
  }
}
