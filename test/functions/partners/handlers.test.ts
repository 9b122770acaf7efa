import '../../../shared/contracts/compile.ts';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as Consents from '../../../functions/partners/deliveries/consents.ts';
import type * as FanOut from '../../../functions/partners/deliveries/fan-out.ts';
import { newDelivery, type StoredDelivery } from '../../../functions/partners/deliveries/stored.ts';
import type * as Table from '../../../functions/partners/deliveries/table.ts';
import { domain } from '../../../functions/partners/domain.ts';
import { healthy } from '../../../functions/partners/sending/health.ts';
import { type SenderWorld, serve } from '../../../functions/partners/sending/sender.ts';
import { addEndpoint } from '../../../shared/contracts/partners/endpoints.ts';
import { addPartner } from '../../../shared/contracts/partners/partners.ts';
import { webhookTest } from '../../../shared/contracts/partners/public-events.ts';
import { started } from '../../../shared/contracts/rentals/rentals.ts';
import { consentGiven, consentWithdrawn } from '../../../shared/contracts/riders/consents.ts';
import { erased } from '../../../shared/contracts/riders/erasure.ts';
import { exampleId } from '../../../shared/kernel/ids.ts';
import { addSeconds, instant } from '../../../shared/kernel/time.ts';
import type { HttpEvent, HttpResult } from '../../../shared/runtime/http/event.ts';
import type { Incoming } from '../../../shared/runtime/operations/messages.ts';
import { ownName, sharedEngine } from '../../engines/shared.ts';
import { bodyOf, invoked, request } from '../a-request.ts';
import { roomOnTable, roomTable } from '../room-table.ts';
import { message } from '../room-under-test.ts';

/** The room's functions on its table, in DynamoDB Local, with its queue, in ElasticMQ. */

const { partnerId } = addPartner.example;
let store: Awaited<ReturnType<typeof roomTable>>;
let table: typeof Table;
let consents: typeof Consents;
let fanOut: typeof FanOut.fanOut;
let http: (event: HttpEvent) => Promise<HttpResult>;
let decide: ReturnType<typeof roomOnTable>;
let sqs: SQSClient;
let queueUrl = '';
let count = 0;
const now = (): string => instant(Date.now());

beforeAll(async () => {
  store = await roomTable(await sharedEngine('dynamodb'));
  const { endpoint } = await sharedEngine('sqs');
  sqs = new SQSClient({
    region: 'eu-west-1',
    endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const made = await sqs.send(new CreateQueueCommand({ QueueName: ownName('wakes') }));
  queueUrl = made.QueueUrl ?? '';
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SQS: endpoint,
    ROADSTREAM_PORT_QUEUE_URLS: JSON.stringify({ wakes: queueUrl }),
    ROADSTREAM_WEBHOOK_RECEIVERS: 'public',
  });
  table = await import('../../../functions/partners/deliveries/table.ts');
  consents = await import('../../../functions/partners/deliveries/consents.ts');
  ({ fanOut } = await import('../../../functions/partners/deliveries/fan-out.ts'));
  http = invoked((await import('../../../functions/partners/http.handler.ts')).handler);
  const { room } = await import('../../../functions/partners/room.ts');
  decide = roomOnTable(store, room, domain, now) as typeof decide;
  await decide(message(addPartner, { ...addPartner.example, eventTypes: ['*'] }));
});
afterAll(() => {
  store.client.destroy();
  sqs.destroy();
});

let endpointId = '';
beforeEach(async () => {
  count += 1;
  endpointId = exampleId('whe', count);
  await decide(message(addEndpoint, { ...addEndpoint.example, endpointId, eventTypes: ['rental.*'] }));
});

const deliveryOf = (eventId: string, at = now()): StoredDelivery =>
  newDelivery(
    { event: webhookTest, eventId, time: at, data: { note: 'Hello' } },
    { endpointId, partnerId },
    'PENDING',
    at,
  );

const wakes = async (): Promise<number> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
  );
  return Messages.filter(({ Body = '' }) => Body.includes(endpointId)).length;
};

const overdue = async (): Promise<string[]> => {
  const found: string[] = [];
  for await (const one of table.overdueEndpoints(now())) found.push(one);
  return found;
};

const sends = (status: () => number, sent: string[] = []): SenderWorld => ({
  table: table.deliveryTable,
  target: () =>
    Promise.resolve({
      partnerId,
      endpointId,
      enabledAt: '2026-01-31T09:00:00.000Z',
      perSecond: 50,
      send: (stored) => {
        sent.push(stored.deliveryId);
        return Promise.resolve({ status: status(), milliseconds: 1 });
      },
    }),
  tell: () => Promise.resolve(),
  wake: () => Promise.resolve(),
  now,
  chance: () => 0.5,
  outOfTime: () => false,
});

