import { COUNTER_WINDOW } from '../../../shared/contracts/car/car.ts';

/** Which counters of a session were accepted: the highest, which of those just below it, and the highest that closed. */
export interface CounterWindow {
  readonly highest: number;
  /** Bit n: highest - n was accepted. */
  readonly seen: number;
  /** The highest with which something came that closes the car; 0 before the first. */
  readonly closed: number;
}

export const unusedCounters: CounterWindow = { highest: 0, seen: 1, closed: 0 };

/**
 * The window after accepting a counter, or undefined when it was used before or lies too far back to tell.
 * @param closes whether it comes with what closes the car, and so overtakes all that was to open it before
 */
export function useCounter(
  window: CounterWindow,
  counter: number,
  closes: boolean,
): CounterWindow | undefined {
  const closed = closes ? Math.max(window.closed, counter) : window.closed;
  const ahead = counter - window.highest;
  if (ahead > 0) {
    const seen = ahead < COUNTER_WINDOW ? (window.seen << ahead) | 1 : 1;
    return { highest: counter, seen: seen >>> 0, closed };
  }
  const bit = -ahead;
  if (bit >= COUNTER_WINDOW || ((window.seen >>> bit) & 1) === 1) return undefined;
  return { highest: window.highest, seen: (window.seen | (1 << bit)) >>> 0, closed };
}
