import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { addSeconds, type Instant, milliseconds } from '../../shared/kernel/time.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { dynamodb } from '../../shared/runtime/table/client.ts';
import { SCHEDULE_INDEX, schedulePartition, schedulePartitions } from '../../shared/runtime/table/keys.ts';
import { beHeard, beUnheard, headOf } from './history.ts';
import { CONNECTIONS, type Item, keys, partitionOf, streamIn } from './keys.ts';
import type { Stream } from './streams.ts';

/** An open WebSocket connection, as far as this room knows. */
export interface Connection {
  readonly id: string;
  /** `<kind>/<id>` */
  readonly principal: string;
  readonly connectedAt: Instant;
  /** The last push that was sent to it; undefined for a moment at its beginning. */
  readonly sent: number | undefined;
  /** Until when its operator watches the fleet; undefined for one who has not asked. */
  readonly watchesUntil: Instant | undefined;
}

/** API Gateway ends a connection on which nothing was said for 10 minutes; looked after a little later. */
const CHECK_AFTER_SECONDS = 10 * 60 + 30;
/** API Gateway ends each after 2 hours: what is older than this is gone, whatever else failed. */
const LONGEST_SECONDS = 2 * 3600 + 600;

/**
 * First it can be found, then the stream is heard, then it is said how far the connection need not be told: what happens
 * in between is sent to it, or was before the client knew that it is connected.
 */
export async function addConnection(
  stream: Stream,
  { id, principal, connectedAt }: Omit<Connection, 'sent' | 'watchesUntil'>,
): Promise<void> {
  await dynamodb.send(
    new PutItemCommand({
      TableName: variable('table'),
      Item: {
        ...keys.connection(stream, id),
        principal: { S: principal },
        connectedAt: { S: connectedAt },
        agp: { S: schedulePartition('connections', id) },
        ags: { S: addSeconds(connectedAt, CHECK_AFTER_SECONDS) },
        ttl: { N: String(Math.ceil(milliseconds(connectedAt) / 1000) + LONGEST_SECONDS) },
      },
    }),
  );
  const { last } = await beHeard(stream, id);
  await markSent(stream, id, last);
}

/** Forgets a connection; when it was its stream's last, whoever adds to the stream has nobody to tell. */
export async function removeConnection(stream: Stream, id: string): Promise<void> {
  await dynamodb.send(
    new DeleteItemCommand({ TableName: variable('table'), Key: keys.connection(stream, id) }),
  );
  // In this order: whoever connects is in the list first, and then named in the head.
  const { listener } = await headOf(stream);
  if (listener !== undefined && !(await hasConnection(stream))) await beUnheard(stream, listener);
}

async function hasConnection(stream: Stream): Promise<boolean> {
  const { Count } = await dynamodb.send(new QueryCommand({ ...queryFor(stream), Select: 'COUNT', Limit: 1 }));
  return (Count ?? 0) > 0;
}

function queryFor(stream: Stream) {
  return {
    TableName: variable('table'),
    KeyConditionExpression: 'pk = :stream AND begins_with(sk, :connections)',
    ExpressionAttributeValues: {
      ':stream': { S: partitionOf(stream) },
      ':connections': { S: CONNECTIONS },
    },
    ConsistentRead: true,
  };
}

/** The stream's connections, oldest first. Consistent: one that was added is there. */
export async function connectionsOf(stream: Stream): Promise<Connection[]> {
  const found: Connection[] = [];
  for await (const { Items = [] } of paginateQuery({ client: dynamodb }, queryFor(stream))) {
    found.push(...Items.map(connectionIn));
  }
  return found.toSorted((a, b) => milliseconds(a.connectedAt) - milliseconds(b.connectedAt));
}

function connectionIn({ sk, principal, connectedAt, sent, watches }: Item): Connection {
  return {
    id: (sk?.S ?? '').slice(CONNECTIONS.length),
    principal: principal?.S ?? '',
    connectedAt: connectedAt?.S ?? '',
    sent: sent?.N === undefined ? undefined : Number(sent.N),
    watchesUntil: watches?.S,
  };
}

/** Remembers how far a connection was sent to; does nothing when it is gone. */
export async function markSent(stream: Stream, id: string, sequence: number): Promise<void> {
  await updateIfThere(stream, id, 'sent', { N: String(sequence) });
}

/** Positions are sent to the connection until then; does nothing when it is gone. */
export async function markWatching(stream: Stream, id: string, until: Instant): Promise<void> {
  await updateIfThere(stream, id, 'watches', { S: until });
}

/** The connection was active then: it is looked after again when it may be gone. */
export async function checkAgain(stream: Stream, id: string, activeAt: Instant): Promise<void> {
  await updateIfThere(stream, id, 'ags', { S: addSeconds(activeAt, CHECK_AFTER_SECONDS) });
}

async function updateIfThere(
  stream: Stream,
  id: string,
  field: 'sent' | 'ags' | 'watches',
  value: Item[string],
): Promise<void> {
  try {
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: variable('table'),
        Key: keys.connection(stream, id),
        UpdateExpression: 'SET #field = :value',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#field': field },
        ExpressionAttributeValues: { ':value': value },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

export interface ConnectionName {
  readonly stream: Stream;
  readonly id: string;
}

/** Connections that may be gone by now. Not consistent: some may be missing, or gone already. */
export async function* connectionsToCheck(before: Instant): AsyncIterable<ConnectionName> {
  for (const partition of schedulePartitions('connections')) {
    const pages = paginateQuery(
      { client: dynamodb },
      {
        TableName: variable('table'),
        IndexName: SCHEDULE_INDEX,
        KeyConditionExpression: 'agp = :partition AND ags < :before',
        ExpressionAttributeValues: { ':partition': { S: partition }, ':before': { S: before } },
      },
    );
    for await (const { Items = [] } of pages)
      for (const { pk, sk } of Items)
        yield { stream: streamIn(pk?.S ?? ''), id: (sk?.S ?? '').slice(CONNECTIONS.length) };
  }
}
