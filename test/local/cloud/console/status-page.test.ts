import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpApis } from '../../../../local/cloud/api-gateway/http-apis.ts';
import { serveLogs } from '../../../../local/cloud/console/logs-api.ts';
import type { Status } from '../../../../local/cloud/console/status.ts';
import { serveStatus } from '../../../../local/cloud/console/status-api.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { Tables } from '../../../../local/cloud/dynamodb/tables.ts';
import { Iot } from '../../../../local/cloud/iot/iot.ts';
import { Functions } from '../../../../local/cloud/lambda/functions.ts';
import { aFunction } from '../lambda/a-function.ts';
import { openCloud } from '../local-cloud.ts';
import { type ServedLocalApi, servedLocalApi } from './served-local-api.ts';

/** What an attacker may bring into a log: a name, a header, a message that is shown. */
const ATTACK = `<script>alert(1)</script>"'<img src=x onerror=alert(2)>&`;

let cloud: RunningCloud;
let server: ServedLocalApi;

beforeAll(async () => {
  cloud = await openCloud();
  serveLogs(cloud);
  serveStatus(cloud);
  aFunction(cloud, {
    code: `export const handler = async (event) => { console.log('asked', event); throw new Error(event); };`,
  });
  await cloud.part(Functions).invoke('work', ATTACK, { source: 'operator' });
  server = await servedLocalApi(cloud);
});
afterAll(async () => {
  server.close();
  await cloud.stop();
});

async function get(path: string, headers: Record<string, string> = {}) {
  const { port } = server;
  const asked = request({ host: '127.0.0.1', port, path, headers }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of response) body += String(chunk);
  return { status: response.statusCode, headers: response.headers, body };
}

/** What was put in is there as text: outside of it there is no element that could run anything. */
function expectHarmless(body: string): void {
  expect(body).not.toMatch(/<(script|img|iframe|link|svg|object)/i);
  expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(body).toContain('&lt;img src=x onerror=alert(2)&gt;&amp;');
}

describe('the page at /_local', () => {
  it('shows what somebody wrote into a log, and does not run it', async () => {
    const { status, body } = await get('/_local');
    expect(status).toBe(200);
    expectHarmless(body);
  });

  it('forbids every script, other site and frame', async () => {
    const { headers, body } = await get('/_local');
    const policy = headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('script-src');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(body).not.toMatch(/https?:/);
  });

  it('shows itself anew without a script, until it is told to stand still', async () => {
    expect((await get('/_local/')).body).toContain('http-equiv="refresh"');
    expect((await get('/_local?refresh=off')).body).not.toContain('http-equiv="refresh"');
  });

  it('leads from a function’s last error to the lines of that invocation', async () => {
    const { body } = await get('/_local');
    const [, link = ''] = /href="(\/_local\/log\?source=work&amp;id=[^"]+)"/.exec(body) ?? [];
    const log = await get(link.replaceAll('&amp;', '&'));
    expect(log.body).toContain('REPORT RequestId');
    expect(log.body).toContain('asked');
    expectHarmless(log.body);
  });

  it('tells what it could not find out, and shows the rest', async () => {
    // No Kafka runs in this test.
    expect((await get('/_local')).body).toContain('Not known: topics');
  });

  it.each<Record<string, string>>([{ host: 'evil.example' }, { origin: 'https://evil.example' }])(
    'answers no %o',
    async (headers) => {
      expect((await get('/_local', headers)).status).toBe(403);
      expect((await get('/_local/status', headers)).status).toBe(403);
    },
  );
});

it('is there as JSON', async () => {
  const { body } = await get('/_local/status');
  const status = JSON.parse(body) as Status;
  expect(status.functions).toMatchObject([
    {
      name: 'work',
      invocations: 1,
      errors: 1,
      coldStarts: 1,
      throttles: 0,
      debugged: false,
      lastFailure: { message: `Error: ${ATTACK}` },
    },
  ]);
  const [first] = status.functions;
  expect(first?.maxDurationMs).toBeGreaterThan(0);
  expect(first?.medianDurationMs).toBe(first?.maxDurationMs);
  expect(first?.maxMemoryUsedMb).toBeGreaterThan(60);
  expect(status.errors[0]).toMatchObject({ source: 'work', level: 'ERROR' });
  expect(status).toMatchObject({ rules: [], tables: [], routes: [], eventSources: [], connections: 0 });
});

it('does not bring parts into being that no template has made', async () => {
  await get('/_local');
  expect([cloud.existing(Iot), cloud.existing(Tables), cloud.existing(HttpApis)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

describe('the logs', () => {
  it('say which functions there are when one is asked for that is not', async () => {
    const { status, body } = await get('/_local/logs?source=nope');
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({
      code: 'NO_SUCH_FUNCTION',
      message: expect.stringContaining('work'),
    });
  });

  it.each(['/_local/logs?level=LOUD', '/_local/logs?since=yesterday', '/_local/logs?ago=long'])(
    'refuse %s',
    async (path) => {
      expect((await get(path)).status).toBe(400);
    },
  );

  it('give the last lines that fit', async () => {
    const { body } = await get('/_local/logs?source=work&text=ASKED&lines=1');
    expect(
      body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([{ source: 'work', level: 'INFO', requestId: expect.any(String) }]);
  });
});
