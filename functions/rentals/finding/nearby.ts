import type { Position } from '../../../shared/kernel/geo.ts';
import { type Cell, cellDistanceMetres, cellsAround, quartersOf } from '../../../shared/kernel/grid.ts';
import { type FreeCarBody, type SeenCar, seenFrom } from './seen-car.ts';

export interface Search {
  readonly near: Position;
  readonly radiusMetres: number;
  readonly limit: number;
  readonly fits: (car: SeenCar) => boolean;
}

export interface Nearby {
  /** Nearest first. */
  readonly cars: readonly SeenCar[];
  /** Every car that fits and is no further away than this is among them. */
  readonly completeWithinMetres: number;
}

/** The free cars in a cell, or the first `atMost` of them. */
export type CarsIn = (
  cell: Cell,
  atMost: number,
) => Promise<{ readonly cars: readonly FreeCarBody[]; readonly isAll: boolean }>;

/**
 * Near by, cells are small, so that few cars are read where many stand; further out they are large, so that few cells
 * are asked where none do. In a city with 10,000 cars these take the fewest
 * queries for the read units (`npm run bench -- find`).
 */
const RINGS = [
  { metres: 250, cuts: 3 },
  { metres: 600, cuts: 2 },
  { metres: 1500, cuts: 1 },
  { metres: Number.POSITIVE_INFINITY, cuts: 0 },
] as const;

/** A cell with more cars than this is cut in four; read, they cost about five read units. */
const CARS_A_CELL = 128;
/** A cell of 5 m is cut no further: what stands in it, such as on the floors of a car park, is read whole. */
const MOST_CUTS = 10;
const CARS_IN_THE_SMALLEST = 2_000;
/** Cells that are asked at the same time. */
const CELLS_AT_ONCE = 8;
/** Cells that are asked at most: then it is said how far the answer is complete. */
const MOST_CELLS = 120;

interface Waiting {
  readonly cell: Cell;
  readonly distance: number;
}

/**
 * The nearest cars that fit, nearest first. Asks cell after cell from the centre outwards, and no further than needed:
 * a cell that begins further away than the last of enough cars cannot have a nearer one.
 */
export async function nearestCars(search: Search, carsIn: CarsIn): Promise<Nearby> {
  const { near, radiusMetres, limit } = search;
  const found = new Map<string, SeenCar>();
  let waiting = inOrder(cellsAround(near, radiusMetres).flatMap((cell) => cutByDistance(near, cell)));
  let asked = 0;
  for (;;) {
    const cars = [...found.values()].toSorted((a, b) => a.distanceMetres - b.distanceMetres).slice(0, limit);
    const horizon = Math.min(cars[limit - 1]?.distanceMetres ?? radiusMetres, radiusMetres);
    waiting = waiting.filter(({ distance }) => distance <= horizon);
    const [nearest] = waiting;
    if (nearest === undefined) return { cars, completeWithinMetres: Math.floor(horizon) };
    if (asked >= MOST_CELLS) return { cars, completeWithinMetres: Math.floor(nearest.distance) };
    const wave = waiting
      .slice(0, CELLS_AT_ONCE)
      .filter(({ distance }) => ringOf(distance) === ringOf(nearest.distance));
    const answers = await Promise.all(wave.map(({ cell }) => ask(cell, carsIn)));
    asked += wave.length;
    for (const { cars: some } of answers) {
      for (const car of some) keep(search, car, found);
    }
    const cut = answers.flatMap(({ left }) => left.map((cell) => distanceTo(near, cell)));
    waiting = inOrder([...waiting.slice(wave.length), ...cut]);
  }
}

async function ask(
  cell: Cell,
  carsIn: CarsIn,
): Promise<{ readonly cars: readonly FreeCarBody[]; readonly left: readonly Cell[] }> {
  const isSmallest = cell.path.length >= MOST_CUTS;
  const { cars, isAll } = await carsIn(cell, isSmallest ? CARS_IN_THE_SMALLEST : CARS_A_CELL);
  return { cars, left: isAll || isSmallest ? [] : quartersOf(cell) };
}

function keep({ near, radiusMetres, fits }: Search, car: FreeCarBody, found: Map<string, SeenCar>): void {
  const seen = seenFrom(near, car);
  if (seen !== undefined && seen.distanceMetres <= radiusMetres && fits(seen)) found.set(car.vin, seen);
}

const ringOf = (distance: number) => RINGS.find(({ metres }) => distance < metres) ?? RINGS[3];

/** The cell, cut as finely as its distance wants. */
function cutByDistance(near: Position, cell: Cell): readonly Waiting[] {
  const waiting = distanceTo(near, cell);
  if (cell.path.length >= ringOf(waiting.distance).cuts) return [waiting];
  return quartersOf(cell).flatMap((quarter) => cutByDistance(near, quarter));
}

function distanceTo(near: Position, cell: Cell): Waiting {
  return { cell, distance: cellDistanceMetres(near, cell) };
}

function inOrder(waiting: readonly Waiting[]): readonly Waiting[] {
  return waiting.toSorted((a, b) => a.distance - b.distance);
}
