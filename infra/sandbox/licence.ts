import type { LicenceFinding, LicenceInquiry } from '../../shared/contracts/riders/providers.ts';

/** What the number of a licence begins with makes the sandbox find fault with it. */
const FAULTS = [
  ['GONE', 'NOT_FOUND'],
  ['NAME', 'NAME_MISMATCH'],
  ['BIRTH', 'BIRTH_DATE_MISMATCH'],
  ['TAKEN', 'WITHDRAWN'],
  ['OVER', 'OUT_OF_DATE'],
  ['FAKE', 'NOT_GENUINE'],
] as const;

/** These have no result at the first time. */
const SLOW = 'SLOW';
/** Of these the sandbox knows nothing, and fails. */
const BROKEN = 'FAIL';

/**
 * A provider of licence checks for development and tests: decides by the form of the number, so that everybody knows
 * what it will say. Whatever has none of the forms above is verified as it was submitted.
 */
export function findLicence({ licence, attempt }: LicenceInquiry): LicenceFinding {
  const { number, classes, validUntil } = licence;
  if (number.startsWith(BROKEN)) throw new Error('The sandbox fails for numbers of this form');
  if (number.startsWith(SLOW) && attempt === 1) return { result: 'PENDING' };
  const [, reason] = FAULTS.find(([form]) => number.startsWith(form)) ?? [];
  return reason === undefined ? { result: 'VERIFIED', classes, validUntil } : { result: 'REJECTED', reason };
}
