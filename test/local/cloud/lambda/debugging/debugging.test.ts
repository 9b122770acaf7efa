import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundle, bundleOf, type SourceMapFile, writeSourceMap } from '../../../../../infra/bundle.ts';
import { bundleEntries } from '../../../../../infra/bundle-entries.ts';
import type { RunningCloud } from '../../../../../local/cloud/create-cloud.ts';
import { Debugging } from '../../../../../local/cloud/lambda/debugging/debugging.ts';
import { Functions } from '../../../../../local/cloud/lambda/functions.ts';
import { openCloud } from '../../local-cloud.ts';
import { aBundle, aFunction } from '../a-function.ts';
import { ADebugger } from './a-debugger.ts';

/** A function of ours, as it is deployed. */
const NAME = 'platform-token-scopes';
const SOURCE = 'infra/sign-in/scopes.handler.ts';
const RIDER = { request: { groupConfiguration: { groupsToOverride: [] } }, response: {} };

let built = '';
let folder = '';
let sourceMap: SourceMapFile;
let cloud: RunningCloud;
const debuggers: ADebugger[] = [];

beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'roadstream-debugging-'));
  const entry = bundleEntries.find(({ name }) => name === NAME);
  if (entry === undefined) throw new Error(`${NAME} is gone: debug another function`);
  const { bundles } = await bundle([entry], join(built, 'bundles'));
  folder = bundleOf(bundles, NAME);
  sourceMap = await writeSourceMap(entry, join(built, 'maps'));
});
afterAll(() => {
  rmSync(built, { recursive: true });
});

beforeEach(async () => {
  cloud = await openCloud();
});
afterEach(async () => {
  // With debuggers still attached: nobody waits for them.
  await cloud.stop();
  for (const attached of debuggers.splice(0)) attached.close();
});

async function attach(port: number): Promise<ADebugger> {
  const attached = await ADebugger.attach(port);
  debuggers.push(attached);
  return attached;
}

function invoke(event: unknown = {}, name = 'work') {
  return cloud.part(Functions).invoke(name, event, { source: 'operator' });
}

describe('a function that is being debugged', () => {
  it('stands still at a line of its TypeScript for longer than its timeout, tells its values, and answers', async () => {
    aFunction(cloud, { name: NAME, folder, timeoutSeconds: 1 });
    const session = await cloud.part(Debugging).begin(NAME, { port: 0, sourceMap: sourceMap.path });
    const attached = await attach(session.port);
    await attached.breakAt(SOURCE, 'if (isOperator) return event');
    const answer = invoke(RIDER, NAME);
    const frame = await attached.paused();
    expect(await attached.evaluate(frame, 'arguments[0].request')).toEqual(RIDER.request);
    await sleep(1500);
    await attached.resume();
    const { functionError, payload } = await answer;
    expect(functionError).toBeUndefined();
    expect(payload).toHaveProperty(
      'response.claimsAndScopeOverrideDetails.accessTokenGeneration.scopesToSuppress',
      ['roadstream/operator'],
    );
  });

  it('runs the bundle that is deployed: it names no source map', () => {
    const bundle = readFileSync(join(folder, 'index.mjs'), 'utf8');
    expect(bundle).not.toContain('sourceMappingURL');
    expect(sourceMap.path.startsWith(folder)).toBe(false);
  });

  it('has one environment: other invocations wait for their turn', async () => {
    aFunction(cloud, { code: 'export const handler = async (n) => { debugger; return n; };' });
    const session = await cloud.part(Debugging).begin('work', { port: 0 });
    const attached = await attach(session.port);
    const answers = [invoke(1), invoke(2)];
    await attached.paused();
    expect(cloud.part(Functions).list()).toMatchObject([{ busy: 1, waiting: 1, coldStarts: 0 }]);
    await attached.resume();
    await attached.paused();
    await attached.resume();
    expect((await Promise.all(answers)).map(({ payload }) => payload)).toEqual([1, 2]);
  });

  it('can be looked into while it is frozen', async () => {
    aFunction(cloud, { code: 'globalThis.seen = 0; export const handler = async () => ++globalThis.seen;' });
    const session = await cloud.part(Debugging).begin('work', { port: 0 });
    await invoke();
    const attached = await attach(session.port);
    const { result } = await attached.send('Runtime.evaluate', { expression: 'globalThis.seen' });
    expect(result).toMatchObject({ value: 1 });
  });

  it('may end its environment: the debugger is cut off and finds the next one at the same port', async () => {
    aFunction(cloud, {
      code: `export const handler = async ({ exits }) => { if (exits) process.exit(3); debugger; return 'alive'; };`,
    });
    const session = await cloud.part(Debugging).begin('work', { port: 0 });
    const first = await attach(session.port);
    expect(await invoke({ exits: true })).toMatchObject({ payload: { errorType: 'Runtime.ExitError' } });
    await first.end();
    const second = await attach(session.port);
    const answer = invoke({});
    await second.paused();
    await second.resume();
    expect(await answer).toMatchObject({ payload: 'alive' });
  });

  it('goes on with new code at the same port', async () => {
    aFunction(cloud, { code: `export const handler = async () => 'old';` });
    const session = await cloud.part(Debugging).begin('work', { port: 0 });
    const first = await attach(session.port);
    expect(await invoke()).toMatchObject({ payload: 'old' });
    const next = aBundle(cloud, {
      'index.mjs': `export const handler = async () => { debugger; return 'new'; };`,
    });
    await cloud.part(Functions).swap('work', next);
    await first.end();
    const second = await attach(session.port);
    const answer = invoke();
    await second.paused();
    await second.resume();
    expect(await answer).toMatchObject({ payload: 'new' });
  });

  it('runs on when the session ends at a breakpoint, and is then a function like others', async () => {
    aFunction(cloud, {
      code: 'export const handler = async (_, context) => { debugger; return context.getRemainingTimeInMillis(); };',
      timeoutSeconds: 7,
    });
    const session = await cloud.part(Debugging).begin('work', { port: 0 });
    const attached = await attach(session.port);
    const answer = invoke();
    await attached.paused();
    await session.end();
    expect((await answer).payload).toBeGreaterThan(3_600_000);
    await attached.end();
    expect((await invoke()).payload).toBeLessThanOrEqual(7000);
    await expect(fetch(`http://127.0.0.1:${session.port}/json/list`)).rejects.toThrow('fetch failed');
  });
});

it('says what to do when the port is taken', async () => {
  aFunction(cloud, { code: 'export const handler = async () => 1;' });
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await expect(cloud.part(Debugging).begin('work', { port })).rejects.toMatchObject({
    code: 'DEBUG_PORT',
    message: expect.stringContaining('--port'),
  });
  server.close();
});
