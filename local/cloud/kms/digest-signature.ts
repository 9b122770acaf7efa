import type { KeyObject } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';

/**
 * ECDSA over P-256 of a digest that the caller made (KMS's MessageType DIGEST). Node's own functions always hash
 * first. Signatures are DER, as KMS gives them.
 */

/** KMS gives and takes both halves of s; bytes that are no signature make it false. */
const OPTIONS = { prehash: false, format: 'der', lowS: false } as const;

function privateScalar(key: KeyObject): Uint8Array {
  const { d } = key.export({ format: 'jwk' });
  if (d === undefined) throw new TypeError('a private key is needed');
  return Buffer.from(d, 'base64url');
}

/** @param digest SHA-256, 32 bytes */
export function signDigest(privateKey: KeyObject, digest: Buffer): Buffer {
  return Buffer.from(p256.sign(digest, privateScalar(privateKey), { ...OPTIONS, extraEntropy: true }));
}

/** Verifies with the public key of the private one, which is at hand here. */
export function verifyDigest(privateKey: KeyObject, digest: Buffer, signature: Buffer): boolean {
  const publicKey = p256.getPublicKey(privateScalar(privateKey));
  try {
    return p256.verify(signature, digest, publicKey, OPTIONS);
  } catch {
    return false;
  }
}
