import type { Data } from '../../../shared/contracts/define.ts';
import { carOffered, carWithdrawn } from '../../../shared/contracts/rentals/availability.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import type { CarEvent } from '../car/events.ts';
import { type CarState, isFree } from '../car/state.ts';

/**
 * Says when a car is available, and when not any more. Worked out from the states before and after, so that whatever
 * makes a car free or not is told.
 */
export function availabilityChange(before: CarState, after: CarState, time: Instant): readonly CarEvent[] {
  const [offeredBefore, offered] = [offerOf(before), offerOf(after)];
  if (JSON.stringify(offeredBefore) === JSON.stringify(offered)) return [];
  return [offered === undefined ? carWithdrawn({ vin: before.vin, time }) : carOffered({ ...offered, time })];
}

function offerOf(car: CarState): Omit<Data<typeof carOffered>, 'time'> | undefined {
  if (!isFree(car)) return undefined;
  const { vin, listing, place } = car;
  const { model, plate } = listing;
  return {
    vin,
    model,
    ...(plate === undefined ? {} : { plate }),
    position: place.position,
    positionTime: place.time,
    ...(place.chargePercent === undefined ? {} : { chargePercent: place.chargePercent }),
  };
}
