import { type KeyObject, verify } from 'node:crypto';
import { Literal, Object as Obj, type Static, String as Str } from 'typebox';
import { Compile } from 'typebox/compile';
import { CarCommand, COMMAND_JWS_TYPE, type Fault, signedCommand } from '../../shared/contracts/car.ts';
import { strict } from '../../shared/contracts/fields.ts';

/** The platform's public keys by their `kid`. */
export type PlatformKeys = ReadonlyMap<string, KeyObject>;

/** A command as a car reads it: an action that it does not know is for it to refuse. */
const ReadCommand = Obj({ ...CarCommand.properties, action: Str() }, strict);
export type ReadCommand = Static<typeof ReadCommand>;

/** Parameters that do not concern us are ignored (RFC 7515, 4); what is critical would concern us. */
const header = Compile(
  Obj({ alg: Literal('ES256'), kid: Str({ minLength: 1 }), typ: Literal(COMMAND_JWS_TYPE) }),
);
const command = Compile(ReadCommand);
const compact = Compile(signedCommand.payload);

const LONGEST_COMMAND_BYTES = 8192;

export type Reading =
  | { readonly command: ReadCommand }
  | { readonly fault: Extract<Fault, 'MALFORMED' | 'UNKNOWN_KEY' | 'BAD_SIGNATURE'> };

/**
 * Reads a signed command. Nothing of its payload is looked at before the signature over exactly these bytes is found
 * good.
 */
export function readSignedCommand(bytes: Uint8Array, keys: PlatformKeys): Reading {
  const text = Buffer.from(bytes).toString('latin1');
  if (bytes.length > LONGEST_COMMAND_BYTES || !compact.Check(text)) return { fault: 'MALFORMED' };
  const [encodedHeader = '', encodedPayload = '', encodedSignature = ''] = text.split('.');
  const jose = parseJson(encodedHeader);
  if (!header.Check(jose) || Object.hasOwn(jose, 'crit')) return { fault: 'MALFORMED' };
  const key = keys.get(jose.kid);
  if (key === undefined) return { fault: 'UNKNOWN_KEY' };
  const signed = Buffer.from(`${encodedHeader}.${encodedPayload}`, 'latin1');
  const signature = Buffer.from(encodedSignature, 'base64url');
  if (!verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature)) {
    return { fault: 'BAD_SIGNATURE' };
  }
  const payload = parseJson(encodedPayload);
  return command.Check(payload) && hasRealTimes(payload) ? { command: payload } : { fault: 'MALFORMED' };
}

function parseJson(encoded: string): unknown {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** The schema's pattern lets a 13th month through. */
function hasRealTimes(payload: ReadCommand): boolean {
  return !Number.isNaN(Date.parse(payload.issued)) && !Number.isNaN(Date.parse(payload.expires));
}
