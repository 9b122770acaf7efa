import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateBackupCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Deployed } from '../../../../local/cloud/cloudformation/deploy.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { startDynamoDb } from '../../../../local/cloud/engines/dynamodb.ts';
import { sharedEngine } from '../../../engines/shared.ts';
import {
  attributeOf,
  clientSettings,
  deployResources,
  noEngines,
  openCloud,
  refOf,
  role,
} from '../local-cloud.ts';

const arn = { 'Fn::GetAtt': ['Rentals', 'Arn'] };
const allow = (Action: string | string[], Resource: unknown = arn, Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});
const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' });

const Rentals = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [attribute('pk'), attribute('sk'), attribute('rider')],
    KeySchema: [hash('pk'), { AttributeName: 'sk', KeyType: 'RANGE' }],
    GlobalSecondaryIndexes: [
      { IndexName: 'by-rider', KeySchema: [hash('rider')], Projection: { ProjectionType: 'ALL' } },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
  },
};

const resources = {
  Rentals,
  Cars: {
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: {
      TableName: 'cars',
      AttributeDefinitions: [attribute('vin')],
      KeySchema: [hash('vin')],
      Replicas: [
        {
          Region: { Ref: 'AWS::Region' },
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      ],
    },
  },
  Reader: role(allow(['dynamodb:GetItem', 'dynamodb:Query'])),
  IndexReader: role(allow('dynamodb:Query', { 'Fn::Sub': '${Rentals.Arn}/index/*' })),
  Putter: role(allow('dynamodb:PutItem')),
  Batcher: role(allow(['dynamodb:BatchWriteItem', 'dynamodb:BatchGetItem'])),
  Updater: role(allow('dynamodb:PartiQLUpdate')),
  Operations: role(
    allow(['dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:BatchWriteItem'], arn, {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['op#*'] },
    }),
  ),
};

let cloud: RunningCloud;
let deployed: Deployed;
const client = (role?: string): DynamoDBClient => new DynamoDBClient(clientSettings(cloud, role));
const item = (pk: string) => ({ pk: { S: pk }, sk: { S: 'state' } });
const table = (): string => refOf(deployed, 'Rentals');
const denied = { name: 'AccessDeniedException' };

beforeAll(async () => {
  cloud = await openCloud({ engines: { ...noEngines, dynamodb: await sharedEngine('dynamodb') } });
  deployed = await deployResources(cloud, resources);
});

afterAll(async () => {
  await cloud.stop();
});

