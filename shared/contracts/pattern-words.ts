import { DAY_PATTERN } from '../kernel/day.ts';
import { DECIMAL_PATTERN } from '../kernel/decimal.ts';
import { exampleId, ID_CHARACTERS } from '../kernel/ids.ts';
import { exampleOperationId, OPERATION_ADDRESS_PATTERN } from '../kernel/operation-address.ts';
import { INSTANT_PATTERN } from '../kernel/time.ts';
import { VIN_PATTERN } from '../kernel/vin.ts';

/**
 * What a text must be, in words, by the pattern of its schema: a caller who sent something wrong reads these, and no regular
 * expression. A test finds the pattern of a request that has no words.
 */
const WORDS: ReadonlyMap<string, string> = new Map([
  [VIN_PATTERN, 'a vehicle identification number: 17 capital letters without I, O and Q, and digits'],
  [
    `${VIN_PATTERN.slice(0, -1)}(,${VIN_PATTERN.slice(1, -1)}){0,99}$`,
    'up to 100 vehicle identification numbers, with commas',
  ],
  [INSTANT_PATTERN, 'a time in UTC, such as 2026-01-31T09:30:00.000Z'],
  [DAY_PATTERN, 'a day of the calendar, such as 2026-01-31'],
  ['^[0-9]{4}-[0-9]{2}-[0-9]{2}$', 'a day, such as 2026-01-31'],
  ['^[0-9]{4}-(0[1-9]|1[0-2])$', 'a month, such as 2026-01'],
  ['^([01][0-9]|2[0-3]):[0-5][0-9]$', 'a time of day, such as 09:30'],
  [OPERATION_ADDRESS_PATTERN, `the address of an operation, such as ${exampleOperationId('rentals')}.t9q0vc`],
  [DECIMAL_PATTERN, 'a decimal number as text with at most six decimals, such as 0.29'],
  ['^(100|(0|[1-9]\\d?)(\\.\\d{1,4})?)$', 'a percentage as text, from 0 to 100, such as 4.5'],
  ['^(0|[1-9]\\d?)(\\.\\d{1,4})?$', 'a percentage as text, below 100, such as 4.5'],
  ['^([1-9]|10)(\\.\\d{1,2})?$', 'a number as text, from 1 to 10 with at most two decimals, such as 1.5'],
  [
    '^(0|[1-9][0-9]{0,4})(\\.[0-9]{1,3})?$',
    'a number below 100000 with at most three decimals, such as 12.5',
  ],
  [
    '^-?[0-9]{1,2}(\\.[0-9]{1,10})?,-?[0-9]{1,3}(\\.[0-9]{1,10})?$',
    'latitude and longitude in degrees with a comma, such as 42.5075,1.5218',
  ],
  ['^[1-9]$', 'a whole number from 1 to 9'],
  ['^([1-9]|1[0-9]|20)$', 'a whole number from 1 to 20'],
  ['^[1-9][0-9]?$', 'a whole number from 1 to 99'],
  ['^(100|[1-9]?[0-9])$', 'a whole number from 0 to 100'],
  ['^[1-9][0-9]{0,2}$', 'a whole number from 1 to 999'],
  ['^[0-9]{1,4}$', 'a whole number from 0 to 9999'],
  ['^[1-9][0-9]{0,4}$', 'a whole number from 1 to 99999'],
  ['^[1-9][0-9]{0,5}$', 'a whole number from 1 to 999999'],
  ['\\S', 'more than blanks'],
  ['^\\S(.*\\S)?$', 'text without blanks at its ends'],
  ['^[^@\\s]+@[^@\\s]+$', 'a mail address, such as ana@example.org'],
  ['^[^@\\s]{1,64}@[^@\\s]{1,190}$', 'a mail address, such as ana@example.org'],
  ['^\\+[1-9][0-9]{6,14}$', 'a phone number with its country, such as +376312345'],
  ['^[A-Z]{2}$', 'the two capital letters of a country, such as AD'],
  ['^[A-Z]{3}$', 'the three capital letters of a currency, such as EUR'],
  ['^[a-z]{2}$', 'the two small letters of a language, such as en'],
  ['^[a-z]{2,3}(-[A-Z]{2})?$', 'a language, such as en or de-AT'],
  [
    '^[A-Z0-9][A-Z0-9 /-]{2,28}[A-Z0-9]$',
    'the number of a licence: 4 to 30 capital letters, digits, blanks, / and -',
  ],
  ['^[A-Z0-9][A-Z0-9-]{0,19}$', 'up to 20 capital letters, digits and hyphens, such as AD'],
  ['^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$', 'up to 64 letters, digits, _ and -, such as ana'],
  ['^[a-z0-9][a-z0-9-]{0,39}$', 'up to 40 small letters, digits and hyphens, such as city-2'],
  ['^[a-z0-9][a-z0-9-]{0,63}$', 'up to 64 small letters, digits and hyphens, such as old-town'],
  [
    '^[a-z0-9][a-z0-9-]{0,39}(,[a-z0-9][a-z0-9-]{0,39}){0,9}$',
    'up to ten names with commas, each of small letters, digits and hyphens',
  ],
  ['^[a-z_]{1,60}$', 'an error code in small letters, such as not_found'],
  ['^(\\*|[a-z]+\\.(\\*|[a-z]+))$', 'an event type, such as rental.started, or rental.* or *'],
  [
    '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
    'a JSON Web Signature in compact form: three parts in base64url with dots',
  ],
  ['^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$', 'a SHA-256 in base64: 44 characters'],
  ['^-----BEGIN CERTIFICATE REQUEST-----', 'a certificate request in PEM'],
]);

const ID_PATTERN = new RegExp(`^\\^([a-z]+)_${ID_CHARACTERS.replaceAll(/[[\]{}]/g, String.raw`\$&`)}\\$$`);

/** After “must be”; undefined for a pattern that no request has. */
export function patternWords(pattern: string): string | undefined {
  const prefix = ID_PATTERN.exec(pattern)?.[1];
  return prefix === undefined ? WORDS.get(pattern) : `an id, such as ${exampleId(prefix)}`;
}

/** What a violation of the pattern says. */
export function patternMessage(pattern: string): string {
  const words = patternWords(pattern);
  return words === undefined ? `must match pattern "${pattern}"` : `must be ${words}`;
}

/** The patterns that have words: those that no request has any more are to go. */
export const patternsWithWords: readonly string[] = [...WORDS.keys()];
