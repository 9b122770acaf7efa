import '../../../shared/contracts/compile.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { getOperation, Operation } from '../../../shared/contracts/platform/platform.ts';
import { violations } from '../../../shared/contracts/validate.ts';
import { commandVehicle, getVehicle, registerVehicle } from '../../../shared/contracts/vehicles/vehicles.ts';
import { changeIn } from '../../../shared/runtime/http/change-route.ts';
import type { HttpEvent, HttpResult } from '../../../shared/runtime/http/event.ts';
import { httpApi, read } from '../../../shared/runtime/http.ts';
import type { OutgoingRecord } from '../../../shared/runtime/kafka/producer.ts';
import { operationState } from '../../../shared/runtime/operations/operation-state.ts';
import type { Outcome } from '../../../shared/runtime/operations/outcome.ts';
import type { OperationRecord } from '../../../shared/runtime/operations/store.ts';
import type { RoomDeclaration } from '../../../shared/runtime/room.ts';

const VIN = 'WRS00001X0T000001';
const eva = { kind: 'operator', id: 'eva' } as const;

let produced: { topic: string; record: OutgoingRecord }[];
let records: Map<string, OperationRecord>;
/** What the room decides of each command, as soon as it is produced; undefined: nothing yet. */
let outcome: Outcome | undefined;
let kafka: 'up' | 'silent' | 'hanging';
/** The handlers wait for this before they decide whether the caller is allowed. */
let authorised: Promise<void>;
/** Reads of the table wait for this. */
let table: Promise<void>;

const forever = new Promise<void>(() => undefined);

const room: RoomDeclaration = {
  name: 'vehicles',
  description: '',
  table: true,
  functions: [
    {
      name: 'http',
      description: '',
      memoryMb: 256,
      timeoutSeconds: 10,
      routes: [getVehicle, commandVehicle, registerVehicle, getOperation],
      may: {},
    },
  ],
};

const change = changeIn(() => ({
  region: 'eu-west-1',
  publisher: {
    send: (topic, [record]) => {
      if (record === undefined) return Promise.resolve();
      produced.push({ topic, record });
      const envelope = JSON.parse(String(record.value)) as { id: string; fingerprint: string };
      if (outcome !== undefined && !records.has(envelope.id)) {
        const { id, fingerprint } = envelope;
        const rest = { aggregate: '', time: '', events: [], outputs: [], keepUntil: 0 };
        records.set(id, { id, fingerprint, outcome, ...rest });
      }
      if (kafka === 'hanging') return forever;
      return kafka === 'up' ? Promise.resolve() : Promise.reject(new Error('no answer'));
    },
  },
  store: {
    operation: async (id) => {
      await table;
      return records.get(id);
    },
  },
}));

const api = httpApi(room, 'http', [
  read(getVehicle, async ({ params }) => {
    await table;
    return { vin: params.vin, model: 'M', registeredAt: '2026-01-31T09:00:00Z', status: {} };
  }),
  change(commandVehicle, ({ params, body, principal }) =>
    Promise.resolve({ vin: params.vin, action: body.action, requestId: principal.id }),
  ),
  change(registerVehicle, async ({ body }) => {
    await authorised;
    return body;
  }),
  read(getOperation, ({ params, principal, now }) =>
    operationState(params.operationId, principal, now, (_room, id) => Promise.resolve(records.get(id))),
  ),
]);

/** The rest of the function's time, in milliseconds. */
let remaining: number;
const handler = (event: HttpEvent): Promise<HttpResult> =>
  api(event, { getRemainingTimeInMillis: () => remaining });

/** The request that a link leads to. */
function follow(link: string | undefined, who: { kind: string; id: string }): Promise<HttpResult> {
  const [, operationId] = /^\/v1\/operations\/([^/]+)$/.exec(link ?? '') ?? [];
  const claims = { sub: who.id, scope: `roadstream/${who.kind}` };
  return handler(
    request('GET /v1/operations/{operationId}', {
      pathParameters: operationId === undefined ? {} : { operationId },
      requestContext: { requestId: 'r2', authorizer: { jwt: { claims } } },
    }),
  );
}

beforeEach(() => {
  produced = [];
  records = new Map();
  outcome = { kind: 'accepted', result: { commandId: 'cmd_1' } };
  kafka = 'up';
  authorised = Promise.resolve();
  table = Promise.resolve();
  remaining = 15_000;
});

function request(routeKey: string, more: Partial<HttpEvent> & { scope?: string } = {}): HttpEvent {
  const { scope = 'openid roadstream/operator', ...event } = more;
  return {
    routeKey,
    rawPath: '/v1/…',
    headers: {},
    pathParameters: { vin: VIN },
    isBase64Encoded: false,
    requestContext: { requestId: 'r1', authorizer: { jwt: { claims: { sub: 'eva', scope } } } },
    ...event,
  };
}