describe('a table', () => {
  test('has the keys, indexes and ARN of its template', async () => {
    const { Table } = await client().send(new DescribeTableCommand({ TableName: table() }));
    expect(Table?.KeySchema).toEqual(Rentals.Properties.KeySchema);
    expect(Table?.GlobalSecondaryIndexes?.[0]).toMatchObject({
      IndexName: 'by-rider',
      IndexArn: 'arn:aws:dynamodb:eu-west-1:111111111111:table/Test-Rentals/index/by-rider',
    });
    expect(Table?.TableArn).toBe(attributeOf(deployed, 'Rentals', 'Arn'));
    expect(refOf(deployed, 'Cars')).toBe('cars');
  });

  test('is found by its ARN as well', async () => {
    const TableName = attributeOf(deployed, 'Rentals', 'Arn');
    await client('Putter').send(new PutItemCommand({ TableName, Item: item('by-arn') }));
    const { Item } = await client('Reader').send(
      new GetItemCommand({ TableName: table(), Key: item('by-arn') }),
    );
    expect(Item).toEqual(item('by-arn'));
  });

  test("gives the engine's own errors as they are", async () => {
    const put = new PutItemCommand({
      TableName: table(),
      Item: item('once'),
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await client('Putter').send(put);
    await expect(client('Putter').send(put)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    const unknown = new GetItemCommand({ TableName: 'nowhere', Key: { pk: { S: '1' } } });
    await expect(client().send(unknown)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('refuses operations that are not played', async () => {
    await expect(
      client().send(new CreateBackupCommand({ TableName: table(), BackupName: 'b' })),
    ).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });

  test('replicated elsewhere is refused', async () => {
    const elsewhere = {
      ...resources.Cars,
      Properties: { ...resources.Cars.Properties, Replicas: [{ Region: 'us-east-1' }] },
    };
    await expect(deployResources(cloud, { Elsewhere: elsewhere })).rejects.toThrow(
      'one replica here, in eu-west-1',
    );
  });
});

describe('permissions', () => {
  test('[21] of single items are those of the operation', async () => {
    const get = new GetItemCommand({ TableName: table(), Key: item('1') });
    await expect(client('Reader').send(get)).resolves.toBeDefined();
    await expect(client('Putter').send(get)).rejects.toMatchObject({
      ...denied,
      message: expect.stringContaining('"Action":"dynamodb:GetItem"') as string,
    });
  });

  test('[21] of an index are those of the index, not of the table', async () => {
    const query = (IndexName?: string) =>
      new QueryCommand({
        TableName: table(),
        ...(IndexName === undefined ? {} : { IndexName }),
        KeyConditionExpression: '#k = :v',
        ExpressionAttributeNames: { '#k': IndexName === undefined ? 'pk' : 'rider' },
        ExpressionAttributeValues: { ':v': { S: 'x' } },
      });
    await expect(client('IndexReader').send(query('by-rider'))).resolves.toBeDefined();
    await expect(client('IndexReader').send(query())).rejects.toMatchObject(denied);
    await expect(client('Reader').send(query('by-rider'))).rejects.toMatchObject(denied);
    await expect(client('Reader').send(query())).resolves.toBeDefined();
  });

  test('[21] of a transaction are those of each of its items', async () => {
    const put = { Put: { TableName: table(), Item: item('tx') } };
    const remove = { Delete: { TableName: table(), Key: item('tx2') } };
    const check = {
      ConditionCheck: {
        TableName: table(),
        Key: item('tx3'),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    };
    const write = (...TransactItems: object[]) => new TransactWriteItemsCommand({ TransactItems });
    await expect(client('Putter').send(write(put))).resolves.toBeDefined();
    await expect(client('Putter').send(write(put, remove))).rejects.toThrow('dynamodb:DeleteItem');
    await expect(client('Putter').send(write(put, check))).rejects.toThrow('dynamodb:ConditionCheckItem');
    const read = new TransactGetItemsCommand({
      TransactItems: [{ Get: { TableName: table(), Key: item('tx') } }],
    });
    await expect(client('Reader').send(read)).resolves.toBeDefined();
    await expect(client('Putter').send(read)).rejects.toThrow('dynamodb:GetItem');
  });

  test('[21] of a batch are their own, for every table in it', async () => {
    const write = (name: string) =>
      new BatchWriteItemCommand({ RequestItems: { [name]: [{ PutRequest: { Item: item('batch') } }] } });
    const read = new BatchGetItemCommand({ RequestItems: { [table()]: { Keys: [item('batch')] } } });
    await expect(client('Batcher').send(write(table()))).resolves.toBeDefined();
    expect((await client('Batcher').send(read)).Responses?.[table()]).toEqual([item('batch')]);
    await expect(client('Batcher').send(write('cars'))).rejects.toThrow('table/cars');
    await expect(client('Putter').send(write(table()))).rejects.toThrow('dynamodb:BatchWriteItem');
  });

  test('[21] of PartiQL are by the kind of statement', async () => {
    const batch = (Statement: string) => new BatchExecuteStatementCommand({ Statements: [{ Statement }] });
    const update = `UPDATE "${table()}" SET seq = 1 WHERE pk = 'a' AND sk = 'b'`;
    await expect(client('Updater').send(batch(update))).resolves.toBeDefined();
    await expect(client('Updater').send(batch(`SELECT * FROM "${table()}" WHERE pk = 'a'`))).rejects.toThrow(
      'PartiQLSelect',
    );
    await expect(client('Updater').send(batch(`UPDATE "cars" SET seq = 1 WHERE vin = 'a'`))).rejects.toThrow(
      'table/cars',
    );
  });

  test('[21] may be limited to leading keys', async () => {
    const put = (pk: string) => new PutItemCommand({ TableName: table(), Item: item(pk) });
    const query = (pk: string) =>
      new QueryCommand({
        TableName: table(),
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :s)',
        ExpressionAttributeValues: { ':pk': { S: pk }, ':s': { S: 's' } },
      });
    const batch = (...keys: string[]) =>
      new BatchWriteItemCommand({
        RequestItems: { [table()]: keys.map((pk) => ({ PutRequest: { Item: item(pk) } })) },
      });
    const operations = client('Operations');
    await expect(operations.send(put('op#1'))).resolves.toBeDefined();
    await expect(operations.send(put('car#1'))).rejects.toMatchObject(denied);
    await expect(operations.send(query('op#1'))).resolves.toBeDefined();
    await expect(operations.send(query('car#1'))).rejects.toMatchObject(denied);
    await expect(operations.send(batch('op#1', 'op#2'))).resolves.toBeDefined();
    await expect(operations.send(batch('op#1', 'car#2'))).rejects.toMatchObject(denied);
  });

  test('are not asked of the administrator', async () => {
    await expect(client().send(new ScanCommand({ TableName: table() }))).resolves.toBeDefined();
  });
});

describe('with a data directory', () => {
  test('the next start finds items and makes the indexes that are new; another key is refused', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'dynamodb-'));
    const start = async (properties: object, use: (own: DynamoDBClient) => Promise<unknown>) => {
      const kept = await startDynamoDb({ directory, isKept: true });
      const second = await openCloud({ engines: { ...noEngines, dynamodb: kept } });
      try {
        await deployResources(second, {
          Rentals: { ...Rentals, Properties: { ...Rentals.Properties, ...properties } },
        });
        return await use(new DynamoDBClient(clientSettings(second)));
      } finally {
        await second.stop();
        await kept.stop();
      }
    };
    const TableName = 'Test-Rentals';
    try {
      const without = {
        GlobalSecondaryIndexes: [],
        AttributeDefinitions: [attribute('pk'), attribute('sk')],
      };
      await start(without, (own) =>
        own.send(new PutItemCommand({ TableName, Item: { ...item('kept'), rider: { S: 'r' } } })),
      );
      const query = new QueryCommand({
        TableName,
        IndexName: 'by-rider',
        KeyConditionExpression: 'rider = :r',
        ExpressionAttributeValues: { ':r': { S: 'r' } },
      });
      await expect(start({}, (own) => own.send(query))).resolves.toMatchObject({ Count: 1 });
      await expect(start({ KeySchema: [hash('sk')] }, () => Promise.resolve())).rejects.toThrow(
        'another key',
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
