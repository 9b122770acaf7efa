import '../../../shared/contracts/compile.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AIRPORT, cityOf, fill, somewhere } from '../../../bench/find/city.ts';
import { ReadUnits } from '../../../bench/find/read-units.ts';
import { domain } from '../../../functions/rentals/domain.ts';
import type { RentalsMessage } from '../../../functions/rentals/messages.ts';
import { room } from '../../../functions/rentals/room.ts';
import { listCarDamageReports, reportDamage } from '../../../shared/contracts/rentals/damage.ts';
import { random } from '../../../shared/kernel/random.ts';
import type { HttpEvent, HttpResult } from '../../../shared/runtime/http/event.ts';
import type { Handled } from '../../../shared/runtime/operations/operations.ts';
import { sharedEngine } from '../../engines/shared.ts';
import { bodyOf, invoked, request } from '../a-request.ts';
import { type RoomTable, roomOnTable, roomTable } from '../room-table.ts';
import { message } from '../room-under-test.ts';
import {
  ANA,
  BEN,
  cancelRental,
  listCar,
  OTHER_VIN,
  parkCar,
  reserveCar,
  setPayment,
  signUpRider,
  THERE,
  takeOut,
  VIN,
  verifyLicence,
} from './rentals-under-test.ts';

/** The room's routes, on a real table that its domain has written through the real operations. */

let handler: (event: HttpEvent) => Promise<HttpResult>;
let damage: (event: HttpEvent) => Promise<HttpResult>;
let decide: (message: RentalsMessage) => Promise<Handled>;
let table: RoomTable;
let now = '2026-01-31T09:00:00.000Z';
const rentals: string[] = [];

function rentalIn(handled: Handled): string {
  if (handled.kind !== 'decided' || handled.outcome.kind !== 'accepted') {
    throw new Error(`Not accepted: ${JSON.stringify(handled)}`);
  }
  return (handled.outcome.result as { rentalId: string }).rentalId;
}

beforeAll(async () => {
  table = await roomTable(await sharedEngine('dynamodb'));
  handler = invoked((await import('../../../functions/rentals/http.handler.ts')).handler);
  damage = invoked((await import('../../../functions/rentals/damage.handler.ts')).handler);
  decide = roomOnTable(table, room, domain, () => now);
  for (const message of [
    ...[ANA, BEN].flatMap((riderId) => [signUpRider(riderId), verifyLicence(riderId), setPayment(riderId)]),
    listCar(VIN),
    parkCar(VIN),
    listCar(OTHER_VIN),
    parkCar(OTHER_VIN, '2026-01-31T08:00:00.000Z', THERE),
  ]) {
    await decide(message);
  }
  for (const minute of [0, 1, 2]) {
    now = `2026-01-31T09:0${minute}:00.000Z`;
    const rentalId = rentalIn(await decide(reserveCar(ANA, OTHER_VIN)));
    rentals.push(rentalId);
    if (minute < 2) await decide(cancelRental(rentalId, ANA, OTHER_VIN));
  }
});
afterAll(() => table?.client.destroy());

const ana = { kind: 'rider', id: ANA };
const ben = { kind: 'rider', id: BEN } as const;
const eva = { kind: 'operator', id: 'eva' };

describe('finding cars', () => {
  const find = (query: Record<string, string>) =>
    handler(request('GET /v1/cars', ana, { queryStringParameters: query }));

  it('gives those that are free, and not those that somebody has', async () => {
    const here = bodyOf(await find({ near: '42.501,1.52' }));
    const there = bodyOf(await find({ near: '42.6,1.62' }));

    expect(here).toMatchObject({ cars: [{ vin: VIN, distanceMetres: 111, walkingMinutes: 2 }] });
    expect(there).toEqual({ cars: [], completeWithinMetres: 2000 });
  });

  it('is refused for what makes no sense', async () => {
    const outcome = await find({ near: '95,1.5' });

    expect(outcome.statusCode).toBe(400);
    expect(bodyOf(outcome)).toMatchObject({ code: 'BAD_REQUEST', errors: [{ path: '/query/near' }] });
  });
});

