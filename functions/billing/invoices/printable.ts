/**
 * Text as the built-in fonts of PDF can show it (Windows-1252). Letters beyond that lose their marks, and what has no such
 * letter becomes a question mark: `Łukasz Šimůnek` is shown as `Lukasz Šimunek`.
 */
export function printable(text: string): string {
  return Array.from(text.normalize('NFC'), shown).join('');
}

/** Windows-1252 has these beside Latin-1. */
const BESIDE = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';
/** Letters whose stroke is no mark that could be taken away. */
const LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ħ: 'h',
  Ħ: 'H',
  ı: 'i',
  ĸ: 'k',
  ŋ: 'n',
  Ŋ: 'N',
  ŧ: 't',
  Ŧ: 'T',
};

function shown(letter: string): string {
  if (isShown(letter)) return letter;
  const plain = LETTERS[letter] ?? letter.normalize('NFD').replaceAll(/\p{Mark}/gu, '');
  if (/^\s$/.test(letter)) return ' ';
  return Array.from(plain).every(isShown) ? plain : '?';
}

function isShown(letter: string): boolean {
  const code = letter.codePointAt(0) ?? 0;
  return (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff) || BESIDE.includes(letter);
}
