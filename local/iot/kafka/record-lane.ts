/** A record on its way to a topic. */
export interface LaneRecord {
  readonly key: string | null;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly partition: number | undefined;
}

interface Entry {
  readonly record: LaneRecord;
  readonly done: (error?: Error) => void;
}

/** Beyond some thousand records, or a megabyte, a broker answers MESSAGE_TOO_LARGE. */
const RECORDS_A_SEND = 2000;
const BYTES_A_SEND = 900_000;
/** When the brokers are away for long, records fail instead of filling the memory. */
const RECORDS_WAITING = 100_000;

/**
 * Sends records of one topic in their order, one send at a time. What arrives during a send goes with the next, so a
 * record waits for nothing when the lane is idle, and batches grow with the load.
 */
export class RecordLane {
  private readonly send: (records: readonly LaneRecord[]) => Promise<void>;
  private entries: Entry[] = [];
  private busy = false;

  constructor(send: (records: readonly LaneRecord[]) => Promise<void>) {
    this.send = send;
  }

  /** Calls `done` once: when the brokers acknowledged the record, or with the error. */
  push(record: LaneRecord, done: (error?: Error) => void): void {
    if (this.entries.length >= RECORDS_WAITING) {
      done(new Error(`${RECORDS_WAITING} records wait for the brokers already`));
      return;
    }
    this.entries.push({ record, done });
    if (this.busy) return;
    this.busy = true;
    // What the rules engine has at hand at this moment goes together.
    setImmediate(() => void this.drain());
  }

  private async drain(): Promise<void> {
    while (this.entries.length > 0) {
      const batch = this.take();
      let error: Error | undefined;
      try {
        await this.send(batch.map(({ record }) => record));
      } catch (cause) {
        error = cause instanceof Error ? cause : new Error(String(cause));
      }
      for (const { done } of batch) done(error);
    }
    this.busy = false;
  }

  private take(): Entry[] {
    let bytes = 0;
    let count = 0;
    for (const { record } of this.entries) {
      bytes += record.value.length;
      if (count > 0 && (count >= RECORDS_A_SEND || bytes > BYTES_A_SEND)) break;
      count++;
    }
    return this.entries.splice(0, count);
  }
}
