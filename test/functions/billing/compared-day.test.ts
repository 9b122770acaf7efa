import '../../../shared/contracts/compile.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { domain } from '../../../functions/billing/domain.ts';
import { room } from '../../../functions/billing/room.ts';
import { charged } from '../../../shared/contracts/billing/charges.ts';
import { captured } from '../../../shared/contracts/payments/payments.ts';
import type { BalanceFinding, ListBalance, Movement } from '../../../shared/contracts/payments/provider.ts';
import { derivedId, exampleId } from '../../../shared/kernel/ids.ts';
import type { Reconciled } from '../../../shared/ledger/reconcile.ts';
import { sharedEngine } from '../../engines/shared.ts';

import { lambdaAnswers } from '../../shared/runtime/lambda-server.ts';
import { type RoomTable, roomOnTable, roomTable } from '../room-table.ts';
import { message } from '../room-under-test.ts';

/** A day of a real table against a provider that lists its balance page by page. */

const PROVIDER = 'provider-stripe';
const DAY = '2026-01-31';
const balance = new Map<string, Movement[]>();
let asked: string[] = [];
let isBusy = false;
let table: RoomTable;
let comparedDay: (day: string, provider: string) => Promise<Reconciled>;
let decide: (message: never) => Promise<unknown>;
let now = `${DAY}T10:00:00.000Z`;

const rental = (n: number) => exampleId('rnt', n);
const paymentOf = (n: number) => derivedId('pmt', 'ana', rental(n), 1);

/** A movement a page. */
function page({ day, cursor }: ListBalance): BalanceFinding {
  asked.push(`${day}${cursor === undefined ? '' : `/${cursor}`}`);
  if (isBusy) return { result: 'BUSY' };
  const all = balance.get(day) ?? [];
  const from = Number(cursor ?? 0);
  const next = from + 1 < all.length ? { cursor: String(from + 1) } : {};
  return { result: 'MOVEMENTS', movements: all.slice(from, from + 1), ...next };
}

beforeAll(async () => {
  const address = await lambdaAnswers((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () =>
      response.end(JSON.stringify(page(JSON.parse(Buffer.concat(chunks).toString()) as ListBalance))),
    );
  });
  table = await roomTable(await sharedEngine('dynamodb'));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_LAMBDA: address,
    ROADSTREAM_PROVIDER_FUNCTION: PROVIDER,
  });
  ({ comparedDay } = await import('../../../functions/billing/ledger/compared-day.ts'));
  decide = roomOnTable(table, room, domain, () => now) as typeof decide;
});
afterAll(() => table?.client.destroy());

/** Billing books it at this time. */
async function booked(n: number, time: string): Promise<void> {
  now = time;
  const { charge } = charged.example;
  const due = { ...charge, total: 1000 + n, due: 1000 + n };
  await decide(message(charged, { ...charged.example, rentalId: rental(n), charge: due }) as never);
  const money = { amount: 1000 + n, currency: 'EUR' };
  const of = { purpose: 'CHARGE', subject: rental(n), rentalId: rental(n), paymentId: paymentOf(n) } as const;
  await decide(message(captured, { ...captured.example, ...of, money, provider: PROVIDER }) as never);
}
/** The provider's day has it. */
function moved(n: number, day: string, amount = 1000 + n): void {
  const movement: Movement = {
    movement: `txn_${n}`,
    kind: 'CHARGE',
    type: 'charge',
    time: `${day}T12:00:00.000Z`,
    money: { amount, currency: 'EUR' },
    fee: 40,
    paymentId: paymentOf(n),
  };
  balance.set(day, [...(balance.get(day) ?? []), movement]);
}

it('finds each movement on its own day and on others, and lists the rest', async () => {
  await booked(1, `${DAY}T10:00:00.000Z`);
  moved(1, DAY);
  // The provider has them just before midnight, and two days before: the outcome was unknown for long.
  await booked(2, `${DAY}T00:00:01.000Z`);
  moved(2, '2026-01-30');
  await booked(3, `${DAY}T11:00:00.000Z`);
  moved(3, '2026-01-29');
  // Booked after midnight.
  await booked(4, '2026-02-01T00:00:02.000Z');
  moved(4, DAY);
  await booked(5, `${DAY}T12:00:00.000Z`);
  moved(5, DAY, 999);
  moved(6, DAY);
  const compared = await comparedDay(DAY, PROVIDER);
  expect(compared).toMatchObject({ there: 4, here: 4, fees: [{ amount: 160, currency: 'EUR' }] });
  expect(compared.differences.map(({ kind, about }) => [kind, about])).toEqual([
    ['OTHER_AMOUNT', `capture/${paymentOf(5)}`],
    ['MISSING_HERE', `capture/${paymentOf(6)}`],
  ]);
  // As few days as it needs: the day, the next one, and two before.
  expect(new Set(asked.map((one) => one.slice(0, 10)))).toEqual(
    new Set([DAY, '2026-02-01', '2026-01-30', '2026-01-29']),
  );
});

it('looks through two weeks for what is booked, and lists it when it is nowhere', async () => {
  await booked(7, '2026-01-20T10:00:00.000Z');
  asked = [];
  expect((await comparedDay('2026-01-20', PROVIDER)).differences).toMatchObject([
    { kind: 'MISSING_THERE', about: `capture/${paymentOf(7)}`, here: { amount: 1007, currency: 'EUR' } },
  ]);
  expect(asked).toHaveLength(16);
});

it('of a provider that has too much to do is not known: the queue asks again', async () => {
  isBusy = true;
  await expect(comparedDay(DAY, PROVIDER)).rejects.toThrow('does not list its balance');
});
