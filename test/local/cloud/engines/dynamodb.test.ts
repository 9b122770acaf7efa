import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startDynamoDb } from '../../../../local/cloud/engines/dynamodb.ts';
import type { HttpEngine } from '../../../../local/cloud/engines/engine.ts';
import { findJdk } from '../../../../local/tools/setup/java.mjs';
import { engineDirectory, isAlive } from './engine-directory.ts';

const directory = engineDirectory();
afterAll(() => directory.remove());

function client(engine: HttpEngine): DynamoDBClient {
  return new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}

async function createTable(dynamodb: DynamoDBClient): Promise<void> {
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'cars',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
}

/** Puts both items or none: `pk` must not exist yet. */
async function putBoth(dynamodb: DynamoDBClient, ...keys: readonly string[]): Promise<void> {
  await dynamodb.send(
    new TransactWriteItemsCommand({
      TransactItems: keys.map((key) => ({
        Put: {
          TableName: 'cars',
          Item: { pk: { S: key } },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      })),
    }),
  );
}

async function has(dynamodb: DynamoDBClient, key: string): Promise<boolean> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: 'cars', Key: { pk: { S: key } }, ConsistentRead: true }),
  );
  return Item !== undefined;
}

describe('in memory', () => {
  let engine: HttpEngine;
  beforeAll(async () => {
    engine = await startDynamoDb({ directory: `${directory.path}/memory`, isKept: false });
  });
  afterAll(() => engine.stop());

  it('given a transaction whose condition fails for one item, then none is written', async () => {
    const dynamodb = client(engine);
    await createTable(dynamodb);
    await putBoth(dynamodb, 'a', 'b');
    await expect(putBoth(dynamodb, 'c', 'a')).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    expect([await has(dynamodb, 'b'), await has(dynamodb, 'c')]).toEqual([true, false]);
  });

  it('given a start, then nothing is made ready to report its use to AWS', () => {
    const jcmd = join(dirname(findJdk().javac), 'jcmd');
    const classes = execFileSync(jcmd, [String(engine.pid), 'GC.class_histogram'], { encoding: 'utf8' });
    expect(classes).toContain('services.local.');
    expect(classes).not.toMatch(/pinpoint|cognito/i);
  });
});

describe('kept', () => {
  let engine: HttpEngine | undefined;
  afterEach(() => engine?.stop());

  it('given a table with an item, when it is stopped and started again, then both are there', async () => {
    const options = { directory: `${directory.path}/kept`, isKept: true };
    engine = await startDynamoDb(options);
    await createTable(client(engine));
    await putBoth(client(engine), 'a');
    const { pid } = engine;
    await engine.stop();
    expect(isAlive(pid)).toBe(false);

    engine = await startDynamoDb(options);

    const { TableNames } = await client(engine).send(new ListTablesCommand({}));
    expect(TableNames).toEqual(['cars']);
    expect(await has(client(engine), 'a')).toBe(true);
  });

  it.each([
    ['its beginning overwritten', 0],
    ['its middle overwritten', 8192],
  ])('given a database with %s, then the start is refused and names the file', async (what, place) => {
    const options = { directory: `${directory.path}/${what}`, isKept: true };
    engine = await startDynamoDb(options);
    await createTable(client(engine));
    await putBoth(client(engine), 'a', 'b');
    await engine.stop();
    engine = undefined;
    const file = join(options.directory, 'shared-local-instance.db');
    const bytes = readFileSync(file);
    expect(bytes.length).toBeGreaterThan(place + 4096);
    bytes.fill(7, place, place + 4096);
    writeFileSync(file, bytes);

    await expect(startDynamoDb(options)).rejects.toMatchObject({
      code: 'DATA_DAMAGED',
      message: expect.stringContaining(file),
    });
  });
});
