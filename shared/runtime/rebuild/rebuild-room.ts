import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Kafka } from 'kafkajs';
import type { Domain, DomainEvent, Message } from '../domain.ts';
import { RuntimeFailure } from '../failure.ts';
import { recordsOfTopic } from '../kafka/topic-reader.ts';
import type { RoomDeclaration } from '../room.ts';
import { type Occurrence, occurrenceOf, type Rebuilt, rebuild, recordKeeping } from './rebuild.ts';
import { RebuildTable } from './rebuild-table.ts';

/**
 * Rebuilds a room's table from its events topic in Kafka. The table must exist, with its indexes, and nothing else may
 * write it: its room's functions are switched off until this is done. It may be stopped and started again.
 */
export async function rebuildRoom<State, In extends Message, Event extends DomainEvent>(setup: {
  readonly room: RoomDeclaration;
  readonly domain: Domain<State, In, Event>;
  readonly kafka: Kafka;
  readonly client: DynamoDBClient;
  readonly table: string;
  /** A consumer group of its own. */
  readonly groupId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}): Promise<Rebuilt> {
  const { room, domain, kafka, client, table, groupId } = setup;
  const topic = room.events?.name;
  if (topic === undefined)
    throw new RuntimeFailure('NOT_DECLARED', `The room ${room.name} declares no events topic`);
  async function* events(): AsyncIterable<Occurrence> {
    for await (const record of recordsOfTopic(kafka, topic ?? '', groupId)) yield occurrenceOf(record);
  }
  return await rebuild({
    domain,
    events: events(),
    store: new RebuildTable(client, table),
    keepUntil: recordKeeping(room),
    nowSeconds: Math.floor(setup.now / 1000),
  });
}
