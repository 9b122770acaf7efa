import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LocalApi, LocalApiError } from '../../../../local/cloud/core/local-api.ts';

const api = new LocalApi();
const server = createServer((incoming, outgoing) => void api.handle(incoming, outgoing));

beforeAll(async () => {
  api.register('GET', '/_local/thing', ({ query }) => Promise.resolve({ asked: query.get('q') }));
  api.register('POST', '/_local/thing', ({ body }) => Promise.resolve(body));
  api.register('GET', '/_local/below/*', ({ path }) => Promise.resolve({ path }));
  api.register('GET', '/_local/no', () => {
    throw new LocalApiError(409, 'NO', 'No.');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
});

function call(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<[number, unknown]> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve([response.statusCode ?? 0, JSON.parse(Buffer.concat(chunks).toString())]),
      );
    })
      .on('error', reject)
      .end(body);
  });
}

it('answers what is registered', async () => {
  expect(await call('GET', '/_local/thing?q=1')).toEqual([200, { asked: '1' }]);
  expect(await call('POST', '/_local/thing', {}, '{"a":1}')).toEqual([200, { a: 1 }]);
  expect(await call('GET', '/_local/below/x/y')).toEqual([200, { path: '/_local/below/x/y' }]);
});

it('says what is wrong', async () => {
  expect(await call('GET', '/_local/other')).toMatchObject([404, { code: 'NOT_FOUND' }]);
  expect(await call('GET', '/_local/no')).toEqual([409, { code: 'NO', message: 'No.' }]);
  expect(await call('POST', '/_local/thing', {}, '[1]')).toMatchObject([400, { code: 'BAD_JSON' }]);
});

it.each([[{ host: 'evil.example' }], [{ origin: 'https://evil.example' }], [{ origin: 'null' }]])(
  'refuses a request with %o',
  async (headers) => {
    expect(await call('GET', '/_local/thing', headers)).toMatchObject([403, { code: 'NOT_LOCAL' }]);
  },
);
