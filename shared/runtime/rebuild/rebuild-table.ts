import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  paginateScan,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { Held } from '../operations/constraints.ts';
import type { StoredAggregate } from '../operations/store.ts';
import { dueItemOf, readModelItemOf } from '../table/commit-transaction.ts';
import { keys, nameIn } from '../table/keys.ts';
import { operationItem } from '../table/operation-item.ts';
import { storedAggregate } from '../table/table-store.ts';
import type { RebuildStore, Restored } from './rebuild.ts';

type Item = Record<string, AttributeValue>;

/** The most items that DynamoDB reads and writes in one call. */
const MOST_READS = 100;
const MOST_WRITES = 25;

/** A new table in DynamoDB that a rebuild fills. */
export class RebuildTable implements RebuildStore {
  private readonly client: DynamoDBClient;
  private readonly table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.client = client;
    this.table = table;
  }

  async aggregates(ids: readonly string[]): Promise<ReadonlyMap<string, StoredAggregate>> {
    const found = new Map<string, Item>();
    for (let start = 0; start < ids.length; start += MOST_READS) {
      let left: Item[] | undefined = ids.slice(start, start + MOST_READS).map(keys.aggregate);
      while (left !== undefined && left.length > 0) {
        const answer: {
          Responses?: Record<string, Item[]>;
          UnprocessedKeys?: Record<string, { Keys: Item[] | undefined }>;
        } = await this.client.send(
          new BatchGetItemCommand({ RequestItems: { [this.table]: { Keys: left, ConsistentRead: true } } }),
        );
        for (const item of answer.Responses?.[this.table] ?? []) found.set(item['pk']?.S ?? '', item);
        left = answer.UnprocessedKeys?.[this.table]?.Keys;
      }
    }
    return new Map(ids.map((id) => [id, storedAggregate(found.get(keys.aggregate(id).pk.S))]));
  }

  async restore(restored: Restored): Promise<void> {
    const puts: Item[] = [
      ...restored.operations.map(operationItem),
      ...restored.readModels.map(readModelItemOf),
      ...restored.due.map(dueItemOf),
    ];
    await this.write([
      ...puts.map((item): WriteRequest => ({ PutRequest: { Item: item } })),
      ...restored.dueNoMore.map((due): WriteRequest => ({ DeleteRequest: { Key: keys.due(due) } })),
    ]);
    await this.client.send(
      new PutItemCommand({
        TableName: this.table,
        Item: {
          ...keys.aggregate(restored.aggregate),
          version: { N: String(restored.version) },
          revision: { N: String(restored.version) },
          data: { S: JSON.stringify(restored.state) },
        },
      }),
    );
  }

  private async write(requests: readonly WriteRequest[]): Promise<void> {
    for (let start = 0; start < requests.length; start += MOST_WRITES) {
      let left: WriteRequest[] | undefined = requests.slice(start, start + MOST_WRITES);
      while (left !== undefined && left.length > 0) {
        const answer: { UnprocessedItems?: Record<string, WriteRequest[]> } = await this.client.send(
          new BatchWriteItemCommand({ RequestItems: { [this.table]: left } }),
        );
        left = answer.UnprocessedItems?.[this.table];
      }
    }
  }

  /** Reads the whole table. */
  async *constraints(): AsyncIterable<{ readonly key: string; readonly held: Held }> {
    const pages = paginateScan(
      { client: this.client },
      {
        TableName: this.table,
        FilterExpression: 'sk = :constraint',
        ExpressionAttributeValues: { ':constraint': { S: 'claim' } },
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages)
      for (const { pk, holder, counted } of Items) {
        const held = counted?.N === undefined ? (holder?.S ?? '') : Number(counted.N);
        yield { key: nameIn(pk?.S ?? ''), held };
      }
  }

  async setConstraint(key: string, held: Held | undefined): Promise<void> {
    const Key = keys.constraint(key);
    if (held === undefined) {
      await this.client.send(new DeleteItemCommand({ TableName: this.table, Key }));
    } else {
      const has: Item = typeof held === 'number' ? { counted: { N: String(held) } } : { holder: { S: held } };
      await this.client.send(new PutItemCommand({ TableName: this.table, Item: { ...Key, ...has } }));
    }
  }
}
