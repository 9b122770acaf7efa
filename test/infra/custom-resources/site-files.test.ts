import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CustomResourceEvent } from '../../../infra/custom-resources/cloudformation-response.ts';

/** CloudFormation's presigned address and S3, in one server. */
let server: Server;
let folder = '';
let outcome: { readonly Status?: string; readonly Reason?: string };
let puts: { readonly path: string; readonly type: string | undefined; readonly cache: string | undefined }[];
let s3Status = 200;

const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

// The function makes its client when it is loaded, so all tests use the same server.
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = new URL(request.url ?? '/', 'http://s3').pathname;
      if (path === '/response') {
        outcome = JSON.parse(Buffer.concat(chunks).toString()) as typeof outcome;
        response.end();
        return;
      }
      const { 'content-type': type, 'cache-control': cache } = request.headers;
      puts.push({ path, type, cache });
      response.writeHead(s3Status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  folder = mkdtempSync(join(tmpdir(), 'roadstream-site-'));
  for (const path of ['index.html', 'console/index.html', 'assets/index-BhqXaavd.js']) {
    mkdirSync(dirname(join(folder, 'site', path)), { recursive: true });
    writeFileSync(join(folder, 'site', path), path);
  }
  vi.stubEnv('LAMBDA_TASK_ROOT', folder);
  vi.stubEnv('AWS_ENDPOINT_URL', address());
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIA');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  puts = [];
  outcome = {};
  s3Status = 200;
});

async function handle(event: Partial<CustomResourceEvent>): Promise<void> {
  const { handler } = await import('../../../infra/custom-resources/site-files.handler.ts');
  await handler({
    RequestType: 'Create',
    ResponseURL: `${address()}/response`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Files',
    ResourceProperties: { Bucket: 'site', Config: '{"api":"https://api"}' },
    ...event,
  });
}

describe('the custom resource for the site’s files', () => {
  it.each(['Create', 'Update'] as const)('puts every file at %s, the pages last', async (RequestType) => {
    await handle({ RequestType });
    expect(outcome.Status).toBe('SUCCESS');
    const [first, ...pages] = puts.map(({ path }) => path.replace(/^.*\/site\/|^\/(?=[^/])/, ''));
    expect(first).toContain('assets/index-BhqXaavd.js');
    expect(pages.toSorted()).toEqual([
      'config.json',
      'console',
      'console/',
      'console/index.html',
      'index.html',
    ]);
    expect(puts.find(({ path }) => path.endsWith('config.json'))).toMatchObject({
      type: 'application/json',
      cache: 'no-cache',
    });
  });

  it('leaves the files to the bucket when it is deleted', async () => {
    await handle({ RequestType: 'Delete' });
    expect([outcome.Status, puts]).toEqual(['SUCCESS', []]);
  });

  it('fails when a file cannot be put, so that the deployment ends', async () => {
    s3Status = 403;
    await handle({});
    expect(outcome).toMatchObject({ Status: 'FAILED' });
  });

  it('fails without a bucket', async () => {
    await handle({ ResourceProperties: {} });
    expect(outcome).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('Bucket') });
  });
});
