import type { Queued } from '../batch.ts';
import type { BatchQueue } from '../batch-dispatcher.ts';
import type { Change } from './change.ts';

interface QueuedChange extends Queued {
  readonly change: Change;
}

/** Enough for the next invocation while one is under way; the stream keeps the rest. */
const FULL_BYTES = 8 * 2 ** 20;
const FULL_RECORDS = 20_000;

/** What was read of a shard and waits: all of it, or with parallelization the changes of some of its items. */
export class Lane implements BatchQueue<Change> {
  /** A number of its own within its mapping. */
  readonly partition: number;
  busy = false;
  private changes: QueuedChange[] = [];
  private bytes = 0;

  constructor(partition: number) {
    this.partition = partition;
  }

  get waiting(): readonly QueuedChange[] {
    return this.changes;
  }

  get isFull(): boolean {
    return this.bytes >= FULL_BYTES || this.changes.length >= FULL_RECORDS;
  }

  add(change: Change, arrivedAt: number): void {
    const bytes = Buffer.byteLength(JSON.stringify(change.event)) + 1;
    this.bytes += bytes;
    this.changes.push({ change, bytes, arrivedAt });
  }

  take(count: number): Change[] {
    const taken = this.changes.splice(0, count);
    for (const { bytes } of taken) this.bytes -= bytes;
    return taken.map(({ change }) => change);
  }
}

/** The same lane for all changes of an item, whichever way its keys are listed. */
export function laneOf(keys: Readonly<Record<string, unknown>>, lanes: number): number {
  const text = JSON.stringify(Object.entries(keys).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  let hash = 0;
  for (let index = 0; index < text.length; index += 1)
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) >>> 0;
  return hash % lanes;
}
