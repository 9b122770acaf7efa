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
import { exampleId } from '../../kernel/ids.ts';
import { OPERATORS, ofRental } from '../audience.ts';
import { ChosenOptions, optionsNotPossible } from '../billing/options.ts';
import { CarStatus } from '../car/car.ts';
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { Point, pageQuery, RentalId, RiderId, strict, Time, Vin } from '../fields.ts';
import { AgeStep, LicenceClass } from '../riders/licence.ts';
import { commandsTopic, eventsTopic } from '../room-topics.ts';
import { paymentDeclined, paymentNeedsAuthentication, RentalPayment } from './payment.ts';
import { RentalState } from './rental-state.ts';
import { TariffVersion, Usage, usageExample } from './usage.ts';

/** The rentals room: who has which car. */

export const rentalsCommands = commandsTopic('rentals', {
  description: 'What riders want to do with a car',
  key: 'VIN',
  onPoison: 'block',
});

export const rentalsEvents = eventsTopic('rentals', {
  description:
    'What happened to cars and rentals (key: VIN), to who may rent (key: rider id) and to the zones (key: fleet): the truth of the room',
  key: 'VIN; rider id for rider events; fleet for zones',
  onPoison: 'block',
});

/** A reservation is free of charge for this long, and once more when it is extended. */
export const RESERVATION_SECONDS = 15 * 60;

const vin = 'WRS00001X0T000001';
const rentalId = exampleId('rnt');
const riderId = 'ana';
const time = '2026-01-31T09:30:00.000Z';

/** The data of a rider's request about an own rental. */
export const Asked = Obj({ vin: Vin, rentalId: RentalId, riderId: RiderId }, strict);
export const askedExample = { vin, rentalId, riderId };

/** Which operator acted in a rider's place, and why. The resulting event keeps it. */
export const ByOperator = Obj({ operator: Str(), reason: Str() }, strict);
export type ByOperator = Static<typeof ByOperator>;

/** Nothing was driven. */
const reservedUsage: Usage = { ...usageExample, periods: usageExample.periods.slice(0, 1) };

/** The fields that the platform had to estimate, because the car has not reported them. */
export const Estimated = List(
  Union([Literal('time'), Literal('odometerKm'), Literal('chargePercent'), Literal('position')]),
  { minItems: 1, description: 'The fields that the car did not report and the platform estimated' },
);

/** Where a rental could end instead. */
export const NearestAllowed = Obj({ position: Point, distanceMetres: Integer({ minimum: 0 }) }, strict);

export const tariffChanged = roomError('TARIFF_CHANGED', {
  status: 409,
  title: 'Another tariff is in force than the one that the rider has seen',
  advice: 'Show the price that the detail names, and reserve again with that version, or without one.',
  retry: 'change',
});

export const reserve = command({
  type: 'rentals.reserve.v1',
  topic: rentalsCommands,
  description: 'Reserves a free car for a rider',
  key: 'vin',
  expiresAfterSeconds: 10,
  data: Obj(
    {
      vin: Vin,
      riderId: RiderId,
      /** The version that the rider has seen. */
      tariff: Optional(TariffVersion),
      options: Optional(ChosenOptions),
    },
    strict,
  ),
  example: { vin, riderId },
});
export const unlock = command({
  type: 'rentals.unlock.v1',
  topic: rentalsCommands,
  description: 'Unlocks the reserved car: the rental begins when the car has unlocked',
  key: 'vin',
  expiresAfterSeconds: 10,
  data: Asked,
  example: askedExample,
});
export const end = command({
  type: 'rentals.end.v1',
  topic: rentalsCommands,
  description:
    'Requests a report from the car and, if it may be left there, locks it: the rental ends when the car has locked',
  key: 'vin',
  expiresAfterSeconds: 10,
  data: Asked,
  example: askedExample,
});
export const cancel = command({
  type: 'rentals.cancel.v1',
  topic: rentalsCommands,
  description: 'Cancels a reservation',
  key: 'vin',
  expiresAfterSeconds: 30,
  data: Asked,
  example: askedExample,
});
export const expireReservation = command({
  type: 'rentals.expire-reservation.v1',
  topic: rentalsCommands,
  description: 'Timer: the reservation’s time is over',
  key: 'vin',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ vin: Vin, rentalId: RentalId, reservedUntil: Time }, strict),
  example: { vin, rentalId, reservedUntil: '2026-01-31T09:45:00.000Z' },
});
export const giveUpWaiting = command({
  type: 'rentals.give-up-waiting.v1',
  topic: rentalsCommands,
  description: 'Timer: a request to the car has no result at all, not even UNKNOWN',
  key: 'vin',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ vin: Vin, rentalId: RentalId, requestId: Str() }, strict),
  example: { vin, rentalId, requestId: `${rentalId}/unlock/1` },
});

