import type { Static } from 'typebox';
import type { Rental } from '../../shared/contracts/rentals/rentals.ts';
import type { FleetCar } from '../../shared/contracts/rentals/use.ts';
import type { Position } from '../../shared/kernel/geo.ts';
import { type Cell, cellAt } from '../../shared/kernel/grid.ts';
import { type Instant, milliseconds } from '../../shared/kernel/time.ts';
import type { Document } from '../../shared/runtime/domain.ts';
import {
  activeRental,
  type CarState,
  type Failure,
  isActive,
  isFree,
  type RentalRecord,
} from './car/state.ts';
import { damageDocuments } from './damage/damage.ts';

/** Free cars are found by cells of the grid, and lie in each ordered by the path to one of 5 m. */
const SORTED_BY_CUTS = 10;

export const rentalKey = (rentalId: string): string => `rental/${rentalId}`;
export const carKey = (vin: string): string => `car/${vin}`;
/** The index partition of the cars that need somebody. */
export const NEEDS_ATTENTION = 'attention';
export const rentalsOf = (riderId: string): string => `rider/${riderId}`;
export const freeIn = ({ row, column }: Pick<Cell, 'row' | 'column'>): string => `free/${row}-${column}`;

export type RentalBody = Static<typeof Rental>;
export type FleetCarBody = Static<typeof FleetCar>;

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
    body: rentalBody(car, rental),
    index: { partition: rentalsOf(rental.riderId), sort: rental.reservedAt },
  }));
  const others = [...rentals, ...damageDocuments(car)];
  const body = fleetCar(car);
  return body === undefined ? others : [carDocument(car, body), ...others];
}

/** Found by riders while it can be reserved, by operators while it needs somebody. */
function carDocument(car: CarState, body: FleetCarBody): Document {
  const key = carKey(car.vin);
  if (!isFree(car)) {
    const need = needOf(car);
    if (need === undefined) return { key, body };
    return { key, body, index: { partition: NEEDS_ATTENTION, sort: `${need}/${car.vin}` } };
  }
  const cell = cellAt(car.place.position, SORTED_BY_CUTS);
  return { key, body, index: { partition: freeIn(cell), sort: `${cell.path}/${car.vin}` } };
}

/** A car as operators see it; undefined as long as it does not belong to the fleet. */
export function fleetCar(car: CarState): FleetCarBody | undefined {
  const { vin, listing, place, outOfService, contactLostSince, securing, movedSince } = car;
  if (listing === undefined) return undefined;
  const rental = activeRental(car);
  const lowChargePercent = rental?.lowChargePercent;
  return {
    vin,
    ...listing,
    state: rental === undefined ? 'AVAILABLE' : (rental.state as FleetCarBody['state']),
    free: isFree(car),
    ...(rental === undefined ? {} : { rentalId: rental.rentalId, riderId: rental.riderId }),
    ...(place === undefined ? {} : { position: place.position, positionTime: place.time }),
    ...(place?.chargePercent === undefined ? {} : { chargePercent: place.chargePercent }),
    ...(outOfService === undefined ? {} : { outOfService }),
    ...(contactLostSince === undefined ? {} : { contactLostSince }),
    ...(securing === undefined ? {} : { securingSince: securing.time }),
    ...(movedSince === undefined ? {} : { movedSince }),
    ...(lowChargePercent === undefined ? {} : { lowChargePercent }),
  };
}

/** Why somebody should look after the car: the most pressing first. */
function needOf(car: CarState): string | undefined {
  if (car.movedSince !== undefined) return 'moved';
  if (car.securing !== undefined) return 'not-locked';
  if (car.contactLostSince !== undefined) return 'contact-lost';
  if (car.outOfService !== undefined) return 'out-of-service';
  return activeRental(car)?.lowChargePercent === undefined ? undefined : 'low-charge';
}

/** A rental as its rider reads it. */
export function rentalBody(
  { vin, contactLostSince, movedSince }: CarState,
  rental: RentalRecord,
): RentalBody {
  const { rentalId, riderId, state, reservedAt, reservedUntil, extended, lastFailure } = rental;
  const { started, pausedSince, lowChargePercent, ended, cancelledBy } = rental;
  const seen = isActive(rental) ? { contactLostSince, movedSince, lowChargePercent } : {};
  return {
    rentalId,
    vin,
    riderId,
    state,
    reservedAt,
    reservedUntil,
    ...known({
      extended,
      lastFailure: failureBody(lastFailure),
      started,
      pausedSince,
      ...seen,
      ended,
      cancelledBy,
    }),
    ...measured(rental),
  };
}

type Known<Fields> = { [name in keyof Fields]?: NonNullable<Fields[name]> };

/** What is undefined is left out. */
function known<Fields extends object>(fields: Fields): Known<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Known<Fields>;
}

function failureBody(failure: RentalRecord['lastFailure']): Failure | undefined {
  if (failure === undefined) return undefined;
  const { requestId: _, ...body } = failure;
  return body;
}

/** Both by the car or the estimate of it, and left out when it has not said them or they make no sense (an exchanged odometer, a clock set back). */
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
