import { createPublicKey, type KeyObject } from 'node:crypto';
import type { TrustedKeys } from '../../../shared/contracts/car/car.ts';

export type TrustedKey = TrustedKeys['keys'][number];

/** Making a key ready to verify with takes as long as verifying. */
const ready = new WeakMap<TrustedKey, KeyObject>();

/** The key, ready to verify with. Throws when it is no point on P-256. */
export function verifyingKey(trusted: TrustedKey): KeyObject {
  const known = ready.get(trusted);
  if (known !== undefined) return known;
  const { x, y } = trusted;
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  ready.set(trusted, key);
  return key;
}

/** What keeps a list from being used, besides its form; undefined when nothing does. */
export function flawOf({ keys }: TrustedKeys): string | undefined {
  const kids = new Set(keys.map(({ kid }) => kid));
  if (kids.size !== keys.length) return 'two of its keys have the same kid';
  const bad = keys.find((key) => !isOnCurve(key));
  return bad === undefined ? undefined : `key ${bad.kid} is not on the curve P-256`;
}

function isOnCurve(key: TrustedKey): boolean {
  try {
    const { x, y } = verifyingKey(key).export({ format: 'jwk' });
    return x === key.x && y === key.y;
  } catch {
    return false;
  }
}
