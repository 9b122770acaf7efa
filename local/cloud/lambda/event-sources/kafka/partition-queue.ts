import { ReadAhead } from '../read-ahead.ts';
import type { Fetched } from './kafka-log.ts';
import { eventBytes, type LogRecord } from './log-record.ts';

/** One partition as a mapping sees it: what was read ahead, what is under way, what is done. */
export class PartitionQueue extends ReadAhead<LogRecord> {
  readonly partition: number;
  /** Where the next fetch begins. */
  position: number;
  /** The offset that the broker has taken as the group's, or where the group begins while it has none. */
  committed: number;
  highWatermark: number;
  /** A batch with records of this partition is under way: there is never a second one. */
  busy = false;

  constructor(partition: number, position: number) {
    super();
    this.partition = partition;
    this.position = position;
    this.committed = position;
    this.highWatermark = position;
  }

  get lag(): number {
    return Math.max(0, this.highWatermark - this.committed);
  }

  /** Where to begin after everything that is not waiting here any more. */
  get handledUpTo(): number {
    return this.waiting[0]?.record.offset ?? this.position;
  }

  accept(fetched: Fetched, wanted: (record: LogRecord) => boolean, now: number): void {
    this.position = fetched.next;
    this.highWatermark = fetched.highWatermark;
    for (const record of fetched.records) {
      if (wanted(record)) this.add(record, eventBytes(record), now);
    }
  }

  /** Forgets what was read ahead and begins elsewhere: the log does not have these offsets any more. */
  jump(position: number): void {
    this.clear();
    this.position = position;
    this.committed = position;
    this.highWatermark = Math.max(position, this.highWatermark);
  }
}
