import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { Functions } from '../../../../local/cloud/lambda/functions.ts';
import { openCloud } from '../local-cloud.ts';
import { aFunction } from './a-function.ts';

let cloud: RunningCloud;

beforeEach(async () => {
  cloud = await openCloud();
});
afterEach(async () => {
  await cloud.stop();
});

async function invoke(event: unknown = {}) {
  return await cloud.part(Functions).invoke('work', event, { source: 'operator' });
}

/** Counts its invocations, so that a test sees whether the environment was replaced. */
const COUNTING = 'let n = 0; export const handler = async (event) => { n += 1; if (event.ask) return n;';

describe('when a function fails', () => {
  it('words what the handler threw as Lambda does, and keeps the environment', async () => {
    aFunction(cloud, { code: `${COUNTING} throw new RangeError('too far'); };` });
    const result = await invoke();
    expect(result.functionError).toBe('Unhandled');
    expect(result.payload).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
    expect(result.payload).toHaveProperty('trace.0', 'RangeError: too far');
    expect((await invoke({ ask: true })).payload).toBe(2);
  });

  it('replaces the environment after an uncaught exception', async () => {
    const code = `${COUNTING} setTimeout(() => { throw new TypeError('late'); }, 1); await new Promise(() => {}); };`;
    aFunction(cloud, { code });
    expect(await invoke()).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'TypeError', errorMessage: 'late' },
    });
    expect((await invoke({ ask: true })).payload).toBe(1);
  });

  it('replaces the environment after an unhandled rejection', async () => {
    const code = `${COUNTING} void Promise.reject(new Error('nobody')); await new Promise((d) => setTimeout(d, 1000)); };`;
    aFunction(cloud, { code });
    expect((await invoke()).payload).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'Error: nobody',
    });
    expect((await invoke({ ask: true })).payload).toBe(1);
  });

  it('ends what takes longer than its timeout, also a loop that never yields', async () => {
    aFunction(cloud, { code: `${COUNTING} for (;;); };`, timeoutSeconds: 1 });
    const result = await invoke();
    expect(result.payload).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(result.payload).toHaveProperty(
      'errorMessage',
      `RequestId: ${result.requestId} Error: Task timed out after 1.00 seconds`,
    );
    expect(result.logs).toMatch(/Z \S+ Task timed out after 1\.00 seconds/);
    expect(result.logs).toContain('Status: timeout');
    expect((await invoke({ ask: true })).payload).toBe(1);
  });

  it('counts buffers towards the memory limit', async () => {
    const code = `${COUNTING} const held = []; for (;;) { held.push(Buffer.alloc(8 * 2 ** 20, 1)); await new Promise((d) => setTimeout(d, 20)); } };`;
    aFunction(cloud, { code, memoryMb: 160 });
    const result = await invoke();
    expect(result.payload).toMatchObject({ errorType: 'Runtime.OutOfMemory' });
    expect(result.logs).toContain('Max Memory Used: 160 MB');
    expect((await invoke({ ask: true })).payload).toBe(1);
  });

  it('counts the heap towards the memory limit', async () => {
    const code = `${COUNTING} const held = []; for (;;) held.push(JSON.parse('{"a":[1,2,3,4,5,6,7,8]}')); };`;
    aFunction(cloud, { code, memoryMb: 128 });
    expect((await invoke()).payload).toMatchObject({ errorType: 'Runtime.OutOfMemory' });
    expect((await invoke({ ask: true })).payload).toBe(1);
  });

  it('reports an environment that was killed from outside', async () => {
    aFunction(cloud, {
      code: `${COUNTING} console.log('under way'); await new Promise((d) => setTimeout(d, 60000)); };`,
    });
    const underWay = new Promise<void>((resolve) => {
      cloud.journal.follow((line) => (line.text.endsWith('under way') ? resolve() : undefined));
    });
    const result = invoke();
    await underWay;
    await cloud.part(Functions).kill('work');
    expect((await result).payload).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect((await invoke({ ask: true })).payload).toBe(1);
  });

  it('ends when nothing is left that could resolve its promise', async () => {
    aFunction(cloud, { code: `export const handler = async () => await new Promise(() => {});` });
    const { payload } = await invoke();
    expect(payload).toMatchObject({ errorType: 'Runtime.ExitError' });
  });

  it.each([
    ['a syntax error', { 'index.mjs': 'export const handler = =' }, 'Runtime.UserCodeSyntaxError'],
    ['no such export', { 'index.mjs': 'export const other = 1' }, 'Runtime.HandlerNotFound'],
    ['no such file', { 'other.mjs': '' }, 'Runtime.ImportModuleError'],
    ['an error at load', { 'index.mjs': 'throw new EvalError("at load")' }, 'EvalError'],
    [
      'a callback handler',
      { 'index.mjs': 'export const handler = (e, c, done) => done()' },
      'Runtime.CallbackHandlerDeprecated',
    ],
  ])('reports %s as the initialization that failed', async (_, files, errorType) => {
    aFunction(cloud, { files });
    expect((await invoke()).payload).toMatchObject({ errorType });
  });
});

