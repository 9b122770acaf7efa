import '../../../shared/contracts/compile.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { domain } from '../../../functions/billing/domain.ts';
import { room } from '../../../functions/billing/room.ts';
import { TARIFF_FLEET } from '../../../shared/contracts/billing/billing.ts';
import { buyFeature, setFeatureList } from '../../../shared/contracts/billing/features.ts';
import { createPromotion, redeemPromotion } from '../../../shared/contracts/billing/promotions.ts';
import { featureVoucherReserved } from '../../../shared/contracts/offers/given.ts';
import { reserved, started } from '../../../shared/contracts/rentals/rentals.ts';
import { paused } from '../../../shared/contracts/rentals/use.ts';
import { groupsSet } from '../../../shared/contracts/riders/groups.ts';
import { signedUp } from '../../../shared/contracts/riders/riders.ts';
import { instant } from '../../../shared/kernel/time.ts';
import type { HttpEvent, HttpResult } from '../../../shared/runtime/http/event.ts';
import type { Handled } from '../../../shared/runtime/operations/operations.ts';
import { sharedEngine } from '../../engines/shared.ts';
import { bodyOf, invoked, request } from '../a-request.ts';
import { type RoomTable, roomOnTable, roomTable } from '../room-table.ts';
import { message } from '../room-under-test.ts';
import { CITY, choose, draft, OPERATOR, publish } from './billing-under-test.ts';

/** Quotes and promotion codes, on a real table that the room's domain has written. */

const ANA = { kind: 'rider', id: 'ana' };
const BEN = { kind: 'rider', id: 'ben' };
const [time] = CITY.rates;
if (time === undefined) throw new Error('The example has no rate');

let table: RoomTable;
let handler: (event: HttpEvent) => Promise<HttpResult>;
let decide: ReturnType<typeof decideOn>;

const decideOn = (on: RoomTable) => roomOnTable(on, room, domain, () => '2026-01-31T09:00:00.000Z');

beforeAll(async () => {
  table = await roomTable(await sharedEngine('dynamodb'));
  handler = invoked((await import('../../../functions/billing/http.handler.ts')).handler);
  decide = decideOn(table);
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

describe('the price so far', () => {
  it('says of which time its distance is, while the car is driven', async () => {
    const { rentalId, riderId } = reserved.example;
    const tariff = { tariffId: 'city', version: 1 };
    const rider = { kind: 'rider', id: riderId };
    const pathParameters = { rentalId };
    const soFar = async () =>
      bodyOf(await handler(request('GET /v1/rentals/{rentalId}/charge', rider, { pathParameters })));
    // A rental that began long ago cannot be rated.
    const at = (minutesAgo: number) => ({ time: instant(Date.now() - minutesAgo * 60_000) });
    const began = at(20);
    await decide(message(reserved, { ...reserved.example, tariff, ...at(30) }));
    expect(await soFar()).toMatchObject({ state: 'RUNNING' });
    expect(await soFar()).not.toHaveProperty('distanceUntil');
    await decide(message(started, { ...started.example, ...began }));
    expect(await soFar()).toMatchObject({ state: 'RUNNING', distanceUntil: began.time });
    await decide(message(paused, { ...paused.example, ...at(10) }));
    expect(await soFar()).toMatchObject({
      state: 'RUNNING',
      charge: { lines: expect.any(Array) as unknown },
    });
    expect(await soFar()).not.toHaveProperty('distanceUntil');
  });
});

describe('a promotion code', () => {
  const { promotionId, code, terms } = createPromotion.example;
  const riders = Array.from({ length: 12 }, (_, n) => `rider-${n}`);

  it('is redeemed as often as its budget says by riders who redeem it at once', async () => {
    const valid = { ...terms.valid, from: '2026-01-31T00:00:00.000Z' };
    await decide(
      message(createPromotion, { promotionId, code, terms: { ...terms, uses: 5, valid } }, OPERATOR),
    );
    for (const riderId of riders) await decide(message(signedUp, { ...signedUp.example, riderId }));

    const outcomes: string[] = [];
    let waiting = riders.map((riderId) => message(redeemPromotion, { riderId, code }));
    // Whoever was overtaken too often is handed over again, as by Kafka.
    while (waiting.length > 0) {
      const tried = await Promise.allSettled(waiting.map((one) => decide(one)));
      outcomes.push(...tried.flatMap((one) => (one.status === 'fulfilled' ? outcomeOf(one.value) : [])));
      waiting = waiting.filter((_, n) => tried[n]?.status === 'rejected');
    }

    const refused = outcomes.filter((outcome) => outcome === 'PROMOTION_CODE_NOT_VALID');
    expect([outcomes.length, refused.length]).toEqual([12, 7]);
    const accounts = riders.map(async (id) =>
      bodyOf(await handler(request('GET /v1/riders/me/account', { kind: 'rider', id }))),
    );
    const credited = (await Promise.all(accounts)).filter(
      (account) => (account as { credit: unknown[] }).credit.length > 0,
    );
    expect(credited).toHaveLength(5);
    expect(credited[0]).toMatchObject({ credit: [terms.money] });
  });

  it('is listed for operators, with what is used of its budget', async () => {
    const list = await handler(request('GET /v1/promotions', { kind: 'operator', id: 'eva' }));
    expect(bodyOf(list)).toMatchObject({
      promotions: [
        {
          promotionId,
          code: '4C9K-7M2P-Q8RS-TVWX',
          uses: 5,
          used: { uses: 5, money: { amount: 5 * terms.money.amount, currency: 'EUR' } },
        },
      ],
    });
    const asRider = await handler(request('GET /v1/promotions', ANA));
    expect(bodyOf(asRider)).toMatchObject({ code: 'FORBIDDEN' });
  });
});

function outcomeOf(handled: Handled): string[] {
  if (handled.kind !== 'decided') return [handled.kind];
  return [handled.outcome.kind === 'refused' ? handled.outcome.code : 'accepted'];
}

describe('the features of a rental', () => {
  const { rentalId, riderId } = reserved.example;
  const offered = async () => {
    const who = { kind: 'rider', id: riderId };
    const asked = request('GET /v1/rentals/{rentalId}/features', who, { pathParameters: { rentalId } });
    const { offered: list } = bodyOf(await handler(asked)) as { offered: readonly object[] };
    return list;
  };

  it('have their price, and the lower one by the voucher that is attached and free', async () => {
    const { list } = setFeatureList.example;
    await decide(message(setFeatureList, { fleet: TARIFF_FLEET, list }, OPERATOR));
    await decide(message(reserved, reserved.example));
    await decide(message(started, started.example));
    const [full] = await offered();
    expect(full).toMatchObject({ feature: 'power-100', charge: { due: 1900 } });
    expect(full).not.toHaveProperty('withVoucher');

    const { voucherId, amount: _, ...voucher } = featureVoucherReserved.example;
    const attach = (more: object) =>
      decide(message(featureVoucherReserved, { ...voucher, voucherId, rentalId, riderId, ...more }));
    await attach({ feature: 'wings', percent: '50' });
    expect((await offered())[0]).not.toHaveProperty('withVoucher');
    await attach({ percent: '50' });
    expect(await offered()).toMatchObject([
      { charge: { due: 1900 }, withVoucher: { voucherId, charge: { due: 950 } } },
    ]);

    const order = { rentalId, riderId, feature: 'power-100', listVersion: 1, voucherId };
    await decide(message(buyFeature, order, { principal: { kind: 'rider', id: riderId } }));
    expect((await offered())[0]).not.toHaveProperty('withVoucher');
  });
});
