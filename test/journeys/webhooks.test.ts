import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkedPoints } from '../../local/tools/loyalty/checked-points.ts';
import { statementIn } from '../../local/tools/loyalty/statement.ts';
import type { Answer } from '../../local/tools/platform/client.ts';
import {
  type AddedEndpoint,
  addEndpoint,
  admitPartner,
  refusal,
} from '../../local/tools/registration/partners.ts';
import { type Behaviour, PointsPartner } from '../../local/tools/registration/points-partner.ts';
import { exchangeExample } from '../../shared/contracts/loyalty/exchanges.ts';
import type { MemberPoints } from '../../shared/contracts/loyalty/points.ts';
import type { Transfer } from '../../shared/contracts/loyalty/transfers.ts';
import type { Delivery } from '../../shared/contracts/partners/deliveries.ts';
import { type Endpoint, endpointDisabled } from '../../shared/contracts/partners/endpoints.ts';
import { REPLAY_WINDOW_SECONDS } from '../../shared/contracts/partners/messages-in.ts';
import type { Partner } from '../../shared/contracts/partners/partners.ts';
import { reconcileTransfers } from '../../shared/ledger/reconcile-transfers.ts';
import { REFERENCE_SECONDS } from '../../shared/runtime/read-model.ts';
import { type ReceivedWebhook, Receiver, verified } from './receiver.ts';
import type { Problem, Rider } from './rider.ts';
import { World } from './world.ts';

/** What partners hear of rentals, from an operator who adds a partner to the partner's own receiver. */

const ROUND_OF_SUBSCRIPTIONS_SECONDS = 3;

let world: World;
let receiver: Receiver;
let partner: Partner;
let endpoint: AddedEndpoint;
let ana: Rider;

beforeAll(async () => {
  receiver = await Receiver.listen();
  world = await World.start({ cars: 2 });
  partner = await admitPartner(world.client, {
    name: 'Hotel Andorra',
    kind: 'HOTEL',
    scopes: ['RIDERS', 'CHARGES'],
    eventTypes: ['*'],
  });
  endpoint = await addEndpoint(world.client, partner.partnerId, { url: receiver.url, eventTypes: ['*'] });
  // It gets nothing before it is known where events are sent to.
  await world.advance(ROUND_OF_SUBSCRIPTIONS_SECONDS);
  ana = world.rider('ana');
  await ana.admitted();
});
afterAll(async () => {
  receiver.close();
  await world.stop();
});

const ask = <Body>(method: string, path: string, body?: unknown, who = partner): Promise<Answer<Body>> =>
  world.client.ask<Body>('partner', who.partnerId, method, path, body);
const base = (of = endpoint) => `/v1/webhook-endpoints/${of.endpointId}`;

/** Reserves a car and cancels: two events, and a charge of nothing. */
async function rental(rider = ana): Promise<string> {
  const vin = await world.freeCar(rider);
  const { rentalId } = await rider.reserved(vin);
  const { status } = await rider.act(rentalId, 'cancel');
  expect(status).toBe(200);
  return rentalId;
}

async function delivery(id: string): Promise<Delivery & { event: ReceivedWebhook['event'] }> {
  const { body } = await ask<Delivery & { event: ReceivedWebhook['event'] }>(
    'GET',
    `${base()}/deliveries/${id}`,
  );
  return body;
}

/** All that has happened so far has come, and the platform has noted it. */
async function allDelivered(): Promise<void> {
  await world.quiet();
  await world.until('all is delivered', async () => {
    const { body } = await ask<{ deliveries: Delivery[] }>('GET', `${base()}/deliveries?limit=50`);
    return body.deliveries.every(({ state }) => state === 'DELIVERED');
  });
}