describe('concurrency', () => {
  const SLOW = `export const handler = async () => { await new Promise((d) => setTimeout(d, 300)); return 1; };`;

  it('runs as many at once as are asked for, each in a worker of its own', async () => {
    aFunction(cloud, { code: SLOW });
    await Promise.all([invoke(), invoke(), invoke()]);
    expect(cloud.part(Functions).list()).toMatchObject([{ coldStarts: 3, idle: 3 }]);
  });

  it('runs as many at once as are reserved, each in a worker of its own, and throttles the next', async () => {
    aFunction(cloud, {
      code: `import { threadId } from 'node:worker_threads';
        export const handler = async () => { await new Promise((d) => setTimeout(d, 300)); return threadId; };`,
      reservedConcurrency: 2,
    });
    const underWay = [invoke(), invoke()];
    await expect(invoke()).rejects.toMatchObject({ code: 'FUNCTION_THROTTLED' });
    const workers = (await Promise.all(underWay)).map(({ payload }) => payload);
    expect(new Set(workers).size).toBe(2);
    expect(workers).toContain((await invoke()).payload);
  });

  it('throttles what exceeds the reserved concurrency', async () => {
    aFunction(cloud, { code: SLOW, reservedConcurrency: 1 });
    const first = invoke();
    await expect(invoke()).rejects.toMatchObject({ code: 'FUNCTION_THROTTLED' });
    expect((await first).payload).toBe(1);
  });

  it('goes on with the new bundle after a swap', async () => {
    aFunction(cloud, { code: `export const handler = async () => 'old';` });
    const { folder } = aFunction(cloud, { name: 'other', code: `export const handler = async () => 'new';` });
    expect((await invoke()).payload).toBe('old');
    await cloud.part(Functions).swap('work', folder);
    expect((await invoke()).payload).toBe('new');
  });
});

describe('who may invoke', () => {
  it('refuses a service without a permission of the function, and names what is missing', async () => {
    aFunction(cloud, { code: 'export const handler = async () => 1;' });
    const from = {
      source: 'iot.amazonaws.com',
      sourceArn: 'arn:aws:iot:eu-west-1:111111111111:rule/a',
    } as const;
    const functions = cloud.part(Functions);
    await expect(functions.invoke('work', {}, from)).rejects.toMatchObject({
      code: 'FUNCTION_NOT_PERMITTED',
      message: expect.stringContaining('rule/a'),
    });
    functions.permit('work', {
      action: 'lambda:InvokeFunction',
      principal: 'iot.amazonaws.com',
      sourceArn: 'arn:aws:iot:eu-west-1:111111111111:rule/*',
    });
    expect(await functions.invoke('work', {}, from)).toMatchObject({ payload: 1 });
  });
});
