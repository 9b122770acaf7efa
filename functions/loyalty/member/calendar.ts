import type { Programme } from '../../../shared/contracts/loyalty/programme.ts';
import { addSeconds, DAY_SECONDS, type Instant, instant, milliseconds } from '../../../shared/kernel/time.ts';
import { clockOf } from '../../../shared/kernel/time-zone.ts';
import { NEVER } from './lots.ts';

/** Months and days by the clock of the programme's time zone. */

/** What the clock shows, as if it were UTC. */
export const wallAt = ({ timeZone }: Programme, time: Instant): number =>
  clockOf(timeZone).wallAt(milliseconds(time));

/** Such as `2026-01-31T22:10:00.000Z`, where that is what the clock shows. */
const shownAt = (programme: Programme, time: Instant): Instant => instant(wallAt(programme, time));

export const monthOf = (programme: Programme, time: Instant): string => shownAt(programme, time).slice(0, 7);

/** The period of a limit that the time is in. */
export function periodOf(
  programme: Programme,
  time: Instant,
  per: 'day' | 'month' | 'year' | 'ever',
): string {
  const length = { day: 10, month: 7, year: 4, ever: 0 }[per];
  return shownAt(programme, time).slice(0, length);
}

/** When the month so many months after that of the time begins. */
export function monthBegins(programme: Programme, time: Instant, months: number): Instant {
  const shown = new Date(wallAt(programme, time));
  const wall = Date.UTC(shown.getUTCFullYear(), shown.getUTCMonth() + months, 1);
  return instant(clockOf(programme.timeZone).timeAt(wall));
}

/** When points that were earned at a time expire, and when the member is warned. */
export function expiryOf(
  programme: Programme,
  time: Instant,
): { readonly expiresAt: Instant; readonly warnAt?: Instant } {
  const { expiry } = programme;
  if (expiry === undefined) return { expiresAt: NEVER };
  return expiring(programme, monthBegins(programme, time, expiry.months + 1));
}

/** A lot for points that come back after theirs has expired: a month is left to spend them. */
export const graceOf = (programme: Programme, now: Instant) =>
  expiring(programme, monthBegins(programme, now, 2));

function expiring({ expiry }: Programme, expiresAt: Instant) {
  const days = expiry?.warnDays ?? 0;
  return days === 0 ? { expiresAt } : { expiresAt, warnAt: addSeconds(expiresAt, -days * DAY_SECONDS) };
}

export const activeAt = ({ pendingDays }: Programme, earnedAt: Instant): Instant =>
  addSeconds(earnedAt, pendingDays * DAY_SECONDS);
