import { createECDH, createHash, createHmac } from 'node:crypto';
import { BYTES, inverse, modulo, ORDER, toBytes, toInteger } from '../../../shared/kernel/p256-arithmetic.ts';

/**
 * ECDSA on P-256 with SHA-256 whose nonce is made of key and message (RFC 6979), so that the test vectors come out the
 * same each time. For those only: it does nothing against who measures how long it takes.
 */

/** r and s in 32 bytes each, as JOSE has it. @param d the private key, 32 bytes */
export function signDeterministically(d: Buffer, message: Buffer): Buffer {
  const digest = modulo(toInteger(createHash('sha256').update(message).digest()));
  for (const nonce of nonces(d, toBytes(digest))) {
    const point = createECDH('prime256v1');
    point.setPrivateKey(toBytes(nonce));
    const r = modulo(toInteger(point.getPublicKey().subarray(1, 1 + BYTES)));
    const s = modulo(inverse(nonce) * (digest + r * toInteger(d)));
    if (r !== 0n && s !== 0n) return Buffer.concat([toBytes(r), toBytes(s)]);
  }
  throw new Error('There is always one more nonce');
}

/** The same statement in other bytes: everybody can make r, -s of r, s. */
export function twinOf(signature: Buffer): Buffer {
  const s = toInteger(signature.subarray(BYTES));
  return Buffer.concat([signature.subarray(0, BYTES), toBytes(ORDER - s)]);
}

/** The public key of a private one. */
export function publicKeyOf(d: Buffer): { readonly x: string; readonly y: string } {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(d);
  const point = pair.getPublicKey();
  return {
    x: point.subarray(1, 1 + BYTES).toString('base64url'),
    y: point.subarray(1 + BYTES).toString('base64url'),
  };
}

/** RFC 6979, 3.2. */
function* nonces(d: Buffer, digest: Buffer): Generator<bigint> {
  let v = Buffer.alloc(BYTES, 1);
  let k = Buffer.alloc(BYTES, 0);
  const mac = (...parts: Buffer[]): Buffer => createHmac('sha256', k).update(Buffer.concat(parts)).digest();
  for (const step of [0, 1]) {
    k = Buffer.from(mac(v, Buffer.of(step), d, digest));
    v = Buffer.from(mac(v));
  }
  for (;;) {
    v = Buffer.from(mac(v));
    const nonce = toInteger(v);
    if (nonce > 0n && nonce < ORDER) yield nonce;
    k = Buffer.from(mac(v, Buffer.of(0)));
    v = Buffer.from(mac(v));
  }
}
