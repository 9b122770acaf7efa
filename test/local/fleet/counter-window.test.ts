import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CounterWindow, unusedCounters, useCounter } from '../../../local/fleet/counter-window.ts';
import { COUNTER_WINDOW } from '../../../shared/contracts/car.ts';

describe('the window of counters', () => {
  it('takes each counter once, and none that lies 32 or more below the highest', () => {
    const counter = fc.oneof(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 2 ** 40 }));
    fc.assert(
      fc.property(fc.array(counter, { maxLength: 200 }), (counters) => {
        const used = new Set([0]);
        let window: CounterWindow = unusedCounters;
        for (const counter of counters) {
          const highest = Math.max(...used);
          const allowed = !used.has(counter) && counter > highest - COUNTER_WINDOW;
          const after = useCounter(window, counter);
          expect(after !== undefined).toBe(allowed);
          if (after === undefined) continue;
          used.add(counter);
          window = after;
          expect(window.highest).toBe(Math.max(highest, counter));
        }
      }),
      { seed: 5 },
    );
  });
});
