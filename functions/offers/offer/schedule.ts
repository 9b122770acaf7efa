import { calendarOf, holdsAt } from '../../../shared/contracts/billing/calendar.ts';
import type { Offer } from '../../../shared/contracts/offers/offer.ts';
import { type Instant, instant, isBefore, milliseconds } from '../../../shared/kernel/time.ts';
import { clockOf } from '../../../shared/kernel/time-zone.ts';

/** When an offer is made, by the clock of its time zone. */

const wallAt = (timeZone: string, time: Instant): number => clockOf(timeZone).wallAt(milliseconds(time));

/** Such as `2026-01-31`. */
export const dayOf = (timeZone: string, time: Instant): string =>
  instant(wallAt(timeZone, time)).slice(0, 10);

export function isMadeAt({ valid: { from, until }, when, timeZone }: Offer, time: Instant): boolean {
  if (isBefore(time, from) || !isBefore(time, until)) return false;
  return when === undefined || holdsAt(calendarOf(when), wallAt(timeZone, time));
}
