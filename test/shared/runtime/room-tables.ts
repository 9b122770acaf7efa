import {
  type AttributeValue,
  CreateTableCommand,
  type DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';

/** Makes a room's table, as the template has it. */
export async function makeRoomTable(client: DynamoDBClient, name: string): Promise<void> {
  const key = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
  const index = (indexName: string, partition: string, sort: string) => ({
    IndexName: indexName,
    KeySchema: key(partition, sort),
    Projection: { ProjectionType: 'ALL' as const },
  });
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'ixp', 'ixs', 'agp', 'ags'].map((attribute) => ({
        AttributeName: attribute,
        AttributeType: 'S' as const,
      })),
      KeySchema: key('pk', 'sk'),
      GlobalSecondaryIndexes: [index('lookup', 'ixp', 'ixs'), index('agenda', 'agp', 'ags')],
    }),
  );
}

/**
 * What a rebuild must restore of a room's table: states, read models, constraints and the operations that made events. Timers
 * are not compared: those that have fired already come again. Two tables are the same when this is equal.
 */
export async function contentOf(
  client: DynamoDBClient,
  table: string,
): Promise<ReadonlyMap<string, unknown>> {
  const content = new Map<string, unknown>();
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page: {
      Items?: Record<string, AttributeValue>[];
      LastEvaluatedKey?: Record<string, AttributeValue>;
    } = await client.send(
      new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: start }),
    );
    for (const item of page.Items ?? []) {
      const told = restored(item);
      if (told !== undefined) content.set(`${item['pk']?.S} ${item['sk']?.S}`, told);
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return new Map([...content].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function restored(item: Record<string, AttributeValue>): unknown {
  const { version, data, body, holder, ixp, ixs, outcome, aggregate, fingerprint, events, counted } = item;
  const kind = item['sk']?.S;
  if (kind === 'state') return version?.N === '0' ? undefined : [version?.N, data?.S];
  if (kind === 'doc') return [body?.S, ixp?.S, ixs?.S];
  if (kind === 'claim') return holder?.S ?? counted?.N;
  if (kind !== 'op' || events?.L?.length === 0) return undefined;
  return [outcome?.S, aggregate?.S, fingerprint?.S, events];
}
