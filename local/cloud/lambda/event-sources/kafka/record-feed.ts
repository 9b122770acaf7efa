import { setTimeout as delay } from 'node:timers/promises';
import { type Fetched, KafkaLog, type StartingPosition } from './kafka-log.ts';
import { PartitionQueue } from './partition-queue.ts';

export interface FeedOptions {
  readonly brokers: string;
  readonly topic: string;
  readonly group: string;
  readonly startingPosition: StartingPosition;
  readonly onRecords: (queue: PartitionQueue, fetched: Fetched) => void;
  /** Hears what goes wrong; the feed connects again by itself. */
  readonly onError: (error: unknown) => void;
}

/** A fetch answers as soon as there are records. An idle one ends after this: some sixty sources ask again each time. */
const LONGEST_WAIT_MS = 5000;
const WAIT_WHILE_FULL_MS = 20;
const RECONNECT_MS = 200;
const LONGEST_RECONNECT_MS = 5000;

/** Reads a topic ahead into one queue per partition, commits what is done, and survives the loss of its broker. */
export class RecordFeed {
  readonly queues = new Map<number, PartitionQueue>();
  private readonly options: FeedOptions;
  private readonly uncommitted = new Map<number, number>();
  private readonly stopped = new AbortController();
  private log: KafkaLog | undefined;
  private committing: Promise<void> = Promise.resolve();
  private running: Promise<void> | undefined;

  constructor(options: FeedOptions) {
    this.options = options;
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.committing;
    await this.log?.close().catch(() => undefined);
    await this.running;
  }

  /** Commits now if there is a connection, otherwise with the next one; each queue is told what was committed. */
  async commit(offsets: ReadonlyMap<number, number>): Promise<void> {
    for (const [partition, offset] of offsets) this.uncommitted.set(partition, offset);
    this.committing = this.committing.then(async () => await this.flush());
    await this.committing;
  }

  get isConnected(): boolean {
    return this.log !== undefined;
  }

  private get isStopped(): boolean {
    return this.stopped.signal.aborted;
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.isStopped; failures += 1) {
      const openedAt = performance.now();
      await this.session().catch((error: unknown) => {
        if (!this.isStopped) this.options.onError(error);
      });
      if (performance.now() - openedAt > LONGEST_RECONNECT_MS) failures = 0;
      const wait = Math.min(RECONNECT_MS * 2 ** failures, LONGEST_RECONNECT_MS);
      await delay(wait, undefined, { signal: this.stopped.signal }).catch(() => undefined);
    }
  }

  /** From one connection to its loss. */
  private async session(): Promise<void> {
    const log = new KafkaLog(this.options.brokers, this.options.topic, this.options.group);
    try {
      await log.open();
      await this.findPositions(log);
      this.log = log;
      await this.flush();
      const loops = [...log.leaders()].map(
        async ([node, partitions]) => await this.fetchLoop(log, node, partitions),
      );
      await Promise.race(loops);
    } finally {
      this.log = undefined;
      await log.close().catch(() => undefined);
    }
  }

  /** New partitions begin where the group stopped, or where the mapping says; known ones go on. */
  private async findPositions(log: KafkaLog): Promise<void> {
    const committed = await log.committed();
    const starts = await log.offsets(this.options.startingPosition);
    const earliest = await log.offsets({ at: 'TRIM_HORIZON' });
    const ends = await log.offsets({ at: 'LATEST' });
    for (const [partition, start] of starts) {
      const first = earliest.get(partition) ?? start;
      const end = ends.get(partition) ?? start;
      const known = this.queues.get(partition);
      const queue = known ?? new PartitionQueue(partition, committed.get(partition) ?? start);
      // Retention has passed the position, or the topic was made anew.
      if (queue.position < first || queue.position > end) {
        queue.jump(first);
        this.uncommitted.delete(partition);
      }
      queue.highWatermark = end;
      this.queues.set(partition, queue);
    }
  }

  private async fetchLoop(log: KafkaLog, node: string, partitions: readonly number[]): Promise<void> {
    while (!this.isStopped) {
      const open = partitions
        .flatMap((partition) => this.queues.get(partition) ?? [])
        .filter((queue) => !queue.isFull);
      if (open.length === 0) {
        await delay(WAIT_WHILE_FULL_MS);
        continue;
      }
      const wait = open.length < partitions.length ? WAIT_WHILE_FULL_MS : LONGEST_WAIT_MS;
      const positions = new Map(open.map((queue) => [queue.partition, queue.position]));
      for (const fetched of await log.fetch(node, positions, wait)) {
        const queue = this.queues.get(fetched.partition);
        if (queue !== undefined && !this.isStopped) this.options.onRecords(queue, fetched);
      }
    }
  }

  private async flush(): Promise<void> {
    const { log } = this;
    if (log === undefined || this.uncommitted.size === 0) return;
    const offsets = new Map(this.uncommitted);
    try {
      await log.commit(offsets);
      for (const [partition, offset] of offsets) {
        if (this.uncommitted.get(partition) === offset) this.uncommitted.delete(partition);
        const queue = this.queues.get(partition);
        if (queue !== undefined && offset <= queue.position) queue.committed = offset;
      }
    } catch (error) {
      // Kept for the next connection; until then a restart would deliver these records again.
      this.options.onError(error);
    }
  }
}
