import { setTimeout as delay } from 'node:timers/promises';
import { AwsError } from '../../../core/aws-endpoint.ts';
import type { Shard, Streams } from '../../../dynamodb/streams.ts';
import { type Change, changeOf } from './change.ts';
import { Lane } from './lane.ts';
import { type ResumePosition, ShardProgress } from './shard-progress.ts';

export type StreamReader = Pick<Streams, 'shards' | 'iterator' | 'records'>;

export interface FeedOptions {
  readonly streams: StreamReader;
  readonly streamArn: string;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  /** By shard, of an earlier start. */
  readonly resume: ReadonlyMap<string, ResumePosition>;
  readonly lanes: number;
  readonly wanted: (change: Change) => boolean;
  readonly onChanges: () => void;
  /** Hears what goes wrong; the feed tries again by itself. */
  readonly onError: (error: unknown) => void;
}

/** As often as Lambda looks into each shard. */
const POLL_MS = 250;
const AFTER_ERROR_MS = 1000;
/** Shards split and end without notice. */
const LIST_AGAIN_MS = 10_000;

/** Where a mapping begins with a shard that it has not seen; `skips` what is there already. */
function beginningOf({ isClosed }: Shard, skips: boolean): ResumePosition {
  if (!skips) return { ShardIteratorType: 'TRIM_HORIZON' };
  return isClosed ? 'finished' : { ShardIteratorType: 'LATEST' };
}

function isError(error: unknown, type: string): boolean {
  return error instanceof AwsError && error.type === type;
}

/** Reads the shards of a stream ahead, each one after the shard that it follows is done. */
export class StreamFeed {
  readonly shards = new Map<string, ShardProgress>();
  private readonly options: FeedOptions;
  private readonly stopping = new AbortController();
  /** Undefined before the first time; long ago when the list is known to be old. */
  private listedAt: number | undefined;
  private lanes = 0;
  private round: Promise<number> = Promise.resolve(0);
  private running: Promise<void> | undefined;

  constructor(options: FeedOptions) {
    this.options = options;
  }

  /** Finds out where to begin: what is written from now on will be read. Rejects when there is no such stream. */
  async open(): Promise<void> {
    await this.list();
    for (const shard of this.readable) await this.iteratorOf(shard);
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.round.catch(() => undefined);
  }

  /** Reads every shard once, now; says how many records there were. */
  async poll(): Promise<number> {
    this.round = this.round.catch(() => 0).then(async () => await this.readAll());
    return await this.round;
  }

  /** How many records are read and not done, by shard. */
  get lag(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.shards.values()].map(({ id, lag }) => [id, lag]));
  }

  private get readable(): readonly ShardProgress[] {
    const isDone = (id: string): boolean => this.shards.get(id)?.isDone ?? true;
    return [...this.shards.values()].filter(
      ({ isRead, isFull, parentId }) => !isRead && !isFull && (parentId === undefined || isDone(parentId)),
    );
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      let pause = POLL_MS;
      try {
        if ((await this.poll()) > 0) pause = 0;
      } catch (error) {
        this.options.onError(error);
        pause = AFTER_ERROR_MS;
      }
      await delay(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async readAll(): Promise<number> {
    if (this.stopping.signal.aborted) return 0;
    if (performance.now() - (this.listedAt ?? Number.NEGATIVE_INFINITY) > LIST_AGAIN_MS) await this.list();
    let read = 0;
    for (const shard of this.readable) read += await this.read(shard);
    if (read > 0) this.options.onChanges();
    return read;
  }

  private async list(): Promise<void> {
    const { streams, streamArn, startingPosition, resume, lanes } = this.options;
    const skips = startingPosition === 'LATEST' && this.listedAt === undefined && resume.size === 0;
    for (const shard of await streams.shards(streamArn)) {
      if (this.shards.has(shard.id)) continue;
      const begin = resume.get(shard.id) ?? beginningOf(shard, skips);
      const own = Array.from({ length: lanes }, () => new Lane(this.lanes++));
      this.shards.set(shard.id, new ShardProgress(shard, begin, own));
    }
    this.listedAt = performance.now();
  }

  private async iteratorOf(shard: ShardProgress): Promise<string> {
    const { streams, streamArn } = this.options;
    try {
      shard.iterator ??= await streams.iterator(streamArn, shard.id, shard.readPosition);
    } catch (error) {
      if (!isError(error, 'TrimmedDataAccessException')) throw error;
      // A day has passed since the last start: what was not read by then is lost.
      this.options.onError(error);
      shard.iterator = await streams.iterator(streamArn, shard.id, { ShardIteratorType: 'TRIM_HORIZON' });
    }
    return shard.iterator;
  }

  private async read(shard: ShardProgress): Promise<number> {
    const { streams, streamArn, wanted } = this.options;
    const iterator = await this.iteratorOf(shard);
    try {
      const { records, next } = await streams.records(iterator);
      shard.iterator = next;
      shard.accept(
        records.map((record) => changeOf(streamArn, shard.id, record)),
        wanted,
      );
      if (next === undefined) {
        shard.isRead = true;
        this.listedAt = Number.NEGATIVE_INFINITY;
      }
      return records.length;
    } catch (error) {
      shard.iterator = undefined;
      if (isError(error, 'ExpiredIteratorException')) return 0;
      throw error;
    }
  }
}
