import type { carParked } from '../../shared/contracts/telemetry.ts';
import type { registered } from '../../shared/contracts/vehicles.ts';
import { isBefore } from '../../shared/kernel/time.ts';
import type { Decision, MessageOf } from '../../shared/runtime/domain.ts';
import type { CarEvent } from './evolve.ts';
import type { CarState } from './state.ts';

/** A car of the fleet is one to be rented. */
export function decideList(car: CarState, { data }: MessageOf<typeof registered>): Decision<CarEvent> {
  if (car.listing !== undefined) return { kind: 'ignore', reason: 'The car is listed.' };
  return { kind: 'accept', events: [{ type: 'rentals.car-listed.v1', data }] };
}

/**
 * Where a car was left. Also taken while a rental runs, in case that the car has no fix at its end, and of a car that is
 * not listed yet, since the two topics are not in step. An older place never replaces a newer one.
 */
export function decidePlace(car: CarState, { data }: MessageOf<typeof carParked>): Decision<CarEvent> {
  const { vin, time, position, chargePercent, odometerKm } = data;
  if (position === undefined) return { kind: 'ignore', reason: 'It is not known where the car was left.' };
  if (car.place !== undefined && !isBefore(car.place.time, time)) {
    return { kind: 'ignore', reason: 'A newer place is known.' };
  }
  const { latitude, longitude } = position;
  return {
    kind: 'accept',
    events: [
      {
        type: 'rentals.car-placed.v1',
        data: {
          vin,
          position: { latitude, longitude },
          ...(chargePercent === undefined ? {} : { chargePercent }),
          ...(odometerKm === undefined ? {} : { odometerKm }),
          time,
        },
      },
    ],
  };
}
