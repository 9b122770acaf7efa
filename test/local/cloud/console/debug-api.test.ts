import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DebugStarted, serveDebugging } from '../../../../local/cloud/console/debug-api.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { Functions } from '../../../../local/cloud/lambda/functions.ts';
import { aFunction } from '../lambda/a-function.ts';
import { openCloud } from '../local-cloud.ts';
import { type ServedLocalApi, servedLocalApi } from './served-local-api.ts';

let cloud: RunningCloud;
let server: ServedLocalApi;

beforeAll(async () => {
  cloud = await openCloud();
  serveDebugging(cloud, () => Promise.resolve({ why: 'the sources have changed' }));
  aFunction(cloud, { code: 'export const handler = async () => 1;' });
  server = await servedLocalApi(cloud);
});
afterAll(async () => {
  server.close();
  await cloud.stop();
});

function debug(body: object, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> {
  const { port } = server;
  return fetch(`http://127.0.0.1:${port}/_local/debug`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers,
    ...(signal === undefined ? {} : { signal }),
  });
}

const isDebugged = (): boolean => cloud.part(Functions).list()[0]?.debugged === true;

describe('POST /_local/debug', () => {
  it('lasts as long as its asker, and says why breakpoints work in the bundle only', async () => {
    const asker = new AbortController();
    const response = await debug({ function: 'work', port: 0 }, {}, asker.signal);
    const { value } = (await response.body?.getReader().read()) ?? {};
    const started = JSON.parse(Buffer.from(value ?? []).toString()) as DebugStarted;
    expect(started).toMatchObject({ functionName: 'work', noSourceMap: 'the sources have changed' });
    expect(started.port).toBeGreaterThan(0);
    expect(isDebugged()).toBe(true);
    asker.abort();
    await expect.poll(isDebugged).toBe(false);
  });

  it('names the functions that there are', async () => {
    const response = await debug({ function: 'nope', port: 0 });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      code: 'FUNCTION_NOT_FOUND',
      message: 'No function is called nope. There are work.',
    });
  });

  it('is not for pages of other sites', async () => {
    const response = await debug({ function: 'work', port: 0 }, { origin: 'https://evil.example' });
    expect(response.status).toBe(403);
    expect(isDebugged()).toBe(false);
  });
});
