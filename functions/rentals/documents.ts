import type { Static } from 'typebox';
import type { Rental } from '../../shared/contracts/rentals.ts';
import type { Position } from '../../shared/kernel/geo.ts';
import { type Cell, cellAt } from '../../shared/kernel/grid.ts';
import { type Instant, milliseconds } from '../../shared/kernel/time.ts';
import type { Document } from '../../shared/runtime/domain.ts';
import { damageDocuments } from './damage.ts';
import { type CarState, type Failure, isFree, type RentalRecord } from './state.ts';

/** Free cars are found by cells of the grid, and lie in each ordered by the path to one of 5 m. */
const SORTED_BY_CUTS = 10;

export const rentalKey = (rentalId: string): string => `rental/${rentalId}`;
export const rentalsOf = (riderId: string): string => `rider/${riderId}`;
export const freeIn = ({ row, column }: Pick<Cell, 'row' | 'column'>): string => `free/${row}-${column}`;

export type RentalBody = Static<typeof Rental>;

/** A car as it is found; with a place as long as one is known. */
export interface CarBody {
  readonly vin: string;
  readonly model: string;
  readonly plate?: string;
  readonly position?: Position;
  readonly positionTime?: Instant;
  readonly chargePercent?: number;
}

export function documents(car: CarState): readonly Document[] {
  const rentals = car.rentals.map((rental) => ({
    key: rentalKey(rental.rentalId),
    body: rentalBody(car.vin, rental),
    index: { partition: rentalsOf(rental.riderId), sort: rental.reservedAt },
  }));
  const others = [...rentals, ...damageDocuments(car)];
  return car.listing === undefined ? others : [carDocument(car, car.listing), ...others];
}

/** In the index only while it can be reserved. */
function carDocument(car: CarState, { model, plate }: NonNullable<CarState['listing']>): Document {
  const { vin, place } = car;
  const body: CarBody = {
    vin,
    model,
    ...(plate === undefined ? {} : { plate }),
    ...(place === undefined ? {} : { position: place.position, positionTime: place.time }),
    ...(place?.chargePercent === undefined ? {} : { chargePercent: place.chargePercent }),
  };
  const key = `car/${vin}`;
  if (!isFree(car)) return { key, body };
  const cell = cellAt(car.place.position, SORTED_BY_CUTS);
  return { key, body, index: { partition: freeIn(cell), sort: `${cell.path}/${vin}` } };
}

/** A rental as its rider reads it. */
export function rentalBody(vin: string, rental: RentalRecord): RentalBody {
  const { rentalId, riderId, state, reservedAt, reservedUntil, lastFailure, started, ended } = rental;
  return {
    rentalId,
    vin,
    riderId,
    state,
    reservedAt,
    reservedUntil,
    ...(lastFailure === undefined ? {} : { lastFailure: failureBody(lastFailure) }),
    ...(started === undefined ? {} : { started }),
    ...(ended === undefined ? {} : { ended }),
    ...measured(rental),
  };
}

function failureBody(failure: NonNullable<RentalRecord['lastFailure']>): Failure {
  const { requestId: _, ...body } = failure;
  return body;
}

/** Both by the car, and left out when it has not said them or they make no sense (an exchanged odometer, a clock set back). */
function measured({ started, ended }: RentalRecord): Pick<RentalBody, 'distanceKm' | 'durationSeconds'> {
  if (started === undefined || ended === undefined) return {};
  const seconds = Math.round((milliseconds(ended.time) - milliseconds(started.time)) / 1000);
  const from = started.car.odometerKm;
  const to = ended.car.odometerKm;
  const metres = from === undefined || to === undefined ? undefined : Math.round((to - from) * 1000);
  return {
    ...(metres === undefined || metres < 0 ? {} : { distanceKm: metres / 1000 }),
    ...(seconds < 0 ? {} : { durationSeconds: seconds }),
  };
}
