import { String as Str } from 'typebox';
import { idPattern } from '../../kernel/ids.ts';

/** A partner. In a file of its own, because what partners hear is made of events that name one. */
export const PartnerId = Str({ pattern: idPattern('ptn') });
