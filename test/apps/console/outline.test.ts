import { describe, expect, it } from 'vitest';
import {
  type Corner,
  cornersOf,
  faultsOf,
  idFor,
  ringsOf,
  withCorner,
  withNewCorner,
  withRing,
} from '../../../apps/console/zones/outline.ts';

const SQUARE: readonly Corner[] = [
  [1, 42],
  [2, 42],
  [2, 43],
  [1, 43],
];

describe('what is wrong with an outline', () => {
  it('is nothing for a square, a triangle and a bay', () => {
    expect(faultsOf(SQUARE)).toEqual([]);
    expect(faultsOf(SQUARE.slice(0, 3))).toEqual([]);
    expect(faultsOf([...SQUARE.slice(0, 3), [1.5, 42.5], [1, 43]])).toEqual([]);
  });

  it('is that corners are missing', () => {
    expect(faultsOf([])).toEqual([{ kind: 'few' }]);
    expect(faultsOf(SQUARE.slice(0, 2))).toEqual([{ kind: 'few' }]);
    expect(
      faultsOf([
        [1, 42],
        [2, 42],
        [1, 42],
      ]),
    ).toContainEqual({ kind: 'few' });
  });

  it('is at the corner whose edge crosses another', () => {
    const [a, b, c, d] = SQUARE as [Corner, Corner, Corner, Corner];
    expect(faultsOf([a, c, b, d])).toEqual([{ kind: 'crosses', corner: 2 }]);
  });

  it('is at the corner that is nowhere, or where the one before it is', () => {
    expect(faultsOf([...SQUARE.slice(0, 3), [1, 91]])).toEqual([{ kind: 'outside', corner: 3 }]);
    expect(faultsOf([...SQUARE.slice(0, 3), [Number.NaN, 42]])).toContainEqual({
      kind: 'outside',
      corner: 3,
    });
    expect(faultsOf([...SQUARE, [1, 43]])).toEqual([{ kind: 'same', corner: 3 }]);
  });
});

it('a corner is moved, and another one comes after it, to the centimetre', () => {
  expect(withCorner(SQUARE, 1, [2.123456789, 42])[1]).toEqual([2.1234568, 42]);
  expect(withNewCorner(SQUARE, 3, [0.5, 42.5])).toEqual([...SQUARE, [0.5, 42.5]]);
  expect(withNewCorner(SQUARE, 0, [1.5, 41.9])[1]).toEqual([1.5, 41.9]);
});

describe('a zone', () => {
  const closed = [...SQUARE, SQUARE[0] as Corner];
  const hole: readonly Corner[] = [
    [1.2, 42.2],
    [1.4, 42.2],
    [1.4, 42.4],
    [1.2, 42.2],
  ];
  const properties = { kind: 'pricing', name: 'Centre' } as const;
  const withHole = {
    type: 'Feature',
    id: 'centre',
    properties,
    geometry: { type: 'Polygon', coordinates: [closed, hole] },
  } as const;
  const inParts = {
    ...withHole,
    geometry: { type: 'MultiPolygon', coordinates: [[closed, hole], [closed]] },
  } as const;

  it('has rings, each changed alone', () => {
    expect(ringsOf(withHole)).toHaveLength(2);
    expect(ringsOf(inParts)).toEqual([
      { polygon: 0, ring: 0 },
      { polygon: 0, ring: 1 },
      { polygon: 1, ring: 0 },
    ]);
    expect(cornersOf(withHole, { polygon: 0, ring: 0 })).toEqual(SQUARE);
    const moved = withCorner(SQUARE, 0, [1.1, 42.1]);
    expect(withRing(withHole, { polygon: 0, ring: 0 }, moved).geometry.coordinates).toEqual([
      [...moved, moved[0]],
      hole,
    ]);
    expect(withRing(inParts, { polygon: 1, ring: 0 }, moved).geometry.coordinates).toEqual([
      [closed, hole],
      [[...moved, moved[0]]],
    ]);
  });

  it('gets an id by its name, which no other one has', () => {
    expect(idFor('Plaça del Poble', [])).toBe('placa-del-poble');
    expect(idFor('Centre', ['centre', 'centre-2'])).toBe('centre-3');
    expect(idFor('中央', [])).toBe('zone');
  });
});
