import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administrator } from '../../../../local/cloud/core/administrator.ts';
import { createCloud, type RunningCloud } from '../../../../local/cloud/create-cloud.ts';

const nowhere = { internal: '', iam: '', scram: '', addScramUser: () => Promise.resolve() };
const scope = `${administrator.accessKeyId}/20260131/eu-west-1/echo/aws4_request`;
const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;

let cloud: RunningCloud;

beforeAll(async () => {
  cloud = await createCloud({
    engines: { kafka: nowhere, dynamodb: { endpoint: '' }, sqs: { endpoint: '' } },
  });
  cloud.endpoint.register('echo', ({ path }) => Promise.resolve({ status: 200, body: path }));
});
afterAll(async () => {
  await cloud.stop();
});

async function call(headers: Record<string, string>): Promise<{ status: number | undefined; body: string }> {
  const outgoing = request(`${cloud.endpoint.url}/thing`, { method: 'POST', headers }).end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}

describe('the AWS endpoint', () => {
  it('answers programs on this computer', async () => {
    expect(await call({ authorization })).toEqual({ status: 200, body: '/thing' });
  });

  it.each<Record<string, string>>([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { host: 'evil.example' },
  ])('refuses a page: %o', async (headers) => {
    const { status, body } = await call({ authorization, ...headers });
    expect(status).toBe(403);
    expect(body).toContain('AccessDeniedException');
  });

  it('shows an observer each request before its answer leaves', async () => {
    const seen: string[] = [];
    const end = cloud.endpoint.observe(({ service }) => void seen.push(service));
    await call({ authorization });
    end();
    await call({ authorization });
    expect(seen).toEqual(['echo']);
  });
});
