import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator } from '../../../../local/cloud/core/administrator.ts';
import { serveJson } from '../../../../local/cloud/core/aws-json.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { Queues } from '../../../../local/cloud/sqs/queues.ts';
import { openCloud } from '../local-cloud.ts';

let cloud: RunningCloud;

beforeAll(async () => {
  cloud = await openCloud();
  serveJson(cloud.endpoint, 'echo', { Say: (input) => ({ said: input.text('What') }) });
  cloud.part(Queues);
});
afterAll(() => cloud.stop());

async function call(service: string, operation: string): Promise<unknown> {
  const scope = `${administrator.accessKeyId}/20261122/eu-west-1/${service}/aws4_request`;
  const response = await fetch(cloud.endpoint.url, {
    method: 'POST',
    body: '{"What":"this","QueueUrl":"http://queue"}',
    headers: {
      'x-amz-target': `Any.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
  });
  return response.json();
}

test('an operation is what its service declares', async () => {
  expect(await call('echo', 'Say')).toEqual({ said: 'this' });
});

test.each([
  ['echo', 'constructor'],
  ['echo', 'toString'],
  ['echo', '__proto__'],
  ['sqs', 'constructor'],
])('%s has no operation %s, which every object inherits', async (service, operation) => {
  expect(await call(service, operation)).toMatchObject({ __type: 'UnknownOperationException' });
});
