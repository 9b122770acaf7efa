import type { Queued } from './batch.ts';

export interface QueuedRecord<Item> extends Queued {
  readonly record: Item;
}

/** Enough for the next invocation while one is under way; the source keeps the rest. */
const FULL_BYTES = 8 * 2 ** 20;
const FULL_RECORDS = 20_000;

/** Records that were read and wait for a batch, in their order. */
export class ReadAhead<Item> {
  private records: QueuedRecord<Item>[] = [];
  private bytes = 0;

  get waiting(): readonly QueuedRecord<Item>[] {
    return this.records;
  }

  get isFull(): boolean {
    return this.bytes >= FULL_BYTES || this.records.length >= FULL_RECORDS;
  }

  /** `bytes` as in an event; `arrivedAt` of `performance.now()`. */
  add(record: Item, bytes: number, arrivedAt: number): void {
    this.bytes += bytes;
    this.records.push({ record, bytes, arrivedAt });
  }

  /** Takes the first records out, for a batch. */
  take(count: number): Item[] {
    const taken = this.records.slice(0, count);
    this.records = this.records.slice(count);
    for (const { bytes } of taken) this.bytes -= bytes;
    return taken.map(({ record }) => record);
  }

  clear(): void {
    this.records = [];
    this.bytes = 0;
  }
}