export const secureCar = command({
  type: 'rentals.secure-car.v1',
  topic: rentalsCommands,
  description: 'Timer: an open car without a rider has not reported that it is locked',
  key: 'vin',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ vin: Vin, rentalId: RentalId }, strict),
  example: { vin, rentalId },
});

export const carListed = event({
  type: 'rentals.car-listed.v1',
  topic: rentalsEvents,
  description: 'A car of the fleet can be rented as soon as its position is known',
  key: 'vin',
  heardBy: OPERATORS,
  data: Obj({ vin: Vin, model: Str(), plate: Optional(Str()), time: Time }, strict),
  example: { vin, model: 'Roadster E', time },
});
export const carPlaced = event({
  type: 'rentals.car-placed.v1',
  topic: rentalsEvents,
  description: 'Where a car was left, and its charge then',
  key: 'vin',
  heardBy: OPERATORS,
  data: Obj(
    { vin: Vin, position: Point, chargePercent: Optional(Num()), odometerKm: Optional(Num()), time: Time },
    strict,
  ),
  example: { vin, position: { latitude: 42.5, longitude: 1.52 }, chargePercent: 80, time },
});
/** What the car requires of its driver. */
export const Requirements = Obj({ licenceClass: LicenceClass, minimumAge: AgeStep }, strict);

export const reserved = event({
  type: 'rentals.reserved.v1',
  topic: rentalsEvents,
  description: 'The car is kept for the rider',
  key: 'vin',
  heardBy: ofRental('RESERVED'),
  data: Obj(
    {
      vin: Vin,
      rentalId: RentalId,
      riderId: RiderId,
      requires: Requirements,
      model: Str(),
      /** The version of the tariff by which it will be charged. Absent while no tariff is in force. */
      tariff: Optional(TariffVersion),
      /** Of the tariff, as the rider has chosen. */
      options: Optional(ChosenOptions),
      /** The pricing zones in which the car stands. */
      pricingZones: Optional(List(Str(), { minItems: 1 })),
      time: Time,
      reservedUntil: Time,
    },
    strict,
  ),
  example: {
    ...askedExample,
    requires: { licenceClass: 'B', minimumAge: 18 },
    model: 'Roadster E',
    tariff: { tariffId: 'city', version: 1 },
    time,
    reservedUntil: '2026-01-31T09:45:00.000Z',
  },
});
export const reservationExpired = event({
  type: 'rentals.reservation-expired.v1',
  topic: rentalsEvents,
  description: 'The reservation’s time was over; the car is free',
  key: 'vin',
  heardBy: ofRental('EXPIRED'),
  data: Obj({ vin: Vin, rentalId: RentalId, riderId: RiderId, usage: Usage, time: Time }, strict),
  example: { ...askedExample, usage: reservedUsage, time: '2026-01-31T09:40:00.000Z' },
});
export const cancelled = event({
  type: 'rentals.cancelled.v1',
  topic: rentalsEvents,
  description: 'The rider or an operator cancelled the reservation; the car is free',
  key: 'vin',
  heardBy: ofRental('CANCELLED'),
  data: Obj(
    { vin: Vin, rentalId: RentalId, riderId: RiderId, by: Optional(ByOperator), usage: Usage, time: Time },
    strict,
  ),
  example: { ...askedExample, usage: reservedUsage, time: '2026-01-31T09:40:00.000Z' },
});

