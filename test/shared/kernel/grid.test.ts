import { assert, integer, oneof, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceMetres, type Position } from '../../../shared/kernel/geo.ts';
import { cellAt, cellDistanceMetres, cellsAround, quartersOf } from '../../../shared/kernel/grid.ts';

const degrees = (least: number, most: number) =>
  integer({ min: least * 1e6, max: most * 1e6 }).map((n) => n / 1e6);
/** Anywhere, and often where coordinates are odd: at the poles and at the antimeridian. */
const place = record({
  latitude: oneof(degrees(-90, 90), degrees(89.8, 90), degrees(-90, -89.8)),
  longitude: oneof(degrees(-180, 180), degrees(179.9, 180), degrees(-180, -179.9)),
});

/** A place so many metres away, in some direction. */
function aside({ latitude, longitude }: Position, metres: number, direction: number): Position {
  const [angle, heading] = [metres / 6_371_008.8, (direction * Math.PI) / 180];
  const from = (latitude * Math.PI) / 180;
  const north = Math.sin(from) * Math.cos(angle) + Math.cos(from) * Math.sin(angle) * Math.cos(heading);
  const to = Math.asin(Math.min(1, Math.max(-1, north)));
  const east = Math.atan2(
    Math.sin(heading) * Math.sin(angle) * Math.cos(from),
    Math.cos(angle) - Math.sin(from) * Math.sin(to),
  );
  const turned = longitude + (east * 180) / Math.PI;
  return { latitude: (to * 180) / Math.PI, longitude: ((turned + 540) % 360) - 180 };
}

describe('a cell of the grid', () => {
  it('has no distance to a place in it, however often it is cut', () => {
    assert(
      property(place, integer({ min: 0, max: 10 }), (position, cuts) => {
        const cell = cellAt(position, cuts);

        expect(cell.path).toHaveLength(cuts);
        expect(cellDistanceMetres(position, cell)).toBe(0);
      }),
    );
  });

  it('has a path with which the paths of all places in it begin', () => {
    assert(
      property(place, integer({ min: 0, max: 9 }), (position, cuts) => {
        const [outer, inner] = [cellAt(position, cuts), cellAt(position, 10)];

        expect({ row: inner.row, column: inner.column }).toEqual({ row: outer.row, column: outer.column });
        expect(inner.path.startsWith(outer.path)).toBe(true);
        expect(quartersOf(outer)).toContainEqual(cellAt(position, cuts + 1));
      }),
    );
  });

  it('is no further away than any place in it', () => {
    assert(
      property(
        place,
        integer({ min: 0, max: 30_000 }),
        integer({ min: 0, max: 359 }),
        integer({ min: 0, max: 10 }),
        (from, metres, direction, cuts) => {
          const inside = aside(from, metres, direction);

          expect(cellDistanceMetres(from, cellAt(inside, cuts))).toBeLessThanOrEqual(
            distanceMetres(from, inside) + 1e-6,
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is about as wide in the north as at the equator', () => {
    for (const latitude of [0, 42.5, 65, 85, -89]) {
      const here = { latitude, longitude: 1.52 };
      const { row, column } = cellAt(here, 0);
      const metres = cellDistanceMetres(here, { row, column: column + 2, path: '' });

      // One whole cell lies between, and a part of the own one.
      expect(metres).toBeGreaterThan(4_700);
      expect(metres).toBeLessThan(2 * 5_000);
    }
  });
});

describe('the cells around a place', () => {
  it('contain every place within the radius', () => {
    assert(
      property(
        place,
        integer({ min: 1, max: 10_000 }),
        integer({ min: 0, max: 100 }),
        integer({ min: 0, max: 359 }),
        (centre, radius, percent, direction) => {
          const inside = aside(centre, (radius * percent) / 100, direction);

          expect(cellsAround(centre, radius)).toContainEqual(cellAt(inside, 0));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('are few, also at a pole, and each comes once', () => {
    assert(
      property(place, integer({ min: 1, max: 10_000 }), (centre, radius) => {
        const names = cellsAround(centre, radius).map(({ row, column }) => `${row}-${column}`);

        expect(new Set(names).size).toBe(names.length);
        expect(names.length).toBeGreaterThan(0);
        expect(names.length).toBeLessThanOrEqual(40);
      }),
    );
  });
});
