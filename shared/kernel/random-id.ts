import { randomBytes } from 'node:crypto';
import { idOf } from './ids.ts';

/** A random id of 130 bits after a prefix: `op_4c9k…`. Apart from the other ids, because decisions may not draw any. */
export function randomId(prefix: string): string {
  return idOf(prefix, randomBytes(17));
}
