import '../../../shared/contracts/compile.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { listDeadLetters, redriveDeadLetters } from '../../../shared/contracts/platform/dead-letters.ts';
import type { HttpEvent, HttpResult } from '../../../shared/runtime/http/event.ts';
import { lambdaAnswers } from '../../shared/runtime/lambda-server.ts';
import { bodyOf, invoked, request } from '../a-request.ts';

/** The routes for dead letters ask the function that reads them, behind Lambda's Invoke. */

let handler: (event: HttpEvent) => Promise<HttpResult>;
let next: { readonly status: number; readonly body: object; readonly error?: string };
let asked: unknown[] = [];

beforeAll(async () => {
  const address = await lambdaAnswers((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      asked.push([incoming.url?.split('/')[3], JSON.parse(Buffer.concat(chunks).toString())]);
      response.writeHead(next.status, next.error === undefined ? {} : { 'x-amzn-errortype': next.error });
      response.end(JSON.stringify(next.body));
    });
  });
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_LAMBDA: address,
  });
  const { handler: deployed } = await import('../../../functions/platform/http.handler.ts');
  handler = invoked(deployed);
});

const olga = { kind: 'operator', id: 'olga' };

function answering(body: object, status = 200, error?: string): void {
  next = { status, body, ...(error === undefined ? {} : { error }) };
  asked = [];
}

const list = (query: Record<string, string> = {}) =>
  handler(request(`GET ${listDeadLetters.path}`, olga, { queryStringParameters: query }));

describe('dead letters for operators', () => {
  it('are listed by the function that reads them, from where a page ended', async () => {
    const before = [{ topic: 'dead-letters', partition: 0, end: 17 }];
    answering(listDeadLetters.success.example);
    const cursor = Buffer.from(JSON.stringify(before)).toString('base64url');
    const answer = await list({ limit: '5', cursor });
    expect(bodyOf(answer)).toEqual(listDeadLetters.success.example);
    expect(asked).toEqual([['platform-redrive', { list: { limit: 5, before } }]]);
  });

  it('are not listed from a cursor of another list', async () => {
    answering(listDeadLetters.success.example);
    expect((await list({ cursor: 'abc' })).statusCode).toBe(400);
    expect(asked).toEqual([]);
  });

  it('wait while the function works for somebody else', async () => {
    answering({ message: 'Rate exceeded' }, 429, 'TooManyRequestsException');
    const answer = await list();
    expect(answer.statusCode).toBe(503);
    expect(answer.headers?.['retry-after']).toBeDefined();
  });

  it('are redriven as selected', async () => {
    answering({ sent: 3, kept: 1 });
    const body = { letters: { topic: 'rentals.events', key: 'car' }, discard: true, reason: 'mended' };
    const answer = await handler(
      request(`POST ${redriveDeadLetters.path}`, olga, { body: JSON.stringify(body) }),
    );
    expect(bodyOf(answer)).toEqual({ sent: 3, kept: 1 });
    expect(asked).toEqual([['platform-redrive', { topic: 'rentals.events', key: 'car', discard: true }]]);
  });

  it('are refused when the function answers something else', async () => {
    answering({ errorMessage: 'what is this?' });
    expect((await list()).statusCode).toBe(500);
  });
});
