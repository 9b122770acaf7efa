import { array, assert, asyncProperty, constant, constantFrom, integer, oneof, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CarsIn, nearestCars, type Search } from '../../../../functions/rentals/finding/nearby.ts';
import type { FreeCarBody } from '../../../../functions/rentals/finding/seen-car.ts';
import { distanceMetres, type Position } from '../../../../shared/kernel/geo.ts';
import { cellAt, cellDistanceMetres } from '../../../../shared/kernel/grid.ts';
import { random } from '../../../../shared/kernel/random.ts';
import { makeVin } from '../../../../shared/kernel/vin.ts';

const HERE = { latitude: 42.5075, longitude: 1.5218 };
/** Metres on a degree of latitude. */
const DEGREE = 111_195;

const carAt = (n: number, position: Position, chargePercent = 80): FreeCarBody => ({
  vin: makeVin('WRS', '00001', n),
  model: 'Roadster E',
  position,
  positionTime: '2026-01-31T09:00:00.000Z',
  chargePercent,
});

const north = (n: number, metres: number): FreeCarBody =>
  carAt(n, { ...HERE, latitude: HERE.latitude + metres / DEGREE });

/** Cars by their cells as the index has them, in the order of their paths; and what was asked of it. */
function streets(cars: readonly FreeCarBody[]) {
  const nowhere = { latitude: 0, longitude: 0 };
  const filed = cars
    .map((car) => ({ car, cell: cellAt(car.position ?? nowhere, 10) }))
    .toSorted((a, b) => (a.cell.path < b.cell.path ? -1 : 1));
  const asked: string[] = [];
  let read = 0;
  const carsIn: CarsIn = ({ row, column, path }, atMost) => {
    asked.push(`${row}-${column}/${path}`);
    const inCell = filed.filter(
      ({ cell }) => cell.row === row && cell.column === column && cell.path.startsWith(path),
    );
    read += Math.min(inCell.length, atMost);
    // DynamoDB says that there may be more when it has read as many as it should.
    return Promise.resolve({
      cars: inCell.slice(0, atMost).map(({ car }) => car),
      isAll: inCell.length < atMost,
    });
  };
  return { asked, carsIn, read: () => read };
}

const wish = (more: Partial<Search> = {}): Search => ({
  near: HERE,
  radiusMetres: 2000,
  limit: 10,
  fits: () => true,
  ...more,
});

const metresOf = ({ cars }: { cars: readonly { distanceMetres: number }[] }): readonly number[] =>
  cars.map((car) => Math.round(car.distanceMetres));

