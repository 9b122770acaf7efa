import { setTimeout as pause } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { RuntimeFailure } from '../failure.ts';
import { severalAtOnce } from '../several-at-once.ts';
import type { Folding, ItemStore, StoredItem } from './fold-contract.ts';

/** Keys for each call: the limit of BatchGetItem. */
const MOST_KEYS = 100;
const CALLS_AT_ONCE = 8;
const ATTEMPTS = 8;
const PAUSE_MS = 10;

/**
 * Folded items in a room's table: `<kind>#<key>` / `<kind>`, with the packed item as JSON text, which is shorter than a
 * DynamoDB map and cheaper to read.
 */
export class ItemTable<Item> implements ItemStore<Item> {
  private readonly client: DynamoDBClient;
  private readonly table: string;
  private readonly kind: string;
  private readonly folding: Pick<Folding<Item, never>, 'pack' | 'unpack'>;

  constructor(
    client: DynamoDBClient,
    table: string,
    kind: string,
    folding: Pick<Folding<Item, never>, 'pack' | 'unpack'>,
  ) {
    this.client = client;
    this.table = table;
    this.kind = kind;
    this.folding = folding;
  }

  async load(keys: readonly string[]): Promise<ReadonlyMap<string, StoredItem<Item>>> {
    const chunks = Array.from({ length: Math.ceil(keys.length / MOST_KEYS) }, (_, n) =>
      keys.slice(n * MOST_KEYS, (n + 1) * MOST_KEYS),
    );
    const loaded = new Map<string, StoredItem<Item>>();
    await severalAtOnce(chunks, CALLS_AT_ONCE, (chunk) => this.loadChunk(chunk, loaded));
    return loaded;
  }

  /** DynamoDB may leave some keys out when it is busy. Those are read again. */
  private async loadChunk(keys: readonly string[], loaded: Map<string, StoredItem<Item>>): Promise<void> {
    let left: Record<string, AttributeValue>[] | undefined = keys.map((key) => this.keyOf(key));
    for (let attempt = 0; left !== undefined && left.length > 0; attempt++) {
      if (attempt === ATTEMPTS) {
        throw new RuntimeFailure('CONTENDED', `${this.table} left reads unanswered ${ATTEMPTS} times`);
      }
      if (attempt > 0) await pause(PAUSE_MS * 2 ** (attempt - 1));
      const answer: {
        Responses?: Record<string, Record<string, AttributeValue>[]>;
        UnprocessedKeys?: Record<string, { Keys: Record<string, AttributeValue>[] | undefined }>;
      } = await this.client.send(
        new BatchGetItemCommand({ RequestItems: { [this.table]: { Keys: left, ConsistentRead: true } } }),
      );
      for (const item of answer.Responses?.[this.table] ?? []) {
        loaded.set((item['pk']?.S ?? '').slice(this.kind.length + 1), this.storedIn(item));
      }
      left = answer.UnprocessedKeys?.[this.table]?.Keys;
    }
  }

  async write(key: string, { item, version, writtenAt }: StoredItem<Item>): Promise<boolean> {
    const condition =
      version === 1
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#version = :before',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':before': { N: String(version - 1) } },
          };
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.table,
          Item: {
            ...this.keyOf(key),
            item: { S: JSON.stringify(this.folding.pack(item)) },
            version: { N: String(version) },
            writtenAt: { N: String(writtenAt) },
          },
          ...condition,
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  private keyOf(key: string): Record<string, AttributeValue> {
    return { pk: { S: `${this.kind}#${key}` }, sk: { S: this.kind } };
  }

  private storedIn(item: Record<string, AttributeValue>): StoredItem<Item> {
    return {
      item: this.folding.unpack(JSON.parse(item['item']?.S ?? 'null')),
      version: Number(item['version']?.N),
      writtenAt: Number(item['writtenAt']?.N),
    };
  }
}