describe('a partner', () => {
  it('gets a test event that it asked for, signed with the secret that only it has', async () => {
    const { status, body } = await ask<Delivery>('POST', `${base()}/test`, { note: 'Hello' });
    expect(status).toBe(201);
    const webhook = await receiver.gets('the test', ({ event }) => event.type === 'webhook.test');
    expect(webhook.headers['webhook-id']).toBe(body.deliveryId);
    expect(webhook.event.data).toEqual({ note: 'Hello' });
    verified(endpoint.secret, webhook);
    const altered = { ...webhook, body: webhook.body.replace('Hello', 'Hallo') };
    expect(() => verified(endpoint.secret, altered)).toThrow(/matching signature/);

    const [, v1a = ''] = webhook.headers['webhook-signature']?.split(' ') ?? [];
    const x = Buffer.from(endpoint.keys[0]?.publicKey.slice('whpk_'.length) ?? '', 'base64');
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') },
      format: 'jwk',
    });
    const { 'webhook-id': id, 'webhook-timestamp': time } = webhook.headers;
    const text = Buffer.from(`${id}.${time}.${webhook.body}`);
    expect(verify(undefined, text, key, Buffer.from(v1a.slice('v1a,'.length), 'base64'))).toBe(true);
  });

  it('hears of a rental, with the fields that its scopes and the rider’s consent allow', async () => {
    await rental();
    const reserved = await receiver.gets('the reservation', ({ event }) => event.type === 'rental.reserved');
    verified(endpoint.secret, reserved);
    expect(Object.keys(reserved.event.data).toSorted()).toEqual(['model', 'rental', 'reservedUntil']);
    expect(reserved.event.aggregateversion).toBeGreaterThan(0);
    const charge = await receiver.gets('the charge', ({ event }) => event.type === 'charge.final');
    expect(charge.event).toMatchObject({
      subject: reserved.event.subject,
      data: { total: 0, currency: 'EUR' },
    });
    expect(receiver.received.map(({ body }) => body).join()).not.toMatch(/"ana"|rnt_/);

    await ana.call('PUT', '/v1/riders/me/consents/PARTNERS', { textVersion: '2026-01' });
    await world.quiet();
    await rental();
    const later = await receiver.gets('the next one', ({ event }) => event.type === 'rental.reserved', 2);
    expect(later.event.data['rider']).toMatch(/^prd_/);
    expect(later.event.subject).not.toBe(reserved.event.subject);
  });

  it('gets what failed again, with the same id, without what the rider has withdrawn meanwhile', async () => {
    // What is still on its way of the rentals before is not to fail.
    await allDelivered();
    receiver.status(500);
    const before = receiver.received.length;
    await rental();
    await receiver.gets('the first attempt', ({ event }) => event.type === 'rental.cancelled', 3);
    const first = receiver.received.slice(before).find(({ event }) => event.type === 'rental.cancelled');
    expect(first?.event.data).toHaveProperty('rider');
    const id = first?.event.id ?? '';
    await world.until('it is to come again', async () => (await delivery(id)).nextAt !== undefined);
    await world.advance(10);
    await receiver.gets('the second attempt', ({ event }) => event.id === id, 2);
    // The third is minutes away: the partners room hears of it before, on any machine.
    await ana.call('DELETE', '/v1/riders/me/consents/PARTNERS');
    await world.quiet();
    receiver.status(204);
    await world.advance(340);
    const third = await receiver.gets('the third attempt', ({ event }) => event.id === id, 3);
    expect(third.event.data).not.toHaveProperty('rider');
    verified(endpoint.secret, third);
    await world.until('it is delivered', async () => (await delivery(id)).state === 'DELIVERED');
    const { attempts } = await delivery(id);
    expect(attempts.map(({ status, error }) => [status, error])).toEqual([
      [500, 'HTTP_500'],
      [500, 'HTTP_500'],
      [204, undefined],
    ]);
  });

  it('replays one, and all that failed', async () => {
    await allDelivered();
    const { body } = await ask<{ deliveries: Delivery[] }>('GET', `${base()}/deliveries?limit=50`);
    const one = body.deliveries.find(({ type }) => type === 'rental.reserved');
    const id = one?.deliveryId ?? '';
    const times = receiver.received.filter(({ event }) => event.id === id).length;
    expect((await ask('POST', `${base()}/deliveries/${id}/replay`)).status).toBe(200);
    await receiver.gets('the replay', ({ event }) => event.id === id, times + 1);
    await allDelivered();
    const all = await ask<{ replayed: number }>('POST', `${base()}/deliveries/replay`, {
      states: ['DELIVERED'],
    });
    expect(all.body.replayed).toBe(body.deliveries.length);
  });

  it('has two secrets for a while after a rotation', async () => {
    // A sender that is at work signs with the secrets that it has read.
    await allDelivered();
    const rotated = await ask<AddedEndpoint>('POST', `${base()}/secret`, { oldValidHours: 1 });
    expect(rotated.body.keys).toHaveLength(2);
    const { body } = await ask<Delivery>('POST', `${base()}/test`, {});
    const webhook = await receiver.gets('a test', ({ event }) => event.id === body.deliveryId);
    verified(endpoint.secret, webhook);
    verified(rotated.body.secret, webhook);
    const { body: read } = await ask<Partial<AddedEndpoint>>('GET', base());
    expect(read).not.toHaveProperty('secret');
  });

  it('that answers 410 is left alone; its events are kept, and come when it wants them', async () => {
    await allDelivered();
    receiver.status(410);
    const held = async (): Promise<number> =>
      (await ask<{ deliveries: Delivery[] }>('GET', `${base()}/deliveries?state=HELD&limit=50`)).body
        .deliveries.length;
    await rental();
    await world.until('it is disabled', async () => {
      const { body } = await ask<Endpoint>('GET', base());
      return body.status === 'DISABLED' && body.disabled?.reason === 'GONE';
    });
    // A reservation, a cancellation and a charge. Each may have been sent at the same time as the first.
    await world.until('the first rental is held', async () => (await held()) === 3);
    // The event leaves a moment after the endpoint is seen to be disabled.
    await world.quiet();
    const events = await world.events(endpointDisabled.topic.name);
    expect(events.filter(({ type }) => type === endpointDisabled.type)).toHaveLength(1);
    const before = receiver.received.length;
    await rental();
    await world.until('the second rental is held, too', async () => (await held()) === 6);
    expect(receiver.received).toHaveLength(before);
    const refused = await ask<Problem>('POST', `${base()}/deliveries/replay`, {});
    expect(refused.body.code).toBe('WEBHOOK_ENDPOINT_DISABLED');

    receiver.status(204);
    expect((await ask('POST', `${base()}/enable`)).status).toBe(200);
    expect((await ask('POST', `${base()}/deliveries/replay`, {})).body).toEqual({ replayed: 6 });
    await world.until('all is delivered', async () => (await held()) === 0);
    await world.until('they have come', () => Promise.resolve(receiver.received.length === before + 6));
  });
});

