import '../../../shared/contracts/compile.ts';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Connections from '../../../functions/realtime/connections.ts';
import type * as History from '../../../functions/realtime/history.ts';
import type { NewPush } from '../../../functions/realtime/routing.ts';
import type { AuthorizerEvent, SocketEvent, SocketResult } from '../../../functions/realtime/socket-event.ts';
import type * as Tickets from '../../../functions/realtime/tickets.ts';
import { SUBPROTOCOL } from '../../../shared/contracts/realtime/realtime.ts';
import type { HttpEvent, HttpResult } from '../../../shared/runtime/http/event.ts';
import { sharedEngine } from '../../engines/shared.ts';
import { bodyOf, invoked, request } from '../a-request.ts';
import { roomTable } from '../room-table.ts';

/** The room's functions on its table, in DynamoDB Local. */

let table: Awaited<ReturnType<typeof roomTable>>;
let history: typeof History;
let connections: typeof Connections;
let authorize: (event: AuthorizerEvent) => Promise<object>;
let socket: (event: SocketEvent) => Promise<SocketResult>;
let giveTicket: typeof Tickets.giveTicket;
let http: (event: HttpEvent) => Promise<HttpResult>;

beforeAll(async () => {
  table = await roomTable(await sharedEngine('dynamodb'));
  process.env['ROADSTREAM_SOCKET_URL'] = 'wss://api.example/live';
  history = await import('../../../functions/realtime/history.ts');
  connections = await import('../../../functions/realtime/connections.ts');
  ({ giveTicket } = await import('../../../functions/realtime/tickets.ts'));
  ({ handler: authorize } = await import('../../../functions/realtime/authorizer.handler.ts'));
  ({ handler: socket } = await import('../../../functions/realtime/socket.handler.ts'));
  http = invoked((await import('../../../functions/realtime/http.handler.ts')).handler);
});
afterAll(() => {
  table.client.destroy();
});

const NOW = '2026-01-31T09:30:00.000Z';
const methodArn = 'arn:aws:execute-api:eu-west-1:1:api/live/$connect';

const withProtocols = (...protocols: string[]): AuthorizerEvent => ({
  methodArn,
  headers: { 'sec-websocket-protocol': protocols.join(', ') },
});
const effectOf = (answer: object): unknown =>
  (answer as { policyDocument: { Statement: [{ Effect: string; Resource: string }] } }).policyDocument
    .Statement[0];

describe('a ticket', () => {
  const ticketOf = async (kind: string, id: string): Promise<string> => {
    const answer = await http(request('POST /v1/realtime/tickets', { kind, id }));
    expect(answer.statusCode).toBe(201);
    const body = bodyOf(answer) as { ticket: string; url: string };
    expect(body.url).toBe('wss://api.example/live');
    return body.ticket;
  };

  it('lets its principal in, once', async () => {
    const ticket = await ticketOf('rider', 'ana');
    expect(await authorize(withProtocols(SUBPROTOCOL, ticket))).toEqual({
      principalId: 'rider/ana',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Resource: methodArn, Effect: 'Allow' }],
      },
      context: { kind: 'rider', id: 'ana' },
    });
    expect(effectOf(await authorize(withProtocols(SUBPROTOCOL, ticket)))).toMatchObject({ Effect: 'Deny' });
  });

  it('lets one in, when several use it in the same moment', async () => {
    const ticket = await ticketOf('operator', 'eva');
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => authorize(withProtocols(SUBPROTOCOL, ticket))),
    );
    const effects = answers.map((answer) => (effectOf(answer) as { Effect: string }).Effect);
    expect(effects.filter((effect) => effect === 'Allow')).toHaveLength(1);
  });

  it('is of no use after a minute', async () => {
    const { ticket } = await giveTicket({ kind: 'rider', id: 'ana' }, '2026-01-31T09:30:00.000Z');
    expect(effectOf(await authorize(withProtocols(SUBPROTOCOL, ticket)))).toMatchObject({ Effect: 'Deny' });
  });

  it.each([
    ['nothing', []],
    ['no ticket', [SUBPROTOCOL]],
    ['an invented ticket', [SUBPROTOCOL, `tkt_${'A'.repeat(43)}`]],
    ['something else', [SUBPROTOCOL, 'tkt_short']],
    ['two', [SUBPROTOCOL, `tkt_${'A'.repeat(43)}`, `tkt_${'B'.repeat(43)}`]],
  ])('is wanted: %s lets nobody in', async (_, protocols) => {
    expect(effectOf(await authorize(withProtocols(...protocols)))).toMatchObject({ Effect: 'Deny' });
  });

  it('stands beside the protocol, and opens nothing alone', async () => {
    const ticket = await ticketOf('rider', 'ana');
    expect(effectOf(await authorize(withProtocols(ticket)))).toMatchObject({ Effect: 'Deny' });
  });

  it('is not in the table', async () => {
    const ticket = await ticketOf('rider', 'ana');
    const { Items } = await table.client.send(new ScanCommand({ TableName: table.name }));
    expect(JSON.stringify(Items)).not.toContain(ticket.slice(4));
  });
});

