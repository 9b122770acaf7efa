import {
  Array as List,
  Literal,
  Number as Num,
  Object as Obj,
  Optional,
  String as Str,
  Union,
} from 'typebox';
import { OPERATORS, ofRental } from '../audience.ts';
import { CarStatus } from '../car/car.ts';
import { command, event, route } from '../define.ts';
import { Point, pageQuery, RentalId, RiderId, strict, Time, Vin } from '../fields.ts';
import {
  Asked,
  askedExample,
  Failed,
  failedExample,
  Rental,
  Requested,
  rentalExample,
  rentalParams,
  rentalsCommands,
  rentalsEvents,
  requestedExample,
} from './rentals.ts';

/** What happens between a rental's beginning and its end, and what an operator can do for a rider. */

const { vin, rentalId } = askedExample;
const time = '2026-01-31T09:30:00.000Z';

/** A rented car that was silent for this long gets a request to report. */
export const CONTACT_SECONDS = 20 * 60;

const Reason = Str({ minLength: 1, maxLength: 200, pattern: String.raw`\S` });

const byRider = {
  topic: rentalsCommands,
  key: 'vin',
  expiresAfterSeconds: 10,
  data: Asked,
  example: askedExample,
} as const;

export const extend = command({
  ...byRider,
  type: 'rentals.extend.v1',
  description: 'Keeps the reserved car for another 15 minutes, once',
});
export const pause = command({
  ...byRider,
  type: 'rentals.pause.v1',
  description: 'Locks the car; the rental goes on',
});
export const resume = command({
  ...byRider,
  type: 'rentals.resume.v1',
  description: 'Unlocks the paused car',
});
export const endByOperator = command({
  type: 'rentals.end-by-operator.v1',
  topic: rentalsCommands,
  description: 'An operator ends a rental, or cancels a reservation, in the rider’s place',
  key: 'vin',
  expiresAfterSeconds: 60,
  data: Obj({ vin: Vin, rentalId: RentalId, reason: Reason }, strict),
  example: { vin, rentalId, reason: 'the rider’s phone is dead' },
});
export const checkContact = command({
  type: 'rentals.check-contact.v1',
  topic: rentalsCommands,
  description: 'Timer: a rented car has been silent for a while',
  key: 'vin',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ vin: Vin, rentalId: RentalId, silentSince: Time }, strict),
  example: { vin, rentalId, silentSince: time },
});

export const reservationExtended = event({
  type: 'rentals.reservation-extended.v1',
  topic: rentalsEvents,
  description: 'The reservation was extended; there is no second extension',
  key: 'vin',
  heardBy: ofRental('RESERVED'),
  data: Obj({ vin: Vin, rentalId: RentalId, riderId: RiderId, reservedUntil: Time, time: Time }, strict),
  example: { ...askedExample, reservedUntil: '2026-01-31T10:00:00.000Z', time },
});

const told = Obj({ ...Requested.properties, car: CarStatus }, strict);
const toldExample = { ...requestedExample, car: { odometerKm: 18233.1, locked: true } };

export const pauseRequested = event({
  type: 'rentals.pause-requested.v1',
  topic: rentalsEvents,
  description: 'A lock was requested from the car; the rental goes on',
  key: 'vin',
  heardBy: ofRental('PAUSING'),
  data: Requested,
  example: { ...requestedExample, requestId: `${rentalId}/pause/2` },
});
export const paused = event({
  type: 'rentals.paused.v1',
  topic: rentalsEvents,
  description: 'The car is locked, and still rented',
  key: 'vin',
  heardBy: ofRental('PAUSED'),
  data: told,
  example: { ...toldExample, requestId: `${rentalId}/pause/2` },
});
export const pauseFailed = event({
  type: 'rentals.pause-failed.v1',
  topic: rentalsEvents,
  description: 'The car did not lock, or it is not known whether it did: the rental is in use as before',
  key: 'vin',
  heardBy: ofRental(),
  data: Failed,
  example: { ...failedExample, requestId: `${rentalId}/pause/2` },
});
export const resumeRequested = event({
  type: 'rentals.resume-requested.v1',
  topic: rentalsEvents,
  description: 'An unlock was requested from the paused car',
  key: 'vin',
  heardBy: ofRental('RESUMING'),
  data: Requested,
  example: { ...requestedExample, requestId: `${rentalId}/resume/3` },
});
export const resumed = event({
  type: 'rentals.resumed.v1',
  topic: rentalsEvents,
  description: 'The paused car is open again',
  key: 'vin',
  heardBy: ofRental('IN_USE'),
  data: told,
  example: { ...toldExample, requestId: `${rentalId}/resume/3`, car: { odometerKm: 18233.1, locked: false } },
});
export const resumeFailed = event({
  type: 'rentals.resume-failed.v1',
  topic: rentalsEvents,
  description: 'The car did not unlock, or it is not known whether it did: the rental is paused as before',
  key: 'vin',
  heardBy: ofRental(),
  data: Failed,
  example: { ...failedExample, requestId: `${rentalId}/resume/3` },
});

