import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CounterWindow,
  unusedCounters,
  useCounter,
} from '../../../../local/simulator/key-protocol/counter-window.ts';
import { COUNTER_WINDOW } from '../../../../shared/contracts/car/car.ts';

describe('the window of counters', () => {
  it('takes each counter once, none that lies 32 or more below the highest, and keeps the highest that closed', () => {
    const counter = fc.oneof(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 2 ** 40 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(counter, fc.boolean()), { maxLength: 200 }), (uses) => {
        const used = new Set([0]);
        const closed = [0];
        let window: CounterWindow = unusedCounters;
        for (const [counter, closes] of uses) {
          const highest = Math.max(...used);
          const allowed = !used.has(counter) && counter > highest - COUNTER_WINDOW;
          const after = useCounter(window, counter, closes);
          expect(after !== undefined).toBe(allowed);
          if (after === undefined) continue;
          used.add(counter);
          if (closes) closed.push(counter);
          window = after;
          expect(window).toMatchObject({
            highest: Math.max(highest, counter),
            closed: Math.max(...closed),
          });
        }
      }),
      { seed: 5 },
    );
  });
});
