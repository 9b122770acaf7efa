import { authenticationNeeded, authorized, declined } from '../../shared/contracts/payments/payments.ts';
import { reportDamage } from '../../shared/contracts/rentals/damage.ts';
import { requestGrant } from '../../shared/contracts/rentals/grants.ts';
import {
  cancel,
  end,
  expireReservation,
  giveUpWaiting,
  reserve,
  secureCar,
  unlock,
} from '../../shared/contracts/rentals/rentals.ts';
import {
  checkContact,
  endByOperator,
  extend,
  pause,
  putBackInService,
  resume,
  takeOutOfService,
} from '../../shared/contracts/rentals/use.ts';
import { carParked, chargeLow } from '../../shared/contracts/telemetry/telemetry.ts';
import {
  grantIssued,
  grantRefused,
  grantsRevoked,
  grantUsed,
} from '../../shared/contracts/vehicles/grants.ts';
import {
  commandFinished,
  connected,
  driveStarted,
  parked,
  registered,
  trustUpdated,
} from '../../shared/contracts/vehicles/vehicles.ts';
import { addSeconds } from '../../shared/kernel/time.ts';
import { type Deciders, decideBy, isOneOf } from '../../shared/runtime/deciders.ts';
import type { Consequences, Context, Decision, Domain, Timer } from '../../shared/runtime/domain.ts';
import { type ItemRead, otherItem, type ReadModelItem, reference } from '../../shared/runtime/read-model.ts';
import { carItems } from './car/car-read-models.ts';
import { decideCommandFinished } from './car/command-results.ts';
import { contactTimers, decideChargeLow, decideHeard, decideSilence } from './car/contact.ts';
import type { CarEvent, PhoneEvent, RentalsEvent, RiderEvent } from './car/events.ts';
import { GIVE_UP_SECONDS, waits } from './car/requests.ts';
import {
  activeRental,
  type CarState,
  carAggregate,
  initialState,
  type RentalsState,
  type RiderState,
  riderAggregate,
  tariffsAggregate,
  zonesAggregate,
} from './car/state.ts';
import { constraints } from './constraints.ts';
import { damageItems, decideReportDamage } from './damage/damage.ts';
import { readsRental, withCorrection } from './driving/correcting.ts';
import { decideEnd, decideEndByOperator } from './driving/ending.ts';
import { decideSecureAgain, securingTimers } from './driving/securing.ts';
import { decideGiveUp, decidePause, decideResume, decideUnlock } from './driving/use.ts';
import { byAggregate, evolve } from './evolve.ts';
import { availabilityChange } from './fleet/availability.ts';
import { decideBackInService, decideList, decideOutOfService, decidePlace } from './fleet/fleet.ts';
import { tariffsItems } from './fleet/tariffs.ts';
import { zonesDeciders, zonesItems } from './fleet/zones.ts';
import { decideTrust, grantsLeftOpen, withGrantsSettled } from './grants/acknowledged.ts';
import { grantItems, phoneItems } from './grants/grant-read-models.ts';
import { decideGrantUsed } from './grants/grant-use.ts';
import {
  decideGrantIssued,
  decideGrantRefused,
  decideGrantsRevoked,
  decideRequestGrant,
  grantsOfRentalsThatEnd,
} from './grants/grants.ts';
import { grantsOfRiderWhoLosesThem, phoneDeciders } from './grants/phones.ts';
import {
  type CarMessage,
  carMessages,
  type RentalsMessage,
  type RiderMessage,
  riderMessages,
  zonesMessages,
} from './messages.ts';
import { rentals, rentalsOfRider, riderGroups, tariffsInForce, zonesInForce } from './read-models.ts';
import { standingDeciders, standingItems } from './reserving/admission.ts';
import { decidePayment } from './reserving/payment.ts';
import {
  decideCancel,
  decideExpireReservation,
  decideExtend,
  decideReserve,
} from './reserving/reservations.ts';

const carDeciders: Deciders<CarState, CarMessage, CarEvent> = {
  [reserve.type]: decideReserve,
  [extend.type]: decideExtend,
  [unlock.type]: decideUnlock,
  [pause.type]: decidePause,
  [resume.type]: decideResume,
  [end.type]: decideEnd,
  [cancel.type]: decideCancel,
  [endByOperator.type]: decideEndByOperator,
  [takeOutOfService.type]: decideOutOfService,
  [putBackInService.type]: decideBackInService,
  [reportDamage.type]: decideReportDamage,
  [requestGrant.type]: decideRequestGrant,
  [expireReservation.type]: decideExpireReservation,
  [giveUpWaiting.type]: decideGiveUp,
  [checkContact.type]: decideSilence,
  [secureCar.type]: decideSecureAgain,
  [registered.type]: decideList,
  [connected.type]: (car, message, context) =>
    withGrantsSettled(car, message, context, decideHeard(car, message, context)),
  [driveStarted.type]: decideHeard,
  [parked.type]: decideHeard,
  [commandFinished.type]: decideCommandFinished,
  [grantIssued.type]: decideGrantIssued,
  [grantRefused.type]: decideGrantRefused,
  [grantsRevoked.type]: decideGrantsRevoked,
  [grantUsed.type]: decideGrantUsed,
  [trustUpdated.type]: decideTrust,
  [carParked.type]: decidePlace,
  [chargeLow.type]: decideChargeLow,
  [authorized.type]: decidePayment,
  [authenticationNeeded.type]: decidePayment,
  [declined.type]: decidePayment,
};