describe('finding cars', () => {
  it('gives the nearest first, and says up to where that is all', async () => {
    const { carsIn } = streets([north(1, 1112), north(2, 245), north(3, 1500)]);

    const all = await nearestCars(wish(), carsIn);
    const two = await nearestCars(wish({ limit: 2 }), carsIn);

    expect(metresOf(all)).toEqual([245, 1112, 1500]);
    expect(all.completeWithinMetres).toBe(2000);
    expect(metresOf(two)).toEqual([245, 1112]);
    expect(two.completeWithinMetres).toBe(1112);
  });

  it('leaves out what lies further than asked, does not fit, or has lost its place', async () => {
    const { position: _, ...lost } = carAt(2, HERE);
    const { carsIn } = streets([north(1, 1112), carAt(3, HERE, 20), carAt(4, HERE, 60)]);

    const found = await nearestCars(
      wish({ radiusMetres: 1000, fits: ({ chargePercent = 0 }) => chargePercent >= 50 }),
      async (cell, atMost) => {
        const { cars, isAll } = await carsIn(cell, atMost);
        return { cars: cellDistanceMetres(HERE, cell) === 0 ? [...cars, lost] : cars, isAll };
      },
    );

    expect(found.cars.map(({ car }) => car.vin)).toEqual([makeVin('WRS', '00001', 4)]);
  });

  it('asks no cell twice, and no further than needed', async () => {
    const crowd = streets(Array.from({ length: 20 }, (_, n) => north(n, n * 5)));
    await nearestCars(wish({ radiusMetres: 10_000 }), crowd.carsIn);
    const desert = streets([]);
    await nearestCars(wish({ radiusMetres: 10_000 }), desert.carsIn);

    expect(crowd.asked.length).toBeLessThanOrEqual(8);
    expect(desert.asked.length).toBeLessThanOrEqual(60);
    expect(new Set(desert.asked).size).toBe(desert.asked.length);
  });

  it('reads few of many that stand close together, and all that stand on one spot', async () => {
    const dice = random('crowded');
    const around = (): Position => ({
      latitude: HERE.latitude + dice.between(-0.02, 0.02),
      longitude: HERE.longitude + dice.between(-0.02, 0.02),
    });
    const city = streets(Array.from({ length: 5_000 }, (_, n) => carAt(n, around())));
    const garage = streets(Array.from({ length: 700 }, (_, n) => carAt(n, HERE)));

    expect((await nearestCars(wish(), city.carsIn)).cars).toHaveLength(10);
    expect(city.read()).toBeLessThan(800);
    expect((await nearestCars(wish({ limit: 50 }), garage.carsIn)).cars).toHaveLength(50);
  });

  it('gives up when very many do not fit, and says how far it has looked', async () => {
    const dice = random('nothing fits');
    const cars = Array.from({ length: 20_000 }, (_, n) =>
      carAt(n, {
        latitude: HERE.latitude + dice.between(-0.09, 0.09),
        longitude: HERE.longitude + dice.between(-0.12, 0.12),
      }),
    );
    const last = north(20_001, 9_000);
    const city = streets([...cars, last]);

    const found = await nearestCars(
      wish({ radiusMetres: 10_000, fits: ({ car }) => car.vin === last.vin }),
      city.carsIn,
    );

    expect(city.asked.length).toBeLessThanOrEqual(128);
    expect(found.cars).toEqual([]);
    expect(found.completeWithinMetres).toBeLessThan(9_000);
  });

  it('finds what looking at every car finds, anywhere', async () => {
    // To a millionth of a degree, 0.1 m.
    const degrees = (most: number) => integer({ min: -most * 1e6, max: most * 1e6 }).map((n) => n / 1e6);
    const offset = oneof(degrees(0.15), degrees(0.005), constant(0));
    await assert(
      asyncProperty(
        record({
          near: record({
            latitude: oneof(degrees(60), degrees(90), constantFrom(89.99, -89.95, 90, 0)),
            longitude: oneof(degrees(180), constantFrom(180, -180, 179.999, 0)),
          }),
          offsets: array(
            record({ latitude: offset, longitude: offset, charge: integer({ min: 0, max: 100 }) }),
            {
              maxLength: 40,
            },
          ),
          radiusMetres: integer({ min: 1, max: 10_000 }),
          limit: integer({ min: 1, max: 50 }),
          least: integer({ min: 0, max: 60 }),
        }),
        async ({ near, offsets, radiusMetres, limit, least }) => {
          const cars = offsets.map(({ latitude, longitude, charge }, n) =>
            carAt(
              n,
              {
                latitude: Math.min(90, Math.max(-90, near.latitude + latitude)),
                longitude: ((near.longitude + longitude + 540) % 360) - 180,
              },
              charge,
            ),
          );
          const expected = cars
            .filter(({ chargePercent = 0 }) => chargePercent >= least)
            .map(({ position }) => distanceMetres(near, position ?? near))
            .filter((distance) => distance <= radiusMetres)
            .toSorted((a, b) => a - b)
            .slice(0, limit);

          const found = await nearestCars(
            { near, radiusMetres, limit, fits: ({ chargePercent = 0 }) => chargePercent >= least },
            streets(cars).carsIn,
          );

          const complete = Math.floor(expected[limit - 1] ?? radiusMetres);
          const within = (distance: number): boolean => distance <= found.completeWithinMetres;
          expect(found.cars.map((car) => car.distanceMetres).filter(within)).toEqual(expected.filter(within));
          // At a pole cells are slices of a cake, and so many that it gives up early.
          if (Math.abs(near.latitude) < 89.5) expect(found.completeWithinMetres).toBe(complete);
          else expect(found.completeWithinMetres).toBeGreaterThanOrEqual(Math.min(complete, 500));
        },
      ),
      { numRuns: 500 },
    );
  });
});