describe('a partner with a programme of its own', () => {
  let programme: PointsPartner;
  let behaves: Behaviour = 'book';
  let miles: Partner;
  const points = async (): Promise<MemberPoints['balance']> =>
    (await ana.call<MemberPoints>('GET', '/v1/riders/me/points')).body.balance;
  const transfers = async (): Promise<Transfer[]> =>
    (await ana.call<{ transfers: Transfer[] }>('GET', '/v1/riders/me/points/transfers')).body.transfers;
  /** Asks for one, and waits until the partner has it. */
  async function transfer(
    how: Behaviour,
    wanted: number,
    direction: 'OUT' | 'IN' = 'OUT',
  ): Promise<Transfer> {
    behaves = how;
    const body = { programmeId: 'hotel-miles', direction, points: wanted };
    const requested = await ana.call<Transfer>('POST', '/v1/riders/me/points/transfers', body);
    expect(requested).toMatchObject({ status: 201, body: { state: 'PENDING', direction } });
    const { transferId } = requested.body;
    await world.until('the partner has it', async () => asked(transferId) !== undefined);
    return requested.body;
  }
  const asked = (transferId: string) => programme.asked.find((one) => one.transfer === transferId);
  const becomes = async ({ transferId }: Transfer, state: Transfer['state']): Promise<Transfer> => {
    const now = async () => (await transfers()).find((one) => one.transferId === transferId);
    await world.until(`${transferId} is ${state}`, async () => (await now())?.state === state);
    return (await now()) as Transfer;
  };

  beforeAll(async () => {
    programme = await PointsPartner.listen({
      api: world.client.url,
      behaves: () => behaves,
      now: () => world.platform.cloud.clock.now(),
    });
    miles = await admitPartner(world.client, {
      name: 'Hotel Miles',
      kind: 'HOTEL',
      scopes: [],
      eventTypes: ['transfer.*'],
    });
    const wanted = { url: programme.url, eventTypes: ['transfer.*'] };
    programme.knows(await addEndpoint(world.client, miles.partnerId, wanted));
    const asOperator = async (method: string, path: string, body: unknown): Promise<void> => {
      const answer = await world.client.ask('operator', 'eva', method, path, body);
      if (answer.status !== 200) throw refusal(`${method} ${path}`, answer);
    };
    const rates = { ...exchangeExample, partnerId: miles.partnerId };
    await asOperator('PUT', '/v1/points-partners/hotel-miles', rates);
    await asOperator('POST', '/v1/riders/ana/points/adjustments', { points: 1000, reason: 'welcome' });
    // Endpoints and rates that were just made are known a moment later.
    await world.advance(REFERENCE_SECONDS + ROUND_OF_SUBSCRIPTIONS_SECONDS);
  });
  afterAll(() => programme.close());

  it('books transfers, refuses some, and answers twice or late: points move once, or are free again', async () => {
    await becomes(await transfer('twice', 200), 'BOOKED');
    expect(await points()).toMatchObject({ active: 800, reserved: 0 });
    await becomes(await transfer('refuse', 300), 'REFUSED');
    expect(await points()).toMatchObject({ active: 800, reserved: 0 });
    await becomes(await transfer('book', 300, 'IN'), 'BOOKED');
    expect(await points()).toMatchObject({ active: 900, reserved: 0 });

    const late = await transfer('book-silently', 400);
    await world.advance(3600);
    expect(await points()).toMatchObject({ active: 500, reserved: 400 });
    const message = asked(late.transferId);
    if (message === undefined) throw new Error('The partner does not have it');
    const sent = await programme.answer(message, 'booked');
    expect(sent.status).toBe(200);
    await becomes(late, 'BOOKED');
    // The same message again is taken, and does nothing.
    expect((await programme.send(sent)).status).toBe(200);
    await world.quiet();
    expect(await points()).toMatchObject({ active: 500, reserved: 0 });
    expect(receiver.received.filter(({ event }) => event.type.startsWith('transfer.'))).toEqual([]);
  });

  it('is heard only with its own signature, now, about its own transfer', async () => {
    const open = await transfer('ignore', 200);
    const message = asked(open.transferId);
    const body = JSON.stringify({
      type: 'transfer.booked',
      data: { transfer: open.transferId, reply: message?.reply },
    });
    const good = await programme.signed('forged', body);
    expect((await programme.send({ ...good, body: body.replace('booked', 'refused') })).status).toBe(401);
    const old = world.platform.cloud.clock.now() - (REPLAY_WINDOW_SECONDS + 5) * 1000;
    expect((await programme.send(await programme.signed('old', body, old))).status).toBe(401);
    // Another partner's endpoint has another secret; with that secret, the reply is not for it.
    expect((await programme.send(good, endpoint.endpointId)).status).toBe(401);
    const rival = await PointsPartner.listen({
      api: world.client.url,
      behaves: () => 'ignore',
      now: Date.now,
    });
    rival.knows({
      ...endpoint,
      secret: (await ask<AddedEndpoint>('POST', `${base()}/secret`, {})).body.secret,
    });
    const stolen = await rival.signed('stolen', body, world.platform.cloud.clock.now());
    expect((await rival.send(stolen)).status).toBe(400);
    rival.close();
    await world.quiet();
    expect(await becomes(open, 'PENDING')).not.toHaveProperty('answered');
  });

  it('has a statement that differs by what it did otherwise, and the ledger owes what the points are worth', async () => {
    const silent = await transfer('book-silently', 100 + 100);
    const { body } = await world.client.ask<{ transfers: Transfer[] }>(
      'operator',
      'eva',
      'GET',
      '/v1/points-partners/hotel-miles/transfers',
    );
    expect(body.transfers).toHaveLength(6);
    const statement = statementIn(programme.statementText());
    const ever = { from: '2000-01-01T00:00:00.000Z', until: '2100-01-01T00:00:00.000Z' };
    const now = new Date(world.platform.cloud.clock.now()).toISOString();
    const reconciled = reconcileTransfers(body.transfers, statement, ever, now);
    expect(reconciled).toMatchObject({
      agree: 3,
      differences: [{ code: 'NOT_ANSWERED', about: silent.transferId }],
    });
    const settled = await world.client.ask<Transfer>(
      'operator',
      'eva',
      'POST',
      `/v1/riders/ana/points/transfers/${silent.transferId}/settlement`,
      { answer: 'BOOKED', reason: 'is in the statement' },
    );
    expect(settled).toMatchObject({ status: 200, body: { state: 'BOOKED' } });
    await world.quiet();
    const checked = await checkedPoints(world.client);
    expect(checked.differences).toEqual([]);
    expect(checked.worth.ledger).toBe(checked.worth.points);
  });
});

