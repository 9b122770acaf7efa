import {
  Boolean as Bool,
  Integer,
  Array as List,
  Literal,
  Number as Num,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { CarStatus } from './car.ts';
import { command, event, route } from './define.ts';
import { Point, RentalId, RiderId, strict, Time, Vin } from './fields.ts';
import { commandsTopic, eventsTopic } from './room-topics.ts';

/** The rentals room: who has which car. */

export const rentalsCommands = commandsTopic('rentals', {
  description: 'What a rider wants of a car',
  key: 'VIN',
  onPoison: 'block',
});

export const rentalsEvents = eventsTopic('rentals', {
  description:
    'What happened to cars and rentals (key: VIN) and to who may rent (key: rider id): the truth of the room',
  key: 'VIN, or rider id for rider events',
  onPoison: 'block',
});

/** A reservation is free for this long. */
export const RESERVATION_SECONDS = 15 * 60;

const vin = 'WRS00001X0T000001';
const rentalId = 'rnt_00000000000000000000000001';
const riderId = 'ana';
const time = '2026-01-31T09:30:00.000Z';
const asked = Obj({ vin: Vin, rentalId: RentalId, riderId: RiderId }, strict);
const askedExample = { vin, rentalId, riderId };

export const reserve = command({
  type: 'rentals.reserve.v1',
  topic: rentalsCommands,
  description: 'Reserves a free car for a rider',
  key: 'vin',
  expiresAfterSeconds: 10,
  data: Obj({ vin: Vin, riderId: RiderId }, strict),
  example: { vin, riderId },
});
export const unlock = command({
  type: 'rentals.unlock.v1',
  topic: rentalsCommands,
  description: 'Unlocks the reserved car: the rental begins when the car has done it',
  key: 'vin',
  expiresAfterSeconds: 10,
  data: asked,
  example: askedExample,
});
export const end = command({
  type: 'rentals.end.v1',
  topic: rentalsCommands,
  description: 'Locks the car: the rental ends when the car has done it',
  key: 'vin',
  expiresAfterSeconds: 10,
  data: asked,
  example: askedExample,
});
export const cancel = command({
  type: 'rentals.cancel.v1',
  topic: rentalsCommands,
  description: 'Gives a reservation back',
  key: 'vin',
  expiresAfterSeconds: 30,
  data: asked,
  example: askedExample,
});
export const expireReservation = command({
  type: 'rentals.expire-reservation.v1',
  topic: rentalsCommands,
  description: 'Timer: the reservation’s time is over',
  key: 'vin',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ vin: Vin, rentalId: RentalId }, strict),
  example: { vin, rentalId },
});
export const giveUpWaiting = command({
  type: 'rentals.give-up-waiting.v1',
  topic: rentalsCommands,
  description: 'Timer: no word of the car came for a request, not even that it is unknown',
  key: 'vin',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ vin: Vin, rentalId: RentalId, requestId: Str() }, strict),
  example: { vin, rentalId, requestId: `${rentalId}/unlock/1` },
});

export const secureCar = command({
  type: 'rentals.secure-car.v1',
  topic: rentalsCommands,
  description: 'Timer: a car that is open with nobody in it has not said that it is locked',
  key: 'vin',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ vin: Vin, rentalId: RentalId }, strict),
  example: { vin, rentalId },
});

export const carListed = event({
  type: 'rentals.car-listed.v1',
  topic: rentalsEvents,
  description: 'A car of the fleet can be rented as soon as it is known where it stands',
  key: 'vin',
  data: Obj({ vin: Vin, model: Str(), plate: Optional(Str()), time: Time }, strict),
  example: { vin, model: 'Roadster E', time },
});
export const carPlaced = event({
  type: 'rentals.car-placed.v1',
  topic: rentalsEvents,
  description: 'Where a car was left, and its charge then',
  key: 'vin',
  data: Obj(
    { vin: Vin, position: Point, chargePercent: Optional(Num()), odometerKm: Optional(Num()), time: Time },
    strict,
  ),
  example: { vin, position: { latitude: 42.5, longitude: 1.52 }, chargePercent: 80, time },
});
export const riderAdmitted = event({
  type: 'rentals.rider-admitted.v1',
  topic: rentalsEvents,
  description: 'A rider may rent',
  key: 'riderId',
  data: Obj({ riderId: RiderId, time: Time }, strict),
  example: { riderId, time },
});
export const riderSuspended = event({
  type: 'rentals.rider-suspended.v1',
  topic: rentalsEvents,
  description: 'A rider may not start another rental',
  key: 'riderId',
  data: Obj({ riderId: RiderId, time: Time }, strict),
  example: { riderId, time },
});
export const reserved = event({
  type: 'rentals.reserved.v1',
  topic: rentalsEvents,
  description: 'The car is kept for the rider',
  key: 'vin',
  data: Obj({ vin: Vin, rentalId: RentalId, riderId: RiderId, time: Time, reservedUntil: Time }, strict),
  example: { ...askedExample, time, reservedUntil: '2026-01-31T09:45:00.000Z' },
});
export const reservationExpired = event({
  type: 'rentals.reservation-expired.v1',
  topic: rentalsEvents,
  description: 'The reservation’s time was over; the car is free',
  key: 'vin',
  data: Obj({ vin: Vin, rentalId: RentalId, riderId: RiderId, time: Time }, strict),
  example: { ...askedExample, time },
});
export const cancelled = event({
  type: 'rentals.cancelled.v1',
  topic: rentalsEvents,
  description: 'The rider gave the reservation back; the car is free',
  key: 'vin',
  data: Obj({ vin: Vin, rentalId: RentalId, riderId: RiderId, time: Time }, strict),
  example: { ...askedExample, time },
});

