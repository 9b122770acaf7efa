import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { derivedId } from '../../shared/kernel/ids.ts';
import type { Domain, DomainEvent, Message } from '../../shared/runtime/domain.ts';
import { type Handled, operations } from '../../shared/runtime/operations/operations.ts';
import { LOOKUP_INDEX, SCHEDULE_INDEX } from '../../shared/runtime/table/keys.ts';
import { TableStore } from '../../shared/runtime/table/table-store.ts';
import { ownName } from '../engines/shared.ts';

export interface RoomTable {
  readonly client: DynamoDBClient;
  readonly name: string;
}

/**
 * Makes a room's table in a running DynamoDB Local, and sets this process's environment as for a function with that table.
 * Import handlers only after that.
 */
export async function roomTable(engine: { readonly endpoint: string }): Promise<RoomTable> {
  const name = ownName('room');
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
    ROADSTREAM_TABLE: name,
    POWERTOOLS_METRICS_DISABLED: 'true',
  });
  const client = new DynamoDBClient({});
  await client.send(new CreateTableCommand({ ...TABLE, TableName: name }));
  return { client, name };
}

const index = (IndexName: string, partition: string, sort: string) => ({
  IndexName,
  KeySchema: [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'ALL' as const },
});
const TABLE = {
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: ['pk', 'sk', 'ixp', 'ixs', 'agp', 'ags'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  GlobalSecondaryIndexes: [index(LOOKUP_INDEX, 'ixp', 'ixs'), index(SCHEDULE_INDEX, 'agp', 'ags')],
};

/** Decides messages as the room's consumer does, into the table; what leaves goes nowhere. */
export function roomOnTable<State, In extends Message, Event extends DomainEvent>(
  { client, name }: RoomTable,
  room: { readonly name: string; readonly events?: { readonly name: string } },
  domain: Domain<State, In, Event>,
  now: () => string,
): (message: In) => Promise<Handled> {
  const decided = operations<State, In, Event>({
    room: room.name,
    region: 'eu-west-1',
    eventsTopic: room.events?.name,
    domain,
    store: new TableStore(client, name, now),
    outbox: { deliver: () => Promise.resolve() },
    now,
    pause: () => Promise.resolve(),
  });
  let offset = 0;
  return (message) => {
    offset += 1;
    return decided.handle({
      message: { ...message, id: derivedId('msg', message.id) },
      key: 'key',
      topic: 'test',
      partition: 0,
      offset,
      origin: offset,
      arrivalTime: now(),
      blocking: false,
      retentionDays: 1,
    });
  };
}
