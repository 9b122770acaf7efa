import { authenticationNeeded, authorized, declined } from '../../shared/contracts/payments/payments.ts';
import { reportDamage } from '../../shared/contracts/rentals/damage.ts';
import { holdGrant, requestGrant } from '../../shared/contracts/rentals/grants.ts';
import {
  cancel,
  end,
  expireReservation,
  giveUpWaiting,
  reserve,
  secureCar,
  unlock,
} from '../../shared/contracts/rentals/rentals.ts';
import { liftHold, placeHold } from '../../shared/contracts/rentals/rider-standing.ts';
import {
  checkContact,
  endByOperator,
  extend,
  pause,
  putBackInService,
  resume,
  takeOutOfService,
} from '../../shared/contracts/rentals/use.ts';
import { setZones } from '../../shared/contracts/rentals/zones.ts';
import { erased } from '../../shared/contracts/riders/erasure.ts';
import { groupsSet } from '../../shared/contracts/riders/groups.ts';
import {
  licenceExpired,
  licenceRejected,
  licenceSubmitted,
  licenceVerified,
} from '../../shared/contracts/riders/licence.ts';
import { paymentMethodSet } from '../../shared/contracts/riders/payment.ts';
import { phoneKeyRegistered, phoneKeyRevoked } from '../../shared/contracts/riders/phone-keys.ts';
import { blocked, signedUp, unblocked } from '../../shared/contracts/riders/riders.ts';
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
import type { MessageOf } from '../../shared/runtime/domain.ts';

/** What the room decides, by what it is about: a car, a rider, the zones. Tariffs: `fleet/tariffs-domain.ts`. */

export const carMessages = [
  reserve,
  extend,
  unlock,
  pause,
  resume,
  end,
  cancel,
  endByOperator,
  takeOutOfService,
  putBackInService,
  reportDamage,
  requestGrant,
  expireReservation,
  giveUpWaiting,
  checkContact,
  secureCar,
  registered,
  connected,
  driveStarted,
  parked,
  commandFinished,
  grantIssued,
  grantRefused,
  grantsRevoked,
  grantUsed,
  trustUpdated,
  carParked,
  chargeLow,
  authorized,
  authenticationNeeded,
  declined,
] as const;
export type CarMessage = MessageOf<(typeof carMessages)[number]>;

export const riderMessages = [
  placeHold,
  liftHold,
  holdGrant,
  signedUp,
  blocked,
  unblocked,
  erased,
  groupsSet,
  paymentMethodSet,
  phoneKeyRegistered,
  phoneKeyRevoked,
  licenceSubmitted,
  licenceVerified,
  licenceRejected,
  licenceExpired,
] as const;
export type RiderMessage = MessageOf<(typeof riderMessages)[number]>;

export const zonesMessages = [setZones] as const;
export type ZonesMessage = MessageOf<(typeof zonesMessages)[number]>;

export type RentalsMessage = CarMessage | RiderMessage | ZonesMessage;