const requested = Obj(
  { vin: Vin, rentalId: RentalId, riderId: RiderId, requestId: Str(), time: Time },
  strict,
);
const failed = Obj(
  {
    vin: Vin,
    rentalId: RentalId,
    riderId: RiderId,
    requestId: Str(),
    result: Union([Literal('REJECTED'), Literal('EXPIRED'), Literal('UNKNOWN')]),
    reason: Str(),
    mayHaveSucceeded: Bool(),
    retryCanHelp: Bool(),
    time: Time,
  },
  strict,
);
const requestedExample = { ...askedExample, requestId: `${rentalId}/unlock/1`, time };
const failedExample = {
  ...requestedExample,
  result: 'UNKNOWN',
  reason: 'NO_ANSWER',
  mayHaveSucceeded: true,
  retryCanHelp: true,
} as const;

export const unlockRequested = event({
  type: 'rentals.unlock-requested.v1',
  topic: rentalsEvents,
  description: 'The car is being asked to unlock',
  key: 'vin',
  data: requested,
  example: requestedExample,
});
export const unlockFailed = event({
  type: 'rentals.unlock-failed.v1',
  topic: rentalsEvents,
  description: 'The car did not unlock, or nobody knows: the reservation stands',
  key: 'vin',
  data: failed,
  example: failedExample,
});
export const started = event({
  type: 'rentals.started.v1',
  topic: rentalsEvents,
  description: 'The car is open and the rental runs; time, position, odometer and charge are the car’s',
  key: 'vin',
  data: Obj({ vin: Vin, rentalId: RentalId, riderId: RiderId, car: CarStatus, time: Time }, strict),
  example: { ...askedExample, car: { odometerKm: 18230.4, chargePercent: 71.5 }, time },
});
export const endRequested = event({
  type: 'rentals.end-requested.v1',
  topic: rentalsEvents,
  description: 'The car is being asked to lock',
  key: 'vin',
  data: requested,
  example: { ...requestedExample, requestId: `${rentalId}/end/2` },
});
export const endFailed = event({
  type: 'rentals.end-failed.v1',
  topic: rentalsEvents,
  description: 'The car did not lock, or nobody knows: the rental goes on',
  key: 'vin',
  data: failed,
  example: { ...failedExample, requestId: `${rentalId}/end/2` },
});
export const ended = event({
  type: 'rentals.ended.v1',
  topic: rentalsEvents,
  description: 'The car is locked and the rental over; time, position, odometer and charge are the car’s',
  key: 'vin',
  data: Obj({ vin: Vin, rentalId: RentalId, riderId: RiderId, car: CarStatus, time: Time }, strict),
  example: { ...askedExample, car: { odometerKm: 18236.1, chargePercent: 69 }, time },
});

export const secureRequested = event({
  type: 'rentals.secure-requested.v1',
  topic: rentalsEvents,
  description: 'The car turned out to have opened for a rental that is over: it is being asked to lock',
  key: 'vin',
  data: Obj(
    {
      vin: Vin,
      rentalId: RentalId,
      requestId: Str(),
      attempt: Integer({ minimum: 1 }),
      time: Time,
    },
    strict,
  ),
  example: { vin, rentalId, requestId: `${rentalId}/secure/1`, attempt: 1, time },
});
export const secured = event({
  type: 'rentals.secured.v1',
  topic: rentalsEvents,
  description: 'The car that was open with nobody in it is locked, and free again',
  key: 'vin',
  data: Obj({ vin: Vin, rentalId: RentalId, requestId: Str(), time: Time }, strict),
  example: { vin, rentalId, requestId: `${rentalId}/secure/1`, time },
});

