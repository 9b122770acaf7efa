import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Connections } from '../../../../functions/partners/sending/connections.ts';
import { outcomeOf } from '../../../../functions/partners/sending/outcome.ts';
import { type Answered, post } from '../../../../functions/partners/sending/post.ts';
import type { Address, Receivers } from '../../../../functions/partners/sending/receivers.ts';
import { PATIENCE_MS } from '../../../patience.ts';

/** A receiver that behaves as each test says, on this computer. */

let server: Server;
let port = 0;
let requests: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];
let behaves: (response: ServerResponse, request: IncomingMessage) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      behaves(response, request);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  requests = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Where it is to be given up. Who answers may take longer on a busy machine. */
const SHORT_MS = 300;

const here: Address = { address: '127.0.0.1', family: 4 };
const local: Receivers = { loopback: true, resolve: () => Promise.resolve([here]) };

const sent = (
  receivers = local,
  url = `http://localhost:${port}/hook?a=1`,
  timeoutMs = PATIENCE_MS,
): Promise<Answered> =>
  post({ url, headers: { 'webhook-id': 'msg_1' }, body: '{"a":"ä"}' }, receivers, { timeoutMs });

const answers = (status: number, headers: Record<string, string> = {}, body = ''): void => {
  behaves = (response) => response.writeHead(status, headers).end(body);
};

describe('a receiver that', () => {
  it('accepts gets the whole body and the headers, and its answer is kept', async () => {
    answers(200, {}, 'thank you');
    const answered = await sent();
    expect(answered).toMatchObject({ status: 200, answer: 'thank you' });
    expect(answered).not.toHaveProperty('error');
    expect(outcomeOf(answered)).toEqual({ kind: 'delivered' });
    expect(requests).toMatchObject([{ body: '{"a":"ä"}', headers: { 'webhook-id': 'msg_1' } }]);
  });

  it.each([200, 201, 202, 204, 299])('answers %i has the delivery', async (status) => {
    answers(status);
    expect(outcomeOf(await sent())).toEqual({ kind: 'delivered' });
  });

  it.each([400, 401, 404, 422, 500, 502])('answers %i gets it again', async (status) => {
    answers(status, { 'retry-after': '60' });
    expect(outcomeOf(await sent())).toEqual({ kind: 'failed', error: `HTTP_${status}`, pauses: false });
  });

  it.each([429, 503])('answers %i is left alone for a while', async (status) => {
    answers(status, { 'retry-after': '60' });
    const answered = await sent();
    expect(answered.retryAfter).toBe('60');
    expect(outcomeOf(answered)).toEqual({ kind: 'failed', error: `HTTP_${status}`, pauses: true });
  });

  it('answers 410 wants nothing any more', async () => {
    answers(410);
    expect(outcomeOf(await sent())).toEqual({ kind: 'gone' });
  });

  it.each([301, 302, 303, 307, 308])('redirects with %i is not followed', async (status) => {
    behaves = (response) =>
      response.writeHead(status, { location: `http://localhost:${port}/elsewhere` }).end();
    expect(outcomeOf(await sent())).toEqual({ kind: 'failed', error: 'REDIRECT', pauses: false });
    expect(requests).toHaveLength(1);
  });

  it('hangs is given up', async () => {
    behaves = () => undefined;
    const answered = await sent(local, undefined, SHORT_MS);
    expect(answered.error).toBe('TIMEOUT');
    expect(answered.milliseconds).toBeLessThan(PATIENCE_MS);
  });

  it('answers byte by byte is given up, whatever its status', async () => {
    behaves = (response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 10);
      response.on('close', () => clearInterval(timer));
    };
    const answered = await sent(local, undefined, SHORT_MS);
    expect(answered).toMatchObject({ status: 200, error: 'TIMEOUT' });
    expect(outcomeOf(answered)).toMatchObject({ kind: 'failed' });
  });

  it('closes in the middle of its answer has not answered', async () => {
    behaves = (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    };
    const answered = await sent();
    expect(outcomeOf(answered)).toEqual({ kind: 'failed', error: 'ANSWER_INCOMPLETE', pauses: false });
  });

  it('closes without an answer has not answered', async () => {
    behaves = (response) => response.destroy();
    expect((await sent()).error).toBe('CONNECTION_FAILED');
  });

  it('never ends its answer is read so far and no further', async () => {
    behaves = (response) => {
      response.writeHead(200);
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(8_192), () => setImmediate(more));
      };
      more();
    };
    const answered = await sent();
    expect(outcomeOf(answered)).toEqual({ kind: 'delivered' });
    expect(answered.answer).toHaveLength(256);
  });

  it('is not there refuses', async () => {
    const free = createServer();
    await new Promise<void>((done) => free.listen(0, '127.0.0.1', done));
    const { port: nobody } = free.address() as AddressInfo;
    await new Promise((done) => free.close(done));
    expect((await sent(local, `http://localhost:${nobody}/`)).error).toBe('CONNECTION_REFUSED');
  });

  it('does not speak TLS, or has no certificate that holds, gets nothing', async () => {
    expect((await sent(local, `https://localhost:${port}/`)).error).toBe('TLS');
    expect(requests).toEqual([]);
  });
});

