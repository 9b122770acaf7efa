import type { CarAction } from '../../shared/contracts/car.ts';
import {
  ANSWER_GRACE_SECONDS,
  COMMAND_LIFETIME_SECONDS,
  sendCommand,
} from '../../shared/contracts/vehicles.ts';
import type { Output } from '../../shared/runtime/domain.ts';
import type { RentalRecord } from './state.ts';

/** What a car is asked on behalf of a rental. */
export type Purpose = 'unlock' | 'end' | 'secure';

const actions: Readonly<Record<Purpose, CarAction>> = { unlock: 'unlock', end: 'lock', secure: 'lock' };

/**
 * When no word comes at all, because the vehicles room stands still: longer than that room takes to say UNKNOWN, the
 * request's own expiry before it was sent included, and then twice that, since an answer is better than none.
 */
export const GIVE_UP_SECONDS =
  2 * (sendCommand.expiresAfterSeconds + COMMAND_LIFETIME_SECONDS + ANSWER_GRACE_SECONDS);

/** Whether the car is being asked this right now. */
export function isWaitingFor(rental: RentalRecord, requestId: string): boolean {
  return (
    (rental.state === 'UNLOCKING' || rental.state === 'ENDING') && rental.request?.requestId === requestId
  );
}

export function requestId(rentalId: string, purpose: Purpose, number: number): string {
  return `${rentalId}/${purpose}/${number}`;
}

/** What the request was for; undefined for one that is none of this room's. */
export function purposeOf(id: string): Purpose | undefined {
  const purpose = id.split('/')[1];
  return purpose === 'unlock' || purpose === 'end' || purpose === 'secure' ? purpose : undefined;
}

/** The command for the vehicles room. It expires as its contract says, so nothing stale reaches the car. */
export function requestToCar(vin: string, rentalId: string, purpose: Purpose, id: string): Output {
  return {
    to: 'room',
    contract: sendCommand,
    data: { vin, action: actions[purpose], requestId: id, booking: rentalId },
  };
}
