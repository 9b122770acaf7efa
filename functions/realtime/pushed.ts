import type { EventContract } from '../../shared/contracts/define.ts';
import * as rentals from '../../shared/contracts/rentals.ts';
import * as vehicles from '../../shared/contracts/vehicles.ts';

/**
 * The events that somebody hears of: operators of all, a rider of those that name the rider. An event that is not here
 * reaches nobody.
 */

/** With the state that a rental has after it. */
const rentalEvents: readonly (readonly [EventContract, rentals.RentalState?])[] = [
  [rentals.reserved, 'RESERVED'],
  [rentals.reservationExpired, 'EXPIRED'],
  [rentals.cancelled, 'CANCELLED'],
  [rentals.unlockRequested, 'UNLOCKING'],
  [rentals.unlockFailed, 'RESERVED'],
  [rentals.started, 'IN_USE'],
  [rentals.endRequested, 'ENDING'],
  [rentals.endFailed, 'IN_USE'],
  [rentals.ended, 'ENDED'],
];

const carEvents: readonly EventContract[] = [
  rentals.carListed,
  rentals.carPlaced,
  rentals.secureRequested,
  rentals.secured,
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
