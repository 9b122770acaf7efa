import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { Functions } from '../../../../local/cloud/lambda/functions.ts';
import { PATIENTLY } from '../../../patience.ts';
import { openCloud } from '../local-cloud.ts';
import { deployTemplate } from './a-deployment.ts';
import { aFunction } from './a-function.ts';

let cloud: RunningCloud;
beforeEach(async () => {
  cloud = await openCloud();
});
afterEach(async () => {
  await cloud.stop();
});

function lines(): string[] {
  const found: string[] = [];
  cloud.journal.follow(({ text }) => found.push(text));
  return found;
}

describe('an asynchronous invocation', () => {
  const FAILING = `export const handler = async (event) => { console.log('attempt'); throw new Error('no'); };`;

  it('is accepted at once and tried again after one and two minutes of the platform’s time', async () => {
    aFunction(cloud, { code: FAILING });
    const attempts: number[] = [];
    cloud.journal.follow(({ text, time }) => {
      if (text.endsWith('attempt')) attempts.push(time);
    });
    await cloud.part(Functions).invoke('work', {}, { source: 'role', async: true });
    await vi.waitFor(() => expect(attempts).toHaveLength(1), PATIENTLY);
    // Half a minute on each side: time goes on while this test waits.
    await cloud.clock.advance(30_000);
    expect(attempts).toHaveLength(1);
    await cloud.clock.advance(60_000);
    expect(attempts).toHaveLength(2);
    await cloud.clock.advance(3 * 60_000);
    expect(attempts).toHaveLength(3);
    const [first = 0, second = 0, third = 0] = attempts;
    expect(second - first).toBeGreaterThanOrEqual(60_000);
    expect(third - second).toBeGreaterThanOrEqual(120_000);
    await cloud.clock.advance(3_600_000);
    expect(attempts).toHaveLength(3);
  });

  it('goes to its destination in the end', async () => {
    const { identity } = aFunction(cloud, { code: FAILING });
    const graveyard = aFunction(cloud, {
      name: 'graveyard',
      code: 'export const handler = async (event) => console.log(JSON.stringify({ buried: event }));',
    });
    const Allow = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: graveyard.arn };
    cloud.identities.addStatements(identity.roleName, [Allow]);
    await deployTemplate(cloud, {
      Config: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: 'work',
          Qualifier: '$LATEST',
          MaximumRetryAttempts: 0,
          DestinationConfig: { OnFailure: { Destination: graveyard.arn } },
        },
      },
    });
    const written = lines();
    await cloud.part(Functions).invoke('work', { car: 1 }, { source: 'role', async: true });
    const buried = () => written.find((line) => line.startsWith('{"buried"')) ?? '{}';
    await vi.waitFor(() => expect(buried()).not.toBe('{}'), PATIENTLY);
    expect(JSON.parse(buried())).toMatchObject({
      buried: {
        version: '1.0',
        requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
        requestPayload: { car: 1 },
        responsePayload: { errorType: 'Error', errorMessage: 'no' },
      },
    });
  });
});

describe('the Lambda API', () => {
  async function invokeAs(role: string, headers: Record<string, string> = {}) {
    const identity = cloud.identities.byRoleArn(`arn:aws:iam::111111111111:role/${role}`);
    const scope = `${identity?.accessKeyId}/20261122/eu-west-1/lambda/aws4_request`;
    return await fetch(`${cloud.endpoint.url}/2015-03-31/functions/work/invocations`, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
        ...headers,
      },
      body: '{"n":20}',
    });
  }

  beforeEach(() => {
    aFunction(cloud, {
      code: `export const handler = async ({ n }) => { console.log('seen'); return { twice: 2 * n }; };`,
    });
    const caller = aFunction(cloud, { name: 'caller', code: '' });
    const { arn } = cloud.part(Functions).definition('work');
    const Allow = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arn };
    cloud.identities.addStatements(caller.identity.roleName, [Allow]);
  });

  it('invokes for a role that may, and hands back payload and log', async () => {
    const response = await invokeAs('caller-role', { 'x-amz-log-type': 'Tail' });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-amz-executed-version')).toBe('$LATEST');
    const log = Buffer.from(response.headers.get('x-amz-log-result') ?? '', 'base64').toString();
    expect(log).toMatch(/START RequestId: .*seen.*END RequestId: .*REPORT RequestId: .*Init Duration: /s);
    expect(await response.json()).toEqual({ twice: 40 });
  });

  it('answers an event with 202', async () => {
    expect((await invokeAs('caller-role', { 'x-amz-invocation-type': 'Event' })).status).toBe(202);
  });

  it('denies a role that may not', async () => {
    const response = await invokeAs('work-role');
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).toMatch(/AccessDenied.*lambda:InvokeFunction/s);
  });
});

