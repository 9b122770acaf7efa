import { createHash } from 'node:crypto';

/** Crockford's base 32 in lower case: no i, l, o, u. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 26;

function encode(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(buffer >> bits) & 31] ?? '';
    }
    buffer &= (1 << bits) - 1;
  }
  return text.slice(0, LENGTH);
}

/** An id made of these bytes, of which the first 130 bits count. */
export function idOf(prefix: string, bytes: Uint8Array): string {
  return `${prefix}_${encode(bytes)}`;
}

/** The same parts give the same id, other parts a different one (SHA-256, 130 bits kept). */
export function derivedId(prefix: string, ...parts: readonly (string | number)[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
  return idOf(prefix, hash);
}

/** The same id in each run, for examples: `rnt_00000000000000000000000001`. */
export function exampleId(prefix: string, number = 1): string {
  const bytes = Buffer.alloc(17);
  // 26 characters are 130 bits: the last six of the 136 are cut off.
  bytes.writeUInt32BE(number * 2 ** 6, bytes.length - 4);
  return idOf(prefix, bytes);
}

/** The characters after an id's prefix and underscore, as a regular expression. */
export const ID_CHARACTERS = `[0-9a-hjkmnp-tv-z]{${LENGTH}}`;

/** The pattern of ids with this prefix, for schemas. */
export function idPattern(prefix: string): string {
  return `^${prefix}_${ID_CHARACTERS}$`;
}
