import { setTimeout as pause } from 'node:timers/promises';
import { type CommonErrorCode, errors } from '../../../shared/contracts/errors.ts';
import { ProblemError } from '../../../shared/runtime/problem.ts';
import type { RentalBody } from '../read-models.ts';

/** The car's two answers take a fraction of a second; whoever waits longer hears of them elsewhere. */
const LONGEST_WAIT_MILLISECONDS = 3_000;
const LOOK_EVERY_MILLISECONDS = 40;

/**
 * What became of a rental that is ending: over, or still ENDING when the car takes long. Throws the reason when it goes
 * on, with the nearest place where it could end.
 */
export async function outcomeOfEnd(
  asked: RentalBody,
  read: (rentalId: string) => Promise<RentalBody>,
): Promise<RentalBody> {
  const deadline = performance.now() + LONGEST_WAIT_MILLISECONDS;
  let rental = asked;
  while (rental.state === 'ENDING' && performance.now() < deadline) {
    await pause(LOOK_EVERY_MILLISECONDS);
    rental = await read(asked.rentalId);
  }
  const { lastFailure, state } = rental;
  const goesOn = (state === 'IN_USE' || state === 'PAUSED') && lastFailure?.action === 'end';
  if (!goesOn) return rental;
  const code = codeOf(lastFailure.reason);
  throw new ProblemError(code, lastFailure.detail ?? `${errors[code].title}: ${lastFailure.reason}.`);
}

/** The car's words for the physical reasons are the key protocol's. */
const faults: ReadonlyMap<string, CommonErrorCode> = new Map([
  ['VEHICLE_MOVING', 'ENGINE_ON'],
  ['NOT_PARKED', 'ENGINE_ON'],
  ['DOOR_OPEN', 'DOORS_OPEN'],
]);

const refusals: ReadonlySet<string> = new Set<CommonErrorCode>([
  'OUTSIDE_SERVICE_AREA',
  'NO_PARKING_ZONE',
  'POSITION_UNKNOWN',
  'ENGINE_ON',
  'DOORS_OPEN',
  'KEY_FOB_MISSING',
  'FUEL_CARD_MISSING',
  'CAR_MOVED',
]);

function codeOf(reason: string): CommonErrorCode {
  return refusals.has(reason) ? (reason as CommonErrorCode) : (faults.get(reason) ?? 'CAR_NOT_LOCKED');
}