const COMMAND = 'POST /v1/vehicles/{vin}/commands';
const command = (headers: Record<string, string> = {}, body: unknown = { action: 'lock' }): HttpEvent =>
  request(COMMAND, {
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const bodyOf = (result: HttpResult): Record<string, unknown> =>
  JSON.parse(result.body) as Record<string, unknown>;

describe('a read', () => {
  it('answers what its handler returns, with the trace', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const result = await handler(request('GET /v1/vehicles/{vin}', { headers: { traceparent } }));
    expect(result.statusCode).toBe(200);
    expect(bodyOf(result)).toMatchObject({ vin: VIN });
    expect(result.headers['traceparent']).toContain('0af7651916cd43dd8448eb211c80319c');
  });

  it.each([
    [
      'a bad parameter',
      request('GET /v1/vehicles/{vin}', { pathParameters: { vin: 'no' } }),
      400,
      'BAD_REQUEST',
    ],
    [
      'another kind of principal',
      request('GET /v1/vehicles/{vin}', { scope: 'roadstream/rider' }),
      403,
      'FORBIDDEN',
    ],
    ['an unknown route', request('GET /v1/nothing'), 404, 'NOT_FOUND'],
    ['a body that is no JSON', request(COMMAND, { body: '{' }), 400, 'BAD_JSON'],
    [
      'another type of content',
      request(COMMAND, { body: '{}', headers: { 'content-type': 'text/xml' } }),
      400,
      'BAD_JSON',
    ],
    ['no body', request(COMMAND), 400, 'BAD_JSON'],
  ] as const)('is refused with %s', async (_, event, status, code) => {
    const result = await handler(event);
    expect(result.statusCode).toBe(status);
    expect(result.headers['content-type']).toBe('application/problem+json');
    expect(bodyOf(result)).toMatchObject({ code, status });
  });

  it('names each field that is wrong', async () => {
    const result = await handler(command({}, { action: 'explode', extra: 1 }));
    const paths = (bodyOf(result)['errors'] as { path: string }[]).map(({ path }) => path);
    expect(paths).toContain('/body/action');
    expect(paths.some((path) => path.includes('extra') || path === '/body')).toBe(true);
    expect(produced).toEqual([]);
  });
});

describe('a change', () => {
  it('becomes a command and is answered with its outcome', async () => {
    const result = await handler(command());
    expect(result.statusCode).toBe(201);
    expect(bodyOf(result)).toEqual({ commandId: 'cmd_1' });
    expect(produced).toHaveLength(1);
    expect(produced[0]).toMatchObject({ topic: 'vehicles.commands', record: { key: VIN } });
    expect(JSON.parse(String(produced[0]?.record.value))).toMatchObject({
      type: 'vehicles.send-command.v1',
      subject: VIN,
      principal: 'operator/eva',
      data: { vin: VIN, action: 'lock', requestId: 'eva' },
    });
  });

  it('is refused with the room’s refusal', async () => {
    outcome = { kind: 'refused', code: 'COMMAND_IN_PROGRESS', detail: 'Wait.' };
    const result = await handler(command());
    expect(result.statusCode).toBe(409);
    expect(bodyOf(result)).toMatchObject({ code: 'COMMAND_IN_PROGRESS', detail: 'Wait.', retry: 'later' });
  });

  it('with the same key has the same id and, once decided, is not sent again', async () => {
    await handler(command({ 'idempotency-key': 'k' }));
    const again = await handler(command({ 'idempotency-key': 'k' }));
    expect(again.statusCode).toBe(201);
    expect(produced).toHaveLength(1);
  });

  it('with the same key and another body is refused', async () => {
    await handler(command({ 'idempotency-key': 'k' }));
    const other = await handler(command({ 'idempotency-key': 'k' }, { action: 'unlock' }));
    expect(bodyOf(other)).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('with the same key on another route is another', async () => {
    await handler(command({ 'idempotency-key': 'k' }));
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'k' };
    const body = JSON.stringify({ vin: VIN, model: 'M' });
    const other = await handler(request('POST /v1/vehicles', { headers, body }));
    expect(other.statusCode).toBe(201);
    expect(produced.map(({ record }) => (JSON.parse(String(record.value)) as { type: string }).type)).toEqual(
      ['vehicles.send-command.v1', 'vehicles.register.v1'],
    );
  });

  it('without a key is another each time', async () => {
    await handler(command());
    await handler(command());
    const ids = produced.map(({ record }) => (JSON.parse(String(record.value)) as { id: string }).id);
    expect(new Set(ids).size).toBe(2);
  });

  it.each(['', 'ä', 'x'.repeat(201)])('is refused with the key %o', async (key) => {
    expect(bodyOf(await handler(command({ 'idempotency-key': key })))).toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('that is not decided yet is answered with the operation’s address', async () => {
    outcome = undefined;
    const result = await handler(command({ prefer: 'wait=0' }));
    expect(result.statusCode).toBe(202);
    expect(result.headers['preference-applied']).toBe('wait=0');
    const { location } = result.headers;
    const told = bodyOf(result);
    expect(violations('Operation', Operation, told)).toEqual([]);
    expect(location).toBe(`/v1/operations/${String(told['operationId'])}`);

    expect(bodyOf(await follow(location, eva))).toEqual(told);
    for (const stranger of [
      { kind: 'operator', id: 'otto' },
      { kind: 'rider', id: 'eva' },
    ]) {
      expect(bodyOf(await follow(location, stranger))).toMatchObject({ code: 'NOT_FOUND' });
    }

    // It is decided at last; or its time is over.
    const find = (_room: string, id: string) => Promise.resolve(records.get(id));
    const later = new Date(Date.now() + 60_000).toISOString();
    expect(await operationState(String(told['operationId']), eva, later, find)).toMatchObject({
      state: 'EXPIRED',
    });
    const { id, fingerprint } = JSON.parse(String(produced[0]?.record.value)) as Record<
      'id' | 'fingerprint',
      string
    >;
    const rest = { aggregate: '', time: '', events: [], outputs: [], keepUntil: 0 };
    records.set(id, {
      id,
      fingerprint,
      outcome: { kind: 'accepted', result: { commandId: 'cmd_1' } },
      ...rest,
    });
    expect(bodyOf(await follow(location, eva))).toMatchObject({
      state: 'SUCCEEDED',
      result: { commandId: 'cmd_1' },
    });
  });

  it('waits no longer than ten seconds, and says so', async () => {
    const { statusCode, headers } = await handler(
      command({ prefer: 'respond-async;x="wait=1", wait="60", wait=2' }),
    );
    expect({ statusCode, applied: headers['preference-applied'] }).toEqual({
      statusCode: 201,
      applied: 'wait=10',
    });
  });

  it.each(['respond-async', 'return=minimal', 'x="a, wait=abc"', ''])(
    'ignores preferences such as %o, which it does not know',
    async (prefer) => {
      const { statusCode, headers } = await handler(command({ prefer }));
      expect({ statusCode, applied: headers['preference-applied'] }).toEqual({
        statusCode: 201,
        applied: undefined,
      });
    },
  );

  it.each(['wait=abc', 'wait=', 'wait', 'wait=-1', 'wait=1.5', 'wait="5s"', 'respond-async, WAIT=x'])(
    'is refused with Prefer: %s, which is no number of seconds',
    async (prefer) => {
      expect(bodyOf(await handler(command({ prefer })))).toMatchObject({
        status: 400,
        code: 'BAD_REQUEST',
        errors: [{ path: '/headers/prefer' }],
      });
      expect(produced).toEqual([]);
    },
  );

  it('is pending too when it is unknown whether Kafka has it', async () => {
    kafka = 'silent';
    outcome = undefined;
    expect((await handler(command({ prefer: 'wait=0' }))).statusCode).toBe(202);
  });

  it('is still answered with its outcome when Kafka’s answer got lost', async () => {
    kafka = 'silent';
    expect((await handler(command())).statusCode).toBe(201);
  });
});

describe('when everything is slow', () => {
  /** A little more than the time that is kept for the answer. */
  const LITTLE = 3_200;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    remaining = LITTLE;
  });
  afterEach(() => void vi.useRealTimers());

  /** The answer that comes before the function's time is over. */
  async function answerInTime(event: HttpEvent): Promise<HttpResult> {
    let result: HttpResult | undefined;
    void handler(event).then((answer) => (result = answer));
    // What is quick needs none of the time.
    for (let i = 0; i < 10; i++) await new Promise((later) => setImmediate(later));
    await vi.advanceTimersByTimeAsync(LITTLE - 1);
    if (result === undefined) throw new Error('It was not answered in time.');
    return result;
  }

  it.each([
    ['Kafka', (): void => void (kafka = 'hanging')],
    ['the table', (): void => void (table = forever)],
    ['the room', (): void => void (outcome = undefined)],
  ])('a change is pending before the function’s time is over: %s is late', async (_, slow) => {
    slow();
    const result = await answerInTime(command({ prefer: 'wait=10' }));
    expect(result.statusCode).toBe(202);
    expect(produced).toHaveLength(1);
    expect(result.headers['location']).toMatch(/^\/v1\/operations\/op_vehicles_/);
  });

  const registration = (): HttpEvent =>
    request('POST /v1/vehicles', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(registerVehicle.bodyExample),
    });

  it('a change that was not sent yet is refused, and never sent', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    authorised = promise;
    const result = await answerInTime(registration());
    expect(result.statusCode).toBe(503);
    expect(result.headers).toMatchObject({ 'retry-after': '2' });
    expect(bodyOf(result)).toMatchObject({ code: 'UNAVAILABLE', retry: 'later' });
    // The function is frozen with the answer, and goes on with the next invocation.
    resolve();
    await new Promise((later) => setImmediate(later));
    expect(produced).toEqual([]);
  });

  it('a read is refused', async () => {
    table = forever;
    const result = await answerInTime(request('GET /v1/vehicles/{vin}'));
    expect(bodyOf(result)).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
  });
});
