import type { Shard, ShardPosition } from '../../../dynamodb/streams.ts';
import type { Change } from './change.ts';
import { changeBytes, type Lane, laneOf } from './lane.ts';

/** Where a mapping goes on with a shard at the next start: there, or not at all. */
export type ResumePosition = ShardPosition | 'finished';

/** One shard as a mapping sees it: what was read, what is under way, what is done. */
export class ShardProgress {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly lanes: readonly Lane[];
  /** For the next read; undefined before the first one, and when the last one has expired. */
  iterator: string | undefined;
  /** The shard is closed and everything in it was read. */
  isRead: boolean;
  private readonly begin: ResumePosition;
  private lastRead: string | undefined;
  /** Sequence numbers of what waits or is under way, in their order. */
  private readonly undone = new Set<string>();

  constructor({ id, parentId }: Shard, begin: ResumePosition, lanes: readonly Lane[]) {
    this.id = id;
    this.parentId = parentId;
    this.begin = begin;
    this.isRead = begin === 'finished';
    this.lanes = lanes;
  }

  get isFull(): boolean {
    return this.lanes.some((lane) => lane.isFull);
  }

  /** Records that are read and not done. */
  get lag(): number {
    return this.undone.size;
  }

  /** Only then may the shards that follow begin. */
  get isDone(): boolean {
    return this.isRead && this.undone.size === 0;
  }

  /** Where the next read begins when there is no iterator. */
  get readPosition(): ShardPosition {
    if (this.lastRead !== undefined)
      return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: this.lastRead };
    return this.begin === 'finished' ? { ShardIteratorType: 'TRIM_HORIZON' } : this.begin;
  }

  /** Everything before it is done. */
  get resumePosition(): ResumePosition {
    if (this.isDone) return 'finished';
    const [SequenceNumber] = this.undone;
    return SequenceNumber === undefined
      ? this.readPosition
      : { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber };
  }

  /** Takes what was read, in its order; what the filter keeps back is done at once. */
  accept(changes: readonly Change[], wanted: (change: Change) => boolean): void {
    const now = performance.now();
    for (const change of changes) {
      this.lastRead = change.sequenceNumber;
      if (!wanted(change)) continue;
      this.undone.add(change.sequenceNumber);
      this.lanes[laneOf(change.event.dynamodb.Keys, this.lanes.length)]?.add(
        change,
        changeBytes(change),
        now,
      );
    }
  }

  /** Hears which records of a batch are still to do. */
  progress(batch: readonly Change[], remaining: readonly Change[]): void {
    const left = new Set(remaining.map(({ sequenceNumber }) => sequenceNumber));
    for (const { sequenceNumber } of batch) if (!left.has(sequenceNumber)) this.undone.delete(sequenceNumber);
  }
}
