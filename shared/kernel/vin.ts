/**
 * Vehicle identification numbers (ISO 3779): 17 characters, no I, O or Q.
 * The check digit (position 9) is used only in North America, so it is computed for VINs that we make up
 * but not required in VINs that come in.
 */

export const VIN_PATTERN = '^[A-HJ-NPR-Z0-9]{17}$';
const vinExpression = new RegExp(VIN_PATTERN);

export function isVin(text: string): boolean {
  return vinExpression.test(text);
}

/** The world manufacturer identifier: the first three characters. */
export function manufacturerOf(vin: string): string {
  return vin.slice(0, 3);
}

const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const LETTER_VALUES = 'A1B2C3D4E5F6G7H8J1K2L3M4N5P7R9S2T3U4V5W6X7Y8Z9';

function valueOf(character: string): number {
  const digit = Number.parseInt(character, 10);
  if (!Number.isNaN(digit)) return digit;
  return Number.parseInt(LETTER_VALUES[LETTER_VALUES.indexOf(character) + 1] ?? '0', 10);
}

/** Makes a VIN with a valid check digit from a manufacturer (3), a descriptor (5) and a serial number. */
export function makeVin(manufacturer: string, descriptor: string, serial: number): string {
  const raw = `${manufacturer}${descriptor}0T${String(serial).padStart(7, '0')}`;
  const sum = raw
    .split('')
    .reduce((total, character, i) => total + valueOf(character) * (WEIGHTS[i] ?? 0), 0);
  const check = sum % 11 === 10 ? 'X' : String(sum % 11);
  const vin = raw.slice(0, 8) + check + raw.slice(9);
  if (!isVin(vin))
    throw new RangeError(`${vin} is not a VIN: give 3 + 5 characters and a serial below 10,000,000`);
  return vin;
}
