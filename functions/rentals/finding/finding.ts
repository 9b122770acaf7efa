import { findCars } from '../../../shared/contracts/rentals/finding.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { cachedFor } from '../../../shared/runtime/http/public-route.ts';
import { read } from '../../../shared/runtime/http.ts';
import { REFERENCE_SECONDS } from '../../../shared/runtime/read-model.ts';
import { readOne, readPage } from '../../../shared/runtime/read-models.ts';
import { pricingZonesAt } from '../fleet/zones.ts';
import { freeCars, riderGroups, tariffsInForce, zonesInForce } from '../read-models.ts';
import { tariffOfCar } from '../reserving/tariff.ts';
import { type CarsIn, nearestCars } from './nearby.ts';
import { searchOf } from './search.ts';
import { shown } from './seen-car.ts';

/** The free cars of a cell of the grid: one query of the index, on the part of a partition that the cell is. */
const freeCarsIn: CarsIn = async ({ path, row, column }, atMost) => {
  const { items, cursor } = await readPage(freeCars, { row, column }, { limit: atMost, begins: path });
  return { cars: items, isAll: cursor === undefined };
};

/** Prices depend on tariffs, zones and the groups of the rider, as reserving does. */
const kept = cachedFor(REFERENCE_SECONDS, async () => {
  const [tariffs, zones] = await Promise.all([readOne(tariffsInForce, {}), readOne(zonesInForce, {})]);
  return { tariffs, zones: zones?.zones };
});

/** A rider searches again with each move of the map. */
const RIDERS_KEPT = 1_000;
const groupsKept = new Map<string, () => Promise<{ readonly value: readonly string[] }>>();

async function groupsOf(riderId: string): Promise<readonly string[]> {
  if (groupsKept.size >= RIDERS_KEPT && !groupsKept.has(riderId)) groupsKept.clear();
  const groups =
    groupsKept.get(riderId) ??
    cachedFor(REFERENCE_SECONDS, async () => (await readOne(riderGroups, { riderId }))?.groups ?? []);
  groupsKept.set(riderId, groups);
  return (await groups()).value;
}

/** Nothing is read for a fleet whose rule names no groups. */
async function priceBasis({ kind, id }: { readonly kind: string; readonly id: string }) {
  const { value } = await kept();
  const byGroup = value.tariffs?.choice?.entries.some(({ when }) => when.riderGroups !== undefined) ?? false;
  return { ...value, groups: byGroup && kind === 'rider' ? await groupsOf(id) : [] };
}

export const finding = read(findCars, async ({ query, principal }) => {
  const [{ cars, completeWithinMetres }, { tariffs, zones, groups }] = await Promise.all([
    nearestCars(searchOf(query), freeCarsIn),
    priceBasis(principal),
  ]);
  const now = instant(Date.now());
  const priced = cars.map((seen) => {
    const { position, car } = seen;
    const pricingZones = zones === undefined ? [] : pricingZonesAt(zones, position);
    return shown(
      seen,
      tariffOfCar(tariffs, { model: car.model, pricingZones, riderGroups: groups }, now),
      now,
    );
  });
  return { cars: priced, completeWithinMetres };
});
