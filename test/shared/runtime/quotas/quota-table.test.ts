import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { QuotaTable } from '../../../../shared/runtime/quotas/quota-table.ts';
import { ownName, sharedEngine } from '../../../engines/shared.ts';
import { makeRoomTable } from '../room-tables.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-01-31T09:30:00.000Z');
const window = { start: NOW, end: NOW + MINUTE };

it('counts up to the limit, however many count at once', async () => {
  const { endpoint } = await sharedEngine('dynamodb');
  const client = new DynamoDBClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'quotas', secretAccessKey: 'test' },
  });
  const name = ownName('quotas');
  await makeRoomTable(client, name);
  const table = new QuotaTable(client, name);
  const eva = { kind: 'rider', id: 'eva' } as const;

  const answers = await Promise.all(Array.from({ length: 12 }, () => table.take(eva, window, 10, 100)));

  const taken = answers.filter((answer) => answer !== undefined).toSorted((a, b) => a - b);
  expect(taken).toEqual(Array.from({ length: 10 }, (_, n) => (n + 1) * 10));
  expect(await table.take({ kind: 'partner', id: 'eva' }, window, 10, 100)).toBe(10);
  expect(await table.take(eva, { start: NOW + MINUTE, end: NOW + 2 * MINUTE }, 1, 100)).toBe(1);
});
