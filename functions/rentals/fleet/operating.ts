import { liftRiderHold, placeRiderHold } from '../../../shared/contracts/rentals/rider-standing.ts';
import {
  endRentalByOperator,
  getFleetCar,
  listAttention,
  listFleetCars,
  putCarBackInService,
  takeCarOutOfService,
} from '../../../shared/contracts/rentals/use.ts';
import { FLEET, getZones, noZones, putZones } from '../../../shared/contracts/rentals/zones.ts';
import { change } from '../../../shared/runtime/change.ts';
import { read } from '../../../shared/runtime/http.ts';
import { ProblemError } from '../../../shared/runtime/problem.ts';
import { readOne, readPage } from '../../../shared/runtime/read-models.ts';
import { rentalById } from '../own-rentals.ts';
import { allCars, cars, carsThatNeedAttention, zonesInForce } from '../read-models.ts';

/** What operators see and do; and the zones, which riders see too. */
export const operating = [
  read(getZones, async () => (await readOne(zonesInForce, {}))?.zones ?? noZones),
  change(putZones, async ({ body }) => ({ fleet: FLEET, zones: body }) as const),
  read(getFleetCar, async ({ params: { vin } }) => {
    const car = await readOne(cars, { vin });
    if (car !== undefined) return car;
    throw new ProblemError('VEHICLE_UNKNOWN', `${vin} does not belong to the fleet.`);
  }),
  read(listFleetCars, async ({ query }) => {
    const { items, ...next } = await readPage(allCars, {}, query);
    return { cars: items, ...next };
  }),
  read(listAttention, async ({ query }) => {
    const { items, ...next } = await readPage(carsThatNeedAttention, {}, query);
    return { cars: items, ...next };
  }),
  change(takeCarOutOfService, async ({ params, body }) => ({ ...params, ...body })),
  change(putCarBackInService, async ({ params, body }) => ({ ...params, ...body })),
  change(endRentalByOperator, async ({ params: { rentalId }, body: { reason } }) => {
    const { vin } = await rentalById(rentalId);
    return { vin, rentalId, reason };
  }),
  change(placeRiderHold, async ({ params, body }) => ({ ...params, ...body })),
  change(liftRiderHold, async ({ params, body }) => ({ ...params, ...body })),
];
