/**
 * Decimal numbers that are written as text (`0.3499`) and held exactly, as whole numbers of millionths, and the
 * arithmetic of whole numbers that prices need. Whole numbers are exact up to 2^53; `isExact` says whether one still is.
 */

/** A decimal with at most nine digits before the point and six after it, for schemas. */
export const DECIMAL_PATTERN = String.raw`^-?(0|[1-9]\d{0,8})(\.\d{1,6})?$`;

const DECIMAL_PLACES = 6;
export const MILLION = 10 ** DECIMAL_PLACES;

/** The decimal in millionths: 349900 for `0.3499`. The text must follow DECIMAL_PATTERN. */
export function millionths(decimal: string): number {
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.');
  const value = Number(whole) * MILLION + Number(fraction.padEnd(DECIMAL_PLACES, '0'));
  return decimal.startsWith('-') && value !== 0 ? -value : value;
}

export function isExact(value: number): boolean {
  return Number.isSafeInteger(value);
}

export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/**
 * `numerator / denominator` to a whole number. A half is rounded up in amount: 2.5 to 3, and -2.5 to -3, so that a credit
 * is exactly what was charged. Both must be exact, and the denominator positive.
 */
export function halfUp(numerator: number, denominator: number): number {
  const size = Math.abs(numerator);
  const rest = size % denominator;
  const whole = (size - rest) / denominator + (rest >= denominator - rest ? 1 : 0);
  return numerator < 0 && whole !== 0 ? -whole : whole;
}

/** `halfUp` of numbers of any size. */
export function halfUpBig(numerator: bigint, denominator: bigint): number {
  const size = numerator < 0n ? -numerator : numerator;
  const whole = Number((size * 2n + denominator) / (denominator * 2n));
  return numerator < 0n && whole !== 0 ? -whole : whole;
}

/** `value × factor / denominator` to a whole number by `halfUp`, exactly. All are whole numbers. */
export function halfUpProduct(value: number, factor: number, denominator: number): number {
  const product = value * factor;
  return isExact(product)
    ? halfUp(product, denominator)
    : halfUpBig(BigInt(value) * BigInt(factor), BigInt(denominator));
}

/** `value × part / whole`, rounded down, exactly. All are whole numbers, and none is negative. */
export function shareOf(value: number, part: number, whole: number): number {
  const product = value * part;
  if (!isExact(product)) return Number((BigInt(value) * BigInt(part)) / BigInt(whole));
  return (product - (product % whole)) / whole;
}
