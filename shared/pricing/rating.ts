import type { Charge, Discount } from '../contracts/billing/charge.ts';
import type { CannotBeRated } from './usage-times.ts';

/** What a price depends on beside tariff and usage. */
export interface RatingContext {
  readonly vehicleClass?: string;
  /** Where the car was handed over to the rider: it decides which taxes apply. */
  readonly handedOverAt?: string;
  readonly discounts?: readonly Discount[];
}

export type Rating = { readonly kind: 'rated'; readonly charge: Charge } | CannotBeRated;
