import { weekdayOf } from '../contracts/billing/calendar.ts';
import type { Cap } from '../contracts/billing/tariff.ts';
import { DAY_MS, HOUR_MS } from '../kernel/time-zone.ts';

/**
 * Caps limit what some lines cost in an hour, a day or a week. They work on whole minor units: on what each stretch of
 * time has added to the rounded lines. So a capped window costs its limit exactly, and the lines still add up.
 */
export interface CompiledCap {
  readonly cap: Cap;
  readonly limit: number;
  /** Milliseconds. */
  readonly length: number;
  /** Positions of the lines that it limits itself; those of nested caps are not among them. */
  readonly lines: readonly number[];
  /** Positions of the nested caps, whose results it limits. They come before it. */
  readonly nested: readonly number[];
}

const LENGTH = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS } as const;

/** In the order in which they are applied: what is nested first, and of caps on the same lines the shorter one first. */
export function compiledCaps(
  caps: readonly Cap[],
  amountOf: (decimal: string) => number,
  lineAt: ReadonlyMap<string, number>,
): readonly CompiledCap[] {
  const ordered = [...caps].sort(
    (a, b) => a.covers.length - b.covers.length || LENGTH[a.per] - LENGTH[b.per],
  );
  const isWithin = (inner: Cap, outer: Cap): boolean =>
    inner.covers.every((line) => outer.covers.includes(line));
  return ordered.map((cap, n) => {
    const inside = ordered.slice(0, n).filter((other) => isWithin(other, cap));
    const nested = inside.filter(
      (other) => !inside.slice(inside.indexOf(other) + 1).some((outer) => isWithin(other, outer)),
    );
    return {
      cap,
      limit: amountOf(cap.amount),
      length: LENGTH[cap.per],
      lines: cap.covers
        .filter((line) => !nested.some(({ covers }) => covers.includes(line)))
        .flatMap((line) => lineAt.get(line) ?? []),
      nested: nested.map((other) => ordered.indexOf(other)),
    };
  });
}

/** What a cap has seen so far. */
interface Seen {
  /** What the covered lines cost in each window, for those whose unused limit lapses. */
  readonly windows: Map<number, number>;
  readonly limited: Set<number>;
  /** How many windows have begun. */
  started: number;
  /** What the covered lines cost in all windows. */
  cost: number;
  /** What remains of it under the cap. */
  remains: number;
}

export interface Saving {
  readonly cap: CompiledCap;
  /** Minor units, positive. */
  readonly amount: number;
  /** How many windows it limited; where unused limits carry over, how many have begun. */
  readonly windows: number;
}

/** Applies the caps of a tariff to one rental, stretch by stretch. */
export class CapRun {
  readonly #caps: readonly CompiledCap[];
  readonly #seen: readonly Seen[];
  readonly #anchor: number;

  /** `anchor`: when the windows that count from the start begin. */
  constructor(caps: readonly CompiledCap[], anchor: number) {
    this.#caps = caps;
    this.#anchor = anchor;
    this.#seen = caps.map(() => ({
      windows: new Map(),
      limited: new Set(),
      started: 0,
      cost: 0,
      remains: 0,
    }));
  }

  /** What one stretch has added to each line, in minor units. `time` and `wall` are when it begins. */
  add(added: readonly number[], time: number, wall: number): void {
    const passedOn: number[] = [];
    for (const [n, cap] of this.#caps.entries()) {
      const seen = this.#seen[n];
      if (seen === undefined) continue;
      let cost = 0;
      for (const line of cap.lines) cost += added[line] ?? 0;
      for (const inner of cap.nested) cost += passedOn[inner] ?? 0;
      passedOn.push(limited(cap, seen, cost, this.#windowAt(cap, time, wall)));
    }
  }

  #windowAt({ cap, length }: CompiledCap, time: number, wall: number): number {
    if (cap.from === 'start') return Math.max(0, Math.floor((time - this.#anchor) / length));
    const day = Math.floor(wall / DAY_MS);
    return cap.per === 'day' ? day : (day - weekdayOf(day)) / 7;
  }

  savings(): readonly Saving[] {
    return this.#caps.flatMap((cap, n) => {
      const seen = this.#seen[n];
      const amount = seen === undefined ? 0 : seen.cost - seen.remains;
      if (seen === undefined || amount === 0) return [];
      const windows = cap.cap.unused === 'lapses' ? seen.limited.size : seen.started;
      return [{ cap, amount, windows }];
    });
  }
}

/** Adds a cost to a window, and returns what the cap lets through of it. */
function limited({ cap, limit }: CompiledCap, seen: Seen, cost: number, window: number): number {
  const before = seen.remains;
  seen.cost += cost;
  const inWindow = seen.windows.get(window) ?? 0;
  seen.windows.set(window, inWindow + cost);
  if (cap.unused === 'carries-over') {
    const [first = window] = seen.windows.keys();
    seen.started = cap.from === 'start' ? window + 1 : window - first + 1;
    seen.remains = Math.min(seen.cost, limit * seen.started);
  } else {
    seen.remains += Math.min(inWindow + cost, limit) - Math.min(inWindow, limit);
    if (inWindow + cost > limit) seen.limited.add(window);
  }
  return seen.remains - before;
}
