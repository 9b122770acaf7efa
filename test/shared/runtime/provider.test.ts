import '../../../shared/contracts/compile.ts';
import { beforeAll, expect, it } from 'vitest';
import { MethodFinding } from '../../../shared/contracts/payments/provider.ts';
import { lambdaAnswers } from './lambda-server.ts';

/** A provider's function behind Lambda's Invoke: what it answers next, and what it was asked. */
let next: { readonly body: string; readonly failed?: boolean } = { body: '' };
let asked: { path: string; body: string } | undefined;

beforeAll(async () => {
  const address = await lambdaAnswers((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked = { path: request.url ?? '', body: Buffer.concat(chunks).toString() };
      if (next.failed === true) response.setHeader('x-amz-function-error', 'Unhandled');
      response.end(next.body);
    });
  });
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_LAMBDA: address,
    ROADSTREAM_PROVIDER_FUNCTION: 'some-provider',
  });
});

async function ask(): Promise<unknown> {
  const { askProvider } = await import('../../../shared/runtime/provider.ts');
  return await askProvider({ token: 'tok_secret' }, { schema: MethodFinding, check: 'finding' });
}

it('calls the function that the stage names, and returns its answer', async () => {
  next = { body: '{"result":"READY","method":"m","kind":"CARD","more":1}' };

  expect(await ask()).toMatchObject({ result: 'READY', kind: 'CARD' });
  expect(asked).toEqual({
    path: '/2015-03-31/functions/some-provider/invocations',
    body: '{"token":"tok_secret"}',
  });
});

it.each([
  ['fails', { body: '{"errorMessage":"tok_secret"}', failed: true }, 'failed'],
  ['answers something else', { body: '{"result":"MAYBE tok_secret"}' }, 'does not answer as'],
  ['answers no JSON', { body: 'tok_secret' }, 'does not answer as'],
  ['answers nothing', { body: '' }, 'does not answer as'],
])('when the provider %s, the error names it but not the request', async (_, answer, why) => {
  next = answer;

  await expect(ask()).rejects.toMatchObject({ code: 'PROVIDER_FAILED', transient: true });
  await expect(ask()).rejects.toThrow(`some-provider ${why}`);
  await expect(ask()).rejects.not.toThrow('tok_secret');
});
