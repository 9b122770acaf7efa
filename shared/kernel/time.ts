/** Times are RFC 3339 in UTC with milliseconds, as text, so they sort as text. */

export type Instant = string;

/**
 * The pattern of an RFC 3339 time in UTC, for schemas. It allows only `Z`, no other offset. `milliseconds` can read
 * every text that matches, so a time that has passed its contract never throws later.
 */
export const INSTANT_PATTERN = String.raw`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$`;

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

/** The later of the two. */
export function later(a: Instant, b: Instant): Instant {
  return isBefore(a, b) ? b : a;
}

export function isBefore(a: Instant, b: Instant): boolean {
  return milliseconds(a) < milliseconds(b);
}
