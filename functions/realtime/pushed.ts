import type { EventContract } from '../../shared/contracts/define.ts';
import { reservationRestored } from '../../shared/contracts/rental-grants.ts';
import * as use from '../../shared/contracts/rental-use.ts';
import * as rentals from '../../shared/contracts/rentals.ts';
import * as vehicles from '../../shared/contracts/vehicles.ts';

/**
 * The events that somebody hears of: operators of all, a rider of those that name the rider. An event that is not here
 * reaches nobody.
 */

/** With the state that a rental has after it; without one where it stays, or goes back to, what it was. */
const rentalEvents: readonly (readonly [EventContract, rentals.RentalState?])[] = [
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
  [use.pauseFailed],
  [use.resumeRequested, 'RESUMING'],
  [use.resumed, 'IN_USE'],
  [use.resumeFailed],
  [rentals.endRequested, 'ENDING'],
  [rentals.endAllowed, 'ENDING'],
  [rentals.endRefused],
  [rentals.endFailed],
  [rentals.ended, 'ENDED'],
  [use.carHeard],
  [use.contactLost],
  [use.chargeRanLow],
];

const carEvents: readonly EventContract[] = [
  rentals.carListed,
  rentals.carPlaced,
  rentals.secureRequested,
  rentals.secured,
  use.contactRestored,
  use.carMoved,
  use.takenOutOfService,
  use.backInService,
];

export const pushedOfRentals: readonly EventContract[] = [
  ...rentalEvents.map(([contract]) => contract),
  ...carEvents,
];

/** Not what is between car and platform alone: numbers, certificates, counters. */
export const pushedOfVehicles: readonly EventContract[] = [
  vehicles.registered,
  vehicles.connected,
  vehicles.commandFinished,
  vehicles.driveStarted,
  vehicles.parked,
];

export const statesAfter: Readonly<Record<string, rentals.RentalState | undefined>> = Object.fromEntries(
  rentalEvents.map(([{ type }, state]) => [type, state]),
);
