import { findCars } from '../../../shared/contracts/rentals/finding.ts';
import { read } from '../../../shared/runtime/http.ts';
import { readPage } from '../../../shared/runtime/read-models.ts';
import { freeCars } from '../read-models.ts';
import { type CarsIn, nearestCars } from './nearby.ts';
import { searchOf } from './search.ts';
import { shown } from './seen-car.ts';

/** The free cars of a cell of the grid: one query of the index, on the part of a partition that the cell is. */
const freeCarsIn: CarsIn = async ({ path, row, column }, atMost) => {
  const { items, cursor } = await readPage(freeCars, { row, column }, { limit: atMost, begins: path });
  return { cars: items, isAll: cursor === undefined };
};

export const finding = read(findCars, async ({ query }) => {
  const { cars, completeWithinMetres } = await nearestCars(searchOf(query), freeCarsIn);
  return { cars: cars.map(shown), completeWithinMetres };
});
