import type { EventType } from '../../shared/contracts/catalogue.ts';
import type { EventContract } from '../../shared/contracts/define.ts';
import {
  type GrantState,
  grantDenied,
  grantReceived,
  reservationRestored,
} from '../../shared/contracts/rentals/grants.ts';
import * as rentals from '../../shared/contracts/rentals/rentals.ts';
import * as use from '../../shared/contracts/rentals/use.ts';
import * as vehicles from '../../shared/contracts/vehicles/vehicles.ts';

/**
 * The events that somebody hears of, and why nobody hears of the others: one that is neither does not compile.
 * Operators hear of rentals and cars, a rider of what names the rider, or a rental or grant of the rider's.
 */

/** With the state that a rental has after it; without one where it stays, or goes back to, what it was. */
const rentalEvents = [
  [rentals.reserved, 'RESERVED'],
  [use.reservationExtended, 'RESERVED'],
  [reservationRestored, 'RESERVED'],
  [rentals.reservationExpired, 'EXPIRED'],
  [rentals.cancelled, 'CANCELLED'],
  [rentals.unlockRequested, 'UNLOCKING'],
  [rentals.unlockFailed, 'RESERVED'],
  [rentals.started, 'IN_USE'],
  [use.pauseRequested, 'PAUSING'],
  [use.paused, 'PAUSED'],
  [use.pauseFailed, undefined],
  [use.resumeRequested, 'RESUMING'],
  [use.resumed, 'IN_USE'],
  [use.resumeFailed, undefined],
  [rentals.endRequested, 'ENDING'],
  [rentals.endAllowed, 'ENDING'],
  [rentals.endRefused, undefined],
  [rentals.endFailed, undefined],
  [rentals.ended, 'ENDED'],
  [use.carHeard, undefined],
  [use.contactLost, undefined],
  [use.chargeRanLow, undefined],
] as const satisfies readonly (readonly [EventContract, rentals.RentalState | undefined])[];

/** With the state of the grant: its rider alone hears of it, and fetches the signed text, which is in no push. */
const grantEvents = [
  [grantReceived, 'ISSUED'],
  [grantDenied, 'DENIED'],
] as const satisfies readonly (readonly [EventContract, GrantState])[];

const carEvents = [
  rentals.carListed,
  rentals.carPlaced,
  rentals.secureRequested,
  rentals.secured,
  use.contactRestored,
  use.carMoved,
  use.takenOutOfService,
  use.backInService,
] as const satisfies readonly EventContract[];

export const pushedOfRentals: readonly EventContract[] = [
  ...rentalEvents.map(([contract]) => contract),
  ...grantEvents.map(([contract]) => contract),
  ...carEvents,
];

export const pushedOfVehicles = [
  vehicles.registered,
  vehicles.connected,
  vehicles.commandFinished,
  vehicles.driveStarted,
  vehicles.parked,
] as const satisfies readonly EventContract[];

type Pushed =
  | (typeof rentalEvents | typeof grantEvents)[number][0]
  | (typeof carEvents | typeof pushedOfVehicles)[number];

const CAR_AND_PLATFORM = 'is between car and platform alone: numbers, certificates, counters, keys';
const GRANT_UNDER_WAY = 'the rentals room says what of it concerns the rider';
const OF_SIGN_UP = 'a rider follows it in the own data, GET /v1/riders/me';
const ANSWERED = 'is the answer to what the rider has just asked';
const STANDING = 'says itself when the rider wants to rent: the refusal names it';
const NOBODY_LEFT = 'there is nobody left to be told';
const OF_RENTALS = 'repeats what the rentals room has said, and that is pushed';
const PUBLIC_FEED = 'is for the public feed, which says itself how long it counts';