describe('a name', () => {
  it('that does not resolve is a failure as any other', async () => {
    const lost: Receivers = { loopback: false, resolve: () => Promise.reject(new Error('ENOTFOUND')) };
    const answered = await sent(lost, 'https://hotel.example/hook');
    expect(outcomeOf(answered)).toEqual({ kind: 'failed', error: 'DNS', pauses: false });
  });

  it('whose name server hangs is given up', async () => {
    const hangs: Receivers = { loopback: false, resolve: () => new Promise(() => undefined) };
    expect((await sent(hangs, 'https://hotel.example/hook', SHORT_MS)).error).toBe('TIMEOUT');
  });

  it('is resolved once for an attempt, and the connection goes where that has led', async () => {
    answers(200);
    let asked = 0;
    const elsewhere: Receivers = {
      loopback: true,
      resolve: () => {
        asked += 1;
        return Promise.resolve([{ address: '127.0.0.2', family: 4 }]);
      },
    };
    const only = createServer((_, response) => response.writeHead(299).end());
    await new Promise<void>((done) => only.listen(0, '127.0.0.2', done));
    const { port: own } = only.address() as AddressInfo;
    const answered = await sent(elsewhere, `http://localhost:${own}/`);
    await new Promise((done) => only.close(done));
    expect(answered.status).toBe(299);
    expect(asked).toBe(1);
  });

  it('that was public when it was registered, and leads inside now, is refused at the attempt', async () => {
    answers(200);
    const addresses: Address[] = [{ address: '93.184.215.14', family: 4 }, here];
    const rebinding: Receivers = {
      loopback: false,
      resolve: () => Promise.resolve(addresses.splice(0, 1)),
    };
    await rebinding.resolve('hotel.example');
    const answered = await sent(rebinding, `https://hotel.example:${port}/hook`);
    expect(answered.error).toBe('URL_NOT_ALLOWED');
    expect(requests).toEqual([]);
  });

  it.each(['http://127.0.0.1', 'https://127.0.0.1', 'https://[::1]', 'https://localhost'])(
    'of this computer is refused where the stage does not allow it: %s',
    async (origin) => {
      answers(200);
      const answered = await sent({ ...local, loopback: false }, `${origin}:${port}/`);
      expect(answered.error).toBe('URL_NOT_ALLOWED');
      expect(requests).toEqual([]);
    },
  );
});

describe('connections that are used again', () => {
  it('serve attempts whose addresses are the same, and no others', async () => {
    const ports = new Set<number | undefined>();
    behaves = (response, request) => {
      ports.add(request.socket.remotePort);
      response.writeHead(204).end();
    };
    const connections = new Connections();
    const url = `http://localhost:${port}/`;
    const again = (receivers: Receivers) =>
      post({ url, headers: {}, body: '{}' }, receivers, { timeoutMs: PATIENCE_MS, connections });
    for (let n = 0; n < 3; n++) expect(await again(local)).toMatchObject({ status: 204 });
    expect(ports.size).toBe(1);
    // The name leads elsewhere now: the open connection is not used.
    const elsewhere: Receivers = {
      loopback: true,
      resolve: () => Promise.resolve([{ address: '127.0.0.3', family: 4 }]),
    };
    expect((await again(elsewhere)).error).toBe('CONNECTION_REFUSED');
    expect(ports.size).toBe(1);
    connections.close();
  });

  it('and that the receiver has closed meanwhile lose nothing', async () => {
    const connections = new Connections();
    behaves = (response, request) => {
      response.writeHead(204).end();
      // Just as the answer has left, without a word.
      response.on('finish', () => setTimeout(() => request.socket.destroy(), 5));
    };
    const url = `http://localhost:${port}/`;
    for (let n = 0; n < 20; n++) {
      const answered = await post({ url, headers: {}, body: '{}' }, local, {
        timeoutMs: PATIENCE_MS,
        connections,
      });
      expect(answered).toMatchObject({ status: 204 });
      await new Promise((done) => setTimeout(done, 4 + (n % 3)));
    }
    connections.close();
  });
});