describe('logs', () => {
  it('are lines of text with time, request and level, or JSON as it was written', async () => {
    aFunction(cloud, {
      code: `export const handler = async () => { console.warn('two\\nlines', { a: 1 }); console.log('{"own":true}'); process.stdout.write('raw'); };`,
    });
    const written: { level: string; text: string }[] = [];
    cloud.journal.follow(({ level, text }) => written.push({ level, text }));
    const { requestId } = await cloud.part(Functions).invoke('work', {}, { source: 'operator' });
    expect(written).toMatchObject([
      { level: 'DEBUG', text: expect.stringMatching(/^INIT_START Runtime Version: nodejs:24\.\S+\tRuntime/) },
      { level: 'DEBUG', text: `START RequestId: ${requestId} Version: $LATEST` },
      {
        level: 'WARN',
        text: expect.stringMatching(new RegExp(`Z\\t${requestId}\\tWARN\\ttwo\\rlines \\{ a: 1 \\}$`)),
      },
      { level: 'INFO', text: '{"own":true}' },
      { level: 'INFO', text: 'raw' },
      { text: `END RequestId: ${requestId}` },
      {
        text: expect.stringMatching(
          /^REPORT .*Billed Duration: \d+ ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB/,
        ),
      },
    ]);
  });

  it('tell a cold start once: that it began, and in the first report how long it took', async () => {
    aFunction(cloud, { code: 'export const handler = async () => 1;' });
    const written = lines();
    for (let n = 0; n < 2; n += 1) await cloud.part(Functions).invoke('work', {}, { source: 'operator' });
    expect(written.filter((line) => line.startsWith('INIT_START'))).toHaveLength(1);
    const reports = written.filter((line) => line.startsWith('REPORT'));
    expect(reports.map((line) => /Init Duration: [\d.]+ ms/.test(line))).toEqual([true, false]);
    expect(written.some((line) => line.startsWith('INIT_REPORT'))).toBe(false);
  });

  it('tell a cold start that failed', async () => {
    aFunction(cloud, { code: 'throw new EvalError("at load");' });
    const written = lines();
    await cloud.part(Functions).invoke('work', {}, { source: 'operator' });
    expect(written.find((line) => line.startsWith('INIT_REPORT'))).toMatch(
      /^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: EvalError$/,
    );
  });

  it('are objects with the JSON format, and filtered by level', async () => {
    aFunction(cloud, {
      code: `export const handler = async () => { console.debug('hidden'); console.info('hello', 1); console.error(new TypeError('bad')); };`,
      logging: { format: 'JSON', applicationLevel: 'INFO', systemLevel: 'INFO', group: '/own' },
    });
    const written = lines();
    const { requestId } = await cloud.part(Functions).invoke('work', {}, { source: 'operator' });
    expect(written.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { type: 'platform.initStart', record: { phase: 'init', initializationType: 'on-demand' } },
      { type: 'platform.start', record: { requestId } },
      { level: 'INFO', requestId, message: 'hello 1', timestamp: expect.stringMatching(/Z$/) },
      {
        level: 'ERROR',
        message: { errorType: 'TypeError', errorMessage: 'bad', stackTrace: expect.any(Array) },
      },
      { type: 'platform.report', record: { requestId, status: 'success', metrics: { memorySizeMB: 256 } } },
    ]);
  });
});
