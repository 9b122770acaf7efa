import { liftRiderHold, placeRiderHold } from '../../../shared/contracts/rentals/rider-standing.ts';
import {
  endRentalByOperator,
  getFleetCar,
  listAttention,
  putCarBackInService,
  takeCarOutOfService,
} from '../../../shared/contracts/rentals/use.ts';
import { FLEET, getZones, noZones, putZones, type Zones } from '../../../shared/contracts/rentals/zones.ts';
import { change } from '../../../shared/runtime/change.ts';
import { read } from '../../../shared/runtime/http.ts';
import { ProblemError } from '../../../shared/runtime/problem.ts';
import { getDocument, queryDocuments } from '../../../shared/runtime/read-models.ts';
import { rentalById } from '../own-rentals.ts';
import { carKey, type FleetCarBody, NEEDS_ATTENTION } from '../read-models.ts';
import { ZONES_KEY } from './zones.ts';

/** Cars that a page holds when the caller does not say. */
const DEFAULT_PAGE = 50;

/** What operators see and do; and the zones, which riders see too. */
export const operating = [
  read(getZones, async () => {
    const zones = (await getDocument(ZONES_KEY)) as Zones | undefined;
    return zones ?? noZones;
  }),
  change(putZones, async ({ body }) => ({ fleet: FLEET, zones: body }) as const),
  read(getFleetCar, async ({ params: { vin } }) => {
    const car = (await getDocument(carKey(vin))) as FleetCarBody | undefined;
    if (car !== undefined) return car;
    throw new ProblemError('VEHICLE_UNKNOWN', `${vin} does not belong to the fleet.`);
  }),
  read(listAttention, async ({ query: { limit, cursor } }) => {
    const page = await queryDocuments(NEEDS_ATTENTION, {
      limit: limit === undefined ? DEFAULT_PAGE : Number(limit),
      ...(cursor === undefined ? {} : { cursor }),
    });
    return {
      cars: page.items as FleetCarBody[],
      ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
    };
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
