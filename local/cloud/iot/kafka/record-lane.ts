import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';

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
/**
 * From one send to the next at least. What a send costs, here and at the brokers, hardly depends on the number of its
 * records, so under load they wait for each other; a record by itself goes at once.
 */
const INTERVAL_MILLISECONDS = 10;
/** When the brokers are away for long, records fail instead of filling the memory. */
const RECORDS_WAITING = 100_000;

/**
 * Sends records of one topic in their order, one send at a time. What arrives during a send, or right after one, goes
 * with the next, so a record waits for nothing when the lane is idle, and batches grow with the load.
 */
export class RecordLane {
  private readonly send: (records: readonly LaneRecord[]) => Promise<void>;
  private entries: Entry[] = [];
  private busy = false;
  private lastSend = Number.NEGATIVE_INFINITY;

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
    void this.drain();
  }

  private async drain(): Promise<void> {
    while (this.entries.length > 0) {
      await this.turn();
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

  /** What the rules engine has at hand at this moment goes together, and under load what comes a little later, too. */
  private async turn(): Promise<void> {
    const rest = this.lastSend + INTERVAL_MILLISECONDS - performance.now();
    await (rest > 0 ? sleep(rest) : immediate());
    this.lastSend = performance.now();
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
