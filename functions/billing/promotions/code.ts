/** The texts of promotion codes: base 32 of Crockford, which has no letters that are taken for others. */

export const CODE_LENGTH = 16;

/** As it is written for riders. */
export const writtenCode = (code: string): string => code.match(/.{4}/g)?.join('-') ?? code;

/** As it is kept, of what a rider has typed: O is read as 0, I and L as 1. */
export function typedCode(text: string): string {
  return text
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
}
