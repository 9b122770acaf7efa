import { p256 } from '@noble/curves/nist.js';

/**
 * ECDSA on P-256 with SHA-256 whose nonce is made of key and message (RFC 6979), so that the test vectors come out the
 * same each time.
 */

const COORDINATE_BYTES = 32;

/** r and s in 32 bytes each, as JOSE has it. @param d the private key, 32 bytes */
export function signDeterministically(d: Buffer, message: Buffer): Buffer {
  return Buffer.from(p256.sign(message, d, { lowS: false }));
}

/** The same statement in other bytes: everybody can make r, -s of r, s. */
export function twinOf(signature: Buffer): Buffer {
  const { r, s } = p256.Signature.fromBytes(signature);
  return Buffer.from(new p256.Signature(r, p256.Point.Fn.neg(s)).toBytes());
}

/** The public key of a private one. */
export function publicKeyOf(d: Buffer): { readonly x: string; readonly y: string } {
  const point = Buffer.from(p256.getPublicKey(d, false));
  return {
    x: point.subarray(1, 1 + COORDINATE_BYTES).toString('base64url'),
    y: point.subarray(1 + COORDINATE_BYTES).toString('base64url'),
  };
}
