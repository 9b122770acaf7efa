import { createHmac } from 'node:crypto';
import { verifyWebhook, type WebhookError } from '@roadstream/sdk';
import { describe, expect, it } from 'vitest';

/** The example of the standard: https://www.standardwebhooks.com */
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const time = 1_614_265_330;
const body = '{"test": 2432232314}';
const now = (time + 1) * 1000;
const headers = {
  'webhook-id': id,
  'webhook-timestamp': String(time),
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const request = { headers, body, secret, now };

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'believed',
    (error: WebhookError) => error.code,
  );

describe('a webhook', () => {
  it('of the standard’s example is believed', async () => {
    expect(await verifyWebhook(request)).toEqual({ test: 2432232314 });
    expect(await verifyWebhook({ ...request, headers: new Headers(headers) })).toEqual({ test: 2432232314 });
    expect(await verifyWebhook({ ...request, body: new TextEncoder().encode(body) })).toEqual({
      test: 2432232314,
    });
  });

  it('is believed by one of several secrets and signatures', async () => {
    const other = `whsec_${Buffer.from('another secret of thirty-two byte').toString('base64')}`;
    const signed = `${id}.${time}.${body}`;
    const mac = createHmac('sha256', Buffer.from(other.slice(6), 'base64'))
      .update(signed)
      .digest('base64');
    const both = { ...headers, 'webhook-signature': `v1a,AAAA v1,${mac} ${headers['webhook-signature']}` };
    expect(await codeOf(verifyWebhook({ ...request, headers: both }))).toBe('believed');
    expect(await codeOf(verifyWebhook({ ...request, headers: both, secret: [other] }))).toBe('believed');
    expect(await codeOf(verifyWebhook({ ...request, headers: both, secret: ['whsec_AAAA', other] }))).toBe(
      'believed',
    );
  });

  it('with a signature by Ed25519 is believed by the public key', async () => {
    const signature =
      'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==';
    const key = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=';
    const signed = { ...request, headers: { ...headers, 'webhook-signature': signature }, secret: key };
    expect(await codeOf(verifyWebhook(signed))).toBe('believed');
    expect(await codeOf(verifyWebhook({ ...signed, body: `${body} ` }))).toBe('SIGNATURE_INVALID');
  });

  it.each([
    ['with another body', { body: '{"test": 2432232315}' }, 'SIGNATURE_INVALID'],
    ['with another id', { headers: { ...headers, 'webhook-id': 'msg_1' } }, 'SIGNATURE_INVALID'],
    [
      'with another time',
      { headers: { ...headers, 'webhook-timestamp': String(time + 1) } },
      'SIGNATURE_INVALID',
    ],
    ['with another secret', { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx' }, 'SIGNATURE_INVALID'],
    [
      'with half a signature',
      { headers: { ...headers, 'webhook-signature': 'v1,g0hM9SsE' } },
      'SIGNATURE_INVALID',
    ],
    ['with no base64', { headers: { ...headers, 'webhook-signature': 'v1,§' } }, 'SIGNATURE_INVALID'],
    ['without a signature', { headers: { ...headers, 'webhook-signature': undefined } }, 'HEADER_MISSING'],
    ['without a time', { headers: { ...headers, 'webhook-timestamp': 'now' } }, 'TIME_INVALID'],
    ['of six minutes ago', { now: now + 360_000 }, 'TOO_OLD'],
    ['of six minutes ahead', { now: now - 360_000 }, 'TOO_NEW'],
    ['checked with no secret', { secret: 'whsec_' }, 'SECRET_INVALID'],
    ['checked with no secrets', { secret: [] }, 'SIGNATURE_INVALID'],
  ])('%s is not', async (_, change, code) => {
    expect(await codeOf(verifyWebhook({ ...request, ...change }))).toBe(code);
  });
});