export const contactChecked = event({
  type: 'rentals.contact-checked.v1',
  topic: rentalsEvents,
  description: 'A rented car has been silent for a while: a report was requested from it',
  key: 'vin',
  heardBy: { nobody: 'is a question to the car; its rider hears when contact is lost' },
  data: Requested,
  example: { ...requestedExample, requestId: `${rentalId}/contact/3` },
});
export const carHeard = event({
  type: 'rentals.car-heard.v1',
  topic: rentalsEvents,
  description: 'A rented car has reported its state',
  key: 'vin',
  heardBy: ofRental(),
  data: Obj(
    {
      vin: Vin,
      rentalId: RentalId,
      riderId: RiderId,
      car: CarStatus,
      /** By the platform's clock. */
      heardAt: Time,
      time: Time,
    },
    strict,
  ),
  example: { ...askedExample, car: { odometerKm: 18233.1 }, heardAt: time, time },
});
export const contactLost = event({
  type: 'rentals.contact-lost.v1',
  topic: rentalsEvents,
  description: 'A rented car does not answer: the rental goes on, and operators see it',
  key: 'vin',
  heardBy: ofRental(),
  data: Obj({ vin: Vin, rentalId: RentalId, riderId: RiderId, since: Time, time: Time }, strict),
  example: { ...askedExample, since: '2026-01-31T09:20:00.000Z', time },
});
export const contactRestored = event({
  type: 'rentals.contact-restored.v1',
  topic: rentalsEvents,
  description: 'The car is in contact again',
  key: 'vin',
  heardBy: OPERATORS,
  data: Obj({ vin: Vin, time: Time }, strict),
  example: { vin, time },
});
export const chargeRanLow = event({
  type: 'rentals.charge-low.v1',
  topic: rentalsEvents,
  description: 'The charge of a rented car fell below what the car needs',
  key: 'vin',
  heardBy: ofRental(),
  data: Obj(
    { vin: Vin, rentalId: RentalId, riderId: RiderId, chargePercent: Num({ minimum: 0 }), time: Time },
    strict,
  ),
  example: { ...askedExample, chargePercent: 14.2, time },
});
export const carMoved = event({
  type: 'rentals.car-moved.v1',
  topic: rentalsEvents,
  description: 'The car is elsewhere without having been driven: it was towed, or worse',
  key: 'vin',
  heardBy: OPERATORS,
  data: Obj({ vin: Vin, from: Point, to: Point, distanceMetres: Num(), time: Time }, strict),
  example: {
    vin,
    from: { latitude: 42.5, longitude: 1.52 },
    to: { latitude: 42.51, longitude: 1.52 },
    distanceMetres: 1112,
    time,
  },
});

