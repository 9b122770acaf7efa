import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { TableUse } from '../../shared/runtime/room.ts';
import { LOOKUP_INDEX, SCHEDULE_INDEX } from '../../shared/runtime/table/keys.ts';

/** Actions on the table's items. A transaction needs the permission of each of its actions. No function scans. */
const ON_ITEMS: Readonly<Record<TableUse, readonly string[]>> = {
  read: ['dynamodb:GetItem'],
  search: [],
  decide: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  constrain: ['dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem'],
  wait: ['dynamodb:DeleteItem'],
  sweep: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
  due: ['dynamodb:DeleteItem'],
  load: ['dynamodb:BatchGetItem'],
  keep: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
  append: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  note: ['dynamodb:PutItem'],
  'give-tickets': ['dynamodb:PutItem'],
  'redeem-tickets': ['dynamodb:DeleteItem'],
  connect: [
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ],
  deliver: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
  watched: ['dynamodb:Query'],
  'look-after': ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
  'fan-out': ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  send: [
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ],
  replay: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  wake: [],
};

const INDEXES: Partial<Readonly<Record<TableUse, string>>> = {
  search: LOOKUP_INDEX,
  sweep: SCHEDULE_INDEX,
  'look-after': SCHEDULE_INDEX,
  wake: SCHEDULE_INDEX,
};

/** The uses of its room's table that a function declares. */
export function useTable(tableArn: string, uses: readonly TableUse[]): PolicyStatement[] {
  const onItems = [...new Set(uses.flatMap((use) => ON_ITEMS[use]))];
  const indexes = [...new Set(uses.flatMap((use) => INDEXES[use] ?? []))];
  return [
    ...(onItems.length === 0 ? [] : [new PolicyStatement({ actions: onItems, resources: [tableArn] })]),
    ...(indexes.length === 0
      ? []
      : [
          new PolicyStatement({
            actions: ['dynamodb:Query'],
            resources: indexes.map((index) => `${tableArn}/index/${index}`),
          }),
        ]),
  ];
}

/** To count the requests of callers. */
export function countCallers(tableArn: string): PolicyStatement[] {
  return [new PolicyStatement({ actions: ['dynamodb:UpdateItem'], resources: [tableArn] })];
}

/** To read operation records of any room, and nothing else in their tables. */
export function readOperations(tableArns: readonly string[]): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['dynamodb:GetItem'],
      resources: [...tableArns],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['op#*'] } },
    }),
  ];
}
