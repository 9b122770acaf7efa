import type { reportDamage } from '../../shared/contracts/rentals/damage.ts';
import { holdGrant, type requestGrant } from '../../shared/contracts/rentals/grants.ts';
import {
  type cancel,
  type end,
  expireReservation,
  giveUpWaiting,
  type reserve,
  type secureCar,
  type unlock,
} from '../../shared/contracts/rentals/rentals.ts';
import { liftHold, placeHold } from '../../shared/contracts/rentals/rider-standing.ts';
import type {
  checkContact,
  endByOperator,
  extend,
  pause,
  putBackInService,
  resume,
  takeOutOfService,
} from '../../shared/contracts/rentals/use.ts';
import type { checkParking, parkingChecked, setZones } from '../../shared/contracts/rentals/zones.ts';
import type { carParked, chargeLow } from '../../shared/contracts/telemetry/telemetry.ts';
import type {
  grantIssued,
  grantRefused,
  grantsRevoked,
  grantUsed,
} from '../../shared/contracts/vehicles/grants.ts';
import type {
  commandFinished,
  connected,
  driveStarted,
  parked,
  registered,
} from '../../shared/contracts/vehicles/vehicles.ts';
import { addSeconds } from '../../shared/kernel/time.ts';
import type {
  Consequences,
  Context,
  Decision,
  Domain,
  MessageOf,
  Timer,
} from '../../shared/runtime/domain.ts';
import { decideCommandFinished } from './car/command-results.ts';
import { contactTimers, decideChargeLow, decideHeard, decideSilence } from './car/contact.ts';
import type { CarDecision } from './car/deciding.ts';
import type { RentalsEvent } from './car/events.ts';
import { GIVE_UP_SECONDS, waits } from './car/requests.ts';
import {
  activeRental,
  type CarState,
  carAggregate,
  initialState,
  type RentalsState,
  type RiderState,
  riderAggregate,
  zonesAggregate,
} from './car/state.ts';
import { claims } from './constraints.ts';
import { decideReportDamage } from './damage/damage.ts';
import { decideEnd, decideEndByOperator, decideParkingChecked } from './driving/ending.ts';
import { decideSecureAgain, securingTimers } from './driving/securing.ts';
import { decideGiveUp, decidePause, decideResume, decideUnlock } from './driving/use.ts';
import { byAggregate, evolve } from './evolve.ts';
import { availabilityChange } from './fleet/availability.ts';
import { decideBackInService, decideList, decideOutOfService, decidePlace } from './fleet/fleet.ts';
import { decideZones, zonesDocuments } from './fleet/zones.ts';
import { grantDocuments, phoneDocuments } from './grants/grant-read-models.ts';
import { decideGrantUsed } from './grants/grant-use.ts';
import {
  decideGrantIssued,
  decideGrantRefused,
  decideGrantsRevoked,
  decideRequestGrant,
  grantsOfRentalsThatEnd,
} from './grants/grants.ts';
import { decidePhones, grantsOfRiderWhoLosesThem, isAboutPhone, type PhoneMessage } from './grants/phones.ts';
import { documents } from './read-models.ts';
import { decideAdmission, type RiderMessage } from './reserving/admission.ts';
import {
  decideCancel,
  decideExpireReservation,
  decideExtend,
  decideReserve,
} from './reserving/reservations.ts';

type CarMessage = MessageOf<
  | typeof reserve
  | typeof extend
  | typeof unlock
  | typeof pause
  | typeof resume
  | typeof end
  | typeof cancel
  | typeof endByOperator
  | typeof takeOutOfService
  | typeof putBackInService
  | typeof parkingChecked
  | typeof expireReservation
  | typeof giveUpWaiting
  | typeof checkContact
  | typeof reportDamage
  | typeof secureCar
  | typeof registered
  | typeof connected
  | typeof driveStarted
  | typeof parked
  | typeof commandFinished
  | typeof carParked
  | typeof chargeLow
  | typeof requestGrant
  | typeof grantIssued
  | typeof grantRefused
  | typeof grantsRevoked
  | typeof grantUsed
>;
type ZonesMessage = MessageOf<typeof setZones | typeof checkParking>;
export type RentalsMessage = CarMessage | RiderMessage | PhoneMessage | ZonesMessage;

function isAboutZones(message: RentalsMessage): message is ZonesMessage {
  return message.type === 'rentals.set-zones.v1' || message.type === 'rentals.check-parking.v1';
}

const aboutRiders: ReadonlySet<string> = new Set([placeHold, liftHold, holdGrant].map(({ type }) => type));

function isAboutRider(message: RentalsMessage): message is RiderMessage | PhoneMessage {
  return message.type.startsWith('riders.') || aboutRiders.has(message.type);
}

function decide(
  state: RentalsState,
  message: RentalsMessage,
  context: Context,
): Decision<RentalsEvent, RentalsState> {
  if (isAboutRider(message)) {
    return state.kind === 'rider' ? decideRider(state, message, context) : misplaced(message);
  }
  if (isAboutZones(message)) {
    return state.kind === 'zones' ? decideZones(state, message, context) : misplaced(message);
  }
  if (state.kind !== 'car') return misplaced(message);
  return decideCar(state, message, context);
}

function decideRider(
  rider: RiderState,
  message: RiderMessage | PhoneMessage,
  context: Context,
): Decision<RentalsEvent> {
  return isAboutPhone(message)
    ? decidePhones(rider, message, context)
    : decideAdmission(rider, message, context);
}

function misplaced({ type, id }: RentalsMessage): never {
  throw new Error(`${type} ${id} came to an aggregate of the other kind: aggregateOf is wrong`);
}

