import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { administrator } from '../../../../local/cloud/core/administrator.ts';
import { AwsError, type AwsRequest } from '../../../../local/cloud/core/aws-endpoint.ts';
import { credentialScope } from '../../../../local/cloud/core/credential-scope.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { openCloud } from '../local-cloud.ts';

let cloud: RunningCloud;
let last: AwsRequest | undefined;

beforeAll(async () => {
  cloud = await openCloud();
  cloud.endpoint.register('echo', (request) => {
    last = request;
    if (request.operation === 'Fail') throw new AwsError('ThrottlingException', 'slow down', 429);
    if (request.operation === 'Quote')
      return Promise.resolve({ status: 200, headers: { 'x-quote': '☃\r\nx-forged: yes' } });
    if (request.operation === 'Name') return Promise.resolve({ status: 200, headers: { 'x name': 'a' } });
    if (request.operation === 'Forge') throw new TypeError('a bug\n09:30 ERROR forged');
    if (request.operation === 'Break') throw new TypeError('a bug');
    if (request.operation === 'Check') cloud.endpoint.authorize(request, 'echo:Check', 'arn:thing');
    return Promise.resolve({ status: 200, body: 'done' });
  });
});

afterAll(() => cloud.stop());

const scope = (key: string, service = 'echo'): string => `${key}/20261122/eu-west-1/${service}/aws4_request`;

function call(credential: string | undefined, operation = 'Do', path = '/a/b?c=d'): Promise<Response> {
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
  return fetch(`${cloud.endpoint.url}${path}`, {
    method: 'POST',
    body: '{"x":1}',
    headers: {
      'x-amz-target': `Echo_2026.${operation}`,
      ...(credential === undefined ? {} : { authorization }),
    },
  });
}

describe('the endpoint', () => {
  test('tells services apart by their signing name, and says who called what', async () => {
    const identity = cloud.identities.addRole('caller', 'arn:aws:iam::111111111111:role/caller');
    const response = await call(scope(identity.accessKeyId));
    expect([response.status, await response.text()]).toEqual([200, 'done']);
    expect(last).toMatchObject({ service: 'echo', operation: 'Do', method: 'POST', path: '/a/b', identity });
    expect([last?.query.get('c'), last?.body.toString()]).toEqual(['d', '{"x":1}']);
  });

  test('knows the administrator, who is nobody, and lets nobody else do what no policy allows', async () => {
    expect((await call(scope(administrator.accessKeyId), 'Check')).status).toBe(200);
    expect(last?.identity).toBeUndefined();
    const stranger = cloud.identities.addRole('stranger', 'arn:aws:iam::111111111111:role/stranger');
    const denied = await call(scope(stranger.accessKeyId), 'Check');
    expect(denied.status).toBe(400);
    expect(await denied.json()).toMatchObject({
      __type: 'AccessDeniedException',
      message: expect.stringContaining('"Action":"echo:Check","Resource":"arn:thing"') as string,
    });
  });

  test('sends no header that ends before its end, and answers 500 for one that is none', async () => {
    const quoted = await call(scope(administrator.accessKeyId), 'Quote');
    expect([quoted.status, quoted.headers.get('x-quote'), quoted.headers.get('x-forged')]).toEqual([
      200,
      '???x-forged: yes',
      null,
    ]);
    expect((await call(scope(administrator.accessKeyId), 'Name')).status).toBe(500);
    expect((await call(scope(administrator.accessKeyId))).status).toBe(200);
  });

  test('logs what others wrote on one line, with the stack of a bug below it', async () => {
    await call(scope(administrator.accessKeyId), 'Forge');
    const [line = '', ...stack] = cloud.journal.errors()[0]?.text.split('\n') ?? [];
    expect(line).toBe('echo Forge: TypeError: a bug\\u000a09:30 ERROR forged');
    expect(stack.length).toBeGreaterThan(0);
    for (const call of stack) expect(call).toMatch(/^ +at /);
  });

  test.each([
    ['an access key that belongs to nobody', scope('AKIANOBODY'), 'UnrecognizedClientException'],
    ['no signature', undefined, 'MissingAuthenticationTokenException'],
    ['a service that nobody plays', scope(administrator.accessKeyId, 's3'), 'UnknownOperationException'],
  ])('refuses %s', async (_what, credential, type) => {
    expect(await (await call(credential)).json()).toMatchObject({ __type: type });
  });

  test("answers a service's errors, and bugs as failures that the journal shows", async () => {
    const failed = await call(scope(administrator.accessKeyId), 'Fail');
    expect([failed.status, failed.headers.get('x-amzn-errortype')]).toEqual([429, 'ThrottlingException']);
    const broken = await call(scope(administrator.accessKeyId), 'Break');
    expect([broken.status, await broken.json()]).toEqual([
      500,
      { __type: 'InternalFailure', message: 'echo Break: TypeError: a bug' },
    ]);
    const errors: string[] = [];
    cloud.journal.follow(({ level, text }) => void (level === 'ERROR' && errors.push(text)));
    expect(errors.join('\n')).toContain('echo Break: TypeError: a bug');
  });

  test("says the platform's time, which clients take for theirs", async () => {
    await cloud.clock.advance(3_600_000);
    const date = (await call(scope(administrator.accessKeyId))).headers.get('date') ?? '';
    expect(Math.abs(Date.parse(date) - cloud.clock.now())).toBeLessThan(5000);
    expect(Date.parse(date)).toBeGreaterThan(Date.now() + 3_000_000);
  });

  test('does not let two parts answer for one service', () => {
    expect(() => cloud.endpoint.register('echo', () => Promise.reject(new Error('never')))).toThrow(
      'two parts',
    );
  });
});

describe('a credential scope', () => {
  test('is read from the header and from a presigned query', () => {
    const expected = { accessKeyId: 'AKIA1', region: 'eu-west-1', service: 'sqs' };
    const header = `AWS4-HMAC-SHA256 Credential=${scope('AKIA1', 'sqs')},SignedHeaders=host,Signature=1`;
    expect(credentialScope(header, new URLSearchParams())).toEqual(expected);
    expect(
      credentialScope(undefined, new URLSearchParams({ 'X-Amz-Credential': scope('AKIA1', 'sqs') })),
    ).toEqual(expected);
    expect(credentialScope('Bearer x', new URLSearchParams())).toBeUndefined();
  });
});