const decideByTable = decideBy(carDeciders);
const decideCar = (car: CarState, message: CarMessage, context: Context): Decision<CarEvent, CarState> =>
  withCorrection(car, message, context, decideByTable(car, message, context));
const decideRider = decideBy<RiderState, RiderMessage, RiderEvent | PhoneEvent>({
  ...standingDeciders,
  ...phoneDeciders,
});
const decideZones = decideBy(zonesDeciders);

function decide(
  state: RentalsState,
  message: RentalsMessage,
  context: Context,
): Decision<RentalsEvent, RentalsState> {
  if (state.kind === 'car' && isOneOf(carMessages, message)) return decideCar(state, message, context);
  if (state.kind === 'rider' && isOneOf(riderMessages, message)) return decideRider(state, message, context);
  if (state.kind === 'zones' && isOneOf(zonesMessages, message)) return decideZones(state, message, context);
  throw new Error(`${message.type} ${message.id} came to a ${state.kind}: aggregateOf is wrong`);
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
      events: [...availabilityChange(before, after, now), ...grantsLeftOpen(before, after, now)],
      outputs: grantsOfRentalsThatEnd(before, after),
    };
  }
  if (before.kind === 'rider' && after.kind === 'rider') {
    return { outputs: grantsOfRiderWhoLosesThem(before, after) };
  }
  return {};
}

/** What the payments room says of the amount that a rental reserves. */
const paymentMessages = [authorized, authenticationNeeded, declined] as const;

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

/** Reserving depends on zones, tariffs and the groups of the rider, the end of a rental on zones, and a correction on the rental. */
function reads(message: RentalsMessage): readonly ItemRead[] {
  if (!isOneOf(carMessages, message)) return [];
  const reserves = message.type === reserve.type;
  const mayEnd = message.type === commandFinished.type || message.type === giveUpWaiting.type;
  return [
    ...(reserves || mayEnd ? [reference(zonesInForce, {})] : []),
    ...(message.type === reserve.type
      ? [reference(tariffsInForce, {}), otherItem(riderGroups, { riderId: message.data.riderId })]
      : []),
    ...readsRental(message),
  ];
}

/** A rental that is over is read as it was corrected, also when the car has had so many since that its state has forgotten it. */
function entries(event: RentalsEvent): readonly ReadModelItem[] {
  if (event.type !== 'rentals.usage-corrected.v1') return [];
  const { rental, rentalId, riderId } = event.data;
  return [rentals({ rentalId }, rental, rentalsOfRider({ riderId }, rental.reservedAt))];
}

/**
 * Who has which car: at most one active rental a car, by its aggregate; and a rider, by a constraint. What each message does
 * to a rental in each state is in `moves.ts`.
 */
export const domain: Domain<RentalsState, RentalsMessage, RentalsEvent> = {
  aggregateOf(message) {
    if (isOneOf(riderMessages, message)) return riderAggregate(message.data.riderId);
    if (isOneOf(zonesMessages, message)) return zonesAggregate(message.data.fleet);
    if (isOneOf(paymentMessages, message)) {
      // What is charged after a rental, or for something else, is of no concern to a car.
      const { purpose, rentalId, vin } = message.data;
      const isOfRental = purpose === 'AUTHORIZATION' && rentalId !== undefined && vin !== undefined;
      return isOfRental ? carAggregate(vin) : undefined;
    }
    const operatorAsked =
      message.type === 'vehicles.command-finished.v1' && message.data.booking === undefined;
    return operatorAsked ? undefined : carAggregate(message.data.vin);
  },
  aggregateOfEvent: (event) =>
    byAggregate(event, {
      rider: ({ data }) => riderAggregate(data.riderId),
      phone: ({ data }) => riderAggregate(data.riderId),
      zones: ({ data }) => zonesAggregate(data.fleet),
      tariffs: ({ data }) => tariffsAggregate(data.fleet),
      car: ({ data }) => carAggregate(data.vin),
    }),
  initial: initialState,
  reads,
  decide,
  // What a person asked for too late does not happen; a timer, however late, still finds what it is for.
  decideExpired: (state, message, context) =>
    message.principal === undefined ? decide(state, message, context) : undefined,
  evolve,
  consequences,
  constraints,
  entries,
  timers: (state) => (state.kind === 'car' ? carTimers(state) : []),
  readModels: (state) => {
    switch (state.kind) {
      case 'car':
        return [...carItems(state), ...damageItems(state), ...grantItems(state)];
      case 'rider':
        return [...phoneItems(state), ...standingItems(state)];
      case 'zones':
        return zonesItems(state);
      case 'tariffs':
        return tariffsItems(state);
    }
  },
};