describe('what is refused', () => {
  it.each([
    ['HTTPS_ONLY', 'http://hotel.example/hook'],
    ['ADDRESS', 'https://169.254.169.254/latest/meta-data/'],
    ['ADDRESS', 'https://10.0.0.7/'],
    ['HOST', 'https://db.internal/'],
    ['NO_USER', 'https://user:secret@hotel.example/'],
  ])('a URL that breaks the rule %s, with the rule', async (rule, url) => {
    const refused = await ask<Problem & { errors: { path: string; message: string }[] }>(
      'POST',
      '/v1/webhook-endpoints',
      { url, eventTypes: ['*'] },
    );
    expect(refused).toMatchObject({ status: 400, body: { code: 'WEBHOOK_URL_NOT_ALLOWED' } });
    expect(refused.body.errors).toMatchObject([
      { path: '/body/url', message: expect.stringContaining(rule) },
    ]);
  });

  it('an event type that there is not, and a secret of another length, with the field', async () => {
    const wanted = { url: receiver.url, eventTypes: ['rental.*', 'rental.flown'] };
    expect((await ask('POST', '/v1/webhook-endpoints', wanted)).body).toMatchObject({
      code: 'EVENT_TYPE_UNKNOWN',
      errors: [{ path: '/body/eventTypes/1' }],
    });
    const short = { url: receiver.url, eventTypes: ['*'], secret: `whsec_${btoa('too short')}` };
    expect((await ask('POST', '/v1/webhook-endpoints', short)).body).toMatchObject({
      code: 'WEBHOOK_SECRET_NOT_VALID',
      errors: [{ path: '/body/secret' }],
    });
  });

  it('another partner’s endpoint, and what needs another kind of token', async () => {
    const other = await admitPartner(world.client, {
      name: 'Another',
      kind: 'CITY',
      scopes: [],
      eventTypes: ['charge.*'],
    });
    for (const [method, path, body] of [
      ['GET', base()],
      ['POST', `${base()}/deliveries/replay`, {}],
      ['POST', `${base()}/secret`, {}],
      ['DELETE', base()],
    ] as const)
      expect((await ask<Problem>(method, path, body, other)).body.code).toBe('WEBHOOK_ENDPOINT_UNKNOWN');
    const notAllowed = { url: receiver.url, eventTypes: ['rental.*'] };
    const refused = await ask<Problem>('POST', '/v1/webhook-endpoints', notAllowed, other);
    expect(refused).toMatchObject({ status: 403, body: { code: 'EVENT_TYPE_NOT_ALLOWED' } });
    expect((await ask('GET', '/v1/partners', undefined, other)).status).toBe(401);
    expect((await ana.call('GET', '/v1/webhook-endpoints')).status).toBe(403);
  });

  it('a token that is none, and that of a partner who is suspended', async () => {
    const answer = await world.client.call<Problem>('GET', '/v1/partners/me', { token: 'not.a.token' });
    expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    expect((await ask('GET', '/v1/partners/me')).status).toBe(200);
    const suspended = await world.client.ask(
      'operator',
      'olga',
      'POST',
      `/v1/partners/${partner.partnerId}/suspend`,
      { reason: 'unpaid' },
    );
    expect(suspended.status).toBe(200);
    // The authorizer's answers are used again for a minute.
    await world.advance(60 + ROUND_OF_SUBSCRIPTIONS_SECONDS);
    expect((await ask('GET', '/v1/partners/me')).status).toBe(403);
    const before = receiver.received.length;
    await rental();
    await world.quiet();
    expect(receiver.received).toHaveLength(before);
  });
});
