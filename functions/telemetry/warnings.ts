import { type Fields, numberIn } from './twin.ts';

/**
 * What a mechanic wants to know at once. A warning is no event yet: it makes the twin be written without delay, so that
 * whoever looks at it sees it.
 */
const warnings: readonly ((fields: Fields) => boolean)[] = [
  (fields) => isAbove(numberIn(fields, 'coolantTemperatureC'), 115),
  // A healthy engine vibrates at 100 × its speed in m/s, one about to fail at 150 ×: half-way between.
  (fields) =>
    isAbove(numberIn(fields, 'engineVibration'), (125 * Math.abs(numberIn(fields, 'speedKmh') ?? 0)) / 3.6) &&
    isAbove(numberIn(fields, 'speedKmh'), 5),
  // Well below the 220 to 250 kPa of a passenger car: it is losing air.
  ...['FrontLeft', 'FrontRight', 'RearLeft', 'RearRight'].map(
    (wheel) => (fields: Fields) => isBelow(numberIn(fields, `tirePressure${wheel}Kpa`), 150),
  ),
];

/** Whether something warns now that did not before. */
export function newlyWarns(before: Fields, after: Fields): boolean {
  return warnings.some((warns) => warns(after) && !warns(before));
}

function isAbove(value: number | undefined, limit: number): boolean {
  return value !== undefined && value > limit;
}

function isBelow(value: number | undefined, limit: number): boolean {
  return value !== undefined && value < limit;
}