describe('deliveries in the table', () => {
  it('are added once, sent, and kept with their attempts', async () => {
    const stored = deliveryOf('evt_once');
    await table.addDelivery(stored);
    await table.addDelivery({ ...stored, time: addSeconds(stored.time, 60) });
    await table.markWoken(endpointId, now());
    expect(await overdue()).toContain(endpointId);
    const sent: string[] = [];
    expect(
      await serve(
        endpointId,
        sends(() => 204, sent),
      ),
    ).toEqual({ attempts: 1, delivered: 1 });
    expect(sent).toEqual([stored.deliveryId]);
    expect(await table.deliveryTable.delivery(endpointId, stored.deliveryId)).toMatchObject({
      state: 'DELIVERED',
      time: stored.time,
      attempts: [{ status: 204 }],
    });
    expect(await overdue()).not.toContain(endpointId);
    expect(
      await serve(
        endpointId,
        sends(() => 204),
      ),
    ).toMatchObject({ attempts: 0 });
  });

  it('that failed are due later, and sent again when they are replayed', async () => {
    const stored = deliveryOf('evt_fails');
    await table.addDelivery(stored);
    await serve(
      endpointId,
      sends(() => 500),
    );
    const [entry] = await table.deliveryTable.entries(endpointId, 10);
    expect(entry).toMatchObject({ deliveryId: stored.deliveryId, attempts: 1 });
    const failed = await table.deliveryTable.delivery(endpointId, stored.deliveryId);
    expect(failed).toMatchObject({ state: 'PENDING', nextAt: entry?.dueAt });
    if (failed !== undefined) await table.sendAgain(failed, now());
    expect(await table.deliveryTable.entries(endpointId, 10)).toHaveLength(2);
    const sent: string[] = [];
    await serve(
      endpointId,
      sends(() => 204, sent),
    );
    expect(sent).toEqual([stored.deliveryId]);
  });

  it('have one sender at a time, which does not go while something was appended', async () => {
    const { deliveryTable } = table;
    const lease = await deliveryTable.lease(endpointId, now());
    expect(lease).toMatchObject({ wakes: 0 });
    expect(await deliveryTable.lease(endpointId, now())).toBeUndefined();
    if (lease === undefined) throw new Error('there is no lease');
    await table.markWoken(endpointId, now());
    const health = healthy(now());
    expect(await deliveryTable.release(endpointId, lease, 0, health, undefined)).toBe('woken');
    expect(await deliveryTable.wakes(endpointId)).toBe(1);
    expect(await deliveryTable.release(endpointId, lease, 1, health, undefined)).toBe('released');
    const next = await deliveryTable.lease(endpointId, now());
    expect(next?.health).toEqual(health);
    // The first one comes back too late.
    expect(await deliveryTable.release(endpointId, lease, 1, health, undefined)).toBe('lost');
    // A sender that died is not waited for.
    expect(await deliveryTable.lease(endpointId, addSeconds(now(), 200))).toBeDefined();
  });
});

const asPartner = (routeKey: string, id: string, more: Partial<HttpEvent> = {}): HttpEvent => ({
  ...request(routeKey, { kind: 'partner', id }, more),
  requestContext: { requestId: 'request', authorizer: { lambda: { kind: 'partner', id } } },
});

describe('the fan-out', () => {
  const heard = (data: object, contract: { readonly type: string }, time = now()): Incoming => ({
    message: { type: contract.type, id: exampleId('evt', (count += 1)), time, data },
    key: 'key',
    topic: 'test',
    partition: 0,
    offset: 0,
    arrivalTime: now(),
    origin: 0,
    blocking: false,
    retentionDays: 1,
    aggregateVersion: 5,
  });

  it('makes one delivery of an event that comes twice, and wakes its sender each time', async () => {
    // The functions look for new endpoints every two seconds.
    await new Promise((done) => setTimeout(done, 2_100));
    const incoming = heard(started.example, started);
    await fanOut(incoming);
    await fanOut(incoming);
    const entries = await table.deliveryTable.entries(endpointId, 10);
    expect(entries).toHaveLength(1);
    expect(await wakes()).toBe(2);
    const stored = await table.deliveryTable.delivery(endpointId, entries[0]?.deliveryId ?? '');
    expect(stored).toMatchObject({ type: 'rental.started', aggregateVersion: 5, riderId: 'ana' });
    await serve(
      endpointId,
      sends(() => 204),
    );
    const route = 'GET /v1/rentals/{rentalId}/deliveries';
    const about = async (rentalId: string): Promise<unknown> =>
      bodyOf(await http(request(route, { kind: 'operator', id: 'olga' }, { pathParameters: { rentalId } })));
    // Other endpoints of the partner hear of it, too.
    expect(await about(started.example.rentalId)).toEqual({
      deliveries: expect.arrayContaining([
        expect.objectContaining({
          deliveryId: stored?.deliveryId,
          partnerName: addPartner.example.name,
          state: 'DELIVERED',
          attempts: [expect.objectContaining({ status: 204 })],
        }),
      ]) as unknown,
    });
    expect(await about(exampleId('rnt', 99))).toEqual({ deliveries: [] });
    const partner = asPartner(route, partnerId, { pathParameters: { rentalId: started.example.rentalId } });
    expect(bodyOf(await http(partner))).toMatchObject({ status: 403 });
  });

  it('makes nothing of what is too old, or of before the endpoint was there', async () => {
    await fanOut(heard(started.example, started, addSeconds(now(), -15 * 86_400)));
    await fanOut(heard(started.example, started, addSeconds(now(), -60)));
    expect(await table.deliveryTable.entries(endpointId, 10)).toEqual([]);
  });

  it('knows who consents: the newest word counts, and an erasure for good', async () => {
    const riderId = 'carla';
    const at = (seconds: number): string => addSeconds('2026-01-31T09:00:00.000Z', seconds);
    const given = { ...consentGiven.example, riderId, purpose: 'PARTNERS' as const };
    const withdrawn = { riderId, purpose: 'PARTNERS' as const, time: at(2) };
    expect(await consents.consentsNow(riderId)).toBe(false);
    await fanOut(heard(given, consentGiven, at(1)));
    expect(await consents.consentsNow(riderId)).toBe(true);
    await fanOut(heard({ ...given, purpose: 'NEWS' }, consentGiven, at(1)));
    await fanOut(heard(withdrawn, consentWithdrawn, at(2)));
    expect(await consents.consentsNow(riderId)).toBe(false);
    // Redriven, and so late.
    await fanOut(heard(given, consentGiven, at(1)));
    expect(await consents.consentsNow(riderId)).toBe(false);
    await fanOut(heard(given, consentGiven, at(3)));
    expect(await consents.consentsNow(riderId)).toBe(true);
    await fanOut(heard({ riderId, time: at(0) }, erased, at(0)));
    await fanOut(heard(given, consentGiven, at(9)));
    expect(await consents.consentsNow(riderId)).toBe(false);
    expect(await consents.consentsNow(undefined)).toBe(false);
  });
});