export const extendReservation = route({
  id: 'extendReservation',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/extend',
  summary: 'Keep the reserved car for another 15 minutes, once',
  principals: ['rider'],
  params: rentalParams,
  command: extend,
  success: {
    status: 200,
    description: 'The reservation is extended',
    body: Rental,
    example: { ...rentalExample, reservedUntil: '2026-01-31T10:00:00.000Z', extended: true },
  },
  errors: [
    'RENTAL_UNKNOWN',
    'RENTAL_NOT_RESERVED',
    'RESERVATION_EXPIRED',
    'RESERVATION_ALREADY_EXTENDED',
    'RIDER_BLOCKED',
  ],
});
export const pauseRental = route({
  id: 'pauseRental',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/pause',
  summary: 'Lock the car and keep it',
  description:
    'Answers after the decision, with the state PAUSING. The car’s answer moves it to PAUSED, or back to IN_USE with `lastFailure`.',
  principals: ['rider'],
  params: rentalParams,
  command: pause,
  success: {
    status: 200,
    description: 'The request to the car is under way',
    body: Rental,
    example: { ...rentalExample, state: 'PAUSING' },
  },
  errors: ['RENTAL_UNKNOWN', 'RENTAL_NOT_IN_USE', 'RENTAL_BUSY'],
});
export const resumeRental = route({
  id: 'resumeRental',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/resume',
  summary: 'Unlock the paused car',
  description:
    'Answers after the decision, with the state RESUMING. The car’s answer moves it to IN_USE, or back to PAUSED with `lastFailure`.',
  principals: ['rider'],
  params: rentalParams,
  command: resume,
  success: {
    status: 200,
    description: 'The request to the car is under way',
    body: Rental,
    example: { ...rentalExample, state: 'RESUMING' },
  },
  errors: ['RENTAL_UNKNOWN', 'RENTAL_NOT_PAUSED', 'RENTAL_BUSY'],
});
export const endRentalByOperator = route({
  id: 'endRentalByOperator',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/end-by-operator',
  summary: 'End a rental in the rider’s place',
  description:
    'For a rider whose phone is dead, a car that was towed, is out of charge or does not answer. The car gets a request to lock. The rental then ends, whatever the car answers. What the car has not reported is estimated, and `estimated` names it. A car that has not locked cannot be rented until it has. A reservation is cancelled. The rental keeps who did it and why.',
  principals: ['operator'],
  params: rentalParams,
  body: Obj({ reason: Reason }, strict),
  bodyExample: { reason: 'the rider’s phone is dead' },
  command: endByOperator,
  success: {
    status: 200,
    description: 'The request to the car is under way, or the rental is over',
    body: Rental,
    example: { ...rentalExample, state: 'ENDING' },
  },
  errors: ['RENTAL_UNKNOWN'],
});

/** Why an operator takes a car out of service. */
export const OutOfServiceKind = Union([
  Literal('MAINTENANCE'),
  Literal('DAMAGED'),
  Literal('TOWED'),
  Literal('OUT_OF_CHARGE'),
  Literal('OTHER'),
]);

export const takeOutOfService = command({
  type: 'rentals.take-out-of-service.v1',
  topic: rentalsCommands,
  description: 'An operator takes a car out of service: it cannot be reserved',
  key: 'vin',
  expiresAfterSeconds: 60,
  data: Obj({ vin: Vin, kind: OutOfServiceKind, reason: Reason }, strict),
  example: { vin, kind: 'DAMAGED', reason: 'the left mirror is gone' },
});
export const putBackInService = command({
  type: 'rentals.put-back-in-service.v1',
  topic: rentalsCommands,
  description: 'An operator puts a car back in service',
  key: 'vin',
  expiresAfterSeconds: 60,
  data: Obj({ vin: Vin, reason: Reason }, strict),
  example: { vin, reason: 'mended' },
});
export const takenOutOfService = event({
  type: 'rentals.taken-out-of-service.v1',
  topic: rentalsEvents,
  description:
    'The car cannot be reserved until it is back in service. Without `operator`, the platform did it',
  key: 'vin',
  heardBy: OPERATORS,
  data: Obj(
    { vin: Vin, kind: OutOfServiceKind, reason: Str(), operator: Optional(Str()), time: Time },
    strict,
  ),
  example: { vin, kind: 'DAMAGED', reason: 'the left mirror is gone', operator: 'eva', time },
});
export const backInService = event({
  type: 'rentals.back-in-service.v1',
  topic: rentalsEvents,
  description: 'The car can be reserved again',
  key: 'vin',
  heardBy: OPERATORS,
  data: Obj({ vin: Vin, reason: Str(), operator: Optional(Str()), time: Time }, strict),
  example: { vin, reason: 'mended', operator: 'eva', time },
});

