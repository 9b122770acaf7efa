import { type Day, dayOf, isDay, yearsBetween } from '../../shared/kernel/day.ts';
import type { Instant } from '../../shared/kernel/time.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { looksLikeCardNumber } from './card-number.ts';

/** What schemas cannot say of what riders send. Each throws a problem, and nothing of it is written. */

const OLDEST_YEARS = 120;
const TOKEN = /^[A-Za-z0-9_.:-]+$/;

/** Throws BAD_REQUEST for a birthday that nobody can have. */
export function requireBirthDate(birthDate: Day, now: Instant): void {
  const today = dayOf(now);
  if (isDay(birthDate) && birthDate <= today && yearsBetween(birthDate, today) <= OLDEST_YEARS) return;
  throw notValid('birthDate', 'must be a day of the last 120 years');
}

/** Throws BAD_REQUEST for a day that is not in the calendar. */
export function requireDay(field: string, day: Day): void {
  if (!isDay(day)) throw notValid(field, 'must be a day of the calendar');
}

/** Throws CARD_DATA_REFUSED for what looks like card data, BAD_REQUEST for what no provider's token looks like. */
export function requireToken(token: string): void {
  if (looksLikeCardNumber(token)) {
    throw new ProblemError(
      'CARD_DATA_REFUSED',
      'The token looks like the number of a card. Send what the payment provider answered for it.',
    );
  }
  if (!TOKEN.test(token)) throw notValid('token', 'must be letters, digits, _, -, . and : only');
}

/** The problem of a field of the body. */
export function notValid(field: string, message: string): ProblemError {
  return new ProblemError('BAD_REQUEST', `The body is not valid: /${field} ${message}.`, [
    { path: `/body/${field}`, message },
  ]);
}