/** A request to the car for a rental is under way. */
export const Requested = Obj(
  { vin: Vin, rentalId: RentalId, riderId: RiderId, requestId: Str(), time: Time },
  strict,
);
/** A request to the car failed, or its outcome is unknown. */
export const Failed = Obj(
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
export const requestedExample = { ...askedExample, requestId: `${rentalId}/unlock/1`, time };
export const failedExample = {
  ...requestedExample,
  result: 'UNKNOWN',
  reason: 'NO_ANSWER',
  mayHaveSucceeded: true,
  retryCanHelp: true,
} as const;

export const unlockRequested = event({
  type: 'rentals.unlock-requested.v1',
  topic: rentalsEvents,
  description: 'An unlock was requested from the car',
  key: 'vin',
  heardBy: ofRental('UNLOCKING'),
  data: Requested,
  example: requestedExample,
});
export const unlockFailed = event({
  type: 'rentals.unlock-failed.v1',
  topic: rentalsEvents,
  description: 'The car did not unlock, or it is not known whether it did: the reservation stands',
  key: 'vin',
  heardBy: ofRental('RESERVED'),
  data: Failed,
  example: failedExample,
});
export const started = event({
  type: 'rentals.started.v1',
  topic: rentalsEvents,
  description: 'The car is open and the rental runs; time, position, odometer and charge are the car’s',
  key: 'vin',
  heardBy: ofRental('IN_USE'),
  data: Obj(
    {
      vin: Vin,
      rentalId: RentalId,
      riderId: RiderId,
      /** The request that the car executed. */
      requestId: Optional(Str()),
      car: CarStatus,
      estimated: Optional(Estimated),
      time: Time,
    },
    strict,
  ),
  example: {
    ...askedExample,
    requestId: `${rentalId}/unlock/1`,
    car: { odometerKm: 18230.4, chargePercent: 71.5 },
    time,
  },
});
export const endRequested = event({
  type: 'rentals.end-requested.v1',
  topic: rentalsEvents,
  description: 'An end was requested: the car is to report its state or, for an operator, to lock at once',
  key: 'vin',
  heardBy: ofRental('ENDING'),
  data: Obj({ ...Requested.properties, by: Optional(ByOperator) }, strict),
  example: { ...requestedExample, requestId: `${rentalId}/check/2` },
});
export const endAllowed = event({
  type: 'rentals.end-allowed.v1',
  topic: rentalsEvents,
  description: 'The car may be left where it is: a lock was requested from it',
  key: 'vin',
  heardBy: ofRental('ENDING'),
  data: Obj(
    {
      ...Requested.properties,
      position: Optional(Point),
      /** The version of the zones that say so; absent while there are none. */
      zonesVersion: Optional(Integer({ minimum: 1 })),
    },
    strict,
  ),
  example: {
    ...requestedExample,
    requestId: `${rentalId}/end/3`,
    position: { latitude: 42.5, longitude: 1.52 },
    zonesVersion: 3,
  },
});
export const endRefused = event({
  type: 'rentals.end-refused.v1',
  topic: rentalsEvents,
  description:
    'The car may not be left like this: the rental goes on, in use while the doors are open, paused once the car is locked',
  key: 'vin',
  heardBy: ofRental(),
  data: Obj(
    {
      ...Requested.properties,
      /** A code of the catalogue. */
      reason: Str(),
      detail: Str(),
      zone: Optional(Str()),
      nearestAllowed: Optional(NearestAllowed),
      /** Whether the car has locked meanwhile. */
      locked: Bool(),
      /** As it said when it had locked. */
      car: Optional(CarStatus),
    },
    strict,
  ),
  example: {
    ...requestedExample,
    requestId: `${rentalId}/check/2`,
    reason: 'OUTSIDE_SERVICE_AREA',
    detail: 'A rental cannot end here; the nearest place where it can is 240 m away.',
    nearestAllowed: { position: { latitude: 42.51998, longitude: 1.52 }, distanceMetres: 240 },
    locked: false,
  },
});
export const endFailed = event({
  type: 'rentals.end-failed.v1',
  topic: rentalsEvents,
  description:
    'The car did not answer or did not lock, or it is not known whether it did: the rental goes on',
  key: 'vin',
  heardBy: ofRental(),
  data: Failed,
  example: { ...failedExample, requestId: `${rentalId}/end/3` },
});
export const ended = event({
  type: 'rentals.ended.v1',
  topic: rentalsEvents,
  description:
    'The rental is over. Time, position, odometer and charge are the car’s, except for those that `estimated` names; `by` says which operator ended it, and why',
  key: 'vin',
  heardBy: ofRental('ENDED'),
  data: Obj(
    {
      vin: Vin,
      rentalId: RentalId,
      riderId: RiderId,
      car: CarStatus,
      estimated: Optional(Estimated),
      by: Optional(ByOperator),
      usage: Usage,
      time: Time,
    },
    strict,
  ),
  example: {
    ...askedExample,
    car: { odometerKm: 18236.1, chargePercent: 69 },
    usage: usageExample,
    time: '2026-01-31T10:10:00.000Z',
  },
});

export const secureRequested = event({
  type: 'rentals.secure-requested.v1',
  topic: rentalsEvents,
  description: 'The car is, or may be, open after its rental: a lock was requested from it',
  key: 'vin',
  heardBy: OPERATORS,
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
  description:
    'The car that was open after its rental is locked, and free again at the position that it reported',
  key: 'vin',
  heardBy: OPERATORS,
  data: Obj({ vin: Vin, rentalId: RentalId, requestId: Str(), car: Optional(CarStatus), time: Time }, strict),
  example: { vin, rentalId, requestId: `${rentalId}/secure/1`, time },
});

export const Rental = Obj(
  {
    rentalId: RentalId,
    vin: Vin,
    riderId: RiderId,
    state: RentalState,
    reservedAt: Time,
    reservedUntil: Time,
    /** A reservation can be extended once. */
    extended: Optional(Bool()),
    /** By which it is charged. */
    tariff: Optional(TariffVersion),
    /** Options of the tariff, as the rider has chosen. */
    options: Optional(ChosenOptions),
    /** What was heard last of the amount that it reserves. While that was not authorized, the car does not open. */
    payment: Optional(RentalPayment),
    /** The last request to the car that did not succeed. */
    lastFailure: Optional(
      Obj(
        {
          action: Union([Literal('unlock'), Literal('pause'), Literal('resume'), Literal('end')]),
          /** REFUSED: by the platform. UNKNOWN: the car has not answered. The others are the car's. */
          result: Union([Literal('REJECTED'), Literal('EXPIRED'), Literal('UNKNOWN'), Literal('REFUSED')]),
          /** A fault of the car, or a code of the catalogue. */
          reason: Str(),
          detail: Optional(Str()),
          /** Where the rental could end instead. */
          nearestAllowed: Optional(NearestAllowed),
          mayHaveSucceeded: Bool(),
          retryCanHelp: Bool(),
          time: Time,
        },
        strict,
      ),
    ),
    started: Optional(Obj({ time: Time, car: CarStatus, estimated: Optional(Estimated) }, strict)),
    pausedSince: Optional(Time),
    /** The car has been out of contact since then. The rental goes on. */
    contactLostSince: Optional(Time),
    /** The charge that the car reported as low. */
    lowChargePercent: Optional(Num()),
    /** Since then the car has been moved during a pause, without its own engine. */
    movedSince: Optional(Time),
    ended: Optional(
      Obj({ time: Time, car: CarStatus, estimated: Optional(Estimated), by: Optional(ByOperator) }, strict),
    ),
    /** Who cancelled the reservation in the rider's place. */
    cancelledBy: Optional(ByOperator),
    /** When it is over: what it used, period by period. */
    usage: Optional(Usage),
    /** By the car's odometer (or the estimate of it); when ended. */
    distanceKm: Optional(Num()),
    /** By the car's clock (or the estimate of it); when ended. */
    durationSeconds: Optional(Integer()),
  },
  strict,
);

export const rentalExample: Static<typeof Rental> = {
  rentalId,
  vin,
  riderId,
  state: 'RESERVED',
  reservedAt: time,
  reservedUntil: '2026-01-31T09:45:00.000Z',
};
/** What became known after a rental was over. */
export const CorrectionReason = Union(
  [Literal('PAUSED_EARLIER'), Literal('RESUMED_EARLIER'), Literal('ENDED_EARLIER'), Literal('ODOMETER_READ')],
  {
    description:
      'The car has reported late that it was locked, opened again, or locked for the end during the rental; or it has reported its odometer, which had been estimated',
  },
);

export const usageCorrected = event({
  type: 'rentals.usage-corrected.v1',
  topic: rentalsEvents,
  description:
    'The usage of a rental that is over was corrected by what the car has reported since: it replaces the one before',
  key: 'vin',
  heardBy: ofRental(),
  data: Obj(
    {
      vin: Vin,
      rentalId: RentalId,
      riderId: RiderId,
      reason: CorrectionReason,
      usage: Usage,
      /** As it is read from now on. */
      rental: Rental,
      time: Time,
    },
    strict,
  ),
  example: {
    ...askedExample,
    reason: 'ODOMETER_READ',
    usage: { ...usageExample, revision: 2 },
    rental: {
      ...rentalExample,
      state: 'ENDED',
      usage: { ...usageExample, revision: 2 },
      distanceKm: 5.7,
      durationSeconds: 1800,
    },
    time: '2026-01-31T12:00:00.000Z',
  },
});

export const rentalParams = Obj({ rentalId: RentalId }, strict);

export const reserveCar = route({
  id: 'reserveCar',
  method: 'POST',
  path: '/v1/rentals',
  summary: 'Reserve a car',
  description:
    'Kept for 15 minutes, and 15 more once (POST /v1/rentals/{rentalId}/extend). A rider has at most one active rental, and so has a car. With `tariff`, the version that the rider has seen, the answer is 409 TARIFF_CHANGED when another one is in force. `options` are those of the tariff that the rider chooses, such as a reduced excess.',
  principals: ['rider'],
  body: Obj({ vin: Vin, tariff: Optional(TariffVersion), options: Optional(ChosenOptions) }, strict),
  bodyExample: { vin },
  command: reserve,
  success: { status: 201, description: 'Reserved', body: Rental, example: rentalExample },
  errors: [
    'RIDER_NOT_REGISTERED',
    'RIDER_BLOCKED',
    'RIDER_HAS_RENTAL',
    'CAR_NOT_FREE',
    'VEHICLE_UNKNOWN',
    tariffChanged.code,
    optionsNotPossible.code,
  ],
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
  query: pageQuery,
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
    'Answers after the decision, with the state UNLOCKING. The car’s answer moves it to IN_USE, or back to RESERVED with `lastFailure`.',
  principals: ['rider'],
  params: rentalParams,
  command: unlock,
  success: {
    status: 200,
    description: 'The request to the car is under way',
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
  description:
    'The car has to report its state, then to lock. Answers as soon as the rental is over, or as soon as it is known that it may not end like this (409, with the nearest place where it may); with the state ENDING when the car takes longer. The rental then shows the outcome: ENDED, or the state before with `lastFailure`.',
  principals: ['rider'],
  params: rentalParams,
  command: end,
  success: {
    status: 200,
    description: 'The rental is over, or the request to the car is still under way',
    body: Rental,
    example: { ...rentalExample, state: 'ENDING' },
  },
  errors: [
    'RENTAL_UNKNOWN',
    'RENTAL_NOT_IN_USE',
    'RENTAL_BUSY',
    'OUTSIDE_SERVICE_AREA',
    'NO_PARKING_ZONE',
    'POSITION_UNKNOWN',
    'ENGINE_ON',
    'DOORS_OPEN',
    'KEY_FOB_MISSING',
    'FUEL_CARD_MISSING',
    'CAR_MOVED',
    'CAR_NOT_LOCKED',
    paymentDeclined.code,
    paymentNeedsAuthentication.code,
  ],
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
