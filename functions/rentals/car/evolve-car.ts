import type { CarStatus } from '../../../shared/contracts/car/car.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import type { ended, reserved, secured } from '../../../shared/contracts/rentals/rentals.ts';
import { pointOf } from '../../../shared/kernel/geo.ts';
import { type Instant, isBefore } from '../../../shared/kernel/time.ts';
import { withReport } from '../damage/damage.ts';
import { reservedSince } from '../driving/meter.ts';
import { evolveGrants } from '../grants/grant-state.ts';
import type { CarEvent } from './events.ts';
import { evolveRental } from './evolve-rental.ts';
import { type CarState, type Place, type RentalRecord, rentalOf, withRental } from './state.ts';

/** The car after an event of it or of one of its rentals. */
export function evolveCar(car: CarState, event: CarEvent): CarState {
  switch (event.type) {
    case 'rentals.car-listed.v1': {
      const { model, plate } = event.data;
      return { ...car, listing: { model, ...(plate === undefined ? {} : { plate }) } };
    }
    case 'rentals.car-offered.v1':
    case 'rentals.car-withdrawn.v1':
      return car;
    case 'rentals.car-placed.v1': {
      const { vin: _, ...place } = event.data;
      return { ...car, place };
    }
    case 'rentals.reserved.v1':
      return { ...car, rentals: withRental(car, reservation(event.data)) };
    case 'rentals.secure-requested.v1': {
      const { rentalId, attempt, time } = event.data;
      return { ...car, securing: { rentalId, attempt, time } };
    }
    case 'rentals.secured.v1':
      return without(placedWhenSecured(car, event.data), 'securing');
    case 'rentals.contact-lost.v1':
      return { ...car, contactLostSince: event.data.since };
    case 'rentals.contact-restored.v1':
      return without(car, 'contactLostSince');
    case 'rentals.car-moved.v1': {
      const { to, time } = event.data;
      return { ...car, place: { ...car.place, position: to, time }, movedSince: time };
    }
    case 'rentals.taken-out-of-service.v1': {
      const { vin: _, time, ...why } = event.data;
      return { ...car, outOfService: { ...why, since: time } };
    }
    case 'rentals.back-in-service.v1':
      return without(without(car, 'outOfService'), 'movedSince');
    case 'rentals.damage-reported.v1':
      return withReport(car, event.data);
    case 'rentals.started.v1':
      // Somebody has the car now: nobody else has to lock it.
      return without(without(ofRental(car, event), 'securing'), 'movedSince');
    case 'rentals.resumed.v1':
      return without(ofRental(car, event), 'movedSince');
    case 'rentals.ended.v1':
      return without(placedAtEnd(ofRental(car, event), event.data), 'securing');
    case 'rentals.grant-requested.v1':
    case 'rentals.grant-received.v1':
    case 'rentals.grant-denied.v1':
    case 'rentals.grants-withdrawn.v1':
    case 'rentals.grants-open.v1':
    case 'rentals.grants-settled.v1':
      return evolveGrants(car, event);
    case 'rentals.reservation-restored.v1':
    case 'rentals.reservation-extended.v1':
    case 'rentals.reservation-expired.v1':
    case 'rentals.cancelled.v1':
    case 'rentals.unlock-requested.v1':
    case 'rentals.unlock-failed.v1':
    case 'rentals.pause-requested.v1':
    case 'rentals.paused.v1':
    case 'rentals.pause-failed.v1':
    case 'rentals.resume-requested.v1':
    case 'rentals.resume-failed.v1':
    case 'rentals.end-requested.v1':
    case 'rentals.end-allowed.v1':
    case 'rentals.end-refused.v1':
    case 'rentals.end-failed.v1':
    case 'rentals.usage-corrected.v1':
    case 'rentals.contact-checked.v1':
    case 'rentals.car-heard.v1':
    case 'rentals.charge-low.v1':
    case 'rentals.payment-heard.v1':
      return ofRental(car, event);
  }
}

type OfRental = Parameters<typeof evolveRental>[1];

/** Changes the rental that the event is about; one that is forgotten stays so. */
function ofRental(car: CarState, event: OfRental): CarState {
  const { rentalId } = event.data;
  return {
    ...car,
    rentals: car.rentals.map((rental) =>
      rental.rentalId === rentalId ? evolveRental(rental, event) : rental,
    ),
  };
}

function reservation({
  rentalId,
  riderId,
  time,
  reservedUntil,
  pricingZones,
  tariff,
  options,
}: Data<typeof reserved>): RentalRecord {
  return {
    rentalId,
    riderId,
    state: 'RESERVED',
    reservedAt: time,
    reservedUntil,
    asked: 0,
    settled: 0,
    ...(pricingZones === undefined ? {} : { pricingZones }),
    ...(tariff === undefined ? {} : { tariff }),
    ...(options === undefined ? {} : { options }),
    meter: reservedSince(time),
  };
}

/** A car that has no fix at the end stands where telemetry saw it parked, if that was since the start. */
function placedAtEnd(
  car: CarState,
  { rentalId, car: status, estimated, time }: Data<typeof ended>,
): CarState {
  const { place: known, ...unplaced } = car;
  const left = estimated?.includes('position') === true ? undefined : placeOf(status, time);
  if (left !== undefined) {
    return known !== undefined && isBefore(left.time, known.time) ? car : { ...car, place: left };
  }
  const start = rentalOf(car, rentalId)?.started?.time;
  return known !== undefined && start !== undefined && isBefore(known.time, start) ? unplaced : car;
}

/** Whoever locked it says where it stands by now. */
function placedWhenSecured(car: CarState, { car: status, time }: Data<typeof secured>): CarState {
  const left = placeOf(status ?? {}, time);
  if (left === undefined || (car.place !== undefined && isBefore(left.time, car.place.time))) return car;
  return { ...car, place: left };
}

export function placeOf(
  { position, chargePercent, odometerKm }: Pick<CarStatus, 'position' | 'chargePercent' | 'odometerKm'>,
  time: Instant,
): Place | undefined {
  if (position === undefined) return undefined;
  return {
    position: pointOf(position),
    ...(chargePercent === undefined ? {} : { chargePercent }),
    ...(odometerKm === undefined ? {} : { odometerKm }),
    time,
  };
}

function without(
  car: CarState,
  key: 'securing' | 'contactLostSince' | 'movedSince' | 'outOfService',
): CarState {
  const { [key]: _, ...rest } = car;
  return rest;
}
