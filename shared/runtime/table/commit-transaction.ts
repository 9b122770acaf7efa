import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Instant } from '../../kernel/time.ts';
import { RuntimeFailure } from '../failure.ts';
import type { ConstraintChange } from '../operations/constraints.ts';
import type { Change, Commit, WrittenItem } from '../operations/store.ts';
import type { DueItem } from '../operations/timers.ts';
import { keys, schedulePartition } from './keys.ts';
import { operationItem } from './operation-item.ts';

/** The most items in one transaction of DynamoDB. */
const MOST_ITEMS = 100;

/**
 * The transaction of a commit: first the operation's record, then the aggregate's own item, then a constraint each, then the
 * rest. Throws DECISION_TOO_LARGE.
 */
export function transactionOf(
  table: string,
  { operation, change }: Commit,
  now: Instant,
): TransactWriteItem[] {
  const record: TransactWriteItem = {
    Put: {
      TableName: table,
      Item: operationItem(operation),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
  if (change === undefined) return [record];
  const leaves = operation.events.length + operation.outputs.length > 0;
  const items = [
    record,
    stateUpdate(table, operation.aggregate, change, leaves ? operation.id : undefined, now),
    ...change.constraints.map((constraint) => constraintWrite(table, constraint)),
    ...change.readModels.map(
      (item): TransactWriteItem => ({ Put: { TableName: table, Item: readModelItemOf(item) } }),
    ),
    ...change.due.map((due): TransactWriteItem => ({ Put: { TableName: table, Item: dueItemOf(due) } })),
    ...change.dueNoMore.map(
      (due): TransactWriteItem => ({ Delete: { TableName: table, Key: keys.due(due) } }),
    ),
  ];
  if (items.length <= MOST_ITEMS) return items;
  throw new RuntimeFailure(
    'DECISION_TOO_LARGE',
    `${operation.id} changes ${items.length} items at once, and a transaction takes ${MOST_ITEMS}`,
  );
}

function stateUpdate(
  table: string,
  aggregate: string,
  change: Change,
  undelivered: string | undefined,
  now: Instant,
): TransactWriteItem {
  const first = change.revision === 0;
  const values: Record<string, AttributeValue> = {
    ':version': { N: String(change.version) },
    ':revision': { N: String(change.revision + 1) },
    ...(change.state === undefined ? {} : { ':state': { S: JSON.stringify(change.state) } }),
    ...(first ? {} : { ':read': { N: String(change.revision) } }),
    ...(undelivered === undefined
      ? {}
      : {
          ':operation': { L: [{ S: undelivered }] },
          ':none': { L: [] },
          ':schedule': { S: schedulePartition('undelivered', aggregate) },
          ':now': { S: now },
        }),
  };
  const sets = [
    '#version = :version',
    '#revision = :revision',
    ...(change.state === undefined ? [] : ['#state = :state']),
    ...(undelivered === undefined
      ? []
      : [
          'undelivered = list_append(if_not_exists(undelivered, :none), :operation)',
          'agp = :schedule',
          'ags = if_not_exists(ags, :now)',
        ]),
  ];
  return {
    Update: {
      TableName: table,
      Key: keys.aggregate(aggregate),
      UpdateExpression: `SET ${sets.join(', ')}`,
      ConditionExpression: first ? 'attribute_not_exists(#revision)' : '#revision = :read',
      ExpressionAttributeNames: {
        '#version': 'version',
        '#revision': 'revision',
        ...(change.state === undefined ? {} : { '#state': 'data' }),
      },
      ExpressionAttributeValues: values,
    },
  };
}

function constraintWrite(table: string, constraint: ConstraintChange): TransactWriteItem {
  const common = { TableName: table };
  const key = keys.constraint(constraint.key);
  if (constraint.kind === 'check') {
    return { ConditionCheck: { ...common, Key: key, ConditionExpression: 'attribute_exists(pk)' } };
  }
  if (constraint.kind === 'count') {
    const { add, most } = constraint;
    return {
      Update: {
        ...common,
        Key: key,
        UpdateExpression: 'ADD #counted :add',
        ...(add > 0 ? { ConditionExpression: 'attribute_not_exists(#counted) OR #counted <= :room' } : {}),
        ExpressionAttributeNames: { '#counted': 'counted' },
        ExpressionAttributeValues: {
          ':add': { N: String(add) },
          ...(add > 0 ? { ':room': { N: String(most - add) } } : {}),
        },
      },
    };
  }
  if (constraint.kind === 'free') {
    return {
      Delete: {
        ...common,
        Key: key,
        ConditionExpression: 'attribute_not_exists(pk) OR #holder = :holder',
        ExpressionAttributeNames: { '#holder': 'holder' },
        ExpressionAttributeValues: { ':holder': { S: constraint.holder } },
      },
    };
  }
  const holders = [...new Set(constraint.allowed.filter((holder) => holder !== undefined))];
  const conditions = [
    ...(constraint.allowed.includes(undefined) ? ['attribute_not_exists(pk)'] : []),
    ...holders.map((_, n) => `#holder = :holder${n}`),
  ];
  return {
    Put: {
      ...common,
      Item: { ...key, holder: { S: constraint.holder } },
      ConditionExpression: conditions.join(' OR '),
      ExpressionAttributeNames: { '#holder': 'holder' },
      ExpressionAttributeValues: Object.fromEntries(
        holders.map((holder, n) => [`:holder${n}`, { S: holder }]),
      ),
    },
  };
}

export function readModelItemOf({ key, body, index }: WrittenItem): Record<string, AttributeValue> {
  return {
    ...keys.readModel(key),
    body: { S: JSON.stringify(body) },
    ...(index === undefined ? {} : { ixp: { S: index.partition }, ixs: { S: index.sort } }),
  };
}

export function dueItemOf(due: DueItem): Record<string, AttributeValue> {
  return {
    ...keys.due(due),
    body: { S: due.body ?? '' },
    agp: { S: schedulePartition('due', due.aggregate) },
    ags: { S: due.at },
  };
}
