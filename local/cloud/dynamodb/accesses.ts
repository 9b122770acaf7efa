import type { AwsInput } from '../core/aws-json.ts';
import { isRecord, own, type PlainRecord } from '../core/plain-value.ts';
import type { Access } from './access.ts';
import { queryLeadingKey } from './leading-keys.ts';
import { statementAccess } from './partiql.ts';

const ON_ONE_ITEM: Readonly<Record<string, 'Key' | 'Item'>> = {
  GetItem: 'Key',
  PutItem: 'Item',
  UpdateItem: 'Key',
  DeleteItem: 'Key',
};

const TRANSACTED: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

const ON_TABLES = new Set([
  'CreateTable',
  'DeleteTable',
  'DescribeContinuousBackups',
  'DescribeTable',
  'DescribeTimeToLive',
  'UpdateTable',
]);

function records(...values: readonly unknown[]): PlainRecord[] {
  return values.filter(isRecord);
}

/** A request of several tables: `{ <table>: { Keys } }` to read, `{ <table>: [ { PutRequest }, … ] }` to write. */
function batch(action: string, input: AwsInput): Access[] {
  const items = input.values['RequestItems'];
  return Object.entries(isRecord(items) ? items : {}).map(([table, wanted]) => {
    const writes = Array.isArray(wanted) ? records(...wanted) : [];
    const puts = writes.flatMap(({ PutRequest: put }) => (isRecord(put) ? records(put['Item']) : []));
    const deletes = writes.flatMap(({ DeleteRequest: remove }) =>
      isRecord(remove) ? records(remove['Key']) : [],
    );
    const reads = isRecord(wanted) && Array.isArray(wanted['Keys']) ? records(...wanted['Keys']) : [];
    return { action, table, keys: [...reads, ...puts, ...deletes] };
  });
}

function transaction(input: AwsInput): Access[] {
  return input.list('TransactItems').flatMap((item) =>
    Object.entries(item.values).flatMap(([kind, part]) => {
      const action = own(TRANSACTED, kind);
      if (action === undefined || !isRecord(part)) return [];
      return [{ action, table: String(part['TableName']), keys: records(part['Item'] ?? part['Key']) }];
    }),
  );
}

function search(action: string, input: AwsInput): Access[] {
  return [
    {
      action,
      table: input.text('TableName'),
      index: input.optionalText('IndexName'),
      leadingKey: (hashKey) => queryLeadingKey(input.values, hashKey),
    },
  ];
}

/**
 * The permissions that a request needs, as DynamoDB asks for them: one for each table of a batch, one for each item
 * of a transaction under the name of its own operation. Undefined for an operation that is not played.
 */
export function accessesOf(operation: string, input: AwsInput): readonly Access[] | undefined {
  const part = own(ON_ONE_ITEM, operation);
  if (part !== undefined)
    return [{ action: operation, table: input.text('TableName'), keys: records(input.values[part]) }];
  if (ON_TABLES.has(operation)) return [{ action: operation, table: input.text('TableName') }];
  switch (operation) {
    case 'Query':
    case 'Scan':
      return search(operation, input);
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return batch(operation, input);
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return transaction(input);
    case 'ListTables':
      return [];
    case 'ExecuteStatement':
      return [statementAccess(input.text('Statement'))];
    case 'BatchExecuteStatement':
      return input.list('Statements').map((item) => statementAccess(item.text('Statement')));
    case 'ExecuteTransaction':
      return input.list('TransactStatements').map((item) => statementAccess(item.text('Statement')));
    default:
      return undefined;
  }
}