describe('a stream', () => {
  const push = (stream: string, id: string): NewPush => ({ stream, id, time: NOW, event: 'e', data: { id } });
  const some = (stream: string, from: number, to: number): NewPush[] =>
    Array.from({ length: to - from + 1 }, (_, n) => push(stream, `${stream}-${from + n}`));

  it('numbers its pushes from 1, each once however often its event comes', async () => {
    const stream = 'rider/often';
    await history.append(some(stream, 1, 3), NOW);
    await history.append(some(stream, 2, 4), NOW);
    await history.append(some(stream, 1, 4), NOW);
    expect(await history.headOf(stream)).toMatchObject({ last: 4 });
    const kept = await history.kept(stream, 1, 4, NOW);
    expect(kept.map(({ sequence, id }) => [sequence, id])).toEqual([
      [1, `${stream}-1`],
      [2, `${stream}-2`],
      [3, `${stream}-3`],
      [4, `${stream}-4`],
    ]);
  });

  it('has no gap and nothing twice when many write it at once', async () => {
    const stream = 'fleet';
    await Promise.all(
      Array.from({ length: 6 }, (_, n) => history.append(some(stream, n * 5 + 1, n * 5 + 8), NOW)),
    );
    const { last } = await history.headOf(stream);
    const kept = await history.kept(stream, 1, last, NOW);
    expect(last).toBe(33);
    expect(kept.map(({ sequence }) => sequence)).toEqual(Array.from({ length: last }, (_, n) => n + 1));
    expect(new Set(kept.map(({ id }) => id)).size).toBe(33);
  });

  it('keeps the last 200 of a rider, for a day', async () => {
    const stream = 'rider/busy';
    await history.append(some(stream, 1, 230), NOW);
    const kept = await history.kept(stream, 1, 230, NOW);
    expect([kept[0]?.sequence, kept.at(-1)?.sequence, kept.length]).toEqual([31, 230, 200]);
    expect((await history.kept(stream, 228, 230, NOW)).map(({ sequence }) => sequence)).toEqual([
      228, 229, 230,
    ]);
    expect(await history.kept(stream, 228, 230, '2026-02-01T09:30:00.001Z')).toEqual([]);
  });

  it('is written together with others, and with each push once, however many there are', async () => {
    const [one, other] = ['rider/one', 'rider/other'];
    const both = Array.from({ length: 40 }, (_, n) => [push(one, `1-${n}`), push(other, `2-${n}`)]).flat();
    const heads = await history.append([...both, ...both.slice(0, 4)], NOW);
    expect(heads).toEqual([
      { stream: one, last: 40, listener: undefined },
      { stream: other, last: 40, listener: undefined },
    ]);
    for (const [stream, n] of [[one, 1] as const, [other, 2] as const])
      expect((await history.kept(stream, 1, 40, NOW)).map(({ id }) => id)).toEqual(
        Array.from({ length: 40 }, (_, at) => `${n}-${at}`),
      );
  });

  it('is one rider’s', async () => {
    await history.append([push('rider/ana', 'hers')], NOW);
    expect(await history.kept('rider/an', 1, 10, NOW)).toEqual([]);
    expect(await history.headOf('rider/an')).toMatchObject({ last: 0 });
  });
});

