/**
 * VAT ids of the Union, each with its prefix, as the European Commission lists them for VIES. Whether an id was given to
 * somebody is not checked: that is a question for VIES.
 */
const union: Readonly<Record<string, readonly [form: RegExp, example: string]>> = {
  AT: [/^ATU\d{8}$/, 'ATU12345678'],
  BE: [/^BE[01]\d{9}$/, 'BE0123456789'],
  BG: [/^BG\d{9,10}$/, 'BG123456789'],
  CY: [/^CY\d{8}[A-Z]$/, 'CY12345678X'],
  CZ: [/^CZ\d{8,10}$/, 'CZ12345678'],
  DE: [/^DE\d{9}$/, 'DE123456789'],
  DK: [/^DK\d{8}$/, 'DK12345678'],
  EE: [/^EE\d{9}$/, 'EE123456789'],
  ES: [/^ES([A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z])$/, 'ESB12345678'],
  FI: [/^FI\d{8}$/, 'FI12345678'],
  FR: [/^FR[A-HJ-NP-Z0-9]{2}\d{9}$/, 'FR12345678901'],
  GR: [/^EL\d{9}$/, 'EL123456789'],
  HR: [/^HR\d{11}$/, 'HR12345678901'],
  HU: [/^HU\d{8}$/, 'HU12345678'],
  IE: [/^IE(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/, 'IE1234567WA'],
  IT: [/^IT\d{11}$/, 'IT12345678901'],
  LT: [/^LT(\d{9}|\d{12})$/, 'LT123456789'],
  LU: [/^LU\d{8}$/, 'LU12345678'],
  LV: [/^LV\d{11}$/, 'LV12345678901'],
  MT: [/^MT\d{8}$/, 'MT12345678'],
  NL: [/^NL[A-Z0-9+*]{12}$/, 'NL123456789B01'],
  PL: [/^PL\d{10}$/, 'PL1234567890'],
  PT: [/^PT\d{9}$/, 'PT123456789'],
  RO: [/^RO\d{2,10}$/, 'RO12345678'],
  SE: [/^SE\d{12}$/, 'SE123456789012'],
  SI: [/^SI\d{8}$/, 'SI12345678'],
  SK: [/^SK\d{10}$/, 'SK1234567890'],
};
const ELSEWHERE = /^[A-Z0-9][A-Z0-9 ./+-]*$/;

/** The id as it is printed, or what it must be instead. */
export function vatIdOf(
  country: string,
  text: string,
): { readonly vatId: string } | { readonly mustBe: string } {
  const upper = text.trim().toUpperCase();
  const rule = union[country];
  if (rule === undefined) {
    return ELSEWHERE.test(upper) ? { vatId: upper } : { mustBe: 'letters, digits, blanks and . / + - only' };
  }
  const [form, example] = rule;
  const plain = upper.replaceAll(/[\s.-]/g, '');
  return form.test(plain) ? { vatId: plain } : { mustBe: `a VAT id of ${country}, such as ${example}` };
}
