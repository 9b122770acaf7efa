import type { LicenceFinding, LicenceInquiry } from '../../shared/contracts/riders/providers.ts';

/** Prefix of a licence's number → the fault that the sandbox finds. */
const FAULTS = [
  ['GONE', 'NOT_FOUND'],
  ['NAME', 'NAME_MISMATCH'],
  ['BIRTH', 'BIRTH_DATE_MISMATCH'],
  ['TAKEN', 'WITHDRAWN'],
  ['OVER', 'OUT_OF_DATE'],
  ['FAKE', 'NOT_GENUINE'],
] as const;

/** The first check of these has no result. */
const SLOW = 'SLOW';
/** The sandbox fails for these. */
const BROKEN = 'FAIL';

/**
 * A provider of licence checks for development and tests. It decides by the form of the number, so that its result is
 * predictable. A number with none of the forms above is verified as submitted.
 */
export function findLicence({ licence, attempt }: LicenceInquiry): LicenceFinding {
  const { number, classes, validUntil } = licence;
  if (number.startsWith(BROKEN)) throw new Error('The sandbox fails for numbers of this form');
  if (number.startsWith(SLOW) && attempt === 1) return { result: 'PENDING' };
  const [, reason] = FAULTS.find(([form]) => number.startsWith(form)) ?? [];
  return reason === undefined ? { result: 'VERIFIED', classes, validUntil } : { result: 'REJECTED', reason };
}
