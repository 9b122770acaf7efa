import { setTimeout as pause } from 'node:timers/promises';
import {
  BatchGetItemCommand,
  GetItemCommand,
  paginateQuery,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Push } from '../../shared/contracts/realtime.ts';
import { type Instant, milliseconds } from '../../shared/kernel/time.ts';
import { dynamodb } from '../../shared/runtime/dynamodb-client.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { RuntimeFailure } from '../../shared/runtime/failure.ts';
import { type Item, keys, partitionOf, slotRanges } from './keys.ts';
import type { NewPush } from './routing.ts';
import { KEPT_SECONDS, keptOf, type Stream } from './streams.ts';

/** A stream's sequence, and the last of its pushes. */

/** With two items a push, and one for the head of the stream: less than the 100 of a transaction. */
const MOST_AT_ONCE = 45;
const ATTEMPTS = 12;
const PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 300;

/** The sequence of the stream's last push; 0 when it had none. Consistent. */
export async function lastOf(stream: Stream): Promise<number> {
  const { Item: head } = await dynamodb.send(
    new GetItemCommand({ TableName: variable('table'), Key: keys.head(stream), ConsistentRead: true }),
  );
  return Number(head?.['last']?.N ?? 0);
}

/**
 * Gives pushes of one stream their places in its sequence, in this order. One that has a place already, because its event
 * came again, keeps that.
 */
export async function append(stream: Stream, pushes: readonly NewPush[], now: Instant): Promise<void> {
  for (let start = 0; start < pushes.length; start += MOST_AT_ONCE) {
    await appendSome(stream, pushes.slice(start, start + MOST_AT_ONCE), now);
  }
}

async function appendSome(stream: Stream, pushes: readonly NewPush[], now: Instant): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) {
      // Not all at the same moment again.
      const longest = Math.min(PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
      await pause(longest * (0.5 + Math.random() / 2));
    }
    const { last, seen } = await load(stream, pushes);
    const fresh = pushes.filter(({ id }) => !seen.has(id));
    if (fresh.length === 0 || (await commit(stream, fresh, last, now))) return;
  }
  throw new RuntimeFailure('CONTENDED', `Others kept writing the sequence of ${stream}`);
}

async function load(
  stream: Stream,
  pushes: readonly NewPush[],
): Promise<{ last: number; seen: ReadonlySet<string> }> {
  const table = variable('table');
  const { Responses, UnprocessedKeys } = await dynamodb.send(
    new BatchGetItemCommand({
      RequestItems: {
        [table]: {
          Keys: [keys.head(stream), ...pushes.map(({ id }) => keys.seen(id))],
          ConsistentRead: true,
        },
      },
    }),
  );
  if ((UnprocessedKeys?.[table]?.Keys?.length ?? 0) > 0)
    throw new RuntimeFailure('CONTENDED', `${table} left reads unanswered`);
  const items = Responses?.[table] ?? [];
  const head = items.find(({ sk }) => sk?.S === 'head');
  return {
    last: Number(head?.['last']?.N ?? 0),
    seen: new Set(items.flatMap(({ pk, sk }) => (sk?.S === 'seen' ? [(pk?.S ?? '').slice(5)] : []))),
  };
}

/** False when something has changed since it was read. */
async function commit(
  stream: Stream,
  pushes: readonly NewPush[],
  last: number,
  now: Instant,
): Promise<boolean> {
  const TableName = variable('table');
  const ttl = { N: String(Math.ceil(milliseconds(now) / 1000) + KEPT_SECONDS) };
  const head = {
    Update: {
      TableName,
      Key: keys.head(stream),
      UpdateExpression: 'SET #last = :last',
      ConditionExpression: last === 0 ? 'attribute_not_exists(#last)' : '#last = :before',
      ExpressionAttributeNames: { '#last': 'last' },
      ExpressionAttributeValues: {
        ':last': { N: String(last + pushes.length) },
        ...(last === 0 ? {} : { ':before': { N: String(last) } }),
      },
    },
  };
  const items = pushes.flatMap((fresh, n) => {
    const { id, stream: _stream, ...push } = fresh;
    const sequence = last + 1 + n;
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
  try {
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [head, ...items] }));
    return true;
  } catch (error) {
    if (error instanceof TransactionCanceledException || isBusy(error)) return false;
    throw error;
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && /^Transaction(Conflict|InProgress)Exception$/.test(error.name);

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
