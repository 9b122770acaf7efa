import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamodbStore } from '../../../../infra/sandbox/stripe/dynamodb-store.ts';
import type { Store, Write } from '../../../../infra/sandbox/stripe/store.ts';
import { ownName, sharedEngine } from '../../../engines/shared.ts';
import { makeRoomTable } from '../../../shared/runtime/room-tables.ts';
import { MemoryStore } from '../../providers/stripe/memory-store.ts';

/** What the stand-in needs of its store: the same of the table, and of the one in memory that the other tests use. */

let client: DynamoDBClient;
beforeAll(async () => {
  const engine = await sharedEngine('dynamodb');
  client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterAll(() => {
  client.destroy();
});

const stores: readonly (readonly [string, () => Promise<Store>])[] = [
  ['in memory', async () => await Promise.resolve(new MemoryStore())],
  [
    'of DynamoDB',
    async () => {
      const table = ownName('stand-in');
      await makeRoomTable(client, table);
      return new DynamodbStore(client, table);
    },
  ],
];

const write = (id: string, more: Partial<Write> = {}): Write => ({
  id,
  body: { id },
  after: 0,
  lists: [],
  created: 1000,
  ...more,
});

describe.each(stores)('the store %s', (_, open) => {
  it('remembers, and counts revisions', async () => {
    const store = await open();
    expect(await store.read('pi_1')).toBeUndefined();
    expect(await store.write([write('pi_1', { body: { a: [1, { b: null }] } })])).toBe(true);
    expect(await store.read('pi_1')).toEqual({ body: { a: [1, { b: null }] }, revision: 1 });
    expect(await store.write([write('pi_1', { body: { a: 2 }, after: 1 })])).toBe(true);
    expect(await store.read('pi_1')).toEqual({ body: { a: 2 }, revision: 2 });
  });

  it('writes all or nothing, and nothing over what changed meanwhile', async () => {
    const store = await open();
    await store.write([write('pi_1'), write('pi_2')]);
    expect(await store.write([write('pi_1', { after: 1 }), write('pi_2')])).toBe(false);
    expect(await store.write([write('pi_1', { after: 2 })])).toBe(false);
    expect((await store.read('pi_1'))?.revision).toBe(1);
    const both = await Promise.all([
      store.write([write('pi_2', { after: 1, body: { by: 1 } })]),
      store.write([write('pi_2', { after: 1, body: { by: 2 } })]),
    ]);
    expect(both.filter(Boolean)).toHaveLength(1);
  });

  it('lists the newest first, each once', async () => {
    const store = await open();
    const lists = ['payment_intent', 'payment_intent/cus_1'];
    await store.write([write('pi_1', { lists, created: 999 }), write('pi_2', { lists, created: 10_000 })]);
    await store.write([write('pi_3', { lists: ['payment_intent'], created: 5000 })]);
    await store.write([write('pi_1', { lists, after: 1, created: 999 })]);
    expect(await store.list('payment_intent')).toEqual(['pi_2', 'pi_3', 'pi_1']);
    expect(await store.list('payment_intent/cus_1')).toEqual(['pi_2', 'pi_1']);
    expect(await store.list('refund')).toEqual([]);
  });
});
