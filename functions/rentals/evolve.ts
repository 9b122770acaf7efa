import type { damageReported } from '../../shared/contracts/damage.ts';
import type { Data } from '../../shared/contracts/define.ts';
import type {
  cancelled,
  carListed,
  carPlaced,
  ended,
  endFailed,
  endRequested,
  reservationExpired,
  reserved,
  riderAdmitted,
  riderSuspended,
  secured,
  secureRequested,
  started,
  unlockFailed,
  unlockRequested,
} from '../../shared/contracts/rentals.ts';
import { isBefore } from '../../shared/kernel/time.ts';
import type { FactOf } from '../../shared/runtime/domain.ts';
import { withReport } from './damage.ts';
import {
  type CarState,
  type Failure,
  type Place,
  type RentalRecord,
  type RentalsState,
  type RiderState,
  rentalOf,
  withRental,
} from './state.ts';

export type RiderEvent = FactOf<typeof riderAdmitted | typeof riderSuspended>;
export type CarEvent = FactOf<
  | typeof carListed
  | typeof carPlaced
  | typeof reserved
  | typeof reservationExpired
  | typeof cancelled
  | typeof unlockRequested
  | typeof unlockFailed
  | typeof started
  | typeof endRequested
  | typeof endFailed
  | typeof ended
  | typeof secureRequested
  | typeof secured
  | typeof damageReported
>;
export type RentalsEvent = CarEvent | RiderEvent;

export function isRiderEvent(event: RentalsEvent): event is RiderEvent {
  return event.type === 'rentals.rider-admitted.v1' || event.type === 'rentals.rider-suspended.v1';
}

/** The state after an event of the room, whatever the state was. */
export function evolve(state: RentalsState, event: RentalsEvent): RentalsState {
  if (isRiderEvent(event)) return state.kind === 'rider' ? evolveRider(state, event) : state;
  return state.kind === 'car' ? evolveCar(state, event) : state;
}

function evolveRider(rider: RiderState, event: RiderEvent): RiderState {
  return { ...rider, admission: event.type === 'rentals.rider-admitted.v1' ? 'admitted' : 'suspended' };
}

export function evolveCar(car: CarState, event: CarEvent): CarState {
  switch (event.type) {
    case 'rentals.car-listed.v1': {
      const { model, plate } = event.data;
      return { ...car, listing: { model, ...(plate === undefined ? {} : { plate }) } };
    }
    case 'rentals.car-placed.v1': {
      const { vin: _, ...place } = event.data;
      return { ...car, place };
    }
    case 'rentals.reserved.v1':
      return { ...car, rentals: withRental(car, reservation(event.data)) };
    case 'rentals.reservation-expired.v1':
      return changed(car, event, (rental) => ({ ...rental, state: 'EXPIRED' }));
    case 'rentals.cancelled.v1':
      return changed(car, event, (rental) => ({ ...rental, state: 'CANCELLED' }));
    case 'rentals.unlock-requested.v1':
      return changed(car, event, (rental) => asked({ ...rental, state: 'UNLOCKING' }, event.data));
    case 'rentals.unlock-failed.v1':
      return changed(car, event, (rental) => failed({ ...rental, state: 'RESERVED' }, 'unlock', event.data));
    case 'rentals.started.v1':
      return afterStart(car, event);
    case 'rentals.end-requested.v1':
      return changed(car, event, (rental) => asked({ ...rental, state: 'ENDING' }, event.data));
    case 'rentals.end-failed.v1':
      return changed(car, event, (rental) => failed({ ...rental, state: 'IN_USE' }, 'end', event.data));
    case 'rentals.ended.v1':
      return afterEnd(car, event);
    case 'rentals.secure-requested.v1': {
      const { rentalId, attempt, time } = event.data;
      return { ...car, securing: { rentalId, attempt, time } };
    }
    case 'rentals.secured.v1':
      return withoutSecuring(car);
    case 'rentals.damage-reported.v1':
      return withReport(car, event.data);
  }
}

function reservation({ rentalId, riderId, time, reservedUntil }: Data<typeof reserved>): RentalRecord {
  return { rentalId, riderId, state: 'RESERVED', reservedAt: time, reservedUntil, asked: 0 };
}

/** Changes the rental that the event is about; one that is forgotten stays so. */
function changed(
  car: CarState,
  event: { readonly data: { readonly rentalId: string } },
  change: (rental: RentalRecord) => RentalRecord,
): CarState {
  const { rentalId } = event.data;
  return {
    ...car,
    rentals: car.rentals.map((rental) => (rental.rentalId === rentalId ? change(rental) : rental)),
  };
}

function asked(rental: RentalRecord, { requestId, time }: Data<typeof unlockRequested>): RentalRecord {
  return { ...rental, asked: rental.asked + 1, request: { requestId, time } };
}

function failed(
  rental: RentalRecord,
  action: Failure['action'],
  { requestId, result, reason, mayHaveSucceeded, retryCanHelp, time }: Data<typeof unlockFailed>,
): RentalRecord {
  return {
    ...rental,
    lastFailure: { requestId, action, result, reason, mayHaveSucceeded, retryCanHelp, time },
  };
}

function withoutFailure(rental: RentalRecord): RentalRecord {
  const { lastFailure: _, ...rest } = rental;
  return rest;
}

/** Somebody has the car now: nobody else has to lock it. */
function afterStart(car: CarState, event: FactOf<typeof started>): CarState {
  const { time, car: status } = event.data;
  return withoutSecuring(
    changed(car, event, (rental) => ({
      ...withoutFailure(rental),
      state: 'IN_USE',
      started: { time, car: status },
    })),
  );
}

function afterEnd(car: CarState, event: FactOf<typeof ended>): CarState {
  const { time, car: status } = event.data;
  const after = changed(car, event, (rental) => ({
    ...withoutFailure(rental),
    state: 'ENDED',
    ended: { time, car: status },
  }));
  return withoutSecuring(placedAtEnd(after, event.data));
}

/** A car that has no fix at the end stands where telemetry saw it parked, if that was since the start. */
function placedAtEnd(car: CarState, data: Data<typeof ended>): CarState {
  const { place: known, ...unplaced } = car;
  const left = placeAtEnd(data);
  if (left !== undefined)
    return known !== undefined && isBefore(left.time, known.time) ? car : { ...car, place: left };
  const start = rentalOf(car, data.rentalId)?.started?.time;
  return known !== undefined && start !== undefined && isBefore(known.time, start) ? unplaced : car;
}

function placeAtEnd({ car, time }: Data<typeof ended>): Place | undefined {
  if (car.position === undefined) return undefined;
  const { latitude, longitude } = car.position;
  return {
    position: { latitude, longitude },
    ...(car.chargePercent === undefined ? {} : { chargePercent: car.chargePercent }),
    ...(car.odometerKm === undefined ? {} : { odometerKm: car.odometerKm }),
    time,
  };
}

function withoutSecuring(car: CarState): CarState {
  const { securing: _, ...rest } = car;
  return rest;
}
