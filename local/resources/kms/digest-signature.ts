import { createECDH, type KeyObject } from 'node:crypto';
import { BYTES, inverse, modulo, ORDER, toBytes, toInteger } from '../../../shared/kernel/p256-arithmetic.ts';

/**
 * ECDSA over P-256 of a digest that the caller made (KMS's MessageType DIGEST). Node's own functions always hash
 * first, so the two multiplications by the curve's base point are taken from its Diffie-Hellman, and the rest is
 * arithmetic modulo the order of the group (FIPS 186-5, 6.4).
 */

const CURVE = 'prime256v1';

function privateScalar(key: KeyObject): bigint {
  const { d } = key.export({ format: 'jwk' });
  if (d === undefined) throw new TypeError('a private key is needed');
  return toInteger(Buffer.from(d, 'base64url'));
}

/** The x coordinate of a multiple of the base point, modulo the order. */
function timesBasePoint(scalar: bigint): bigint {
  const exchange = createECDH(CURVE);
  exchange.setPrivateKey(toBytes(scalar));
  return modulo(toInteger(exchange.getPublicKey().subarray(1, 1 + BYTES)));
}

/** A DER INTEGER: no leading zeros, but one when the first bit would mean a negative number. */
function derInteger(value: bigint): Buffer {
  const bytes = toBytes(value);
  const significant = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  const positive = (significant[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), significant]) : significant;
  return Buffer.concat([Buffer.of(0x02, positive.length), positive]);
}

function derSequence(r: bigint, s: bigint): Buffer {
  const content = Buffer.concat([derInteger(r), derInteger(s)]);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}

function parseDer(signature: Buffer): [r: bigint, s: bigint] | undefined {
  const rLength = signature[3] ?? 0;
  const r = signature.subarray(4, 4 + rLength);
  const sLength = signature[5 + rLength] ?? 0;
  const s = signature.subarray(6 + rLength, 6 + rLength + sLength);
  const wellFormed =
    signature[0] === 0x30 &&
    signature[2] === 0x02 &&
    signature[4 + rLength] === 0x02 &&
    r.length > 0 &&
    s.length > 0;
  return wellFormed && signature.length === 6 + rLength + sLength ? [toInteger(r), toInteger(s)] : undefined;
}

/** Signs a SHA-256 digest (32 bytes). The signature is DER, as KMS gives it. */
export function signDigest(privateKey: KeyObject, digest: Buffer): Buffer {
  const d = privateScalar(privateKey);
  for (;;) {
    const nonce = createECDH(CURVE);
    const r = modulo(toInteger(nonce.generateKeys().subarray(1, 1 + BYTES)));
    const s = modulo(inverse(toInteger(nonce.getPrivateKey())) * (toInteger(digest) + r * d));
    if (r !== 0n && s !== 0n) return derSequence(r, s);
  }
}

/** Verifies with the private key, which is at hand here: u1·G + u2·Q is (u1 + u2·d)·G. */
export function verifyDigest(privateKey: KeyObject, digest: Buffer, signature: Buffer): boolean {
  const [r, s] = parseDer(signature) ?? [0n, 0n];
  if (r <= 0n || r >= ORDER || s <= 0n || s >= ORDER) return false;
  const w = inverse(s);
  const scalar = modulo(modulo(toInteger(digest) * w) + modulo(r * w) * privateScalar(privateKey));
  return scalar !== 0n && timesBasePoint(scalar) === r;
}