describe('a connection', () => {
  const listenerOf = async (stream: string): Promise<string | undefined> =>
    (await history.headOf(stream)).listener;
  const event = (
    eventType: SocketEvent['requestContext']['eventType'],
    id: string,
    body?: string,
  ): SocketEvent => ({
    requestContext: {
      routeKey: '$default',
      eventType,
      connectionId: `${id}-connection`,
      requestId: 'request',
      authorizer: { kind: 'rider', id, principalId: `rider/${id}` },
    },
    ...(body === undefined ? {} : { body }),
  });

  it('is known from its beginning to its end, and owes nothing that was before', async () => {
    const stream = 'rider/cara';
    await history.append([{ stream, id: 'before', time: NOW, event: 'e', data: {} }], NOW);
    expect(await listenerOf(stream)).toBeUndefined();
    expect(await socket(event('CONNECT', 'cara'))).toEqual({
      statusCode: 200,
      headers: { 'Sec-WebSocket-Protocol': SUBPROTOCOL },
    });
    expect(await connections.connectionsOf(stream)).toMatchObject([
      { id: 'cara-connection', principal: 'rider/cara', sent: 1 },
    ]);
    expect(await listenerOf(stream)).toBe('cara-connection');
    expect(await connections.connectionsOf('rider/car')).toEqual([]);
    await socket(event('DISCONNECT', 'cara'));
    expect(await connections.connectionsOf(stream)).toEqual([]);
    expect(await listenerOf(stream)).toBeUndefined();
  });

  it('is heard of, or knows, whatever is added to its stream while it connects', async () => {
    const stream = 'rider/just-then';
    for (let n = 1; n <= 20; n++) {
      const id = `connection-${n}`;
      const [heads] = await Promise.all([
        history.append([{ stream, id: `push-${n}`, time: NOW, event: 'e', data: {} }], NOW),
        connections.addConnection(stream, { id, principal: stream, connectedAt: NOW }),
      ]);
      const [connection] = await connections.connectionsOf(stream);
      expect(heads).toMatchObject([{ stream, last: n }]);
      expect(connection?.sent === n || heads[0]?.listener === id).toBe(true);
      await connections.removeConnection(stream, id);
      expect(await listenerOf(stream)).toBeUndefined();
    }
  });

  it('that ends leaves its stream heard as long as another hears it, or has just come', async () => {
    const stream = 'rider/two';
    const connect = async (id: string): Promise<void> =>
      await connections.addConnection(stream, { id, principal: stream, connectedAt: NOW });
    await connect('first');
    await connect('second');
    await connections.removeConnection(stream, 'second');
    expect(await listenerOf(stream)).toBeDefined();
    await connections.removeConnection(stream, 'first');
    expect(await listenerOf(stream)).toBeUndefined();
    await connect('third');
    // Whoever looked before it came.
    await history.beUnheard(stream, 'second');
    expect(await listenerOf(stream)).toBe('third');
  });

  it('is of no use without an authorizer’s word', async () => {
    const { requestContext } = event('CONNECT', 'dora');
    const { authorizer: _, ...context } = requestContext;
    expect(await socket({ requestContext: context })).toEqual({ statusCode: 403 });
  });

  it('is answered a ping, and told what it may say', async () => {
    const say = async (body: string): Promise<unknown> =>
      JSON.parse((await socket(event('MESSAGE', 'emil', body))).body ?? 'null') as unknown;
    expect(await say('{"type":"ping"}')).toMatchObject({ version: 1, type: 'pong' });
    for (const body of ['', 'x', '[]', '{}', '{"type":"ping","more":1}', '{"type":"since","since":-1}'])
      expect(await say(body)).toMatchObject({ version: 1, type: 'error', code: 'BAD_REQUEST' });
  });

  it('is looked after when nothing was said for long, and is not written again once it is gone', async () => {
    await connections.addConnection('fleet', { id: 'quiet', principal: 'operator/eva', connectedAt: NOW });
    const due = async (time: string): Promise<string[]> => {
      const found: string[] = [];
      for await (const { id } of connections.connectionsToCheck(time)) found.push(id);
      return found;
    };
    expect(await due('2026-01-31T09:40:00.000Z')).not.toContain('quiet');
    expect(await due('2026-01-31T09:41:00.000Z')).toContain('quiet');
    await connections.checkAgain('fleet', 'quiet', '2026-01-31T09:35:00.000Z');
    expect(await due('2026-01-31T09:41:00.000Z')).not.toContain('quiet');
    await connections.removeConnection('fleet', 'quiet');
    await connections.markSent('fleet', 'quiet', 5);
    await connections.checkAgain('fleet', 'quiet', '2026-01-31T09:45:00.000Z');
    expect(await connections.connectionsOf('fleet')).toEqual([]);
  });
});
