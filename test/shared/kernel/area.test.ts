import { array, assert, constantFrom, double, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Area, contains, isSound, nearestWhere, type Ring } from '../../../shared/kernel/area.ts';
import { distanceMetres, type Position } from '../../../shared/kernel/geo.ts';

const shift = ({ latitude, longitude }: Position, north: number, east: number): Position => ({
  latitude: latitude + north,
  longitude: ((((longitude + east + 180) % 360) + 360) % 360) - 180,
});

const square = (centre: Position, half: number): Ring => [
  shift(centre, -half, -half),
  shift(centre, -half, half),
  shift(centre, half, half),
  shift(centre, half, -half),
  shift(centre, -half, -half),
];

/** Towns on all sides of the world, also where longitudes jump. */
const towns: readonly Position[] = [
  { latitude: 42.5, longitude: 1.52 },
  { latitude: -17.7, longitude: 179.995 },
  { latitude: -36.8, longitude: -179.995 },
  { latitude: 0, longitude: 0 },
  { latitude: 64.1, longitude: -21.9 },
];
const town = constantFrom(...towns);
const offset = double({ min: -0.05, max: 0.05, noNaN: true });

/** A ring around its town, as far in each direction as it says: of any shape that can be seen whole from the middle. */
const star = array(double({ min: 0.005, max: 0.03, noNaN: true }), { minLength: 3, maxLength: 12 });
function starAround(centre: Position, reaches: readonly number[]): Ring {
  const corners = reaches.map((reach, n) => {
    const angle = (n / reaches.length) * 2 * Math.PI;
    return shift(centre, Math.sin(angle) * reach, Math.cos(angle) * reach);
  });
  return [...corners, ...corners.slice(0, 1)];
}

/** How far the ring turns around the point, another way to know whether it is inside: a whole turn, or none. */
function winds(ring: Ring, point: Position): boolean {
  const seen = ring.map(({ latitude, longitude }) => ({
    y: latitude - point.latitude,
    x: ((((longitude - point.longitude + 180) % 360) + 360) % 360) - 180,
  }));
  const turns = seen.slice(1).map((to, n) => {
    const from = seen[n] ?? to;
    return Math.atan2(from.x * to.y - from.y * to.x, from.x * to.x + from.y * to.y);
  });
  return Math.abs(turns.reduce((sum, turn) => sum + turn, 0)) > Math.PI;
}

describe('an area', () => {
  it('contains the places inside its outline and outside its holes', () => {
    assert(
      property(town, star, star, offset, offset, (centre, outline, hole, north, east) => {
        const small = hole.map((reach) => reach / 4);
        const [ring, gap] = [starAround(centre, outline), starAround(centre, small)];
        const point = shift(centre, north, east);

        const inside = contains([[ring, gap]], point);

        expect(inside).toBe(winds(ring, point) && !winds(gap, point));
      }),
      { numRuns: 500, seed: 5 },
    );
  });

  it('works everywhere, also over the antimeridian', () => {
    assert(
      property(
        star,
        offset,
        offset,
        double({ min: -180, max: 180, noNaN: true }),
        (reaches, north, east, turned) => {
          const here = { latitude: 0, longitude: 0 };
          const there = shift(here, 0, turned);
          const seen = [here, there].map((centre) =>
            contains([[starAround(centre, reaches)]], shift(centre, north, east)),
          );
          expect(seen[0]).toBe(seen[1]);
        },
      ),
      { numRuns: 300, seed: 5, examples: [[[0.02, 0.02, 0.02, 0.02], 0.001, 0.001, 180]] },
    );
  });

  it('is sound when its rings are closed and have an area', () => {
    const here = { latitude: 42.5, longitude: 1.5 };
    const ring = square(here, 0.01);

    expect(isSound([[ring]])).toBe(true);
    expect(isSound([[ring.slice(0, 4)]])).toBe(false);
    expect(isSound([[[here, shift(here, 1, 0), here, here]]])).toBe(false);
    expect(isSound([[]])).toBe(false);
  });
});

describe('the nearest allowed place', () => {
  const [centre = { latitude: 0, longitude: 0 }] = towns;
  const service: Area = [[square(centre, 0.02)]];

  it('outside an area is on its edge, a few metres inside', () => {
    const from = shift(centre, 0.03, 0.005);
    const found = nearestWhere([service], from, (here) => contains(service, here));

    expect(found?.longitude).toBeCloseTo(from.longitude, 6);
    expect(distanceMetres(found ?? from, shift(centre, 0.02, 0.005))).toBeCloseTo(5, 0);
  });

  it('does not exist when nothing is allowed', () => {
    expect(nearestWhere([service], shift(centre, 0.03, 0), () => false)).toBeUndefined();
    expect(nearestWhere([], centre, () => true)).toBeUndefined();
  });

  it('is allowed, and no other is nearer, whatever the areas', () => {
    const cut = record({ north: offset, east: offset, reaches: star });
    assert(
      property(
        town,
        star,
        array(cut, { maxLength: 4 }),
        offset,
        offset,
        integer({ min: 0, max: 359 }),
        (middle, outline, cuts, north, east, first) => {
          const area: Area = [[starAround(middle, outline)]];
          const out: Area[] = cuts.map((one) => [
            [
              starAround(
                shift(middle, one.north / 2, one.east / 2),
                one.reaches.map((reach) => reach / 2),
              ),
            ],
          ]);
          const allowed = (here: Position) =>
            contains(area, here) && !out.some((forbidden) => contains(forbidden, here));
          const from = shift(middle, north, east);
          if (allowed(from)) return;

          const found = nearestWhere([area, ...out], from, allowed);

          // Rays in all directions, in steps of 20 metres: is there a place in reach that is clearly nearer?
          const reach = found === undefined ? 3_000 : distanceMetres(from, found) - 30;
          if (found !== undefined) expect(allowed(found)).toBe(true);
          const nearer: string[] = [];
          for (let ray = 0; ray < 24; ray++) {
            const angle = ((first + ray * 15) * Math.PI) / 180;
            for (let metres = 20; metres < reach; metres += 20) {
              const step = metres / 111_195;
              const eastwards = step / Math.cos((from.latitude * Math.PI) / 180);
              const here = shift(from, Math.sin(angle) * step, Math.cos(angle) * eastwards);
              // Slivers are passed over: what is allowed has allowed neighbours.
              const around = [0, 90, 180, 270].map((turn) => {
                const at = (turn * Math.PI) / 180;
                return shift(here, (Math.sin(at) * 25) / 111_195, (Math.cos(at) * 25) / 111_195);
              });
              if ([here, ...around].every(allowed)) nearer.push(`${metres} m at ray ${ray}`);
            }
          }
          expect(nearer).toEqual([]);
        },
      ),
      { numRuns: 40, seed: 5, endOnFailure: true },
    );
  });
});
