import { randomId } from '../../../shared/kernel/random-id.ts';
import { CODE_LENGTH } from './code.ts';

/** A promotion code of 80 random bits. Apart from the texts of codes, because decisions may not draw any. */
export function newCode(): string {
  return randomId('x')
    .slice(2, 2 + CODE_LENGTH)
    .toUpperCase();
}
