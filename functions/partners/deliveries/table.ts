import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  paginateQuery,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { addSeconds, type Instant, milliseconds } from '../../../shared/kernel/time.ts';
import { variable } from '../../../shared/runtime/environment.ts';
import { readOne } from '../../../shared/runtime/read-models.ts';
import { dynamodb } from '../../../shared/runtime/table/client.ts';
import { readModelItemOf } from '../../../shared/runtime/table/commit-transaction.ts';
import { SCHEDULE_INDEX, schedulePartition, schedulePartitions } from '../../../shared/runtime/table/keys.ts';
import type { Health } from '../sending/health.ts';
import type { DeliveryTable, Entry, Lease } from '../sending/sender.ts';
import { deliveries, itemOf, keptUntil, rentalItemOf, type StoredDelivery } from './stored.ts';

/**
 * The deliveries of endpoints in the room's table. For each endpoint: its deliveries; an entry for each attempt that is to
 * come, in the order in which they are due, which reads consistently; and one item with its lease, its health, and when
 * it has to be woken, which is found by the schedule's index.
 */

/** Longer than the function that sends may run. */
const LEASE_SECONDS = 150;
/** What is kept is removed some time later. */
const REMOVED_AFTER_SECONDS = 86_400;

const entryKey = (endpointId: string, { dueAt, deliveryId }: Pick<Entry, 'dueAt' | 'deliveryId'>) => ({
  pk: { S: `due#${endpointId}` },
  sk: { S: `${dueAt}#${deliveryId}` },
});
const stateKey = (endpointId: string) => ({ pk: { S: `sender#${endpointId}` }, sk: { S: 'sender' } });
const ENDPOINT_IN_KEY = /^sender#(.+)$/;

const ttlOf = (stored: Pick<StoredDelivery, 'createdAt'>) => ({
  N: String(Math.ceil(milliseconds(keptUntil(stored)) / 1000) + REMOVED_AFTER_SECONDS),
});

function deliveryPut(stored: StoredDelivery, condition?: string): TransactWriteItem {
  return {
    Put: {
      TableName: variable('table'),
      Item: { ...readModelItemOf(itemOf(stored)), ttl: ttlOf(stored) },
      ...(condition === undefined ? {} : { ConditionExpression: condition }),
    },
  };
}

function entryPut(stored: StoredDelivery, entry: Entry): TransactWriteItem {
  return {
    Put: {
      TableName: variable('table'),
      Item: {
        ...entryKey(stored.endpointId, entry),
        attempts: { N: String(entry.attempts) },
        ttl: ttlOf(stored),
      },
    },
  };
}

function rentalPuts(stored: StoredDelivery): TransactWriteItem[] {
  const item = rentalItemOf(stored);
  if (item === undefined) return [];
  return [{ Put: { TableName: variable('table'), Item: { ...readModelItemOf(item), ttl: ttlOf(stored) } } }];
}

const entryDelete = (endpointId: string, entry: Entry): TransactWriteItem => ({
  Delete: { TableName: variable('table'), Key: entryKey(endpointId, entry) },
});

async function isThere(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    if (
      error instanceof TransactionCanceledException &&
      error.CancellationReasons?.some(({ Code }) => Code === 'ConditionalCheckFailed') === true
    )
      return false;
    throw error;
  }
}

const firstEntry = (stored: StoredDelivery, now: Instant): Entry => ({
  dueAt: now,
  deliveryId: stored.deliveryId,
  attempts: 0,
});

/** Adds a delivery, once, with its first attempt unless it is held. One that is there stays as it is. */
export async function addDelivery(stored: StoredDelivery): Promise<void> {
  const items = [
    deliveryPut(stored, 'attribute_not_exists(pk)'),
    ...(stored.state === 'PENDING' ? [entryPut(stored, firstEntry(stored, stored.createdAt))] : []),
    ...rentalPuts(stored),
  ];
  await isThere(() => dynamodb.send(new TransactWriteItemsCommand({ TransactItems: items })));
}

/** Has a delivery sent again, from the beginning of the schedule. */
export async function sendAgain(stored: StoredDelivery, now: Instant): Promise<StoredDelivery> {
  const again: StoredDelivery = { ...stored, state: 'PENDING', nextAt: now };
  const items = [deliveryPut(again), entryPut(again, firstEntry(again, now))];
  await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: items }));
  return again;
}

/** From here on the endpoint is woken until a sender has seen what was appended before. */
export async function markWoken(endpointId: string, now: Instant): Promise<void> {
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: variable('table'),
      Key: stateKey(endpointId),
      UpdateExpression: 'SET agp = :partition, ags = :now ADD wakes :one',
      ExpressionAttributeValues: {
        ':partition': { S: schedulePartition('wakes', endpointId) },
        ':now': { S: now },
        ':one': { N: '1' },
      },
    }),
  );
}

