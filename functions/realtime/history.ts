import { setTimeout as pause } from 'node:timers/promises';
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  GetItemCommand,
  paginateQuery,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Push } from '../../shared/contracts/realtime/realtime.ts';
import { type Instant, milliseconds } from '../../shared/kernel/time.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { RuntimeFailure } from '../../shared/runtime/failure.ts';
import { dynamodb } from '../../shared/runtime/table/client.ts';
import { type Item, keys, partitionOf, slotRanges } from './keys.ts';
import type { NewPush } from './routing.ts';
import { KEPT_SECONDS, keptOf, type Stream } from './streams.ts';

/** A stream's sequence, the last of its pushes, and whether anybody may be listening. */

/** With two items a push, and at most one for the head of its stream: less than the 100 of a transaction. */
const MOST_AT_ONCE = 33;
const ATTEMPTS = 12;
const PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 300;

export interface Head {
  readonly stream: Stream;
  /** The sequence of the stream's last push; 0 when it had none. */
  readonly last: number;
  /** The connection that came last to a stream that may have some; undefined when it has none. */
  readonly listener: string | undefined;
}

/** Consistent. */
export async function headOf(stream: Stream): Promise<Head> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({ TableName: variable('table'), Key: keys.head(stream), ConsistentRead: true }),
  );
  return headIn(stream, item);
}

const headIn = (stream: Stream, item: Item | undefined): Head => ({
  stream,
  last: Number(item?.['last']?.N ?? 0),
  listener: item?.['listener']?.S,
});

