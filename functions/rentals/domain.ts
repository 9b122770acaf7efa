import { reportDamage } from '../../shared/contracts/damage.ts';
import {
  cancel,
  end,
  expireReservation,
  giveUpWaiting,
  reserve,
  type secureCar,
  unlock,
} from '../../shared/contracts/rentals.ts';
import type { carParked } from '../../shared/contracts/telemetry.ts';
import type { commandFinished, registered } from '../../shared/contracts/vehicles.ts';
import { addSeconds } from '../../shared/kernel/time.ts';
import type { Context, Decision, Domain, MessageOf, Timer } from '../../shared/runtime/domain.ts';
import { decideAdmission, type RiderMessage } from './admission.ts';
import { decideCommandFinished } from './answers.ts';
import { GIVE_UP_SECONDS } from './car-requests.ts';
import { claims } from './claims.ts';
import { decideReportDamage } from './damage.ts';
import { documents } from './documents.ts';
import { type CarEvent, evolve, isRiderEvent, type RentalsEvent } from './evolve.ts';
import { decideList, decidePlace } from './fleet.ts';
import { decideCancel, decideExpireReservation, decideReserve } from './reservations.ts';
import { decideSecureAgain, securingTimers } from './securing.ts';
import {
  activeRental,
  type CarState,
  carAggregate,
  initialState,
  type RentalsState,
  riderAggregate,
} from './state.ts';
import { decideEnd, decideGiveUp, decideUnlock } from './use.ts';

type CarMessage = MessageOf<
  | typeof reserve
  | typeof unlock
  | typeof end
  | typeof cancel
  | typeof expireReservation
  | typeof giveUpWaiting
  | typeof reportDamage
  | typeof secureCar
  | typeof registered
  | typeof commandFinished
  | typeof carParked
>;
export type RentalsMessage = CarMessage | RiderMessage;

function isAboutRider(message: RentalsMessage): message is RiderMessage {
  return (
    message.type === 'riders.signed-up.v1' ||
    message.type === 'riders.blocked.v1' ||
    message.type === 'riders.unblocked.v1'
  );
}

function decide(state: RentalsState, message: RentalsMessage, context: Context): Decision<RentalsEvent> {
  if (isAboutRider(message)) {
    return state.kind === 'rider' ? decideAdmission(state, message) : misplaced(message);
  }
  return state.kind === 'car' ? decideCar(state, message, context) : misplaced(message);
}

function misplaced({ type, id }: RentalsMessage): never {
  throw new Error(`${type} ${id} came to an aggregate of the other kind: aggregateOf is wrong`);
}

function decideCar(car: CarState, message: CarMessage, context: Context): Decision<CarEvent> {
  switch (message.type) {
    case 'rentals.reserve.v1':
      return decideReserve(car, message, context);
    case 'rentals.unlock.v1':
      return decideUnlock(car, message, context);
    case 'rentals.end.v1':
      return decideEnd(car, message, context);
    case 'rentals.cancel.v1':
      return decideCancel(car, message, context);
    case 'rentals.expire-reservation.v1':
      return decideExpireReservation(car, message, context);
    case 'rentals.give-up-waiting.v1':
      return decideGiveUp(car, message, context);
    case 'rentals.report-damage.v1':
      return decideReportDamage(car, message, context);
    case 'rentals.secure-car.v1':
      return decideSecureAgain(car, context);
    case 'vehicles.registered.v1':
      return decideList(car, message);
    case 'vehicles.command-finished.v1':
      return decideCommandFinished(car, message, context);
    case 'telemetry.parked.v1':
      return decidePlace(car, message);
  }
}

/** What a person asked for too late does not happen; a timer, however late, still finds what it is for. */
function decideExpired(
  state: RentalsState,
  message: RentalsMessage,
  context: Context,
): Decision<RentalsEvent> {
  if (!isAsked(message)) return decide(state, message, context);
  return { kind: 'refuse', code: 'EXPIRED', detail: `${message.type} was decided too late.` };
}

function isAsked({ type }: RentalsMessage): boolean {
  return [reserve.type, unlock.type, end.type, cancel.type, reportDamage.type].some(
    (asked) => asked === type,
  );
}

/** The end of a reservation's time (also while the car is being asked: then its answer decides), and of waiting. */
function timers(state: RentalsState): readonly Timer[] {
  if (state.kind === 'rider') return [];
  const { vin } = state;
  const rental = activeRental(state);
  const wanted: Timer[] = [...securingTimers(state)];
  if (rental?.state === 'RESERVED' || rental?.state === 'UNLOCKING') {
    wanted.push({
      id: `reservation/${rental.rentalId}`,
      at: rental.reservedUntil,
      contract: expireReservation,
      data: { vin, rentalId: rental.rentalId },
    });
  }
  if ((rental?.state === 'UNLOCKING' || rental?.state === 'ENDING') && rental.request !== undefined) {
    const { requestId, time } = rental.request;
    wanted.push({
      id: `waiting/${requestId}`,
      at: addSeconds(time, GIVE_UP_SECONDS),
      contract: giveUpWaiting,
      data: { vin, rentalId: rental.rentalId, requestId },
    });
  }
  return wanted;
}

/** Who has which car: at most one active rental a car, by its aggregate; and a rider, by a claim. */
export const domain: Domain<RentalsState, RentalsMessage, RentalsEvent> = {
  aggregateOf(message) {
    if (isAboutRider(message)) return riderAggregate(message.data.riderId);
    const operatorAsked =
      message.type === 'vehicles.command-finished.v1' && message.data.booking === undefined;
    return operatorAsked ? undefined : carAggregate(message.data.vin);
  },
  aggregateOfEvent: (event) =>
    isRiderEvent(event) ? riderAggregate(event.data.riderId) : carAggregate(event.data.vin),
  initial: initialState,
  decide,
  decideExpired,
  evolve,
  claims,
  timers,
  documents: (state) => (state.kind === 'car' ? documents(state) : []),
};