export const RentalState = Union([
  Literal('RESERVED'),
  Literal('UNLOCKING'),
  Literal('IN_USE'),
  Literal('ENDING'),
  Literal('ENDED'),
  Literal('CANCELLED'),
  Literal('EXPIRED'),
]);
export type RentalState = Static<typeof RentalState>;

export const Rental = Obj(
  {
    rentalId: RentalId,
    vin: Vin,
    riderId: RiderId,
    state: RentalState,
    reservedAt: Time,
    reservedUntil: Time,
    /** What became of the last request to the car that did not succeed. */
    lastFailure: Optional(
      Obj(
        {
          action: Union([Literal('unlock'), Literal('end')]),
          result: Union([Literal('REJECTED'), Literal('EXPIRED'), Literal('UNKNOWN')]),
          reason: Str(),
          mayHaveSucceeded: Bool(),
          retryCanHelp: Bool(),
          time: Time,
        },
        strict,
      ),
    ),
    started: Optional(Obj({ time: Time, car: CarStatus }, strict)),
    ended: Optional(Obj({ time: Time, car: CarStatus }, strict)),
    /** By the car's odometer; when ended. */
    distanceKm: Optional(Num()),
    /** By the car's clock; when ended. */
    durationSeconds: Optional(Integer()),
  },
  strict,
);

const rentalExample: Static<typeof Rental> = {
  rentalId,
  vin,
  riderId,
  state: 'RESERVED',
  reservedAt: time,
  reservedUntil: '2026-01-31T09:45:00.000Z',
};
const rentalParams = Obj({ rentalId: RentalId }, strict);

export const reserveCar = route({
  id: 'reserveCar',
  method: 'POST',
  path: '/v1/rentals',
  summary: 'Reserve a car',
  description: 'Free for 15 minutes. A rider has at most one active rental, and so has a car.',
  principals: ['rider'],
  body: Obj({ vin: Vin }, strict),
  bodyExample: { vin },
  command: reserve,
  success: { status: 201, description: 'Reserved', body: Rental, example: rentalExample },
  errors: ['RIDER_NOT_REGISTERED', 'RIDER_BLOCKED', 'RIDER_HAS_RENTAL', 'CAR_NOT_FREE', 'VEHICLE_UNKNOWN'],
});

export const getRental = route({
  id: 'getRental',
  method: 'GET',
  path: '/v1/rentals/{rentalId}',
  summary: 'Read an own rental',
  principals: ['rider', 'operator'],
  params: rentalParams,
  success: { status: 200, description: 'The rental', body: Rental, example: rentalExample },
  errors: ['RENTAL_UNKNOWN'],
});

export const listRentals = route({
  id: 'listRentals',
  method: 'GET',
  path: '/v1/rentals',
  summary: 'The own rentals, newest first',
  principals: ['rider'],
  query: Obj(
    { limit: Optional(Str({ pattern: '^[1-9][0-9]?$' })), cursor: Optional(Str({ maxLength: 1000 })) },
    strict,
  ),
  success: {
    status: 200,
    description: 'A page of rentals; `cursor` when there are more',
    body: Obj({ rentals: List(Rental), cursor: Optional(Str()) }, strict),
    example: { rentals: [rentalExample] },
  },
  errors: [],
});

export const unlockRental = route({
  id: 'unlockRental',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/unlock',
  summary: 'Unlock the reserved car',
  description:
    'Answers as soon as it is decided, with the state UNLOCKING; the car’s answer moves it to IN_USE, or back to RESERVED with `lastFailure`.',
  principals: ['rider'],
  params: rentalParams,
  command: unlock,
  success: {
    status: 200,
    description: 'The car is being asked',
    body: Rental,
    example: { ...rentalExample, state: 'UNLOCKING' },
  },
  errors: ['RENTAL_UNKNOWN', 'RENTAL_NOT_RESERVED', 'RESERVATION_EXPIRED', 'RIDER_BLOCKED'],
});

export const endRental = route({
  id: 'endRental',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/end',
  summary: 'End the rental: the car locks',
  principals: ['rider'],
  params: rentalParams,
  command: end,
  success: {
    status: 200,
    description: 'The car is being asked',
    body: Rental,
    example: { ...rentalExample, state: 'ENDING' },
  },
  errors: ['RENTAL_UNKNOWN', 'RENTAL_NOT_IN_USE'],
});

export const cancelRental = route({
  id: 'cancelRental',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/cancel',
  summary: 'Cancel a reservation',
  principals: ['rider'],
  params: rentalParams,
  command: cancel,
  success: {
    status: 200,
    description: 'Cancelled',
    body: Rental,
    example: { ...rentalExample, state: 'CANCELLED' },
  },
  errors: ['RENTAL_UNKNOWN', 'RENTAL_IN_USE', 'RENTAL_NOT_RESERVED'],
});
