import { String as Str, type TString } from 'typebox';

/** What an encrypted personal field looks like: `enc.v1.<nonce>.<ciphertext and tag>`, each base64url. */
export const SEALED_PATTERN = String.raw`^enc\.v1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$`;

/**
 * A field about a person. It reaches log and table only encrypted with its rider's own data key, so that destroying
 * the key erases it everywhere; the pattern makes sure that plain text is refused.
 */
export function personal(): TString {
  return Str({
    pattern: SEALED_PATTERN,
    description: 'Personal: encrypted with the rider’s data key',
    'x-personal': true,
  });
}
