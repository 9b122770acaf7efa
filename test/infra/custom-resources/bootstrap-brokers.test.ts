import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CustomResourceEvent } from '../../../infra/custom-resources/cloudformation-response.ts';

/** CloudFormation's presigned address and MSK's API, in one server. */
let server: Server;
let answers: { readonly headers: IncomingMessage['headers']; readonly body: unknown }[];
let msk: { readonly status: number; readonly body: unknown };
let cloudFormationStatus: number;
let asked: string[];

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

// The function reads its environment when it is loaded, so all tests use the same server.
beforeAll(async () => {
  server = createServer((request, response) => {
    void textOf(request).then((text) => {
      if (request.method === 'PUT') {
        answers.push({ headers: request.headers, body: JSON.parse(text) });
        response.writeHead(cloudFormationStatus).end();
      } else {
        asked.push(decodeURIComponent(request.url ?? ''));
        response.writeHead(msk.status, { 'content-type': 'application/json' }).end(JSON.stringify(msk.body));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL', address());
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIA');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});

beforeEach(() => {
  answers = [];
  asked = [];
  cloudFormationStatus = 200;
  msk = {
    status: 200,
    body: {
      bootstrapBrokerStringSaslIam: 'b-1:9098,b-2:9098',
      bootstrapBrokerStringSaslScram: 'b-1:9096,b-2:9096',
    },
  };
});

afterAll(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const cluster = 'arn:aws:kafka:eu-west-1:123456789012:cluster/roadstream/0123-4';

async function handle(event: Partial<CustomResourceEvent>): Promise<void> {
  const { handler } = await import('../../../infra/custom-resources/bootstrap-brokers.handler.ts');
  await handler({
    RequestType: 'Create',
    ResponseURL: `${address()}/response?signature=1`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'BootstrapBrokers',
    ResourceProperties: { ClusterArn: cluster },
    ...event,
  });
}

describe('the custom resource for bootstrap brokers', () => {
  it.each(['Create', 'Update'] as const)(
    'answers %s with the addresses for IAM and SCRAM',
    async (RequestType) => {
      await handle({ RequestType });
      expect(asked).toEqual([`/v1/clusters/${cluster}/bootstrap-brokers`]);
      expect(answers.map(({ body }) => body)).toEqual([
        {
          Status: 'SUCCESS',
          PhysicalResourceId: cluster,
          StackId: 'stack',
          RequestId: 'request',
          LogicalResourceId: 'BootstrapBrokers',
          Data: {
            BootstrapBrokerStringSaslIam: 'b-1:9098,b-2:9098',
            BootstrapBrokerStringSaslScram: 'b-1:9096,b-2:9096',
          },
        },
      ]);
      // The address is signed for a request without one.
      expect(answers[0]?.headers['content-type']).toBe('');
    },
  );

  it('has nothing to delete', async () => {
    await handle({ RequestType: 'Delete', PhysicalResourceId: cluster });
    expect(asked).toEqual([]);
    expect(answers[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: cluster });
  });

  it('reports why it failed instead of letting the stack wait', async () => {
    msk = { status: 404, body: { message: 'no such cluster' } };
    await handle({});
    expect(answers[0]?.body).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: 'BootstrapBrokers',
      Reason: expect.stringContaining('no such cluster'),
    });
  });

  it('fails when the cluster lacks a kind of authentication', async () => {
    msk = { status: 200, body: { bootstrapBrokerStringSaslIam: 'b-1:9098' } };
    await handle({});
    expect(answers[0]?.body).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('MSK returned no BootstrapBrokerStringSaslScram'),
    });
  });

  it('fails without a cluster', async () => {
    await handle({ ResourceProperties: {} });
    expect(answers[0]?.body).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('ClusterArn'),
    });
  });

  it('throws when CloudFormation refuses the answer, so that it is seen in the log', async () => {
    cloudFormationStatus = 403;
    await expect(handle({})).rejects.toThrow(
      'CloudFormation refused the answer for BootstrapBrokers with 403',
    );
  });
});
