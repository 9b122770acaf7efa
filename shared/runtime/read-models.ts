import {
  type AttributeValue,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Static, TSchema } from 'typebox';
import { variable } from './environment.ts';
import { measure } from './observability.ts';
import { ProblemError } from './problem.ts';
import { filled, type KeyOf, type ReadModel, type ReadModelList } from './read-model.ts';
import { dynamodb } from './table/client.ts';
import { keys, LOOKUP_INDEX } from './table/keys.ts';

/** Reads what a room's domain has written by its read models: by key, and by list. No scan. */

export interface Page<Body> {
  readonly items: Body[];
  /** Where the next page begins; absent on the last one. */
  readonly cursor?: string;
}

export interface PageQuery {
  /** The list's page size without it. */
  readonly limit?: number | string | undefined;
  /** From a page before. */
  readonly cursor?: string | undefined;
  /** Only those whose sort key begins with this. */
  readonly begins?: string;
}

/** The body of the item, or undefined. Strongly consistent: who was told that something is there finds it. */
export async function readOne<Schema extends TSchema, Path extends string>(
  model: ReadModel<Schema> & { readonly path: Path },
  key: KeyOf<Path>,
): Promise<Static<Schema> | undefined> {
  const { Item, ConsumedCapacity } = await dynamodb.send(
    new GetItemCommand({
      TableName: variable('table'),
      Key: keys.readModel(filled(model.path, key)),
      ConsistentRead: true,
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
  measure({ ReadUnits: ConsumedCapacity?.CapacityUnits ?? 0 });
  return Item === undefined ? undefined : bodyOf<Schema>(Item);
}

/** What a constraint has counted. Strongly consistent. */
export async function readCount(constraint: string): Promise<number> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({
      TableName: variable('table'),
      Key: keys.constraint(constraint),
      ConsistentRead: true,
    }),
  );
  return Number(Item?.['counted']?.N ?? 0);
}

/** A page of the list. Throws BAD_REQUEST for a cursor that is not one of this list. */
export async function readPage<Schema extends TSchema, Path extends string>(
  list: ReadModelList<Schema> & { readonly path: Path },
  key: KeyOf<Path>,
  { limit = list.pageSize, cursor, begins = '' }: PageQuery = {},
): Promise<Page<Static<Schema>>> {
  const partition = filled(list.path, key);
  const input: QueryCommandInput = {
    TableName: variable('table'),
    IndexName: LOOKUP_INDEX,
    KeyConditionExpression:
      begins === '' ? 'ixp = :partition' : 'ixp = :partition AND begins_with(ixs, :begins)',
    ExpressionAttributeValues: {
      ':partition': { S: partition },
      ...(begins === '' ? {} : { ':begins': { S: begins } }),
    },
    ScanIndexForward: list.newestFirst !== true,
    Limit: Number(limit),
    ReturnConsumedCapacity: 'TOTAL',
    ...(cursor === undefined ? {} : { ExclusiveStartKey: startOf(partition, begins, cursor) }),
  };
  const { Items = [], LastEvaluatedKey, ConsumedCapacity } = await dynamodb.send(new QueryCommand(input));
  measure({ ReadUnits: ConsumedCapacity?.CapacityUnits ?? 0 });
  const { pk, ixs } = LastEvaluatedKey ?? {};
  return {
    items: Items.map((item) => bodyOf<Schema>(item)),
    ...(pk?.S === undefined || ixs?.S === undefined ? {} : { cursor: encode([pk.S, ixs.S]) }),
  };
}

/** All of the list, page by page. */
export async function readAll<Schema extends TSchema, Path extends string>(
  list: ReadModelList<Schema> & { readonly path: Path },
  key: KeyOf<Path>,
): Promise<Static<Schema>[]> {
  const all: Static<Schema>[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(list, key, { cursor });
    all.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

/** Bodies are kept as JSON: read, they are as they were written, since only the read model makes items. */
function bodyOf<Schema extends TSchema>({ body }: Record<string, AttributeValue>): Static<Schema> {
  return JSON.parse(body?.S ?? 'null') as Static<Schema>;
}

const encode = (value: readonly string[]): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The partition is not taken from the cursor: a cursor of another's list leads nowhere. */
function startOf(
  partition: string,
  begins: string,
  cursor: string,
): NonNullable<QueryCommandInput['ExclusiveStartKey']> {
  const [pk, ixs] = decode(cursor);
  // The table refuses to begin where no item of the list can be.
  if (!ixs.startsWith(begins)) throw notOfThisList();
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
  throw notOfThisList();
}

const notOfThisList = (): ProblemError =>
  new ProblemError('BAD_REQUEST', 'The cursor is not one of this list; begin again without it.', [
    { path: '/query/cursor', message: 'must be the cursor of the page before' },
  ]);
