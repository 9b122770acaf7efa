import type { BatchQueue } from '../batch-dispatcher.ts';
import { ReadAhead } from '../read-ahead.ts';
import type { Change } from './change.ts';

/** What was read of a shard and waits: all of it, or with parallelization the changes of some of its items. */
export class Lane extends ReadAhead<Change> implements BatchQueue<Change> {
  /** A number of its own within its mapping. */
  readonly partition: number;
  busy = false;

  constructor(partition: number) {
    super();
    this.partition = partition;
  }
}

/** What a change takes in an event, with the comma behind it. */
export function changeBytes({ event }: Change): number {
  return Buffer.byteLength(JSON.stringify(event)) + 1;
}

/** The same lane for all changes of an item, whichever way its keys are listed. */
export function laneOf(keys: Readonly<Record<string, unknown>>, lanes: number): number {
  const text = JSON.stringify(Object.entries(keys).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  let hash = 0;
  for (let index = 0; index < text.length; index += 1)
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) >>> 0;
  return hash % lanes;
}
