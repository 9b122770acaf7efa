/**
 * The clocks of IANA time zones, from the data that Node carries. Times are milliseconds since 1970; a wall time is what
 * the clock shows, written as if it were UTC: 7_200_000 is two o'clock on January 1, 1970.
 */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Whether the name is an IANA time zone, such as `Europe/Riga`. An offset such as `+02:00` is none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** From `from` (inclusive) to `to` (exclusive) the clock is this far ahead of UTC. */
export interface OffsetSpan {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** The clock of one time zone. What it has found is kept, because asking Node takes microseconds. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();
  readonly #days = new Map<number, readonly OffsetSpan[]>();

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  }

  /** The spans of constant offset between two times, in order. One, unless the clock changes between them. */
  spans(from: number, to: number): readonly OffsetSpan[] {
    const found: { from: number; to: number; offset: number }[] = [];
    for (let day = Math.floor(from / DAY_MS); day * DAY_MS < to; day++) {
      for (const span of this.#day(day)) {
        const [start, end] = [Math.max(from, span.from), Math.min(to, span.to)];
        const last = found.at(-1);
        if (start >= end) continue;
        if (last?.offset === span.offset) last.to = end;
        else found.push({ from: start, to: end, offset: span.offset });
      }
    }
    return found;
  }

  /** What the clock shows. */
  wallAt(time: number): number {
    const span = this.#day(Math.floor(time / DAY_MS)).find(({ to }) => time < to);
    return time + (span?.offset ?? 0);
  }

  /** The time at which the clock shows this. Of an hour that comes twice, the first; in a skipped one, the time after it. */
  timeAt(wall: number): number {
    const spans = this.spans(wall - DAY_MS, wall + DAY_MS);
    const within = spans.find(({ from, to, offset }) => wall - offset >= from && wall - offset < to);
    if (within !== undefined) return wall - within.offset;
    return spans.find(({ from, offset }) => wall - offset < from)?.from ?? wall;
  }

  /** The spans of a day of UTC. */
  #day(day: number): readonly OffsetSpan[] {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const [start, end] = [day * DAY_MS, (day + 1) * DAY_MS];
    const [before, after] = [this.#offsetAt(start), this.#offsetAt(end)];
    const change = before === after ? end : this.#changeBetween(start, end, before);
    const spans = [{ from: start, to: change, offset: before }];
    if (change < end) spans.push({ from: change, to: end, offset: after });
    this.#days.set(day, spans);
    return spans;
  }

  /** When the offset changes: clocks change at whole seconds. */
  #changeBetween(start: number, end: number, before: number): number {
    let [same, other] = [start, end];
    while (other - same > 1000) {
      const middle = Math.floor((same + other) / 2000) * 1000;
      if (this.#offsetAt(middle) === before) same = middle;
      else other = middle;
    }
    return other;
  }

  #offsetAt(time: number): number {
    const known = this.#offsets.get(time);
    if (known !== undefined) return known;
    const text = this.#format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = '0', minutes = '0', seconds = '0'] =
      /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(text) ?? [];
    const size = Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS + Number(seconds) * 1000;
    const offset = sign === '-' ? -size : size;
    if (time % DAY_MS === 0) this.#offsets.set(time, offset);
    return offset;
  }
}

const clocks = new Map<string, ZoneClock>();

/** The clock of a time zone. Throws a RangeError when there is no such zone. */
export function clockOf(timeZone: string): ZoneClock {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new ZoneClock(timeZone);
  clocks.set(timeZone, clock);
  return clock;
}
