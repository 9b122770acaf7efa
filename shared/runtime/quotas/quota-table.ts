import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { instant } from '../../kernel/time.ts';
import type { Caller, QuotaStore, Window } from './quotas.ts';

/** An item is kept for an hour after its window: long enough to look at it when a caller complains. */
const KEPT_SECONDS = 3600;

/** One item for each caller and window. DynamoDB removes it later. */
export class QuotaTable implements QuotaStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async take(
    { kind, id }: Caller,
    { start, end }: Window,
    requests: number,
    limit: number,
  ): Promise<number | undefined> {
    try {
      const { Attributes } = await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: { pk: { S: `${kind}/${id}` }, sk: { S: instant(start) } },
          UpdateExpression: 'SET #ttl = :ttl ADD #taken :requests',
          ConditionExpression: 'attribute_not_exists(#taken) OR #taken <= :most',
          ExpressionAttributeNames: { '#ttl': 'ttl', '#taken': 'taken' },
          ExpressionAttributeValues: {
            ':ttl': { N: String(Math.ceil(end / 1000) + KEPT_SECONDS) },
            ':requests': { N: String(requests) },
            ':most': { N: String(limit - requests) },
          },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return Number(Attributes?.['taken']?.N);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }
}
