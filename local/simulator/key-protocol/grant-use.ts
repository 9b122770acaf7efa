import type { PhoneResult } from '../../../shared/contracts/car/grant-exchange.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { type Car, isFlooded, record, type Surroundings, statusOf } from '../car/car.ts';
import { execute } from '../car/execute.ts';
import type { GrantUse } from './phone-request.ts';

/** Does what a phone may have, at once, and keeps for the platform that it did, or why not. */
export function takeGrantUse(car: Car, use: GrantUse, now: number, surroundings: Surroundings): Car {
  const { grantId, booking, action, fault } = use;
  // A phone may ask again and again while nobody hears of it: what was refused need not fill the store.
  if (fault !== undefined && isFlooded(car)) return car;
  const after = fault === undefined ? execute(car, action, true, now, surroundings) : car;
  return record(after, {
    type: 'grant-used',
    time: instant(now),
    data: {
      grantId,
      booking,
      action,
      result: fault === undefined ? 'executed' : 'refused',
      ...(fault === undefined ? {} : { fault }),
      status: statusOf(after, now),
    },
  });
}

/** What the phone is told, after all of it is in the store. */
export function resultOf(car: Car, use: GrantUse, now: number): PhoneResult {
  const { grantId, challenge, action, fault } = use;
  return {
    vin: car.vin,
    grant: grantId,
    challenge,
    action,
    result: fault === undefined ? 'executed' : 'refused',
    ...(fault === undefined ? {} : { fault }),
    clock: instant(now),
    status: statusOf(car, now),
  };
}
