/** Nothing but digits, however they are grouped: as many as the number of a card has, or a few less. */
const ONLY_DIGITS = /^(\D?\d){12,19}$/;
/** A run of as many digits as a card's number has, among other things. */
const RUN_OF_DIGITS = /(?<![0-9])\d(?:[ .-]?\d){12,18}(?![ .-]?\d)/g;

/**
 * Whether a text looks like the number of a card: nothing but 12 to 19 digits, or a run of 13 to 19 in it whose check
 * digit is right. Tokens of payment providers are letters and digits mixed.
 */
export function looksLikeCardNumber(text: string): boolean {
  return ONLY_DIGITS.test(text.trim()) || (text.match(RUN_OF_DIGITS) ?? []).some(hasCheckDigit);
}

/** Luhn (ISO/IEC 7812-1, annex B). */
function hasCheckDigit(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '').split('').map(Number).reverse();
  const sum = digits.reduce((total, digit, n) => {
    const value = digit * (n % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