/** A car, as an operator sees it. */
export const FleetCar = Obj(
  {
    vin: Vin,
    model: Str(),
    plate: Optional(Str()),
    /** AVAILABLE, or the state of the rental that has it. */
    state: Union([
      Literal('AVAILABLE'),
      Literal('RESERVED'),
      Literal('UNLOCKING'),
      Literal('IN_USE'),
      Literal('PAUSING'),
      Literal('PAUSED'),
      Literal('RESUMING'),
      Literal('ENDING'),
    ]),
    /** Whether a rider can reserve it now. */
    free: Union([Literal(true), Literal(false)]),
    rentalId: Optional(RentalId),
    riderId: Optional(RiderId),
    position: Optional(Point),
    positionTime: Optional(Time),
    chargePercent: Optional(Num()),
    outOfService: Optional(
      Obj({ kind: OutOfServiceKind, reason: Str(), operator: Optional(Str()), since: Time }, strict),
    ),
    contactLostSince: Optional(Time),
    /** Since then the car is, or may be, open after its rental, and the platform requests that it locks. */
    securingSince: Optional(Time),
    movedSince: Optional(Time),
    lowChargePercent: Optional(Num()),
  },
  strict,
);

const fleetCarExample = {
  vin,
  model: 'Roadster E',
  plate: 'A-1234',
  state: 'AVAILABLE',
  free: false,
  outOfService: { kind: 'DAMAGED', reason: 'the left mirror is gone', operator: 'eva', since: time },
} as const;
const vinParams = Obj({ vin: Vin }, strict);

export const getFleetCar = route({
  id: 'getFleetCar',
  method: 'GET',
  path: '/v1/cars/{vin}',
  summary: 'Read the state of a car of the fleet',
  principals: ['operator'],
  params: vinParams,
  success: { status: 200, description: 'The car', body: FleetCar, example: fleetCarExample },
  errors: ['VEHICLE_UNKNOWN'],
});
export const listFleetCars = route({
  id: 'listFleetCars',
  method: 'GET',
  path: '/v1/fleet/cars',
  summary: 'All cars of the fleet, by VIN',
  description: 'Each car as `GET /v1/cars/{vin}` shows it. Where a car is now: `GET /v1/fleet/positions`.',
  principals: ['operator'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of cars; `cursor` when there are more',
    body: Obj({ cars: List(FleetCar), cursor: Optional(Str()) }, strict),
    example: { cars: [fleetCarExample] },
  },
  errors: [],
});
export const listAttention = route({
  id: 'listAttention',
  method: 'GET',
  path: '/v1/fleet/attention',
  summary: 'The cars that need attention',
  description:
    'Out of service, out of contact, moved without being driven, rented and low on charge, or not locked after a rental.',
  principals: ['operator'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of cars; `cursor` when there are more',
    body: Obj({ cars: List(FleetCar), cursor: Optional(Str()) }, strict),
    example: { cars: [fleetCarExample] },
  },
  errors: [],
});
export const takeCarOutOfService = route({
  id: 'takeCarOutOfService',
  method: 'POST',
  path: '/v1/cars/{vin}/out-of-service',
  summary: 'Take a car out of service',
  description:
    'It cannot be reserved from now on. A reservation of it is cancelled; a running rental goes on to its end.',
  principals: ['operator'],
  params: vinParams,
  body: Obj({ kind: OutOfServiceKind, reason: Reason }, strict),
  bodyExample: { kind: 'DAMAGED', reason: 'the left mirror is gone' },
  command: takeOutOfService,
  success: { status: 200, description: 'It is out of service', body: FleetCar, example: fleetCarExample },
  errors: ['VEHICLE_UNKNOWN'],
});
export const putCarBackInService = route({
  id: 'putCarBackInService',
  method: 'POST',
  path: '/v1/cars/{vin}/in-service',
  summary: 'Put a car back in service',
  principals: ['operator'],
  params: vinParams,
  body: Obj({ reason: Reason }, strict),
  bodyExample: { reason: 'mended' },
  command: putBackInService,
  success: {
    status: 200,
    description: 'It is in service',
    body: FleetCar,
    example: { vin, model: 'Roadster E', state: 'AVAILABLE', free: true },
  },
  errors: ['VEHICLE_UNKNOWN'],
});
