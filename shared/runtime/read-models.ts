import {
  type AttributeValue,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { variable } from './environment.ts';
import { measure } from './observability.ts';
import { ProblemError } from './problem.ts';
import { dynamodb } from './table/client.ts';
import { keys, LOOKUP_INDEX } from './table/keys.ts';

/** What a room's `documents(state)` has written, for its reads: by key, and by index. No scan. */

export interface Page {
  readonly items: readonly unknown[];
  /** Where the next page begins; absent on the last one. */
  readonly cursor?: string;
}

export interface DocumentQuery {
  readonly limit: number;
  /** Only those whose sort key begins with this. */
  readonly begins?: string;
  readonly newestFirst?: boolean;
  /** From a page before. */
  readonly cursor?: string;
}

/** The document, or undefined. Strongly consistent: who was told that something is there finds it. */
export async function getDocument(key: string): Promise<unknown> {
  const { Item, ConsumedCapacity } = await dynamodb.send(
    new GetItemCommand({
      TableName: variable('table'),
      Key: keys.document(key),
      ConsistentRead: true,
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
  measure({ ReadUnits: ConsumedCapacity?.CapacityUnits ?? 0 });
  return Item === undefined ? undefined : bodyOf(Item);
}

/** A page of the documents in this partition of the index. Throws BAD_REQUEST for a cursor that is none of ours. */
export async function queryDocuments(partition: string, query: DocumentQuery): Promise<Page> {
  const begins = query.begins ?? '';
  const input: QueryCommandInput = {
    TableName: variable('table'),
    IndexName: LOOKUP_INDEX,
    KeyConditionExpression:
      begins === '' ? 'ixp = :partition' : 'ixp = :partition AND begins_with(ixs, :begins)',
    ExpressionAttributeValues: {
      ':partition': { S: partition },
      ...(begins === '' ? {} : { ':begins': { S: begins } }),
    },
    ScanIndexForward: query.newestFirst !== true,
    Limit: query.limit,
    ReturnConsumedCapacity: 'TOTAL',
    ...(query.cursor === undefined ? {} : { ExclusiveStartKey: startOf(partition, query.cursor) }),
  };
  const { Items = [], LastEvaluatedKey, ConsumedCapacity } = await dynamodb.send(new QueryCommand(input));
  measure({ ReadUnits: ConsumedCapacity?.CapacityUnits ?? 0 });
  const { pk, ixs } = LastEvaluatedKey ?? {};
  return {
    items: Items.map(bodyOf),
    ...(pk?.S === undefined || ixs?.S === undefined ? {} : { cursor: encode([pk.S, ixs.S]) }),
  };
}

/** Bodies are kept as JSON: read, they are as they were written, also in the order of their fields. */
function bodyOf({ body }: Record<string, AttributeValue>): unknown {
  return JSON.parse(body?.S ?? 'null') as unknown;
}

const encode = (value: readonly string[]): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The partition is not taken from the cursor: a cursor of another's list leads nowhere. */
function startOf(partition: string, cursor: string): NonNullable<QueryCommandInput['ExclusiveStartKey']> {
  const [pk, ixs] = decode(cursor);
  return { pk: { S: pk }, sk: { S: 'doc' }, ixp: { S: partition }, ixs: { S: ixs } };
}

function decode(cursor: string): readonly [string, string] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string') {
      return [value[0], value[1]];
    }
  } catch {
    // Said below.
  }
  throw new ProblemError('BAD_REQUEST', 'The cursor is not one of this list; begin again without it.', [
    { path: '/query/cursor', message: 'must be the cursor of the page before' },
  ]);
}
