import '../../../shared/contracts/compile.ts';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { domain } from '../../../functions/billing/domain.ts';
import type { BillingMessage } from '../../../functions/billing/messages.ts';
import { room } from '../../../functions/billing/room.ts';
import {
  adjustCharge,
  listAllCharges,
  listChargesOfRider,
} from '../../../shared/contracts/billing/adjusting.ts';
import { getJournal, listMovements } from '../../../shared/contracts/billing/books.ts';
import type { RentalCharge } from '../../../shared/contracts/billing/charges.ts';
import type { RouteContract } from '../../../shared/contracts/define.ts';
import { ended } from '../../../shared/contracts/rentals/rentals.ts';
import { exampleId } from '../../../shared/kernel/ids.ts';
import type { BookCheck } from '../../../shared/ledger/check-book.ts';
import type { HttpEvent, HttpResult } from '../../../shared/runtime/http/event.ts';
import { keys } from '../../../shared/runtime/table/keys.ts';
import { sharedEngine } from '../../engines/shared.ts';
import { bodyOf, invoked, request } from '../a-request.ts';
import { type RoomTable, roomOnTable, roomTable } from '../room-table.ts';
import { message } from '../room-under-test.ts';
import { draft, OPERATOR, publish } from './billing-under-test.ts';

/** The books on a real table that the room's domain has written through the real operations. */

const MONTH = '2026-01';
const FIRST = `${MONTH}-30`;
const SECOND = `${MONTH}-31`;
const RENTALS = [1, 2, 3].map((number) => exampleId('rnt', number));
const [ONE = ''] = RENTALS;

let handler: (event: HttpEvent) => Promise<HttpResult>;
let checkDay: (day: string) => Promise<BookCheck>;
let table: RoomTable;
let now = `${FIRST}T09:00:00.000Z`;

beforeAll(async () => {
  table = await roomTable(await sharedEngine('dynamodb'));
  process.env['ROADSTREAM_ADJUSTMENT_LIMITS'] = JSON.stringify({ EUR: 5000 });
  handler = invoked((await import('../../../functions/billing/http.handler.ts')).handler);
  ({ checkDay } = await import('../../../functions/billing/ledger/daily-check.ts'));
  const decide: (message: BillingMessage) => Promise<unknown> = roomOnTable(table, room, domain, () => now);
  await decide(draft('city'));
  await decide(publish('city'));
  for (const rentalId of RENTALS) await decide(message(ended, { ...ended.example, rentalId }));
  now = `${SECOND}T09:00:00.000Z`;
  const change = { kind: 'AMOUNT', amount: -100 } as const;
  const adjusting = { rentalId: ONE, riderId: 'ana', revision: 1, change, reason: 'Dirty', alone: 5000 };
  await decide(message(adjustCharge, adjusting, OPERATOR));
});
afterAll(() => table?.client.destroy());

const asOperator = async (
  { method, path }: RouteContract,
  { query, params }: { readonly query?: Record<string, string>; readonly params?: Record<string, string> },
) =>
  await handler(
    request(
      `${method} ${path}`,
      { kind: 'operator', id: 'olga' },
      {
        ...(query === undefined ? {} : { queryStringParameters: query }),
        ...(params === undefined ? {} : { pathParameters: params }),
      },
    ),
  );

describe('operators', () => {
  it('see the charges of a day, each on the day on which it was changed last, page by page', async () => {
    const on = async (query: Record<string, string>) =>
      bodyOf(await asOperator(listAllCharges, { query })) as { charges: RentalCharge[]; cursor?: string };
    expect((await on({ day: SECOND })).charges).toMatchObject([{ rentalId: ONE, revision: 2 }]);
    const { charges, cursor = '' } = await on({ day: FIRST, limit: '1' });
    const { charges: more } = await on({ day: FIRST, limit: '9', cursor });
    expect([...charges, ...more].map(({ rentalId }) => rentalId).toSorted()).toEqual(RENTALS.slice(1));
  });

  it('see the charges of a rider', async () => {
    const answer = await asOperator(listChargesOfRider, { params: { riderId: 'ana' } });
    expect((bodyOf(answer) as { charges: unknown[] }).charges).toHaveLength(3);
  });

  it('read the movements of a day, and the journal of a month', async () => {
    const day = await asOperator(listMovements, { query: { day: SECOND } });
    const { movements } = bodyOf(day) as { movements: { movementId: string }[] };
    expect(movements.map(({ movementId }) => movementId)).toEqual([`charge/${ONE}/2`, `credit/${ONE}/1`]);

    const { body, headers } = await asOperator(getJournal, { query: { month: MONTH } });
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['link']).toBeUndefined();
    const rows = body
      .split('\r\n')
      .slice(1, -1)
      .map((row) => row.split(','));
    expect(new Set(rows.map(([, movement]) => movement)).size).toBe(5);
    expect(rows.reduce((sum, row) => sum + Number(row[6]), 0)).toBe(0);
  });

  it.each([
    [{ day: SECOND, month: MONTH }],
    [{}],
    [{ month: MONTH, cursor: '2026-02-01.x' }],
    [{ month: MONTH, cursor: `${SECOND}.nonsense` }],
  ])('are told what is wrong with the query %j', async (query) => {
    expect(await asOperator(getJournal, { query })).toMatchObject({ statusCode: 400 });
  });
});

describe('the check of every day', () => {
  it('finds that the books add up, with the earlier charges of the rentals of that day', async () => {
    expect(await checkDay(FIRST)).toMatchObject({
      movements: 5,
      rentals: 3,
      rentalsCharged: 3,
      differences: [],
    });
    expect(await checkDay(SECOND)).toMatchObject({
      movements: 3,
      rentals: 1,
      rentalsCharged: 1,
      differences: [],
    });
  });

  it('is of yesterday, or of the day that is named', async () => {
    const { handler: check } = await import('../../../functions/billing/ledger.handler.ts');
    await expect(check({ day: SECOND })).resolves.toBeUndefined();
    await expect(check({ day: '2026-02-30' })).rejects.toThrow('day is no day: "2026-02-30"');
    await expect(check({ Records: [] })).rejects.toThrow('It takes no records');
  });

  it('finds that a credit is missing', async () => {
    const Key = keys.readModel(`movement/credit/${ONE}/1`);
    await table.client.send(new DeleteItemCommand({ TableName: table.name, Key }));
    const { differences } = await checkDay(SECOND);
    expect(differences.map(({ code, about }) => [code, about])).toEqual([['RENTAL_CHARGED_TWICE', ONE]]);
  });
});
