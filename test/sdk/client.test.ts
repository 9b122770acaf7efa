import { type ApiError, type Client, createClient } from '@roadstream/sdk';
import { describe, expect, it, vi } from 'vitest';
import { routes } from '../../shared/contracts/catalogue.ts';
import { pendingExample } from '../../shared/contracts/platform/platform.ts';
import { reserveCar } from '../../shared/contracts/rentals/rentals.ts';
import { answering, BASE, type Given, type Sent } from './answering.ts';

const rental = reserveCar.success.example;
const problem = (code: string, status: number, more: object = {}): Given => ({
  status,
  body: {
    type: `/problems/${code.toLowerCase()}`,
    title: code,
    status,
    detail: `It is ${code}.`,
    code,
    retry: 'later',
    ...more,
  },
});
const busy = (after: string): Given => ({
  status: 503,
  headers: { 'retry-after': after },
  body: { message: 'Service Unavailable' },
});

function client(...given: readonly Given[]): { readonly api: Client; readonly sent: Sent[] } {
  const { fetch, sent } = answering(...given);
  return { api: createClient({ baseUrl: `${BASE}/`, token: async () => 'tkn', fetch }), sent };
}

const refused = (promise: Promise<unknown>): Promise<ApiError> =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error as ApiError,
  );

/** The pauses between attempts take no time. */
async function quickly<Result>(run: () => Promise<Result>): Promise<Result> {
  vi.useFakeTimers();
  try {
    const result = run();
    result.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(29_000);
    return await result;
  } finally {
    vi.useRealTimers();
  }
}

const keyOf = (request: Sent | undefined): string | null | undefined =>
  request?.headers.get('idempotency-key');

describe('a call', () => {
  it('has a method for each route', () => {
    const { api } = client();
    const methods = Object.keys(api).filter((name) => name !== 'live');
    expect(methods.toSorted()).toEqual(routes.map(({ id }) => id).toSorted());
  });

  it('puts its input into path, query and body, and returns the body of the answer', async () => {
    const { api, sent } = client(
      { status: 201, body: rental },
      { status: 200, body: { cars: [] } },
      { status: 200, body: {} },
    );
    expect(await api.reserveCar({ vin: rental.vin })).toEqual(rental);
    await api.findCars({ near: '42.5,1.5', limit: 3 });
    await api.giveConsent({ purpose: 'marketing' as never, textVersion: '1 / a' });

    expect(sent.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/v1/rentals', { vin: rental.vin }],
      ['GET', '/v1/cars?near=42.5%2C1.5&limit=3', undefined],
      ['PUT', '/v1/riders/me/consents/marketing', { textVersion: '1 / a' }],
    ]);
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer tkn');
  });

  it('sends no token on a route that needs none', async () => {
    const { api, sent } = client({ status: 200, body: { ready: true, parts: [] } });
    await api.getHealth();
    expect(sent[0]?.headers.has('authorization')).toBe(false);
  });

  it('refuses an empty path parameter, which would be another route', async () => {
    const { api, sent } = client();
    await expect(api.getRental({ rentalId: '' })).rejects.toThrow('needs rentalId');
    expect(sent).toEqual([]);
  });

  it('gets another token once when the first is refused', async () => {
    const refusals: (string | undefined)[] = [];
    const { fetch, sent } = answering(
      { status: 401, body: { message: 'Unauthorized' } },
      { status: 200, body: rental },
    );
    const token = async (refused?: string): Promise<string> => {
      refusals.push(refused);
      return `tkn${refusals.length}`;
    };
    const api = createClient({ baseUrl: BASE, token, fetch });

    expect(await api.getRental({ rentalId: 'rnt_1' })).toEqual(rental);
    expect(refusals).toEqual([undefined, 'tkn1']);
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer tkn1', 'Bearer tkn2']);
  });
});

