import '../../../shared/contracts/compile.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandOf } from '../../../functions/payments/provider/callback-command.ts';
import { takeCallback } from '../../../shared/contracts/payments/commands.ts';
import {
  CALLBACK_PATH,
  type CallbackEvent,
  type CallbackFinding,
} from '../../../shared/contracts/payments/provider.ts';
import { violations } from '../../../shared/contracts/validate.ts';
import { exampleId } from '../../../shared/kernel/ids.ts';
import { lambdaAnswers } from '../../shared/runtime/lambda-server.ts';
import { bodyOf, invoked, request } from '../a-request.ts';

/** The provider's function behind Lambda's Invoke: what it answers next, and what it was asked. There is no Kafka. */
let next: CallbackFinding | 'fails' = { result: 'REFUSED' };
let asked: Record<string, unknown> = {};

beforeAll(async () => {
  const address = await lambdaAnswers((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      asked = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      if (next === 'fails') response.setHeader('x-amz-function-error', 'Unhandled');
      response.end(JSON.stringify(next));
    });
  });
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_LAMBDA: address,
    ROADSTREAM_PROVIDER_FUNCTION: 'provider-stripe',
    POWERTOOLS_METRICS_DISABLED: 'true',
  });
});

async function called(body: string, more: object = {}) {
  const { handler } = await import('../../../functions/payments/callbacks.handler.ts');
  const headers = { 'stripe-signature': 't=1,v1=2', 'content-type': 'application/json' };
  return await invoked(handler)(
    request(`POST ${CALLBACK_PATH}`, { kind: '', id: '' }, { headers, body, ...more }),
  );
}

describe('a callback', () => {
  it('is judged as it came, also when it is no JSON, or in base64', async () => {
    next = { result: 'IGNORED', type: 'charge.expired' };
    expect(await called('{ "id":  1 }')).toMatchObject({ statusCode: 200 });
    expect(asked).toMatchObject({ question: 'VERIFY_CALLBACK', body: '{ "id":  1 }', signature: 't=1,v1=2' });
    const text = 'é, not JSON';
    await called(Buffer.from(text).toString('base64'), { isBase64Encoded: true });
    expect(asked['body']).toBe(text);
  });

  it('with another signature is refused', async () => {
    next = { result: 'REFUSED' };
    const answer = await called('{}', { headers: {} });
    expect(answer.statusCode).toBe(400);
    expect(bodyOf(answer)).toMatchObject({ code: 'CALLBACK_REFUSED' });
    expect(asked).toMatchObject({ signature: '' });
  });

  it('that cannot be judged is to come again', async () => {
    next = 'fails';
    expect((await called('{}')).statusCode).toBe(500);
  });
});

describe('what a callback says', () => {
  const paymentId = exampleId('pmt');
  const refundId = exampleId('rfd');
  const money = { amount: 1120, currency: 'EUR' };
  const of = { callback: 'evt_1', time: '2026-01-31T09:31:00.000Z' };
  const payment = {
    reference: 'pi_1',
    paymentId,
    payer: 'ana',
    check: 'check',
    created: of.time,
    state: 'AUTHORIZED' as const,
    money,
    captured: 0,
  };
  const refund = { refund: 're_1', refundId, state: 'FAILED' as const, money };
  const dispute = { dispute: 'dp_1', state: 'OPEN' as const, reason: 'fraudulent', money };
  const named = { payer: 'ana', paymentId, reference: 'pi_1' };

  it.each<[string, CallbackEvent, object]>([
    ['of a payment', { ...of, about: 'PAYMENT', payment }, { kind: 'PAYMENT' }],
    ['of a refund', { ...of, about: 'REFUND', ...named, refund }, { kind: 'REFUND', refundId, failed: true }],
    [
      'of a dispute',
      { ...of, about: 'DISPUTE', ...named, dispute },
      { kind: 'DISPUTE', disputeId: 'dp_1', state: 'OPEN' },
    ],
  ])('%s becomes a command', (_, event, about) => {
    const data = commandOf(event, 'provider-stripe');
    expect(data).toMatchObject({ riderId: 'ana', paymentId, time: of.time, about });
    expect(violations(takeCallback.type, takeCallback.data, data)).toEqual([]);
  });

  it('of another platform, or of a method, becomes none', () => {
    const other = { ...payment, paymentId: 'order-1' };
    expect(commandOf({ ...of, about: 'PAYMENT', payment: other }, 'stripe')).toBeUndefined();
    expect(
      commandOf({ ...of, about: 'METHOD', payer: 'ana', check: 'c', ready: true }, 'stripe'),
    ).toBeUndefined();
  });
});
