import { createHash } from 'node:crypto';
import type { BlockKey } from '../operations/blocks.ts';
import type { DueItem } from '../operations/timers.ts';

/** The rooms' tables: their indexes, and the keys of each kind of item. */

export const LOOKUP_INDEX = 'lookup';
/** Called so in the tables that are deployed. */
export const SCHEDULE_INDEX = 'agenda';

/**
 * An index partition takes 1,000 writes a second, and every operation passes through the schedule twice: so it is spread
 * over this many, which is 1,000 operations a second in a room, ten times what 10,000 cars make. More cost more: each is
 * asked every minute. Fewer would lose sight of what stands in the others: lowered only in an empty table.
 */
const SCHEDULE_SHARDS = 2;

type Key = { pk: { S: string }; sk: { S: string } };

const key = (pk: string, sk: string): Key => ({ pk: { S: pk }, sk: { S: sk } });

export const keys = {
  aggregate: (aggregate: string): Key => key(`a#${aggregate}`, 'state'),
  operation: (id: string): Key => key(`op#${id}`, 'op'),
  constraint: (constraint: string): Key => key(`c#${constraint}`, 'claim'),
  readModel: (item: string): Key => key(`d#${item}`, 'doc'),
  due: ({ aggregate, timer, at }: DueItem): Key => key(`t#${aggregate}`, `${timer}@${at}`),
  block: ({ topic, key: of, reader }: BlockKey): Key =>
    key(`b#${topic}${reader === undefined ? '' : `@${reader}`}#${of}`, 'block'),
};

/** The name after the kind in a partition key. */
export function nameIn(partitionKey: string): string {
  return partitionKey.slice(partitionKey.indexOf('#') + 1);
}

function shardOf(name: string): number {
  return (createHash('sha256').update(name).digest()[0] ?? 0) % SCHEDULE_SHARDS;
}

/** Operations not delivered, timers due, connections to be looked after, and endpoints whose senders are to be woken. */
export type ScheduleKind = 'undelivered' | 'due' | 'connections' | 'wakes';

/** The partition of the schedule in which the items of this kind are found, by the name of their aggregate or connection. */
export function schedulePartition(kind: ScheduleKind, name: string): string {
  return `${kind}#${shardOf(name)}`;
}

export function schedulePartitions(kind: ScheduleKind): string[] {
  return Array.from({ length: SCHEDULE_SHARDS }, (_, shard) => `${kind}#${shard}`);
}
