import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import {
  ed25519Key,
  isSigned,
  publicKeyText,
  readSecret,
  secretText,
  signatures,
  signedText,
} from '../../../../functions/partners/keys/signing.ts';

const ID = 'msg_00000000000000000000000001';
const BODY = '{"type":"rental.started","data":{"rental":"prn_1"}}';
const NOW = Math.floor(Date.now() / 1000);

const keysOf = (symmetric = randomBytes(32), seed = randomBytes(32)) => ({
  symmetric,
  ed25519: ed25519Key(seed),
});

/** Checks `v1a` with nothing but the public key's text and node:crypto, as a receiver would. */
function isSignedBy(publicKey: string, signature: string, text: string): boolean {
  const x = Buffer.from(publicKey.replace('whpk_', ''), 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(undefined, Buffer.from(text), key, Buffer.from(signature.replace('v1a,', ''), 'base64'));
}

const headersOf = (signature: string, more: Record<string, string> = {}) => ({
  'webhook-id': ID,
  'webhook-timestamp': String(NOW),
  'webhook-signature': signature,
  ...more,
});

describe('signatures v1', () => {
  const keys = keysOf();
  const webhook = new Webhook(secretText(keys.symmetric));
  const signature = signatures([keys], ID, NOW, BODY);

  it('are accepted by the library of Standard Webhooks', () => {
    expect(webhook.verify(BODY, headersOf(signature))).toEqual(JSON.parse(BODY));
  });

  it.each([
    ['body', BODY.replace('prn_1', 'prn_2'), {}],
    ['id', BODY, { 'webhook-id': 'msg_00000000000000000000000002' }],
    ['time', BODY, { 'webhook-timestamp': String(NOW - 1) }],
  ])('are refused by it when the %s was altered', (_, body, more) => {
    expect(() => webhook.verify(body, headersOf(signature, more))).toThrow(/matching signature/);
  });

  it('are refused by it with another secret', () => {
    const other = new Webhook(secretText(randomBytes(32)));
    expect(() => other.verify(BODY, headersOf(signature))).toThrow(/matching signature/);
  });

  it('are by both secrets during a rotation, and a receiver with either accepts them', () => {
    const older = keysOf();
    const both = signatures([keys, older], ID, NOW, BODY);
    expect(both.split(' ').map((one) => one.split(',')[0])).toEqual(['v1', 'v1a', 'v1', 'v1a']);
    for (const { symmetric } of [keys, older]) {
      const receiver = new Webhook(secretText(symmetric));
      expect(receiver.verify(BODY, headersOf(both))).toEqual(JSON.parse(BODY));
    }
  });
});

describe('signatures v1a', () => {
  it('of the public vector are valid by our reading of the signed text', () => {
    const text = signedText('msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}');
    const signature =
      'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==';
    const key = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=';
    expect(isSignedBy(key, signature, text)).toBe(true);
    expect(isSignedBy(key, signature, `${text} `)).toBe(false);
  });

  it('are valid by the public key that the partner reads, and by no other', () => {
    const keys = keysOf();
    const [, v1a = ''] = signatures([keys], ID, NOW, BODY).split(' ');
    const text = signedText(ID, NOW, BODY);
    const publicKey = publicKeyText(keys.ed25519);
    expect(publicKey).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
    expect(isSignedBy(publicKey, v1a, text)).toBe(true);
    expect(isSignedBy(publicKey, v1a, text.replace('prn_1', 'prn_2'))).toBe(false);
    expect(isSignedBy(publicKeyText(keysOf().ed25519), v1a, text)).toBe(false);
  });
});

describe('a secret', () => {
  it.each([24, 32, 64])('of %i bytes is read as it was written', (length) => {
    const bytes = randomBytes(length);
    expect(readSecret(secretText(bytes))).toEqual(bytes);
  });

  it.each([
    ['too short', secretText(randomBytes(23)), /24 to 64 bytes/],
    ['too long', secretText(randomBytes(65)), /24 to 64 bytes/],
    ['without its beginning', randomBytes(32).toString('base64'), /begin with whsec_/],
    ['not Base64', 'whsec_%%%%', /Base64/],
    ['base64url', `whsec_${'-_'.repeat(16)}`, /Base64/],
    ['empty', 'whsec_', /24 to 64 bytes/],
  ])('%s is refused, with the reason', (_, text, reason) => {
    expect(readSecret(text)).toMatch(reason);
  });
});

describe('a signature of a partner', () => {
  const secret = Buffer.alloc(32, 7);
  const message = { id: 'msg_1', timestamp: 1_769_853_000, body: '{"a":1}' };
  const keys = { symmetric: secret, ed25519: ed25519Key(Buffer.alloc(32, 9)) };
  const header = signatures([keys], message.id, message.timestamp, message.body);

  it('is one by any of the secrets, among others', () => {
    expect(isSigned([secret], message, header)).toBe(true);
    expect(isSigned([Buffer.alloc(32, 1), secret], message, `v1,AAAA v2,x ${header}`)).toBe(true);
  });

  it.each([
    ['another secret', [Buffer.alloc(32, 8)], message, header],
    ['no secret', [], message, header],
    ['another id', [secret], { ...message, id: 'msg_2' }, header],
    ['another time', [secret], { ...message, timestamp: message.timestamp + 1 }, header],
    ['another body', [secret], { ...message, body: '{"a":2}' }, header],
    ['no signature', [secret], message, ''],
    ['the other kind alone', [secret], message, header.split(' ')[1] ?? ''],
  ])('is none with %s', (_, secrets, said, given) => {
    expect(isSigned(secrets, said, given)).toBe(false);
  });
});