describe('routes', () => {
  const path = '/v1/webhook-endpoints/{endpointId}';

  it('show an endpoint to its partner and to operators, and to no other partner', async () => {
    const pathParameters = { endpointId };
    const own = await http(asPartner(`GET ${path}`, partnerId, { pathParameters }));
    expect(own.statusCode).toBe(200);
    expect(own.body).not.toContain(addEndpoint.example.secret.sealed);
    const other = await http(asPartner(`GET ${path}`, exampleId('ptn', 9), { pathParameters }));
    expect(bodyOf(other)).toMatchObject({ status: 404, code: 'WEBHOOK_ENDPOINT_UNKNOWN' });
    const operator = await http(request(`GET ${path}`, { kind: 'operator', id: 'olga' }, { pathParameters }));
    expect(operator.statusCode).toBe(200);
  });

  it('refuse the cursor of another list', async () => {
    const cursor = Buffer.from(JSON.stringify(['offer/dinner', 'dinner'])).toString('base64url');
    const queryStringParameters = { cursor };
    const refused = await http(asPartner('GET /v1/webhook-endpoints', partnerId, { queryStringParameters }));
    expect(bodyOf(refused)).toMatchObject({
      status: 400,
      code: 'BAD_REQUEST',
      errors: [{ path: '/query/cursor' }],
    });
  });

  it('refuse whoever the authorizer does not know, with a code', async () => {
    const event: HttpEvent = {
      ...request('GET /v1/partners/me', { kind: 'partner', id: '' }),
      requestContext: { requestId: 'request', authorizer: { lambda: { kind: 'nobody', id: '' } } },
    };
    expect(bodyOf(await http(event))).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    const rider: HttpEvent = {
      ...event,
      requestContext: { requestId: 'request', authorizer: { lambda: { kind: 'rider', id: 'ana' } } },
    };
    expect(bodyOf(await http(rider))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  it('send a test, list it, and replay it', async () => {
    const pathParameters = { endpointId };
    const body = JSON.stringify({ note: 'Hello' });
    const tested = await http(asPartner(`POST ${path}/test`, partnerId, { pathParameters, body }));
    expect(tested.statusCode).toBe(201);
    const { deliveryId } = bodyOf(tested) as { deliveryId: string };
    await serve(
      endpointId,
      sends(() => 204),
    );
    const list = await http(asPartner(`GET ${path}/deliveries`, partnerId, { pathParameters }));
    expect(bodyOf(list)).toMatchObject({ deliveries: [{ deliveryId, state: 'DELIVERED' }] });
    const again = await http(
      asPartner(`POST ${path}/deliveries/replay`, partnerId, {
        pathParameters,
        body: JSON.stringify({ states: ['DELIVERED'] }),
      }),
    );
    expect(bodyOf(again)).toEqual({ replayed: 1 });
    const sent: string[] = [];
    await serve(
      endpointId,
      sends(() => 204, sent),
    );
    expect(sent).toEqual([deliveryId]);
    const unknown = await http(
      asPartner(`POST ${path}/deliveries/{deliveryId}/replay`, partnerId, {
        pathParameters: { endpointId, deliveryId: exampleId('msg') },
      }),
    );
    expect(bodyOf(unknown)).toMatchObject({
      code: 'WEBHOOK_DELIVERY_UNKNOWN',
      errors: [{ path: '/path/deliveryId' }],
    });
  });
});