describe('finding cars in a city of 2,000', () => {
  /**
   * For the ten nearest, of all cars or of half of them. Eventually consistent: a unit is 8 KB. `npm run bench -- find`
   * prints it for 10,000 cars.
   */
  const MOST_UNITS = 20;
  const USUAL_UNITS = 10;

  it('reads little, by queries of the index alone', async () => {
    await fill(table.client, table.name, cityOf(2_000, 'test'));
    const { dynamodb } = await import('../../../shared/runtime/table/client.ts');
    const meter = new ReadUnits(dynamodb);
    const dice = random('people');
    const spent: number[] = [];
    for (let n = 0; n < 40; n++) {
      const { latitude, longitude } = n % 10 === 0 ? AIRPORT : somewhere(dice);
      const near = `${latitude.toFixed(6)},${longitude.toFixed(6)}`;
      const query: Record<string, string> = n % 2 === 0 ? { near } : { near, minRangeKm: '250' };

      const { result, units } = await meter.of(() =>
        handler(request('GET /v1/cars', ana, { queryStringParameters: query })),
      );

      expect((bodyOf(result) as { cars: unknown[] }).cars.length, near).toBeGreaterThan(0);
      spent.push(units);
    }
    expect(Math.max(...spent)).toBeLessThanOrEqual(MOST_UNITS);
    expect(spent.reduce((sum, units) => sum + units) / spent.length).toBeLessThanOrEqual(USUAL_UNITS);
    expect(Math.min(...spent)).toBeGreaterThan(0);
  });
});

describe('a rental', () => {
  const get = (rentalId: string, who: typeof ana) =>
    handler(request('GET /v1/rentals/{rentalId}', who, { pathParameters: { rentalId } }));

  it('is for its rider and for operators', async () => {
    const [rentalId = ''] = rentals;

    expect(bodyOf(await get(rentalId, ana))).toMatchObject({ rentalId, vin: OTHER_VIN, state: 'CANCELLED' });
    expect((await get(rentalId, eva)).statusCode).toBe(200);
  });

  it('is not told apart from none for others', async () => {
    const [rentalId = ''] = rentals;
    const others = await get(rentalId, ben);
    const nobodys = await get('rnt_00000000000000000000000009', ben);

    expect(others.statusCode).toBe(404);
    expect(bodyOf(others)).toMatchObject({ code: 'RENTAL_UNKNOWN' });
    expect(bodyOf(nobodys)).toMatchObject({ code: 'RENTAL_UNKNOWN' });
  });

  it.each(['unlock', 'end', 'cancel'])('is not for others to %s', async (action) => {
    const rentalId = rentals.at(-1) ?? '';

    const outcome = await handler(
      request(`POST /v1/rentals/{rentalId}/${action}`, ben, { pathParameters: { rentalId } }),
    );

    expect(outcome.statusCode).toBe(404);
    expect(bodyOf(outcome)).toMatchObject({ code: 'RENTAL_UNKNOWN' });
  });

  it('is refused by the constraint when its rider has another, and by the aggregate when the car has', async () => {
    expect(await decide(reserveCar(ANA, VIN))).toMatchObject({ outcome: { code: 'RIDER_HAS_RENTAL' } });
    expect(await decide(reserveCar('eve', VIN))).toMatchObject({ outcome: { code: 'RIDER_NOT_REGISTERED' } });
    expect(await decide(reserveCar(BEN, OTHER_VIN))).toMatchObject({ outcome: { code: 'CAR_NOT_FREE' } });
  });
});