function decideCar(car: CarState, message: CarMessage, context: Context): CarDecision {
  switch (message.type) {
    case 'rentals.reserve.v1':
      return decideReserve(car, message, context);
    case 'rentals.extend.v1':
      return decideExtend(car, message, context);
    case 'rentals.unlock.v1':
      return decideUnlock(car, message, context);
    case 'rentals.pause.v1':
      return decidePause(car, message, context);
    case 'rentals.resume.v1':
      return decideResume(car, message, context);
    case 'rentals.end.v1':
      return decideEnd(car, message, context);
    case 'rentals.cancel.v1':
      return decideCancel(car, message, context);
    case 'rentals.end-by-operator.v1':
      return decideEndByOperator(car, message, context);
    case 'rentals.take-out-of-service.v1':
      return decideOutOfService(car, message, context);
    case 'rentals.put-back-in-service.v1':
      return decideBackInService(car, message, context);
    case 'rentals.parking-checked.v1':
      return decideParkingChecked(car, message, context);
    case 'rentals.expire-reservation.v1':
      return decideExpireReservation(car, message, context);
    case 'rentals.give-up-waiting.v1':
      return decideGiveUp(car, message, context);
    case 'rentals.check-contact.v1':
      return decideSilence(car, message, context);
    case 'rentals.report-damage.v1':
      return decideReportDamage(car, message, context);
    case 'rentals.secure-car.v1':
      return decideSecureAgain(car, context);
    case 'vehicles.registered.v1':
      return decideList(car, message);
    case 'vehicles.connected.v1':
    case 'vehicles.drive-started.v1':
    case 'vehicles.parked.v1':
      return decideHeard(car, message, context);
    case 'vehicles.command-finished.v1':
      return decideCommandFinished(car, message, context);
    case 'rentals.request-grant.v1':
      return decideRequestGrant(car, message, context);
    case 'vehicles.grant-issued.v1':
      return decideGrantIssued(car, message);
    case 'vehicles.grant-refused.v1':
      return decideGrantRefused(car, message);
    case 'vehicles.grants-revoked.v1':
      return decideGrantsRevoked(car, message);
    case 'vehicles.grant-used.v1':
      return decideGrantUsed(car, message, context);
    case 'telemetry.parked.v1':
      return decidePlace(car, message);
    case 'telemetry.charge-low.v1':
      return decideChargeLow(car, message);
  }
}

/** What a person asked for too late does not happen; a timer, however late, still finds what it is for. */
function decideExpired(
  state: RentalsState,
  message: RentalsMessage,
  context: Context,
): Decision<RentalsEvent, RentalsState> {
  if (message.principal === undefined) return decide(state, message, context);
  return { kind: 'refuse', code: 'EXPIRED', detail: `${message.type} was decided too late.` };
}

/** Others hear when a car becomes available or not; grants end with the rental, and with the rider's right to rent. */
function consequences(
  before: RentalsState,
  after: RentalsState,
  _: readonly RentalsEvent[],
  { now }: Context,
): Consequences<RentalsEvent> {
  if (before.kind === 'car' && after.kind === 'car') {
    return {
      events: availabilityChange(before, after, now),
      outputs: grantsOfRentalsThatEnd(before, after),
    };
  }
  if (before.kind === 'rider' && after.kind === 'rider') {
    return { outputs: grantsOfRiderWhoLosesThem(before, after) };
  }
  return {};
}

/** The end of a reservation's time (also while the car is being asked: then its answer decides), of waiting, of silence. */
function carTimers(car: CarState): readonly Timer[] {
  const { vin } = car;
  const rental = activeRental(car);
  const wanted: Timer[] = [...securingTimers(car), ...contactTimers(car)];
  if (rental?.state === 'RESERVED' || rental?.state === 'UNLOCKING') {
    const { rentalId, reservedUntil } = rental;
    wanted.push({
      id: `reservation/${rentalId}`,
      at: reservedUntil,
      command: expireReservation({ vin, rentalId, reservedUntil }),
    });
  }
  if (rental?.request !== undefined && waits(rental)) {
    const { requestId, time } = rental.request;
    wanted.push({
      id: `waiting/${requestId}`,
      at: addSeconds(time, GIVE_UP_SECONDS),
      command: giveUpWaiting({ vin, rentalId: rental.rentalId, requestId }),
    });
  }
  return wanted;
}

/**
 * Who has which car: at most one active rental a car, by its aggregate; and a rider, by a claim. What each message does
 * to a rental in each state is in `moves.ts`.
 */
export const domain: Domain<RentalsState, RentalsMessage, RentalsEvent> = {
  aggregateOf(message) {
    if (isAboutRider(message)) return riderAggregate(message.data.riderId);
    if (isAboutZones(message)) return zonesAggregate(message.data.fleet);
    const operatorAsked =
      message.type === 'vehicles.command-finished.v1' && message.data.booking === undefined;
    return operatorAsked ? undefined : carAggregate(message.data.vin);
  },
  aggregateOfEvent: (event) =>
    byAggregate(event, {
      rider: ({ data }) => riderAggregate(data.riderId),
      phone: ({ data }) => riderAggregate(data.riderId),
      zones: ({ data }) => zonesAggregate(data.fleet),
      car: ({ data }) => carAggregate(data.vin),
    }),
  initial: initialState,
  decide,
  decideExpired,
  evolve,
  consequences,
  claims,
  timers: (state) => (state.kind === 'car' ? carTimers(state) : []),
  documents: (state) => {
    switch (state.kind) {
      case 'car':
        return [...documents(state), ...grantDocuments(state)];
      case 'rider':
        return phoneDocuments(state);
      case 'zones':
        return zonesDocuments(state);
    }
  },
};
