import { type KeyObject, verify } from 'node:crypto';
import { Literal, Object as Obj, type Static, String as Str } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Fault, signedCommand, type TrustedKeys } from '../../../shared/contracts/car/car.ts';
import { type TrustedKey, verifyingKey } from './trusted-keys.ts';

/** Parameters that do not concern us are ignored (RFC 7515, 4); what is critical would concern us. */
const Header = Obj({
  alg: Literal('ES256'),
  kid: Str({ minLength: 1, maxLength: 256 }),
  typ: Str(),
});
const header = Compile(Header);
const compact = Compile(signedCommand.payload);

const LONGEST_TEXT_BYTES = 8192;

/** A signed text (a JSON Web Signature in compact form) of which nothing is known to be true yet. */
export interface UnverifiedText {
  readonly header: Static<typeof Header> & Readonly<Record<string, unknown>>;
  isSignedBy(key: KeyObject): boolean;
  /** Only to be looked at when the signature is good; undefined when it is no JSON. */
  payload(): unknown;
}

/** Takes a text of one of these types apart; undefined when it is not one (MALFORMED). */
export function takeApart(bytes: Uint8Array, types: readonly string[]): UnverifiedText | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  if (bytes.length > LONGEST_TEXT_BYTES || !compact.Check(text)) return undefined;
  const parts = text.split('.');
  if (!parts.every(isCanonical)) return undefined;
  const [encodedHeader = '', encodedPayload = '', encodedSignature = ''] = parts;
  const jose = parseJson(encodedHeader);
  if (!header.Check(jose) || Object.hasOwn(jose, 'crit') || !types.includes(jose.typ)) return undefined;
  return {
    header: jose,
    isSignedBy: (key) =>
      verify(
        'sha256',
        Buffer.from(`${encodedHeader}.${encodedPayload}`, 'latin1'),
        { key, dsaEncoding: 'ieee-p1363' },
        Buffer.from(encodedSignature, 'base64url'),
      ),
    payload: () => parseJson(encodedPayload),
  };
}

export type SignedText =
  | { readonly typ: string; readonly key: TrustedKey; readonly payload: unknown }
  | { readonly fault: Extract<Fault, 'MALFORMED' | 'UNKNOWN_KEY' | 'BAD_SIGNATURE'> };

/**
 * Reads a text that the platform has signed. Nothing of its payload is looked at before the signature over exactly these
 * bytes is found good.
 */
export function readSignedText(
  bytes: Uint8Array,
  types: readonly string[],
  { keys }: TrustedKeys,
): SignedText {
  const text = takeApart(bytes, types);
  if (text === undefined) return { fault: 'MALFORMED' };
  const key = keys.find(({ kid }) => kid === text.header.kid);
  if (key === undefined) return { fault: 'UNKNOWN_KEY' };
  if (!text.isSignedBy(verifyingKey(key))) return { fault: 'BAD_SIGNATURE' };
  return { typ: text.header.typ, key, payload: text.payload() };
}

/** Other characters could stand for the same bytes: in the last one, bits are left over. */
function isCanonical(encoded: string): boolean {
  return Buffer.from(encoded, 'base64url').toString('base64url') === encoded;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parseJson(encoded: string): unknown {
  try {
    return JSON.parse(utf8.decode(Buffer.from(encoded, 'base64url'))) as unknown;
  } catch {
    return undefined;
  }
}

/** The schema's pattern lets a 30th of February through. */
export function isRealTime(time: string): boolean {
  const value = Date.parse(time);
  return !Number.isNaN(value) && new Date(value).toISOString().slice(0, 19) === time.slice(0, 19);
}
