import type { Static } from 'typebox';
import type { FreeCar } from '../../shared/contracts/rentals.ts';
import { cellDistanceMetres, cellsAround, distanceMetres, type Position } from '../../shared/kernel/geo.ts';
import { type CarBody, CELL_LENGTH } from './documents.ts';

/** Metres a minute, as the crow flies: 80 is the usual walking pace of maps. */
const WALKING_METRES_A_MINUTE = 80;
/** Cells that a search asks for at the same time, and at most. The widest takes 100 as far north as 72 degrees. */
const CELLS_AT_ONCE = 6;
const MOST_CELLS = 100;

export interface Search {
  readonly near: Position;
  readonly radiusMetres: number;
  readonly limit: number;
}

/**
 * The nearest free cars, nearest first. Asks cell after cell from the centre outwards, and no further than needed: a
 * cell that begins further away than the last of enough cars cannot have a nearer one.
 */
export async function nearestCars(
  { near, radiusMetres, limit }: Search,
  carsIn: (cell: string) => Promise<readonly CarBody[]>,
): Promise<readonly Static<typeof FreeCar>[]> {
  const cells = cellsAround(near, radiusMetres, CELL_LENGTH)
    .map((cell) => ({ cell, distance: cellDistanceMetres(near, cell) }))
    .filter(({ distance }) => distance <= radiusMetres)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MOST_CELLS);
  let found: readonly Static<typeof FreeCar>[] = [];
  for (let n = 0; n < cells.length; n += CELLS_AT_ONCE) {
    const enough = found[limit - 1];
    if (enough !== undefined && enough.distanceMetres <= (cells[n]?.distance ?? 0)) break;
    const asked = cells.slice(n, n + CELLS_AT_ONCE).map(({ cell }) => carsIn(cell));
    const cars = (await Promise.all(asked)).flat().flatMap((car) => seenFrom(near, car));
    found = [...found, ...cars.filter(({ distanceMetres }) => distanceMetres <= radiusMetres)]
      .sort((a, b) => a.distanceMetres - b.distanceMetres)
      .slice(0, limit);
  }
  return found;
}

/** The car as it is shown, or nothing when it has lost its place in between. */
function seenFrom(near: Position, car: CarBody): Static<typeof FreeCar>[] {
  const { vin, model, plate, position, positionTime, chargePercent } = car;
  if (position === undefined || positionTime === undefined) return [];
  const distance = distanceMetres(near, position);
  return [
    {
      vin,
      model,
      ...(plate === undefined ? {} : { plate }),
      position,
      distanceMetres: Math.round(distance),
      walkingMinutes: Math.ceil(distance / WALKING_METRES_A_MINUTE),
      ...(chargePercent === undefined ? {} : { chargePercent }),
      positionTime,
    },
  ];
}
