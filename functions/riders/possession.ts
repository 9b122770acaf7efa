import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Static, TSchema } from 'typebox';
import type { PhoneKey } from '../../shared/contracts/car/grant-exchange.ts';
import { PhoneProofHeader, PhoneProofPayload } from '../../shared/contracts/riders/phone-keys.ts';
import { violations } from '../../shared/contracts/validate.ts';
import { PROOF_HEADER_CHECK, PROOF_PAYLOAD_CHECK } from './proof-checks.ts';

/** What a phone has proved, or what is wrong with the proof. */
export type Proved =
  | {
      readonly jwk: PhoneKey;
      readonly rider: string;
      readonly challenge: string;
      readonly fault?: undefined;
    }
  | { readonly fault: string };

/**
 * Reads a proof of possession: a JWS in compact form over rider and challenge, signed by the key in its header. The
 * payload counts only after the signature was found good.
 */
export function readProof(proof: string): Proved {
  const [head = '', body = '', signature = ''] = proof.split('.');
  const header = part(PROOF_HEADER_CHECK, PhoneProofHeader, head);
  if ('fault' in header) return { fault: `The header is not valid: ${header.fault}.` };
  const { jwk } = header.value;
  // Kinds of signatures that are not known here must not be ignored (RFC 7515, 4.1.11).
  if ('crit' in header.value) return { fault: 'The header has crit, which is not supported.' };
  const key = publicKey(jwk);
  if (key === undefined) return { fault: 'The key in the header is no point of P-256.' };
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!isSigned) return { fault: 'The signature is not that of the key in the header.' };
  const payload = part(PROOF_PAYLOAD_CHECK, PhoneProofPayload, body);
  return 'fault' in payload
    ? { fault: `The payload is not valid: ${payload.fault}.` }
    : { jwk, ...payload.value };
}

function publicKey({ kty, crv, x, y }: PhoneKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function part<Schema extends TSchema>(
  name: string,
  schema: Schema,
  text: string,
): { readonly value: Static<Schema> } | { readonly fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return { fault: 'it is not JSON' };
  }
  const [wrong] = violations(name, schema, value);
  return wrong === undefined
    ? { value: value as Static<Schema> }
    : { fault: `${wrong.path === '' ? 'it' : wrong.path} ${wrong.message}` };
}
