/**
 * Text in the letters that a font has. A letter that it does not have is shown by those that it stands for (`Ａ` as `A`), without
 * its marks, or as a question mark.
 */
export function printable(text: string, letters: ReadonlySet<number>): string {
  const isShown = (letter: string): boolean => letters.has(letter.codePointAt(0) ?? 0);
  return Array.from(text.normalize('NFC'), (letter) => {
    if (/^\s$/.test(letter)) return ' ';
    if (isShown(letter)) return letter;
    const plain = letter.normalize('NFKD').replaceAll(/\p{Mark}/gu, '');
    return Array.from(plain).every(isShown) ? plain : '?';
  }).join('');
}
