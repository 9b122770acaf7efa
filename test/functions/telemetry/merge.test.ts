import { array, assert, constantFrom, integer, oneof, property, record, shuffledSubarray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldReadings } from '../../../functions/telemetry/fold.ts';
import { pack, unpack } from '../../../functions/telemetry/packing.ts';
import type { Reading } from '../../../functions/telemetry/readings.ts';
import { mergeTwins, type Twin } from '../../../functions/telemetry/twin.ts';

/** Few times and values, so that readings meet at the same time with other values. */
const sample = record(
  {
    speedKmh: oneof(integer({ min: 0, max: 3 }), constantFrom<unknown>(9999, 'fast', null, { a: 1 })),
    chargePercent: oneof(integer({ min: 13, max: 16 }), constantFrom<unknown>(-1, 'full')),
    engineOn: constantFrom<unknown>(true, false, 'on'),
    position: constantFrom<unknown>(
      { latitude: 42.5, longitude: 1.5 },
      { latitude: 42.6, longitude: 1.5 },
      { latitude: 99, longitude: 1.5 },
      'here',
    ),
  },
  { requiredKeys: [] },
);
const reading = record({ time: integer({ min: 0, max: 5 }), sample });
const readings = array(reading, { minLength: 1, maxLength: 12 });

const twinOf = (list: readonly Reading[]): Twin => foldReadings('WRS00001X0T000001', undefined, list).item;

describe('twins', () => {
  it('are the same in whatever order, in whatever batches, and however often the readings come', () => {
    assert(
      property(
        readings.chain((list) =>
          record({
            first: shuffledSubarray(list, { minLength: list.length }),
            again: shuffledSubarray(list),
            cut: integer({ min: 0, max: list.length }),
          }).map((ways) => ({ list, ...ways })),
        ),
        ({ list, first, again, cut }) => {
          const whole = twinOf(list);
          const parts = [first.slice(0, cut), first.slice(cut), again].filter((part) => part.length > 0);
          let folded: Twin | undefined;
          for (const part of parts) folded = foldReadings('WRS00001X0T000001', folded, part).item;
          const merged = parts.map(twinOf).reduceRight((twin, other) => mergeTwins(twin, other));

          expect(folded).toEqual(whole);
          expect(merged).toEqual(whole);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are brought up to date by what was newer alone', () => {
    assert(
      property(readings, readings, (before, after) => {
        const { item, delta } = foldReadings('WRS00001X0T000001', twinOf(before), after);

        expect(delta === undefined ? twinOf(before) : mergeTwins(twinOf(before), delta)).toEqual(item);
      }),
    );
  });

  it('stay the very same when nothing newer comes, so that nothing is written', () => {
    assert(
      property(readings, (list) => {
        const twin = twinOf(list);

        expect(mergeTwins(twin, twinOf(list.slice(0, 1)))).toBe(twin);
        expect(foldReadings('WRS00001X0T000001', twin, list).delta).toBeUndefined();
      }),
    );
  });

  it('come out of table and queue as they went in', () => {
    assert(
      property(readings, (list) => {
        const twin = twinOf(list);

        expect(unpack(JSON.parse(JSON.stringify(pack(twin))))).toEqual(twin);
      }),
    );
  });

  it.each([
    [null],
    [7],
    [{}],
    [{ t: 1 }],
    [{ t: 1.5, f: {} }],
    [{ t: 1, f: { speedKmh: 3 } }],
    [{ t: 1, f: { speedKmh: [3, 'then'] } }],
    [{ t: 1, f: {}, i: 3 }],
  ])('do not come out of %j', (value) => {
    expect(() => unpack(value)).toThrow(TypeError);
  });
});
