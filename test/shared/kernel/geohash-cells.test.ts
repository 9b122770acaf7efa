import { assert, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellCorners, cellDistanceMetres, distanceMetres, geohash } from '../../../shared/kernel/geo.ts';

const degrees = (most: number) => integer({ min: -most * 1e6, max: most * 1e6 }).map((n) => n / 1e6);
const place = record({ latitude: degrees(75), longitude: degrees(179) });

describe('a geohash cell', () => {
  it('has the corners of the published example', () => {
    expect(cellCorners('ezs42')).toEqual({
      southWest: { latitude: 42.5830078125, longitude: -5.625 },
      northEast: { latitude: 42.626953125, longitude: -5.5810546875 },
    });
  });

  it('holds the places that it is the cell of, and begins at no distance from them', () => {
    assert(
      property(place, integer({ min: 1, max: 9 }), (position, length) => {
        const cell = geohash(position, length);
        const { southWest, northEast } = cellCorners(cell);
        expect(position.latitude).toBeGreaterThanOrEqual(southWest.latitude);
        expect(position.latitude).toBeLessThanOrEqual(northEast.latitude);
        expect(position.longitude).toBeGreaterThanOrEqual(southWest.longitude);
        expect(position.longitude).toBeLessThanOrEqual(northEast.longitude);
        expect(cellDistanceMetres(position, cell)).toBe(0);
      }),
    );
  });

  it('begins no further away than any place in it', () => {
    assert(
      property(place, degrees(0.2), degrees(0.2), ({ latitude, longitude }, north, east) => {
        const inside = { latitude: latitude + north, longitude: longitude + east };
        const cell = geohash(inside, 5);
        const from = { latitude, longitude };
        expect(cellDistanceMetres(from, cell)).toBeLessThanOrEqual(distanceMetres(from, inside));
      }),
    );
  });

  it('is near also across the antimeridian', () => {
    const cell = geohash({ latitude: 0.01, longitude: -179.99 }, 5);

    expect(cellDistanceMetres({ latitude: 0.01, longitude: 179.99 }, cell)).toBeLessThan(3000);
  });

  it('is refused when it is none', () => {
    expect(() => cellCorners('aio')).toThrow(RangeError);
  });
});
