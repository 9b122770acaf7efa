import type { Queued } from '../batch.ts';
import type { Fetched } from './kafka-log.ts';
import { eventBytes, type LogRecord } from './log-record.ts';

export interface QueuedRecord extends Queued {
  readonly record: LogRecord;
}

/** Enough for the next invocation while one is under way; then the log keeps the rest. */
const FULL_BYTES = 8 * 2 ** 20;
const FULL_RECORDS = 20_000;

/** One partition as a mapping sees it: what was read ahead, what is under way, what is done. */
export class PartitionQueue {
  readonly partition: number;
  /** Where the next fetch begins. */
  position: number;
  /** The offset that the group has committed, or would have if there were anything to commit. */
  committed: number;
  highWatermark: number;
  /** A batch with records of this partition is under way: there is never a second one. */
  busy = false;
  private records: QueuedRecord[] = [];
  private bytes = 0;

  constructor(partition: number, position: number) {
    this.partition = partition;
    this.position = position;
    this.committed = position;
    this.highWatermark = position;
  }

  get waiting(): readonly QueuedRecord[] {
    return this.records;
  }

  get isFull(): boolean {
    return this.bytes >= FULL_BYTES || this.records.length >= FULL_RECORDS;
  }

  get lag(): number {
    return Math.max(0, this.highWatermark - this.committed);
  }

  /** Where to begin after everything that is not waiting here any more. */
  get handledUpTo(): number {
    return this.records[0]?.record.offset ?? this.position;
  }

  accept(fetched: Fetched, wanted: (record: LogRecord) => boolean, now: number): void {
    this.position = fetched.next;
    this.highWatermark = fetched.highWatermark;
    for (const record of fetched.records) {
      if (!wanted(record)) continue;
      const bytes = eventBytes(record);
      this.bytes += bytes;
      this.records.push({ record, bytes, arrivedAt: now });
    }
  }

  /** Takes the first records out, for a batch. */
  take(count: number): LogRecord[] {
    const taken = this.records.slice(0, count);
    this.records = this.records.slice(count);
    for (const { bytes } of taken) this.bytes -= bytes;
    return taken.map(({ record }) => record);
  }

  /** Forgets what was read ahead and begins elsewhere: the log does not have these offsets any more. */
  jump(position: number): void {
    this.records = [];
    this.bytes = 0;
    this.position = position;
    this.committed = position;
    this.highWatermark = Math.max(position, this.highWatermark);
  }
}