describe('the own rentals', () => {
  const list = (query: Record<string, string>, who = ana) =>
    handler(request('GET /v1/rentals', who, { queryStringParameters: query }));
  interface Page {
    rentals: { rentalId: string }[];
    cursor?: string;
  }

  it('come newest first, page by page', async () => {
    const first = bodyOf(await list({ limit: '2' })) as Page;
    const second = bodyOf(await list({ limit: '2', cursor: first.cursor ?? '' })) as Page;

    const ids = [...first.rentals, ...second.rentals].map(({ rentalId }) => rentalId);
    expect(ids).toEqual(rentals.toReversed());
    expect(second.cursor).toBeUndefined();
  });

  it('are nobody else’s, also with their cursor', async () => {
    const { cursor = '' } = bodyOf(await list({ limit: '1' })) as Page;

    expect(bodyOf(await list({ cursor }, ben))).toEqual({ rentals: [] });
  });
});

describe('a list in pages of one', () => {
  /** Follows each cursor to the next page, until there is none. */
  async function paged<Item>(
    pageAt: (query: Record<string, string>) => Promise<HttpResult>,
    itemsOf: (body: unknown) => readonly Item[],
  ): Promise<Item[]> {
    const found: Item[] = [];
    let query: Record<string, string> = { limit: '1' };
    for (;;) {
      const answer = await pageAt(query);
      expect(answer.statusCode).toBe(200);
      found.push(...itemsOf(bodyOf(answer)));
      const { cursor } = bodyOf(answer) as { cursor?: string };
      if (cursor === undefined) return found;
      query = { limit: '1', cursor };
    }
  }

  it('has every car that needs somebody', async () => {
    const vins = ['WRS0000160T000003', 'WRS0000140T000004', 'WRS0000120T000005'];
    for (const vin of vins) {
      await decide(listCar(vin));
      await decide(takeOut(vin));
    }
    const found = await paged(
      (query) => handler(request('GET /v1/fleet/attention', eva, { queryStringParameters: query })),
      (body) => (body as { cars: { vin: string }[] }).cars,
    );
    expect(found.map(({ vin }) => vin).toSorted()).toEqual(vins.toSorted());
  });

  it('has every car of the fleet by VIN, as it is now', async () => {
    const vins = ['WRS0000190T000007', 'WRS0000170T000008'];
    for (const vin of vins) await decide(listCar(vin));
    await decide(takeOut('WRS0000170T000008'));
    const found = await paged(
      (query) => handler(request('GET /v1/fleet/cars', eva, { queryStringParameters: query })),
      (body) => (body as { cars: { vin: string; outOfService?: { kind: string } }[] }).cars,
    );
    expect(found.map(({ vin }) => vin)).toEqual(found.map(({ vin }) => vin).toSorted());
    const ours = found
      .filter(({ vin }) => vins.includes(vin))
      .map((car) => [car.vin, car.outOfService?.kind]);
    expect(ours).toEqual([
      ['WRS0000170T000008', 'DAMAGED'],
      ['WRS0000190T000007', undefined],
    ]);
  });

  it('has every rental whose rider has found damage', async () => {
    const vin = 'WRS0000100T000006';
    await decide(listCar(vin));
    await decide(parkCar(vin, '2026-01-31T09:10:00.000Z'));
    const damaged: string[] = [];
    for (const minute of [10, 11, 12]) {
      now = `2026-01-31T09:${minute}:00.000Z`;
      const rentalId = rentalIn(await decide(reserveCar(BEN, vin)));
      damaged.push(rentalId);
      const { description: _, ...report } = reportDamage.example;
      const found = { ...report, vin, rentalId, riderId: BEN, photos: [] };
      await decide(message(reportDamage, found, { principal: ben }));
      await decide(cancelRental(rentalId, BEN, vin));
    }
    const found = await paged(
      (query) =>
        damage(
          request(`GET ${listCarDamageReports.path}`, eva, {
            pathParameters: { vin },
            queryStringParameters: query,
          }),
        ),
      (body) => (body as { rentals: { rentalId: string; reports: object[] }[] }).rentals,
    );
    expect(found.map(({ rentalId }) => rentalId)).toEqual(damaged.toReversed());
    for (const { reports } of found) expect(reports).toHaveLength(1);
  });
});
