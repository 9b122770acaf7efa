import '../../../../shared/contracts/compile.ts';
import { describe, expect, it } from 'vitest';
import { getVehicle } from '../../../../shared/contracts/vehicles/vehicles.ts';
import { httpApi, read } from '../../../../shared/runtime/http.ts';
import {
  type Caller,
  type QuotaStore,
  Quotas,
  type Window,
} from '../../../../shared/runtime/quotas/quotas.ts';
import { counting } from '../../../../shared/runtime/quotas/request-quota.ts';
import type { RoomDeclaration } from '../../../../shared/runtime/room.ts';
import { bodyOf, invoked, request } from '../../../functions/a-request.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-01-31T09:30:20.000Z');
const LIMITS = { rider: 600, operator: 3000, partner: 7 };
const eva: Caller = { kind: 'rider', id: 'eva' };
const hotel: Caller = { kind: 'partner', id: 'ptn_1' };

/** The table, in memory: what its condition says. */
class Taken implements QuotaStore {
  writes = 0;
  readonly #taken = new Map<string, number>();

  take(
    { kind, id }: Caller,
    { start }: Window,
    requests: number,
    limit: number,
  ): Promise<number | undefined> {
    this.writes++;
    const key = `${kind}/${id} ${start}`;
    const taken = this.#taken.get(key) ?? 0;
    if (taken > limit - requests) return Promise.resolve(undefined);
    this.#taken.set(key, taken + requests);
    return Promise.resolve(taken + requests);
  }
}

async function allowedOf(
  quotas: readonly Quotas[],
  caller: Caller,
  requests: number,
  now: number,
): Promise<number> {
  let allowed = 0;
  for (let n = 0; n < requests; n++)
    allowed += Number((await quotas[n % quotas.length]?.count(caller, now))?.allowed);
  return allowed;
}

describe('the quota of a caller', () => {
  it('lets through as many requests as the limit says, and again in the next window', async () => {
    const quotas = new Quotas(LIMITS, new Taken());
    expect(await quotas.count(eva, NOW)).toEqual({
      allowed: true,
      limit: 600,
      remaining: 599,
      resetSeconds: 40,
    });
    expect(await allowedOf([quotas], eva, 700, NOW)).toBe(599);
    expect(await quotas.count(eva, NOW + 39_999)).toEqual({
      allowed: false,
      limit: 600,
      remaining: 0,
      resetSeconds: 1,
    });
    expect(await allowedOf([quotas], eva, 700, NOW + MINUTE)).toBe(600);
  });

  it('is of one caller alone', async () => {
    const quotas = new Quotas(LIMITS, new Taken());
    await allowedOf([quotas], eva, 700, NOW);
    expect(await quotas.count({ kind: 'rider', id: 'ben' }, NOW)).toMatchObject({ allowed: true });
    expect(await quotas.count({ kind: 'operator', id: 'eva' }, NOW)).toMatchObject({ allowed: true });
    expect(await allowedOf([quotas], hotel, 20, NOW)).toBe(7);
  });

  it('holds for all execution environments together', async () => {
    const table = new Taken();
    const environments = Array.from({ length: 7 }, () => new Quotas(LIMITS, table));
    expect(await allowedOf(environments, eva, 2000, NOW)).toBe(600);
  });

  it('costs a write for each tenth request of a rider, and none once it is used up', async () => {
    const table = new Taken();
    const quotas = new Quotas(LIMITS, table);
    await allowedOf([quotas], eva, 600, NOW);
    expect(table.writes).toBe(60);
    await allowedOf([quotas], eva, 600, NOW);
    expect(table.writes).toBeLessThanOrEqual(62);
  });
});

const room: RoomDeclaration = {
  name: 'vehicles',
  description: '',
  table: true,
  functions: [
    { name: 'http', description: '', memoryMb: 256, timeoutSeconds: 10, routes: [getVehicle], may: {} },
  ],
};
const apiWith = (store: QuotaStore) =>
  invoked(
    httpApi(
      room,
      'http',
      [
        read(getVehicle, ({ params }) =>
          Promise.resolve({ vin: params.vin, model: 'M', registeredAt: '2026-01-31T09:00:00Z', status: {} }),
        ),
      ],
      { quota: counting(new Quotas({ ...LIMITS, operator: 2 }, store)) },
    ),
  );
const reading = (vin = 'WRS00001X0T000001') =>
  request('GET /v1/vehicles/{vin}', { kind: 'operator', id: 'otto' }, { pathParameters: { vin } });

describe('a route for known callers', () => {
  it('tells in headers what is left, and answers 429 with a code when nothing is', async () => {
    const api = apiWith(new Taken());
    expect((await api(reading())).headers).toMatchObject({
      'ratelimit-policy': '"caller";q=2;w=60',
      ratelimit: expect.stringMatching(/^"caller";r=1;t=\d+$/),
    });
    const wrong = await api(reading('x'));
    expect(wrong).toMatchObject({ statusCode: 400, headers: { ratelimit: expect.stringContaining('r=0') } });
    const refused = await api(reading());
    expect(refused).toMatchObject({
      statusCode: 429,
      headers: {
        'content-type': 'application/problem+json',
        'retry-after': expect.stringMatching(/^\d+$/),
        ratelimit: expect.stringContaining('r=0'),
      },
    });
    expect(bodyOf(refused)).toMatchObject({ code: 'TOO_MANY_REQUESTS', retry: 'later' });
  });

  it('serves callers who cannot be counted', async () => {
    const api = apiWith({ take: () => Promise.reject(new Error('no answer')) });
    for (let n = 0; n < 4; n++) expect((await api(reading())).statusCode).toBe(200);
  });
});
