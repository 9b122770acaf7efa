import type { Usage } from '../../../shared/contracts/rentals/usage.ts';
import type { CarState, RentalRecord } from '../car/state.ts';
import { reservedSince, type Turn, usageUntil } from './meter.ts';

/** What the rental used when it is over now: the revision after the one that was published before. */
export function usageWhenOver({ listing }: CarState, rental: RentalRecord, turn: Turn): Usage {
  const { meter = reservedSince(rental.reservedAt), usage, pricingZones, tariff, options } = rental;
  return {
    ...usageUntil(meter, turn, { revision: (usage?.revision ?? 0) + 1, model: listing?.model ?? '' }),
    ...(tariff === undefined ? {} : { tariff }),
    ...(options === undefined ? {} : { options: [...options] }),
    ...(pricingZones === undefined ? {} : { startZones: [...pricingZones] }),
  };
}
