import type { CarStatus } from '../../../shared/contracts/car/car.ts';
import type { CommonErrorCode } from '../../../shared/contracts/errors.ts';
import type { ParkingRefusal } from '../../../shared/contracts/rentals/zones.ts';
import type { ParkingRefused } from '../fleet/zones.ts';

/** Why a car may not be left as it stands. */

type CarReason = 'ENGINE_ON' | 'DOORS_OPEN' | 'KEY_FOB_MISSING' | 'FUEL_CARD_MISSING' | 'CAR_MOVED';
export type LeaveReason = (CarReason | ParkingRefusal) & CommonErrorCode;

export interface Refused extends Omit<ParkingRefused, 'reason'> {
  readonly reason: LeaveReason;
}

/** By what the car says of itself now. What it cannot say is not held against its rider. */
export function whyNotLeave(status: CarStatus | undefined): CarReason | undefined {
  if (status?.engineOn === true) return 'ENGINE_ON';
  if (status?.doorsClosed === false) return 'DOORS_OPEN';
  if (status?.keyFobPresent === false) return 'KEY_FOB_MISSING';
  if (status?.fuelCardPresent === false) return 'FUEL_CARD_MISSING';
  return undefined;
}

const sentences: Readonly<Record<LeaveReason, string>> = {
  ENGINE_ON: 'The engine is on: park, and switch it off.',
  DOORS_OPEN: 'A door is open: close all doors.',
  KEY_FOB_MISSING: 'The key fob is not in its holder: put it back.',
  FUEL_CARD_MISSING: 'The fuel card is not in its holder: put it back.',
  CAR_MOVED: 'The car moved after it was checked: end the rental again where it stands.',
  OUTSIDE_SERVICE_AREA: 'The car stands outside of the service area.',
  NO_PARKING_ZONE: 'The car stands where rentals cannot end.',
  POSITION_UNKNOWN: 'The car does not know where it stands: try again under the open sky.',
};

/** One sentence on why, one on where instead, one on what became of the doors. */
export function refusalDetail({ reason, zone, nearestAllowed }: Refused, locked: boolean): string {
  const here = zone === undefined ? '' : ` (${zone})`;
  const instead = nearestAllowed === undefined ? '' : ` ${whereInstead(nearestAllowed)}`;
  const doors = locked ? ' The car is locked, and the rental paused: resume it to get in.' : '';
  return `${sentences[reason]}${here}${instead}${doors}`;
}

function whereInstead({ position, distanceMetres }: NonNullable<Refused['nearestAllowed']>): string {
  const { latitude, longitude } = position;
  return `The nearest place where the rental can end is ${distanceMetres} m away, at ${latitude.toFixed(5)}, ${longitude.toFixed(5)}.`;
}