/** The endpoints that have to be woken by now. Not consistent: some may be missing until a minute later. */
export async function* overdueEndpoints(now: Instant): AsyncIterable<string> {
  for (const partition of schedulePartitions('wakes')) {
    const pages = paginateQuery(
      { client: dynamodb },
      {
        TableName: variable('table'),
        IndexName: SCHEDULE_INDEX,
        KeyConditionExpression: 'agp = :partition AND ags <= :now',
        ExpressionAttributeValues: { ':partition': { S: partition }, ':now': { S: now } },
      },
    );
    for await (const { Items = [] } of pages) {
      for (const { pk } of Items) {
        const [, endpointId] = ENDPOINT_IN_KEY.exec(pk?.S ?? '') ?? [];
        if (endpointId !== undefined) yield endpointId;
      }
    }
  }
}

const healthIn = (text: string | undefined): Health | undefined =>
  text === undefined ? undefined : (JSON.parse(text) as Health);

export const deliveryTable: DeliveryTable = {
  lease: async (endpointId, now) => {
    const id = randomUUID();
    let taken: Lease | undefined;
    await isThere(async () => {
      const { Attributes } = await dynamodb.send(
        new UpdateItemCommand({
          TableName: variable('table'),
          Key: stateKey(endpointId),
          UpdateExpression:
            'SET lease = :id, leasedUntil = :until, agp = :partition, ags = if_not_exists(ags, :now)',
          ConditionExpression: 'attribute_not_exists(leasedUntil) OR leasedUntil < :now',
          ExpressionAttributeValues: {
            ':id': { S: id },
            ':until': { S: addSeconds(now, LEASE_SECONDS) },
            ':partition': { S: schedulePartition('wakes', endpointId) },
            ':now': { S: now },
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      taken = {
        id,
        wakes: Number(Attributes?.['wakes']?.N ?? 0),
        health: healthIn(Attributes?.['health']?.S),
      };
    });
    return taken;
  },

  wakes: async (endpointId) => {
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName: variable('table'), Key: stateKey(endpointId), ConsistentRead: true }),
    );
    return Number(Item?.['wakes']?.N ?? 0);
  },

  entries: async (endpointId, most) => {
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: variable('table'),
        KeyConditionExpression: 'pk = :endpoint',
        ExpressionAttributeValues: { ':endpoint': { S: `due#${endpointId}` } },
        ConsistentRead: true,
        Limit: most,
      }),
    );
    return Items.map(({ sk, attempts }) => {
      const [dueAt = '', deliveryId = ''] = (sk?.S ?? '').split('#');
      return { dueAt, deliveryId, attempts: Number(attempts?.N ?? 0) };
    });
  },

  delivery: (endpointId, deliveryId) => readOne(deliveries, { endpointId, deliveryId }),

  settle: async (stored, entry, next) => {
    const items = [
      deliveryPut(stored),
      entryDelete(stored.endpointId, entry),
      ...(next === undefined ? [] : [entryPut(stored, next)]),
    ];
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: items }));
  },

  drop: async (endpointId, entry) => {
    await dynamodb.send(
      new DeleteItemCommand({ TableName: variable('table'), Key: entryKey(endpointId, entry) }),
    );
  },

  keep: async (endpointId, lease, health) => {
    await isThere(() =>
      dynamodb.send(
        new UpdateItemCommand({
          TableName: variable('table'),
          Key: stateKey(endpointId),
          UpdateExpression: 'SET health = :health',
          ConditionExpression: 'lease = :id',
          ExpressionAttributeValues: { ':id': { S: lease.id }, ':health': { S: JSON.stringify(health) } },
        }),
      ),
    );
  },

  release: async (endpointId, lease, wakes, health, wakeAt) => {
    const sets = [
      ...(health === undefined ? [] : ['health = :health']),
      ...(wakeAt === undefined ? [] : ['ags = :wakeAt']),
    ];
    const released = await isThere(() =>
      dynamodb.send(
        new UpdateItemCommand({
          TableName: variable('table'),
          Key: stateKey(endpointId),
          UpdateExpression: [
            sets.length === 0 ? '' : `SET ${sets.join(', ')}`,
            `REMOVE lease, leasedUntil${wakeAt === undefined ? ', agp, ags' : ''}`,
          ].join(' '),
          ConditionExpression: `lease = :id AND ${wakes === 0 ? '(attribute_not_exists(wakes) OR wakes = :wakes)' : 'wakes = :wakes'}`,
          ExpressionAttributeValues: {
            ':id': { S: lease.id },
            ':wakes': { N: String(wakes) },
            ...(health === undefined ? {} : { ':health': { S: JSON.stringify(health) } }),
            ...(wakeAt === undefined ? {} : { ':wakeAt': { S: wakeAt } }),
          },
        }),
      ),
    );
    if (released) return 'released';
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName: variable('table'), Key: stateKey(endpointId), ConsistentRead: true }),
    );
    return Item?.['lease']?.S === lease.id ? 'woken' : 'lost';
  },
};
