import { array, assert, asyncProperty, integer, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CarBody, CELL_LENGTH } from '../../../functions/rentals/documents.ts';
import { nearestCars } from '../../../functions/rentals/nearby.ts';
import { distanceMetres, geohash, type Position } from '../../../shared/kernel/geo.ts';
import { makeVin } from '../../../shared/kernel/vin.ts';

const carAt = (n: number, position: Position): CarBody => ({
  vin: makeVin('WRS', '00001', n),
  model: 'Roadster E',
  position,
  positionTime: '2026-01-31T09:00:00.000Z',
  chargePercent: 80,
});

function cellsOf(cars: readonly CarBody[]) {
  const byCell = Map.groupBy(cars, ({ position }) =>
    geohash(position ?? { latitude: 0, longitude: 0 }, CELL_LENGTH),
  );
  const asked: string[] = [];
  return {
    asked,
    carsIn: (cell: string): Promise<readonly CarBody[]> => {
      asked.push(cell);
      return Promise.resolve(byCell.get(cell) ?? []);
    },
  };
}

const HERE = { latitude: 42.5075, longitude: 1.5218 };

describe('finding cars', () => {
  it('gives the nearest first, with the walk to them', async () => {
    const cars = [carAt(1, { ...HERE, latitude: 42.5175 }), carAt(2, { ...HERE, latitude: 42.5097 })];

    const found = await nearestCars({ near: HERE, radiusMetres: 2000, limit: 10 }, cellsOf(cars).carsIn);

    expect(found).toEqual([
      { ...cars[1], distanceMetres: 245, walkingMinutes: 4 },
      { ...cars[0], distanceMetres: 1112, walkingMinutes: 14 },
    ]);
  });

  it('leaves out what lies further than asked, and what has lost its place', async () => {
    const { position: _, ...lost } = carAt(2, HERE);
    const cells = cellsOf([carAt(1, { ...HERE, latitude: 42.5175 })]);

    const found = await nearestCars({ near: HERE, radiusMetres: 1000, limit: 10 }, async (cell) => [
      ...(await cells.carsIn(cell)),
      ...(cell === geohash(HERE, CELL_LENGTH) ? [lost] : []),
    ]);

    expect(found).toEqual([]);
  });

  it('asks no cell twice, few of them, and no further than needed', async () => {
    const crowd = cellsOf(Array.from({ length: 20 }, (_, n) => carAt(n, HERE)));
    await nearestCars({ near: HERE, radiusMetres: 10_000, limit: 10 }, crowd.carsIn);
    const desert = cellsOf([]);
    await nearestCars({ near: HERE, radiusMetres: 10_000, limit: 10 }, desert.carsIn);
    const pole = cellsOf([]);
    await nearestCars(
      { near: { latitude: 89.99, longitude: 0 }, radiusMetres: 10_000, limit: 1 },
      pole.carsIn,
    );

    expect(crowd.asked.length).toBeLessThanOrEqual(6);
    expect(desert.asked.length).toBeLessThanOrEqual(40);
    expect(new Set(desert.asked).size).toBe(desert.asked.length);
    expect(pole.asked.length).toBeLessThanOrEqual(100);
  });

  it('finds what looking at every car finds, anywhere', async () => {
    // To a millionth of a degree, 0.1 m.
    const degrees = (most: number) => integer({ min: -most * 1e6, max: most * 1e6 }).map((n) => n / 1e6);
    const offset = degrees(0.15);
    await assert(
      asyncProperty(
        record({
          near: record({
            latitude: degrees(60),
            longitude: degrees(180),
          }),
          offsets: array(record({ latitude: offset, longitude: offset }), { maxLength: 40 }),
          radiusMetres: integer({ min: 1, max: 10_000 }),
          limit: integer({ min: 1, max: 50 }),
        }),
        async ({ near, offsets, radiusMetres, limit }) => {
          const cars = offsets.map((offset, n) =>
            carAt(n, {
              latitude: near.latitude + offset.latitude,
              longitude: ((near.longitude + offset.longitude + 540) % 360) - 180,
            }),
          );
          const expected = cars
            .map(({ position }) => Math.round(distanceMetres(near, position ?? near)))
            .filter((distance) => distance <= radiusMetres)
            .sort((a, b) => a - b)
            .slice(0, limit);

          const found = await nearestCars({ near, radiusMetres, limit }, cellsOf(cars).carsIn);

          expect(found.map(({ distanceMetres }) => distanceMetres)).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});