describe('an error', () => {
  it('has code, status, detail and fields of the problem', async () => {
    const errors = [{ path: '/body/vin', message: 'must be a VIN' }];
    const { api } = client(problem('BAD_REQUEST', 400, { errors, retry: 'change' }));
    const error = await refused(api.reserveCar({ vin: 'x' }));
    expect(error).toMatchObject({
      name: 'ApiError',
      code: 'BAD_REQUEST',
      status: 400,
      retry: 'change',
      errors,
    });
    expect(error.message).toBe('It is BAD_REQUEST.');
  });

  it.each([
    [401, 'UNAUTHENTICATED'],
    [403, 'FORBIDDEN'],
    [404, 'NOT_FOUND'],
    [413, 'BODY_TOO_LARGE'],
    [418, 'UNEXPECTED_ANSWER'],
  ])('of the gateway with status %i has the code %s', async (status, code) => {
    const { fetch } = answering({ status, body: { message: 'No' } });
    const error = await refused(createClient({ baseUrl: BASE, fetch }).getRental({ rentalId: 'rnt_1' }));
    expect(error).toMatchObject({ code, status, detail: 'No' });
  });

  it('is thrown as the reason of the signal when the caller ends the call', async () => {
    const { api } = client({ status: 200, body: rental });
    const reason = new Error('enough');
    await expect(api.getRental({ rentalId: 'rnt_1' }, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
  });

  it('is TIMEOUT when the time of the call is over', async () => {
    const { api } = client(busy('60'));
    const error = await refused(quickly(() => api.getRental({ rentalId: 'rnt_1' }, { timeoutSeconds: 5 })));
    expect(error.code).toBe('TIMEOUT');
  });
});

describe('a retry', () => {
  it('sends a change again with the same key when no answer came', async () => {
    const { api, sent } = client('no answer', 'no answer', { status: 201, body: rental });
    expect(await quickly(() => api.reserveCar({ vin: rental.vin }))).toEqual(rental);
    expect(new Set(sent.map(keyOf)).size).toBe(1);
    expect(keyOf(sent[0])).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('takes the key of the caller', async () => {
    const { api, sent } = client({ status: 201, body: rental });
    await api.reserveCar({ vin: rental.vin }, { idempotencyKey: 'mine' });
    expect(keyOf(sent[0])).toBe('mine');
  });

  it('uses another key for each call', async () => {
    const { api, sent } = client({ status: 201, body: rental }, { status: 201, body: rental });
    await api.reserveCar({ vin: rental.vin });
    await api.reserveCar({ vin: rental.vin });
    expect(keyOf(sent[0])).not.toBe(keyOf(sent[1]));
  });

  it.each([429, 503])('waits as long as a %i says', async (status) => {
    const { api, sent } = client({ status, headers: { 'retry-after': '7' } }, { status: 200, body: rental });
    vi.useFakeTimers();
    try {
      const result = api.getRental({ rentalId: 'rnt_1' });
      await vi.advanceTimersByTimeAsync(6_900);
      expect(sent).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(200);
      expect(await result).toEqual(rental);
    } finally {
      vi.useRealTimers();
    }
  });

  it('ends after the set number, with the last error', async () => {
    const { api, sent } = client('no answer', 'no answer', busy('1'), busy('1'), busy('1'));
    const error = await refused(quickly(() => api.getRental({ rentalId: 'rnt_1' })));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', status: 503 });
    expect(sent).toHaveLength(5);
  });

  it('never sends again what has no key and is no reading', async () => {
    const { api, sent } = client('no answer');
    expect((await refused(quickly(() => api.createRealtimeTicket()))).code).toBe('NETWORK');
    expect(sent).toHaveLength(1);
  });

  it('does not repeat what the platform has decided', async () => {
    const { api, sent } = client(problem('CAR_NOT_FREE', 409));
    expect((await refused(quickly(() => api.reserveCar({ vin: rental.vin })))).code).toBe('CAR_NOT_FREE');
    expect(sent).toHaveLength(1);
  });
});

describe('a change that takes long', () => {
  const location = `/v1/operations/${pendingExample.operationId}`;
  const pending: Given = { status: 202, headers: { location, 'retry-after': '1' }, body: pendingExample };
  const state = (state: string, more: object = {}): Given => ({
    status: 200,
    body: { ...pendingExample, state, ...more },
  });

  it('is followed, and answered as if it had been quick', async () => {
    const { api, sent } = client(pending, state('PENDING'), state('SUCCEEDED', { result: { part: true } }), {
      status: 201,
      body: rental,
    });
    expect(await quickly(() => api.reserveCar({ vin: rental.vin }))).toEqual(rental);
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/rentals',
      `GET ${location}`,
      `GET ${location}`,
      'POST /v1/rentals',
    ]);
    expect(keyOf(sent[3])).toBe(keyOf(sent[0]));
    expect(sent[0]?.headers.get('prefer')).toBe('wait=10');
  });

  it.each(['REJECTED', 'EXPIRED'])('throws the problem of one that is %s', async (how) => {
    const { body } = problem('CAR_NOT_FREE', 409) as { body: object };
    const { api } = client(pending, state(how, { problem: body }));
    const error = await refused(quickly(() => api.reserveCar({ vin: rental.vin })));
    expect(error).toMatchObject({ code: 'CAR_NOT_FREE', status: 409 });
  });
});

describe('pages', () => {
  const page = (ids: readonly string[], cursor?: string): Given => ({
    status: 200,
    body: {
      rentals: ids.map((rentalId) => ({ ...rental, rentalId })),
      ...(cursor === undefined ? {} : { cursor }),
    },
  });

  it('are read one after the other while their items are taken', async () => {
    const { api, sent } = client(page(['a', 'b'], 'next'), page([], 'more'), page(['c']));
    const ids: string[] = [];
    for await (const { rentalId } of api.listRentals({ limit: 2 })) ids.push(`${rentalId}${sent.length}`);
    expect(ids).toEqual(['a1', 'b1', 'c3']);
    expect(sent.map(({ path }) => path)).toEqual([
      '/v1/rentals?limit=2',
      '/v1/rentals?limit=2&cursor=next',
      '/v1/rentals?limit=2&cursor=more',
    ]);
  });

  it('are one page for those who await it', async () => {
    const { api, sent } = client(page(['a'], 'next'));
    expect(await api.listRentals()).toMatchObject({ rentals: [{ rentalId: 'a' }], cursor: 'next' });
    expect(sent).toHaveLength(1);
  });

  it('throw where they fail', async () => {
    const { api } = client(page(['a'], 'next'), problem('FORBIDDEN', 403));
    const ids: string[] = [];
    const taken = (async () => {
      for await (const { rentalId } of api.listRentals()) ids.push(rentalId);
    })();
    expect((await refused(taken)).code).toBe('FORBIDDEN');
    expect(ids).toEqual(['a']);
  });
});
