import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { issueServerCertificate } from '../../../../local/cloud/core/authority.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { Functions } from '../../../../local/cloud/lambda/functions.ts';
import { PATIENCE_MS } from '../../../patience.ts';
import { openCloud } from '../local-cloud.ts';
import { aFunction } from './a-function.ts';

let cloud: RunningCloud;
const folders: string[] = [];

beforeEach(async () => {
  cloud = await openCloud();
});
afterEach(async () => {
  await cloud.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Bundles lie in `cdk.out`, inside the project, where Node would look for packages further up. */
function folderInProject(files: Readonly<Record<string, string>>): string {
  mkdirSync('.roadstream', { recursive: true });
  const folder = mkdtempSync(resolve('.roadstream', 'bundle-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

async function invoke(event: unknown = {}, name = 'work') {
  return await cloud.part(Functions).invoke(name, event, { source: 'operator' });
}

describe('a function in its worker', () => {
  it('sees the environment of its template, what Lambda adds, and nothing of this machine', async () => {
    process.env['ONLY_ON_THIS_MACHINE'] = 'yes';
    const { identity } = aFunction(cloud, {
      code: 'export const handler = async () => process.env;',
      environment: { TABLE: 'cars' },
    });
    const { payload } = await invoke();
    expect(payload).toMatchObject({
      TABLE: 'cars',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'work',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_ACCESS_KEY_ID: identity.accessKeyId,
      AWS_SECRET_ACCESS_KEY: identity.secretAccessKey,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_ENDPOINT_URL: cloud.endpoint.url,
      _HANDLER: 'index.handler',
    });
    expect(payload).toHaveProperty('_X_AMZN_TRACE_ID', expect.stringMatching(/^Root=1-/));
    // Exactly the template's, Lambda's own, and where AWS is.
    expect(Object.keys(payload as object).toSorted()).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_DEFAULT_REGION',
      'AWS_ENDPOINT_URL',
      'AWS_EXECUTION_ENV',
      'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
      'AWS_LAMBDA_FUNCTION_NAME',
      'AWS_LAMBDA_FUNCTION_VERSION',
      'AWS_LAMBDA_INITIALIZATION_TYPE',
      'AWS_LAMBDA_LOG_GROUP_NAME',
      'AWS_LAMBDA_LOG_STREAM_NAME',
      'AWS_REGION',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SESSION_TOKEN',
      'LAMBDA_TASK_ROOT',
      'LANG',
      'PATH',
      'TABLE',
      'TZ',
      '_HANDLER',
      '_X_AMZN_TRACE_ID',
    ]);
    expect(payload).not.toHaveProperty('ONLY_ON_THIS_MACHINE');
  });

  it('gets its event and a context as Lambda makes them', async () => {
    aFunction(cloud, {
      code: `export const handler = async (event, context) =>
        ({ event, context, left: context.getRemainingTimeInMillis() });`,
      timeoutSeconds: 700,
    });
    const { payload, requestId } = await invoke({ a: [1, 'ü'] });
    expect(payload).toMatchObject({
      event: { a: [1, 'ü'] },
      context: {
        awsRequestId: requestId,
        functionName: 'work',
        functionVersion: '$LATEST',
        memoryLimitInMB: '256',
        invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:work',
        logGroupName: '/aws/lambda/work',
        callbackWaitsForEmptyEventLoop: true,
      },
    });
    const { left } = payload as { left: number };
    expect(left).toBeGreaterThan(500_000);
    expect(left).toBeLessThanOrEqual(700_000);
  });

  it('may be CommonJS, also inside a project whose scripts are ES modules', async () => {
    const inProject = folderInProject({ 'index.js': 'exports.handler = async () => typeof require;' });
    aFunction(cloud, { folder: inProject });
    expect((await invoke()).payload).toBe('function');
  });

  it('returns null where its handler returned nothing', async () => {
    aFunction(cloud, { code: 'export const handler = async () => {};' });
    expect(await invoke()).toMatchObject({ payload: null });
  });

  it('keeps what its module holds between invocations', async () => {
    aFunction(cloud, { code: 'let n = 0; export const handler = async () => ++n;' });
    await invoke();
    expect((await invoke()).payload).toBe(2);
    expect(cloud.part(Functions).list()).toMatchObject([{ invocations: 2, coldStarts: 1, idle: 1 }]);
  });

  it('stands still between invocations: its timers too', async () => {
    aFunction(cloud, {
      code: `let ticks = 0; setInterval(() => { ticks += 1; }, 5);
        export const handler = async ({ least }) => {
          const before = ticks; while (ticks < least) await new Promise((done) => setTimeout(done, 5)); return { before, ticks };
        };`,
    });
    const first = (await invoke({ least: 3 })).payload as { ticks: number };
    await new Promise((done) => setTimeout(done, 200));
    const second = (await invoke({ least: 0 })).payload as { before: number };
    // One turn of the event loop is left to it, as on Lambda; in the pause there was time for forty.
    expect(second.before - first.ticks).toBeLessThanOrEqual(1);
  });

  it('reads the platform clock with Date and the real one with timers', async () => {
    aFunction(cloud, {
      code: `export const handler = async () => {
        const real = performance.now(); const before = Date.now();
        await new Promise((done) => setTimeout(done, 20));
        return { now: before, made: new Date().getTime(), parsed: new Date('2026-01-31T09:30:00Z').toISOString(),
          text: Date().length > 10, instance: new Date() instanceof Date, real: performance.now() - real };
      };`,
    });
    const began = Date.now();
    const before = (await invoke()).payload as { now: number };
    expect(before.now).toBeGreaterThanOrEqual(began);
    expect(before.now).toBeLessThanOrEqual(Date.now());
    await cloud.clock.advance(24 * 3600 * 1000);
    const moved = cloud.clock.now();
    const after = (await invoke()).payload as Record<string, number>;
    expect(after['now']).toBeGreaterThanOrEqual(Math.floor(moved));
    expect(after['now']).toBeLessThanOrEqual(cloud.clock.now());
    expect(after['made']).toBeGreaterThanOrEqual(after['now'] ?? 0);
    expect(after).toMatchObject({ parsed: '2026-01-31T09:30:00.000Z', text: true, instance: true });
    expect(after['real']).toBeLessThan(PATIENCE_MS);
  });

  it('trusts the authority of the local servers', async () => {
    const { certificate: cert, key } = await issueServerCertificate(cloud.authority, ['localhost']);
    const server = createServer({ cert, key }, (_, answer) => answer.end('hello'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    aFunction(cloud, {
      code: `export const handler = async ({ port }) => await (await fetch('https://localhost:' + port)).text();`,
    });
    const { payload } = await invoke({ port: (server.address() as AddressInfo).port });
    server.closeAllConnections();
    server.close();
    expect(payload).toBe('hello');
  });

  it.each([
    ['index.cjs', `exports.handler = async () => typeof require('@aws-sdk/client-sqs').SQSClient;`],
    [
      'index.mjs',
      `import { SQSClient } from '@aws-sdk/client-sqs'; export const handler = async () => typeof SQSClient;`,
    ],
  ])('has the SDK of the runtime wherever its bundle lies: %s', async (name, content) => {
    aFunction(cloud, { files: { [name]: content } });
    expect((await invoke()).payload).toBe('function');
  });

  it('takes an SDK of its own rather than that of the runtime', async () => {
    const folder = folderInProject({
      'index.cjs': `exports.handler = async () => require('@aws-sdk/client-sqs');`,
    });
    const own = join(folder, 'node_modules', '@aws-sdk', 'client-sqs');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'index.js'), `module.exports = 'own';`);
    aFunction(cloud, { folder });
    expect((await invoke()).payload).toBe('own');
  });

  it('does not see packages of the project that are not in its bundle', async () => {
    aFunction(cloud, { folder: folderInProject({ 'index.mjs': "import 'kafkajs';" }) });
    expect(await invoke()).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Runtime.ImportModuleError', errorMessage: expect.stringContaining('kafkajs') },
    });
  });
});
