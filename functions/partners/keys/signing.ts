import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  timingSafeEqual,
} from 'node:crypto';

/** Signatures as Standard Webhooks 1.0 defines them: `v1` (HMAC-SHA256) and `v1a` (Ed25519). */

const SECRET_PREFIX = 'whsec_';
const PUBLIC_KEY_PREFIX = 'whpk_';
const LEAST_BYTES = 24;
const MOST_BYTES = 64;
/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8_BEGIN = Buffer.from('302e020100300506032b657004220420', 'hex');

/** What signs for an endpoint. */
export interface WebhookKeys {
  readonly symmetric: Uint8Array;
  readonly ed25519: KeyObject;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The bytes of a secret. A text says what is wrong with it. */
export function readSecret(text: string): Uint8Array | string {
  if (!text.startsWith(SECRET_PREFIX)) return `must begin with ${SECRET_PREFIX}`;
  const base64 = text.slice(SECRET_PREFIX.length);
  if (!BASE64.test(base64)) return `must have Base64 after ${SECRET_PREFIX}`;
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length >= LEAST_BYTES && bytes.length <= MOST_BYTES
    ? bytes
    : `must be ${LEAST_BYTES} to ${MOST_BYTES} bytes long, and is ${bytes.length}`;
}

export function secretText(bytes: Uint8Array): string {
  return SECRET_PREFIX + Buffer.from(bytes).toString('base64');
}

/** The private key with this seed of 32 bytes. */
export function ed25519Key(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_BEGIN, seed]), format: 'der', type: 'pkcs8' });
}

export function publicKeyText(key: KeyObject): string {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return PUBLIC_KEY_PREFIX + Buffer.from(x, 'base64url').toString('base64');
}

/** The text that is signed: id, time and body, so that none of them can be exchanged. */
export const signedText = (id: string, timestamp: number, body: string): string =>
  `${id}.${timestamp}.${body}`;

/** The header `webhook-signature`: two signatures by each of the keys. `timestamp` in seconds. */
export function signatures(
  keys: readonly WebhookKeys[],
  id: string,
  timestamp: number,
  body: string,
): string {
  const text = Buffer.from(signedText(id, timestamp, body));
  return keys
    .flatMap(({ symmetric, ed25519 }) => [
      `v1,${createHmac('sha256', symmetric).update(text).digest('base64')}`,
      `v1a,${sign(undefined, text, ed25519).toString('base64')}`,
    ])
    .join(' ');
}

/** Whether one of the signatures `v1` in the header is by one of the secrets. `timestamp` in seconds. */
export function isSigned(
  secrets: readonly Uint8Array[],
  { id, timestamp, body }: { readonly id: string; readonly timestamp: number; readonly body: string },
  header: string,
): boolean {
  const given = header
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .map((one) => Buffer.from(one.slice('v1,'.length), 'base64'));
  return secrets.some((secret) => {
    const right = createHmac('sha256', secret)
      .update(signedText(id, timestamp, body))
      .digest();
    return given.some((one) => one.length === right.length && timingSafeEqual(one, right));
  });
}
