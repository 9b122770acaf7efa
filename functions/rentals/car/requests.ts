import type { CarAction } from '../../../shared/contracts/car/car.ts';
import type { RentalState } from '../../../shared/contracts/rentals/rental-state.ts';
import {
  ANSWER_GRACE_SECONDS,
  COMMAND_LIFETIME_SECONDS,
  sendCommand,
} from '../../../shared/contracts/vehicles/vehicles.ts';
import type { Output } from '../../../shared/runtime/domain.ts';
import type { RentalRecord } from './state.ts';

/** What a car is asked on behalf of a rental, and the action that does it. */
const actions = {
  unlock: 'unlock',
  pause: 'lock',
  resume: 'unlock',
  /** How it stands, before it may be left. */
  check: 'report',
  end: 'lock',
  /** For a sign of life. */
  contact: 'report',
  /** Because it is open with nobody in it. */
  secure: 'lock',
} as const satisfies Record<string, CarAction>;
export type Purpose = keyof typeof actions;

/**
 * When no word comes at all, because the vehicles room stands still: longer than that room takes to say UNKNOWN, the
 * request's own expiry before it was sent included, and then twice that, since an answer is better than none.
 */
export const GIVE_UP_SECONDS =
  2 * (sendCommand.expiresAfterSeconds + COMMAND_LIFETIME_SECONDS + ANSWER_GRACE_SECONDS);

const waiting: ReadonlySet<RentalState> = new Set(['UNLOCKING', 'PAUSING', 'RESUMING', 'ENDING']);

/** Whether the rental goes on only with the car's answer. */
export function waits(rental: RentalRecord): boolean {
  return waiting.has(rental.state);
}

/** Whether the car is being asked this right now. */
export function isWaitingFor(rental: RentalRecord, requestId: string): boolean {
  return waits(rental) && rental.request?.requestId === requestId;
}

export function requestId(rentalId: string, purpose: Purpose, number: number): string {
  return `${rentalId}/${purpose}/${number}`;
}

/** What the request was for; undefined for one that is none of this room's. */
export function purposeOf(id: string): Purpose | undefined {
  const [, purpose = ''] = id.split('/');
  return Object.hasOwn(actions, purpose) ? (purpose as Purpose) : undefined;
}

/** The requests of a rental are numbered as they are made. */
export function numberOf(id: string): number {
  return Number(id.split('/')[2] ?? 0);
}

/** The command for the vehicles room. It expires as its contract says, so nothing stale reaches the car. */
export function requestToCar(vin: string, rentalId: string, purpose: Purpose, id: string): Output {
  return sendCommand({ vin, action: actions[purpose], requestId: id, booking: rentalId });
}
