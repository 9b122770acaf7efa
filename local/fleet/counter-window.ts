import { COUNTER_WINDOW } from '../../shared/contracts/car.ts';

/** Which counters of a session were accepted: the highest, and which of those just below it. */
export interface CounterWindow {
  readonly highest: number;
  /** Bit n: highest - n was accepted. */
  readonly seen: number;
}

export const unusedCounters: CounterWindow = { highest: 0, seen: 1 };

/** The window after accepting a counter, or undefined when it was used before or lies too far back to tell. */
export function useCounter(window: CounterWindow, counter: number): CounterWindow | undefined {
  const ahead = counter - window.highest;
  if (ahead > 0) {
    const seen = ahead < COUNTER_WINDOW ? (window.seen << ahead) | 1 : 1;
    return { highest: counter, seen: seen >>> 0 };
  }
  const bit = -ahead;
  if (bit >= COUNTER_WINDOW || ((window.seen >>> bit) & 1) === 1) return undefined;
  return { highest: window.highest, seen: (window.seen | (1 << bit)) >>> 0 };
}