/** From here on whoever adds to the stream knows that it is heard. The answer is the stream as it was then. */
export async function beHeard(stream: Stream, connection: string): Promise<Head> {
  return await untilUncontended(stream, async () => {
    const { Attributes } = await dynamodb.send(
      new UpdateItemCommand({
        TableName: variable('table'),
        Key: keys.head(stream),
        UpdateExpression: 'SET #listener = :connection',
        ExpressionAttributeNames: { '#listener': 'listener' },
        ExpressionAttributeValues: { ':connection': { S: connection } },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return headIn(stream, Attributes);
  });
}

/** Nobody hears the stream, unless somebody has come since this one. */
export async function beUnheard(stream: Stream, listener: string): Promise<void> {
  const command = new UpdateItemCommand({
    TableName: variable('table'),
    Key: keys.head(stream),
    UpdateExpression: 'REMOVE #listener',
    ConditionExpression: '#listener = :listener',
    ExpressionAttributeNames: { '#listener': 'listener' },
    ExpressionAttributeValues: { ':listener': { S: listener } },
  });
  await untilUncontended(stream, async () => {
    try {
      return await dynamodb.send(command);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return error;
      throw error;
    }
  });
}

/**
 * Gives pushes their places in their streams' sequences, in this order. One that has a place already, because its event
 * came again, keeps that. The answer is how each of the streams was when the last of its pushes had its place.
 */
export async function append(pushes: readonly NewPush[], now: Instant): Promise<readonly Head[]> {
  const heads = new Map<Stream, Head>();
  const once = [...new Map(pushes.map((push) => [push.id, push])).values()];
  for (let start = 0; start < once.length; start += MOST_AT_ONCE) {
    const some = await appendSome(once.slice(start, start + MOST_AT_ONCE), now);
    for (const head of some) heads.set(head.stream, head);
  }
  return [...heads.values()];
}

async function appendSome(pushes: readonly NewPush[], now: Instant): Promise<readonly Head[]> {
  const streams = [...new Set(pushes.map(({ stream }) => stream))];
  return await untilUncontended(streams.join(', '), async () => {
    const { heads, seen } = await load(streams, pushes);
    const fresh = pushes.filter(({ id }) => !seen.has(id));
    const longer = heads.map((head) => lengthen(head, fresh, now));
    const TransactItems = longer.flatMap(({ items }) => items);
    if (TransactItems.length > 0) await dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
    return longer.map(({ head }) => head);
  });
}

/** Tries again, from the beginning, when somebody else has written the same meanwhile. */
async function untilUncontended<Result>(what: string, attempt: () => Promise<Result>): Promise<Result> {
  for (let n = 1; n <= ATTEMPTS; n++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isContention(error)) throw error;
    }
    // Not all at the same moment again.
    const longest = Math.min(PAUSE_MS * 2 ** n, LONGEST_PAUSE_MS);
    await pause(longest * (0.5 + Math.random() / 2));
  }
  throw new RuntimeFailure('CONTENDED', `Others kept writing ${what}`);
}

const isContention = (error: unknown): boolean =>
  error instanceof Error && /^Transaction(Canceled|Conflict|InProgress)Exception$/.test(error.name);

async function load(
  streams: readonly Stream[],
  pushes: readonly NewPush[],
): Promise<{ heads: readonly Head[]; seen: ReadonlySet<string> }> {
  const table = variable('table');
  const { Responses, UnprocessedKeys } = await dynamodb.send(
    new BatchGetItemCommand({
      RequestItems: {
        [table]: {
          Keys: [...streams.map(keys.head), ...pushes.map(({ id }) => keys.seen(id))],
          ConsistentRead: true,
        },
      },
    }),
  );
  if ((UnprocessedKeys?.[table]?.Keys?.length ?? 0) > 0)
    throw new RuntimeFailure('CONTENDED', `${table} left reads unanswered`);
  const items = new Map((Responses?.[table] ?? []).map((item) => [item['pk']?.S, item]));
  return {
    heads: streams.map((stream) => headIn(stream, items.get(keys.head(stream).pk.S))),
    seen: new Set(pushes.map(({ id }) => id).filter((id) => items.has(keys.seen(id).pk.S))),
  };
}

/** The stream with its fresh pushes, and what must be written for that, if nobody has written it meanwhile. */
function lengthen(
  { stream, last: before, listener }: Head,
  pushes: readonly NewPush[],
  now: Instant,
): { readonly head: Head; readonly items: readonly TransactWriteItem[] } {
  const fresh = pushes.filter((push) => push.stream === stream);
  const last = before + fresh.length;
  const head = { stream, last, listener };
  if (fresh.length === 0) return { head, items: [] };
  const TableName = variable('table');
  const isAsRead = [
    before === 0 ? 'attribute_not_exists(#last)' : '#last = :before',
    listener === undefined ? 'attribute_not_exists(#listener)' : '#listener = :listener',
  ];
  const update = {
    Update: {
      TableName,
      Key: keys.head(stream),
      UpdateExpression: 'SET #last = :last',
      ConditionExpression: isAsRead.join(' AND '),
      ExpressionAttributeNames: { '#last': 'last', '#listener': 'listener' },
      ExpressionAttributeValues: {
        ':last': { N: String(last) },
        ...(before === 0 ? {} : { ':before': { N: String(before) } }),
        ...(listener === undefined ? {} : { ':listener': { S: listener } }),
      },
    },
  };
  const ttl = { N: String(Math.ceil(milliseconds(now) / 1000) + KEPT_SECONDS) };
  const items = fresh.flatMap(({ id, stream: _stream, ...push }, n) => {
    const sequence = before + 1 + n;
    const body = { S: JSON.stringify({ id, sequence, ...push }) };
    const kept = {
      ...keys.push(stream, sequence),
      sequence: { N: String(sequence) },
      at: { S: now },
      body,
      ttl,
    };
    const seen = { ...keys.seen(id), ttl };
    return [
      { Put: { TableName, Item: kept } },
      { Put: { TableName, Item: seen, ConditionExpression: 'attribute_not_exists(pk)' } },
    ];
  });
  return { head, items: [update, ...items] };
}

/** The pushes with these sequences that are still kept, in order. */
export async function kept(stream: Stream, from: number, to: number, now: Instant): Promise<Push[]> {
  const oldest = Math.max(from, to - keptOf(stream) + 1);
  if (oldest > to) return [];
  const earliest = milliseconds(now) - KEPT_SECONDS * 1000;
  const ranges = slotRanges(stream, oldest, to);
  const items = (await Promise.all(ranges.map(([low, high]) => itemsBetween(stream, low, high)))).flat();
  return items
    .filter(({ at }) => milliseconds(at?.S ?? now) > earliest)
    .map(({ body }) => JSON.parse(body?.S ?? 'null') as Push)
    .filter(({ sequence }) => sequence >= oldest && sequence <= to)
    .toSorted((a, b) => a.sequence - b.sequence);
}

async function itemsBetween(stream: Stream, low: string, high: string): Promise<Item[]> {
  const items: Item[] = [];
  const pages = paginateQuery(
    { client: dynamodb },
    {
      TableName: variable('table'),
      KeyConditionExpression: 'pk = :stream AND sk BETWEEN :low AND :high',
      ExpressionAttributeValues: {
        ':stream': { S: partitionOf(stream) },
        ':low': { S: low },
        ':high': { S: high },
      },
      ConsistentRead: true,
    },
  );
  for await (const { Items = [] } of pages) items.push(...Items);
  return items;
}
