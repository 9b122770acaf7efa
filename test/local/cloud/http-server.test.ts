import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { SocketApis } from '../../../local/cloud/api-gateway/sockets/socket-apis.ts';
import type { RunningCloud } from '../../../local/cloud/create-cloud.ts';
import { HttpServer, type Readiness } from '../../../local/cloud/http-server.ts';
import { openCloud } from './local-cloud.ts';

let cloud: RunningCloud;
let broken = false;
let state: Readiness = { ready: true, parts: [] };

beforeAll(async () => {
  cloud = await openCloud();
  cloud.part(SocketApis);
  await cloud.part(HttpServer).listen(() => {
    if (broken) throw new Error('a bug\nin the server');
    return state;
  });
});
afterAll(() => cloud.stop());

const base = (): string => `127.0.0.1:${cloud.part(HttpServer).port}`;

/** The status with which a client that wants a WebSocket is refused. */
async function handshake(): Promise<number | undefined> {
  const socket = new WebSocket(`ws://${base()}/live?quiet`);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  socket.on('error', () => undefined).terminate();
  return response.statusCode;
}

it('answers a fault of its own with 500, for the one who met it, and logs it', async () => {
  broken = true;
  const answers = [(await fetch(`http://${base()}/health`)).status, await handshake()];
  broken = false;
  expect(answers).toEqual([500, 500]);
  expect(cloud.journal.errors().map(({ text }) => text.split('\n')[0])).toEqual([
    'GET /live?quiet: Error: a bug\\u000ain the server',
    'GET /health: Error: a bug\\u000ain the server',
  ]);
  expect((await fetch(`http://${base()}/health`)).status).toBe(200);
  expect(await handshake()).toBe(403);
});

it.each<[string, Partial<Readiness>, health: number, other: number]>([
  ['nothing is ready', { ready: false }, 503, 503],
  ['the APIs are there and the rest is coming', { ready: false, serving: true }, 503, 404],
  ['all is ready', { ready: true, serving: true }, 200, 404],
])('when %s, /health and other requests are answered as that', async (_, given, health, other) => {
  const parts = [{ name: 'fleet', ready: given.ready === true, why: 'it ended' }];
  state = { ready: false, parts, ...given };
  const told = await fetch(`http://${base()}/health`);
  expect([told.status, (await fetch(`http://${base()}/v1/cars`)).status]).toEqual([health, other]);
  expect(await told.json()).toEqual({ ready: given.ready, parts });
});
