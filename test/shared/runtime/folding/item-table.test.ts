import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ItemTable } from '../../../../shared/runtime/folding/item-table.ts';
import { ownName, sharedEngine } from '../../../engines/shared.ts';

/** Folded items in a real table. */

interface Speed {
  readonly kmh: number;
}
const packing = {
  pack: ({ kmh }: Speed) => [kmh],
  unpack: (packed: unknown): Speed => ({ kmh: (packed as [number])[0] }),
};

const name = ownName('room');
let client: DynamoDBClient;
let table: ItemTable<Speed>;
beforeAll(async () => {
  const engine = await sharedEngine('dynamodb');
  client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  table = new ItemTable(client, name, 'speed', packing);
});
afterAll(() => {
  client.destroy();
});

const speed = (kmh: number, version: number, writtenAt = 1000) => ({ item: { kmh }, version, writtenAt });

describe('a table of folded items', () => {
  it('writes an item and reads it again', async () => {
    expect(await table.write('a', speed(50, 1))).toBe(true);
    expect(await table.load(['a', 'nothing'])).toEqual(new Map([['a', speed(50, 1)]]));
  });

  it('refuses a write when another writer has written meanwhile', async () => {
    await table.write('b', speed(50, 1));

    expect(await table.write('b', speed(60, 1))).toBe(false);
    expect(await table.write('b', speed(60, 2, 2000))).toBe(true);
    expect(await table.write('b', speed(70, 2))).toBe(false);
    expect((await table.load(['b'])).get('b')).toEqual(speed(60, 2, 2000));
  });

  it('reads more items than fit in one call', async () => {
    const keys = Array.from({ length: 250 }, (_, n) => `many-${n}`);
    await Promise.all(keys.map((key, n) => table.write(key, speed(n, 1))));

    const loaded = await table.load([...keys, 'nothing']);

    expect(loaded.size).toBe(250);
    expect(loaded.get('many-249')).toEqual(speed(249, 1));
  });

  it('reads nothing when there are no keys', async () => {
    expect(await table.load([])).toEqual(new Map());
  });
});
