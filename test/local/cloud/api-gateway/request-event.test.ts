import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { functionResponse } from '../../../../local/cloud/api-gateway/function-response.ts';
import { requestEvent } from '../../../../local/cloud/api-gateway/request-event.ts';

/** What the function would get of a real request. */
async function eventOf(path: string, headers: Record<string, string>, body: string): Promise<unknown> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const outgoing = send({ port, host: '127.0.0.1', method: 'POST', path, headers });
  outgoing.end(body);
  const [incoming, response] = (await once(server, 'request')) as Parameters<
    Parameters<typeof createServer>[1] & object
  >;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const [rawPath = '', queryString = ''] = (incoming.url ?? '').split('?');
  const event = requestEvent(
    { incoming, body: Buffer.concat(chunks), path: rawPath, queryString },
    {
      routeKey: 'POST /v1/rentals/{id}',
      pathParameters: { id: 'rnt_1' },
      jwt: { claims: { sub: 'ana' }, scopes: ['roadstream/rider'] },
      account: '111111111111',
      apiId: 'abcdefghij',
      region: 'eu-west-1',
      requestId: 'request-1',
      now: Date.UTC(2026, 10, 22, 15, 32, 9),
    },
  );
  response.end();
  await once(outgoing, 'response');
  server.close();
  server.closeAllConnections();
  return event;
}

it('[22] is an event of payload format 2.0', async () => {
  const headers = {
    'Content-Type': 'application/json',
    Cookie: 'a=1; b=2',
    'User-Agent': 'test',
    'X-Many': 'one',
  };
  expect(await eventOf('/v1/rentals/rnt_1?a=1&a=2&b=x%20y', headers, '{"x":1}')).toMatchObject({
    version: '2.0',
    routeKey: 'POST /v1/rentals/{id}',
    rawPath: '/v1/rentals/rnt_1',
    rawQueryString: 'a=1&a=2&b=x%20y',
    cookies: ['a=1', 'b=2'],
    headers: { 'content-type': 'application/json', 'x-many': 'one' },
    queryStringParameters: { a: '1,2', b: 'x y' },
    pathParameters: { id: 'rnt_1' },
    requestContext: {
      accountId: '111111111111',
      apiId: 'abcdefghij',
      authorizer: { jwt: { claims: { sub: 'ana' }, scopes: ['roadstream/rider'] } },
      http: { method: 'POST', path: '/v1/rentals/rnt_1', protocol: 'HTTP/1.1', userAgent: 'test' },
      stage: '$default',
      time: '22/Nov/2026:15:32:09 +0000',
      timeEpoch: Date.UTC(2026, 10, 22, 15, 32, 9),
    },
    body: '{"x":1}',
    isBase64Encoded: false,
  });
});

it('[22] carries a body that is not text in base 64', async () => {
  expect(await eventOf('/v1/x', { 'Content-Type': 'image/png' }, 'png')).toMatchObject({
    body: Buffer.from('png').toString('base64'),
    isBase64Encoded: true,
  });
});

it.each([
  ['a value', { a: 1 }, { status: 200, body: '{"a":1}' }],
  ['a response', { statusCode: 201, headers: { 'X-A': 'b' }, body: 'yes' }, { status: 201, body: 'yes' }],
  [
    'a body in base 64',
    { statusCode: 200, body: 'eWVz', isBase64Encoded: true },
    { status: 200, body: 'yes' },
  ],
])('[22] sends %s', (_, payload, { status, body }) => {
  const answer = functionResponse(payload);
  expect(answer?.status).toBe(status);
  expect(answer?.body.toString()).toBe(body);
});

it.each([[{ statusCode: 'x' }], [{ statusCode: 200, body: 5 }], [undefined]])(
  '[22] cannot send %o',
  (payload) => {
    expect(functionResponse(payload)).toBeUndefined();
  },
);
