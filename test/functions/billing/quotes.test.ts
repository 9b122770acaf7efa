import '../../../shared/contracts/compile.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { domain } from '../../../functions/billing/domain.ts';
import { room } from '../../../functions/billing/room.ts';
import { groupsSet } from '../../../shared/contracts/riders/groups.ts';
import type { HttpEvent, HttpResult } from '../../../shared/runtime/http/event.ts';
import { sharedEngine } from '../../engines/shared.ts';
import { bodyOf, invoked, request } from '../a-request.ts';
import { type RoomTable, roomOnTable, roomTable } from '../room-table.ts';
import { message } from '../room-under-test.ts';
import { CITY, choose, draft, publish } from './billing-under-test.ts';

/** Quotes, on a real table that the room's domain has written. */

const ANA = { kind: 'rider', id: 'ana' };
const BEN = { kind: 'rider', id: 'ben' };
const [time] = CITY.rates;
if (time === undefined) throw new Error('The example has no rate');

let table: RoomTable;
let handler: (event: HttpEvent) => Promise<HttpResult>;

beforeAll(async () => {
  table = await roomTable(await sharedEngine('dynamodb'));
  handler = invoked((await import('../../../functions/billing/http.handler.ts')).handler);
  const decide = roomOnTable(table, room, domain, () => '2026-01-31T09:00:00.000Z');
  for (const one of [
    draft('city', {
      ...CITY,
      options: [{ optionId: 'excess', name: 'Reduced excess' }],
      fixed: [{ lineId: 'excess', amount: '1.50', during: ['driving'], option: 'excess' }],
    }),
    publish('city'),
    draft('campus', {
      ...CITY,
      fixed: [],
      rates: [{ ...time, steps: [{ start: 0, rate: '0.10', interval: 1 }] }],
    }),
    publish('campus'),
    choose({ default: 'city', entries: [{ tariffId: 'campus', when: { riderGroups: ['students'] } }] }),
    message(groupsSet, { ...groupsSet.example, riderId: ANA.id }),
  ]) {
    await decide(one);
  }
});
afterAll(() => table?.client.destroy());

const quote = async (who: typeof ANA, query: Record<string, string>) => {
  const trip = { drivingMinutes: '10', km: '4', ...query };
  const result = await handler(request('GET /v1/quotes', who, { queryStringParameters: trip }));
  return { status: result.statusCode, body: bodyOf(result) };
};

describe('a quote', () => {
  it('without a tariff is by the one that the rule has for the rider who asks', async () => {
    expect(await quote(ANA, {})).toMatchObject({
      status: 200,
      body: { tariff: { tariffId: 'campus' }, total: 10 * 10 },
    });
    expect(await quote(BEN, {})).toMatchObject({
      body: { tariff: { tariffId: 'city' }, total: 10 * 29 + 4 * 25 },
    });
    const operator = await quote({ kind: 'operator', id: 'eva' }, {});
    expect(operator).toMatchObject({ body: { tariff: { tariffId: 'city' } } });
    expect(await quote(ANA, { tariffId: 'city' })).toMatchObject({ body: { tariff: { tariffId: 'city' } } });
  });

  it('of a version needs the tariff', async () => {
    expect(await quote(ANA, { version: '1' })).toMatchObject({
      status: 400,
      body: { code: 'BAD_REQUEST', errors: [{ path: '/query/tariffId' }] },
    });
  });

  it('has the lines of the options, and is refused for those that the tariff does not have', async () => {
    expect(await quote(BEN, { options: 'excess' })).toMatchObject({
      body: { total: 150 + 10 * 29 + 4 * 25 },
    });
    expect(await quote(ANA, { options: 'excess' })).toMatchObject({
      status: 409,
      body: { code: 'OPTIONS_NOT_POSSIBLE', errors: [{ path: '/query/options' }] },
    });
    expect(await quote(BEN, { options: 'Excess' })).toMatchObject({ status: 400 });
  });
});
