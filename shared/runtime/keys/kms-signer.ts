import { createHash } from 'node:crypto';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { clientLimits } from '../client-limits.ts';
import { RuntimeFailure } from '../failure.ts';
import type { Signer } from '../operations/signing.ts';

const COORDINATE_BYTES = 32;
const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** Signs with a key that never leaves KMS. */
export function kmsSigner(keyId: string, client: KMSClient = new KMSClient(clientLimits)): Signer {
  return {
    keyId,
    sign: async (bytes) => {
      const { Signature } = await client.send(
        new SignCommand({
          KeyId: keyId,
          Message: createHash('sha256').update(bytes).digest(),
          MessageType: 'DIGEST',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      );
      if (Signature === undefined) throw malformed('it is missing');
      return joseSignature(Buffer.from(Signature));
    },
  };
}

/**
 * An ECDSA signature in the form of JOSE: r and s, 32 bytes each (RFC 7518, 3.4). KMS returns a DER sequence of two
 * integers without leading zeros, except for one zero where the first bit would mean minus. Throws UNEXPECTED_ANSWER.
 */
export function joseSignature(der: Buffer): Buffer {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) throw malformed('it is no sequence');
  const r = integerAt(der, 2);
  const s = integerAt(der, r.end);
  if (s.end !== der.length) throw malformed('something follows it');
  return Buffer.concat([coordinate(r.bytes), coordinate(s.bytes)]);
}

function integerAt(der: Buffer, start: number): { bytes: Buffer; end: number } {
  const length = der[start + 1];
  if (der[start] !== INTEGER || length === undefined)
    throw malformed('it holds something else than two integers');
  const end = start + 2 + length;
  return { bytes: der.subarray(start + 2, end), end };
}

function coordinate(integer: Buffer): Buffer {
  const bytes = integer[0] === 0 ? integer.subarray(1) : integer;
  if (bytes.length > COORDINATE_BYTES) throw malformed('an integer is too long for P-256');
  return Buffer.concat([Buffer.alloc(COORDINATE_BYTES - bytes.length), bytes]);
}

const malformed = (what: string): RuntimeFailure =>
  new RuntimeFailure('UNEXPECTED_ANSWER', `KMS gave no ECDSA signature over P-256: ${what}`);
