import { createHash } from 'node:crypto';
import type { BlockKey } from '../operations/blocks.ts';
import type { DueItem } from '../operations/timers.ts';

/** The rooms' tables: their indexes, and the keys of each kind of item. */

export const LOOKUP_INDEX = 'lookup';
export const AGENDA_INDEX = 'agenda';

/**
 * An index partition takes 1,000 writes a second, and every operation writes to the agenda twice. With this many
 * partitions a room can do 1,000 operations a second, ten times what 10,000 cars need. More partitions cost more,
 * because each is queried every minute. Lower this only in an empty table, because items in the removed partitions are
 * not found.
 */
const AGENDA_SHARDS = 2;

type Key = { pk: { S: string }; sk: { S: string } };

const key = (pk: string, sk: string): Key => ({ pk: { S: pk }, sk: { S: sk } });

export const keys = {
  aggregate: (aggregate: string): Key => key(`a#${aggregate}`, 'state'),
  operation: (id: string): Key => key(`op#${id}`, 'op'),
  constraint: (constraint: string): Key => key(`c#${constraint}`, 'claim'),
  readModel: (item: string): Key => key(`d#${item}`, 'doc'),
  due: ({ aggregate, timer, at }: DueItem): Key => key(`t#${aggregate}`, `${timer}@${at}`),
  block: (block: BlockKey): Key => key(`b#${block.topic}#${block.key}`, 'block'),
};

/** The name after the kind in a partition key. */
export function nameIn(partitionKey: string): string {
  return partitionKey.slice(partitionKey.indexOf('#') + 1);
}

function shardOf(name: string): number {
  return (createHash('sha256').update(name).digest()[0] ?? 0) % AGENDA_SHARDS;
}

/** Undelivered operations, timers in the table, and connections to check. */
export type AgendaKind = 'undelivered' | 'due' | 'connections';

/** The agenda's partition for items of this kind, by the name of their aggregate or connection. */
export function agendaPartition(kind: AgendaKind, name: string): string {
  return `${kind}#${shardOf(name)}`;
}

export function agendaPartitions(kind: AgendaKind): string[] {
  return Array.from({ length: AGENDA_SHARDS }, (_, shard) => `${kind}#${shard}`);
}
