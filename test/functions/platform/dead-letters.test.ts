import '../../../shared/contracts/compile.ts';
import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { handler as deployed } from '../../../functions/platform/http.handler.ts';
import { listDeadLetters, redriveDeadLetters } from '../../../shared/contracts/platform/dead-letters.ts';
import { bodyOf, invoked, request } from '../a-request.ts';

/** The routes for dead letters ask the function that reads them. Lambda itself is not here: its client is overheard. */

const handler = invoked(deployed);
const olga = { kind: 'operator', id: 'olga' };
const asked: unknown[] = [];

function answering(answer: object | Error): void {
  vi.spyOn(LambdaClient.prototype, 'send').mockImplementation((command: unknown) => {
    if (!(command instanceof InvokeCommand)) throw new Error('this is no invocation');
    const { FunctionName, Payload } = command.input;
    asked.push([FunctionName, JSON.parse(String(Payload))]);
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve({ Payload: Buffer.from(JSON.stringify(answer)) }) as never;
  });
}
afterEach(() => {
  vi.restoreAllMocks();
  asked.length = 0;
});

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
    answering(new TooManyRequestsException({ message: 'Rate exceeded', $metadata: {} }));
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
