import { findCars } from '../../../shared/contracts/rentals/finding.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { cachedFor } from '../../../shared/runtime/http/public-route.ts';
import { read } from '../../../shared/runtime/http.ts';
import { REFERENCE_SECONDS } from '../../../shared/runtime/read-model.ts';
import { readOne, readPage } from '../../../shared/runtime/read-models.ts';
import { pricingZonesAt } from '../fleet/zones.ts';
import { freeCars, tariffsInForce, zonesInForce } from '../read-models.ts';
import { tariffOfCar } from '../reserving/tariff.ts';
import { type CarsIn, nearestCars } from './nearby.ts';
import { searchOf } from './search.ts';
import { shown } from './seen-car.ts';

/** The free cars of a cell of the grid: one query of the index, on the part of a partition that the cell is. */
const freeCarsIn: CarsIn = async ({ path, row, column }, atMost) => {
  const { items, cursor } = await readPage(freeCars, { row, column }, { limit: atMost, begins: path });
  return { cars: items, isAll: cursor === undefined };
};

/** Prices depend on tariffs and zones, as reserving does. */
const kept = cachedFor(REFERENCE_SECONDS, async () => {
  const [tariffs, zones] = await Promise.all([readOne(tariffsInForce, {}), readOne(zonesInForce, {})]);
  return { tariffs, zones: zones?.zones };
});

export const finding = read(findCars, async ({ query }) => {
  const { cars, completeWithinMetres } = await nearestCars(searchOf(query), freeCarsIn);
  const { value } = await kept();
  const now = instant(Date.now());
  const priced = cars.map((seen) => {
    const { position, car } = seen;
    const pricingZones = value.zones === undefined ? [] : pricingZonesAt(value.zones, position);
    return shown(seen, tariffOfCar(value.tariffs, { model: car.model, pricingZones }, now), now);
  });
  return { cars: priced, completeWithinMetres };
});
