import type { Usage, UsageEstimate, UsagePeriod } from '../../../shared/contracts/rentals/usage.ts';
import { cellAt } from '../../../shared/kernel/grid.ts';
import { milliseconds } from '../../../shared/kernel/time.ts';
import type { IndexEntry, ReadModelItem } from '../../../shared/runtime/read-model.ts';
import {
  allCars,
  cars,
  carsByVin,
  carsThatNeedAttention,
  type FleetCarBody,
  freeCars,
  type RentalBody,
  rentals,
  rentalsOfRider,
} from '../read-models.ts';
import { activeRental, type CarState, type Failure, isActive, isFree, type RentalRecord } from './state.ts';

/** Free cars lie in a cell of the grid ordered by the path to one of 5 m. */
const SORTED_BY_CUTS = 10;

/** What is read of a car and its rentals. */
export function carItems(car: CarState): readonly ReadModelItem[] {
  const { vin } = car;
  const body = fleetCar(car);
  return [
    ...(body === undefined
      ? []
      : [cars({ vin }, body, placeOfCar(car)), carsByVin({ vin }, body, allCars({}, vin))]),
    ...car.rentals.map((rental) => {
      const { rentalId, riderId, reservedAt } = rental;
      return rentals({ rentalId }, rentalBody(car, rental), rentalsOfRider({ riderId }, reservedAt));
    }),
  ];
}

/** Found by riders while it can be reserved, by operators while it needs somebody. */
function placeOfCar(car: CarState): IndexEntry | undefined {
  const { vin } = car;
  if (isFree(car)) {
    const cell = cellAt(car.place.position, SORTED_BY_CUTS);
    return freeCars(cell, `${cell.path}/${vin}`);
  }
  const need = needOf(car);
  return need === undefined ? undefined : carsThatNeedAttention({}, `${need}/${vin}`);
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
  const { started, pausedSince, lowChargePercent, ended, cancelledBy, usage, payment, tariff, options } =
    rental;
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
      tariff,
      options: options === undefined ? undefined : [...options],
      payment,
      lastFailure: failureBody(lastFailure),
      started,
      pausedSince,
      ...seen,
      ended,
      cancelledBy,
      usage: isActive(rental) ? undefined : usage,
    }),
    ...(usage === undefined || isActive(rental) ? {} : totalsOf(usage)),
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

/** By its usage; left out when nothing is known of it, or it makes no sense (an exchanged odometer, a clock set back). */
export function totalsOf({ periods }: Usage): Pick<RentalBody, 'distanceKm' | 'durationSeconds'> {
  const used = periods.filter(({ kind }) => kind !== 'RESERVED');
  const [first, last] = [used[0], used.at(-1)];
  if (first === undefined || last === undefined) return {};
  const isGuess = (value: UsageEstimate['value'], { estimates = [] }: UsagePeriod): boolean =>
    estimates.some((estimate) => estimate.value === value && estimate.by === 'NOTHING');
  const metres = used.reduce((sum, { distanceMetres }) => sum + distanceMetres, 0);
  const seconds = Math.round((milliseconds(last.endedAt) - milliseconds(first.startedAt)) / 1000);
  return {
    ...(used.some((period) => isGuess('distanceMetres', period)) ? {} : { distanceKm: metres / 1000 }),
    ...(isGuess('endedAt', last) ? {} : { durationSeconds: seconds }),
  };
}
