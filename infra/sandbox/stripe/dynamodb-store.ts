import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Kept, Store, Write } from './store.ts';

/** DynamoDB removes everything after this time. */
const KEPT_SECONDS = 60 * 86_400;

/** Remembers in a table with `pk` and `sk`: an item for each object, and one for each list that it is in. */
export class DynamodbStore implements Store {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async read(id: string): Promise<Kept | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: keyOf(id), ConsistentRead: true }),
    );
    const body = Item?.['body']?.S;
    if (body === undefined) return undefined;
    return { body: JSON.parse(body) as Kept['body'], revision: Number(Item?.['revision']?.N) };
  }

  async list(name: string): Promise<readonly string[]> {
    const ids: string[] = [];
    const pages = paginateQuery(
      { client: this.#client },
      {
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `list#${name}` } },
        ScanIndexForward: false,
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) ids.push(...Items.map(({ id }) => id?.S ?? ''));
    return ids;
  }

  async write(writes: readonly Write[]): Promise<boolean> {
    try {
      await this.#client.send(
        new TransactWriteItemsCommand({ TransactItems: writes.flatMap((write) => this.#itemsOf(write)) }),
      );
      return true;
    } catch (error) {
      if (error instanceof TransactionCanceledException) return false;
      throw error;
    }
  }

  #itemsOf({ id, body, after, lists, created }: Write): TransactWriteItem[] {
    const ttl = { N: String(created + KEPT_SECONDS) };
    const put = (Item: Record<string, AttributeValue>) => ({ TableName: this.#table, Item });
    const object = {
      ...keyOf(id),
      body: { S: JSON.stringify(body) },
      revision: { N: String(after + 1) },
      ttl,
    };
    return [
      {
        Put: {
          ...put(object),
          ...(after === 0
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: 'revision = :after',
                ExpressionAttributeValues: { ':after': { N: String(after) } },
              }),
        },
      },
      // It stays where it is in its lists.
      ...(after > 0 ? [] : lists).map((name) => ({
        Put: put({
          pk: { S: `list#${name}` },
          sk: { S: `${String(created).padStart(12, '0')}#${id}` },
          id: { S: id },
          ttl,
        }),
      })),
    ];
  }
}

function keyOf(id: string): Record<string, AttributeValue> {
  return { pk: { S: `object#${id}` }, sk: { S: 'object' } };
}
