/** Times are RFC 3339 in UTC with milliseconds, as text, so they sort as text. */

export type Instant = string;

/**
 * A day of the Gregorian calendar: 30 February is none, 29 February only of leap years. It is a pattern, so that every
 * schema refuses impossible days by itself, also in the generated documents.
 */
const LEAP_YEAR = String.raw`(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)`;
export const CALENDAR_DAY = String.raw`(${LEAP_YEAR}-02-29|\d{4}-(02-(0[1-9]|1\d|2[0-8])|(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)))`;

/**
 * The pattern of an RFC 3339 time in UTC, for schemas. It allows only `Z`, no other offset, and only days that exist.
 * `milliseconds` can read every text that matches, so a time that has passed its contract never throws later.
 */
export const INSTANT_PATTERN = String.raw`^${CALENDAR_DAY}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$`;

const instants = new RegExp(INSTANT_PATTERN);

/** Milliseconds since 1970, of a value that no contract has checked yet. Undefined when it is not a time that exists. */
export function readInstant(value: unknown): number | undefined {
  return typeof value === 'string' && instants.test(value) ? Date.parse(value) : undefined;
}

export function instant(milliseconds: number): Instant {
  return new Date(milliseconds).toISOString();
}

/** Milliseconds since 1970. Throws a RangeError when the text is not a time. */
export function milliseconds(time: Instant): number {
  const value = Date.parse(time);
  if (Number.isNaN(value)) throw new RangeError(`${time} is not a time; write it as 2026-01-31T09:30:00Z`);
  return value;
}

export function addSeconds(time: Instant, seconds: number): Instant {
  return instant(milliseconds(time) + seconds * 1000);
}

export const DAY_SECONDS = 86_400;

/** The later of the two. */
export function later(a: Instant, b: Instant): Instant {
  return isBefore(a, b) ? b : a;
}

export function isBefore(a: Instant, b: Instant): boolean {
  return milliseconds(a) < milliseconds(b);
}
