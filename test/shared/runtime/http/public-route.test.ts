import '../../../../shared/contracts/compile.ts';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { getAlerts } from '../../../../shared/contracts/gbfs/feed.ts';
import type { HttpResult } from '../../../../shared/runtime/http/event.ts';
import { cachedFor, PublicText, publicRead } from '../../../../shared/runtime/http/public-route.ts';
import { httpApi } from '../../../../shared/runtime/http.ts';

const room = { name: 'test', description: '', table: false, functions: [] };

function ask(body: unknown, acceptEncoding?: string): Promise<HttpResult> {
  const handler = httpApi(room, 'feed', [
    publicRead(getAlerts, async () => ({ body: new PublicText(body), freshSeconds: 42 })),
  ]);
  const event = {
    routeKey: 'GET /gbfs/3/system_alerts.json',
    rawPath: '/gbfs/3/system_alerts.json',
    headers: acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding },
    isBase64Encoded: false,
    requestContext: { requestId: 'request' },
  };
  return handler(event, { getRemainingTimeInMillis: () => 10_000 });
}

const long = { text: 'roads and streets '.repeat(200) };

function meant({ body, isBase64Encoded, headers }: HttpResult): unknown {
  const bytes = Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8');
  return JSON.parse(String(headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes));
}

describe('a public route', () => {
  it('needs no token, and may be cached for as long as it is fresh', async () => {
    const answer = await ask({ a: 1 });

    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'cache-control': 'public, max-age=42', vary: 'accept-encoding' },
      body: '{"a":1}',
    });
  });

  it.each(['gzip', 'br, gzip;q=0.5', '*', 'GZIP'])(
    'is compressed when the client accepts %s',
    async (accepted) => {
      const answer = await ask(long, accepted);

      expect(answer).toMatchObject({ isBase64Encoded: true, headers: { 'content-encoding': 'gzip' } });
      expect(answer.body.length).toBeLessThan(400);
      expect(meant(answer)).toEqual(long);
    },
  );

  it.each([undefined, 'br', 'gzip;q=0', 'identity, gzip; q=0.0'])(
    'is plain when the client accepts %s',
    async (accepted) => {
      const answer = await ask(long, accepted);

      expect(answer.headers).not.toHaveProperty('content-encoding');
      expect(meant(answer)).toEqual(long);
    },
  );

  it('is always compressed when it is too large for Lambda’s answer', async () => {
    const answer = await ask({ text: 'a'.repeat(6_000_000) });

    expect(answer.headers['content-encoding']).toBe('gzip');
  });
});

describe('a kept value', () => {
  it('is made once within its time', async () => {
    let [made, now] = [0, 0];
    const read = cachedFor(
      60,
      () => Promise.resolve(++made),
      () => now,
    );

    expect(await read()).toEqual({ value: 1, freshSeconds: 60 });
    now = 59_500;
    expect(await read()).toEqual({ value: 1, freshSeconds: 0 });
    now = 60_000;
    expect(await read()).toEqual({ value: 2, freshSeconds: 60 });
  });

  it('is made again after a failure', async () => {
    let fails = true;
    const read = cachedFor(60, () => (fails ? Promise.reject(new Error('away')) : Promise.resolve('here')));

    await expect(read()).rejects.toThrow('away');
    fails = false;
    expect((await read()).value).toBe('here');
  });
});