/** Why nobody hears of an event. */
export const notPushed = {
  'telemetry.parked.v1': 'the car says the same in an event that cannot be lost, and that is pushed',
  'telemetry.started.v1': 'the car says the same in an event that cannot be lost, and that is pushed',
  'telemetry.charge-low.v1': 'the rentals room says it to the rider who has the car',
  'vehicles.car-event-received.v1': CAR_AND_PLATFORM,
  'vehicles.certificate-requested.v1': CAR_AND_PLATFORM,
  'vehicles.certificate-issued.v1': CAR_AND_PLATFORM,
  'vehicles.trust-updated.v1': CAR_AND_PLATFORM,
  'vehicles.command-issued.v1': CAR_AND_PLATFORM,
  'vehicles.grant-prepared.v1': GRANT_UNDER_WAY,
  'vehicles.grant-issued.v1': GRANT_UNDER_WAY,
  'vehicles.grant-refused.v1': GRANT_UNDER_WAY,
  'vehicles.grant-used.v1': GRANT_UNDER_WAY,
  'vehicles.grants-revoked.v1': GRANT_UNDER_WAY,
  'riders.signed-up.v1': ANSWERED,
  'riders.profile-changed.v1': ANSWERED,
  'riders.consent-given.v1': ANSWERED,
  'riders.consent-withdrawn.v1': ANSWERED,
  'riders.phone-challenge-issued.v1': ANSWERED,
  'riders.phone-key-registered.v1': ANSWERED,
  'riders.phone-key-revoked.v1': ANSWERED,
  'riders.licence-submitted.v1': ANSWERED,
  'riders.licence-provider-asked.v1': OF_SIGN_UP,
  'riders.licence-verified.v1': OF_SIGN_UP,
  'riders.licence-rejected.v1': OF_SIGN_UP,
  'riders.licence-expired.v1': STANDING,
  'riders.payment-method-submitted.v1': ANSWERED,
  'riders.payment-provider-asked.v1': OF_SIGN_UP,
  'riders.payment-method-set.v1': OF_SIGN_UP,
  'riders.payment-method-refused.v1': OF_SIGN_UP,
  'riders.blocked.v1': STANDING,
  'riders.unblocked.v1': STANDING,
  'riders.rental-began.v1': OF_RENTALS,
  'riders.rental-over.v1': OF_RENTALS,
  'riders.erased.v1': NOBODY_LEFT,
  'riders.data-key-destroyed.v1': NOBODY_LEFT,
  'rentals.rider-standing.v1': STANDING,
  'rentals.phone-known.v1': 'repeats what the riders room has answered to the rider',
  'rentals.phone-gone.v1': 'repeats what the riders room has answered to the rider',
  'rentals.grant-requested.v1': ANSWERED,
  'rentals.grant-held.v1': 'is a note of the room, to revoke the grant with the phone',
  'rentals.grants-withdrawn.v1':
    'names no rental, and follows what the rider has done or hears of: the end of it, or of the phone as a key',
  'rentals.damage-reported.v1': ANSWERED,
  'rentals.contact-checked.v1': 'is a question to the car; its rider hears when contact is lost',
  'rentals.zones-set.v1': 'is read with the zones; who may not end somewhere is told the nearest place',
  'rentals.car-offered.v1': 'is read by finding, which says where cars are now',
  'rentals.car-withdrawn.v1': 'is read by finding, which says where cars are now',
  'gbfs.alerts-set.v1': PUBLIC_FEED,
  'gbfs.vehicle-hidden.v1': PUBLIC_FEED,
  'gbfs.vehicle-shown.v1': PUBLIC_FEED,
  'gbfs.vehicle-used.v1': PUBLIC_FEED,
  'gbfs.zones-shown.v1': PUBLIC_FEED,
} as const satisfies Readonly<Record<Exclude<EventType, Pushed['type']>, string>>;

export const statesAfter: ReadonlyMap<string, rentals.RentalState | undefined> = new Map(
  rentalEvents.map(([{ type }, state]) => [type, state]),
);

export const grantStatesAfter: ReadonlyMap<string, GrantState> = new Map(
  grantEvents.map(([{ type }, state]) => [type, state]),
);
