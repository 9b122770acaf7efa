import { Object as Obj, type Static, String as Str } from 'typebox';
import { strict } from '../../shared/contracts/fields.ts';
import { GivenOffer, Holds, MoveReason } from '../../shared/contracts/offers/given.ts';
import { PublishedOffer } from '../../shared/contracts/offers/offer.ts';
import { listOf, readModel } from '../../shared/runtime/read-model.ts';

/** What the room's routes and decisions read, and what the matcher keeps in memory. */

export const offers = readModel('offer/{offerId}', PublishedOffer);
/** Those that changed last come first, so that the matcher reads only those. */
export const allOffers = listOf(offers, 'offers', { pageSize: 50, newestFirst: true });

export const givenOffers = readModel('given/{riderId}/{issueId}', GivenOffer);
export const givenTo = listOf(givenOffers, 'given/{riderId}', { pageSize: 20, newestFirst: true });

/** Every step, once for ever. */
export const steps = readModel(
  'step/{riderId}/{movementId}',
  Obj({ issueId: Str(), reason: MoveReason }, strict),
);

/** What a charge has used: attached again when the charge is credited. */
export const redemptions = readModel(
  'redemption/{rentalId}/{revision}',
  Obj({ offer: GivenOffer, holds: Holds }, strict),
);

/** Whose coupon it is: the code itself names no rider. */
export const coupons = readModel('coupon/{couponId}', Obj({ riderId: Str(), issueId: Str() }, strict));

/** A car whose readings are looked at: its driver consented to offers. */
const Driving = Obj({ vin: Str(), riderId: Str(), rentalId: Str() }, strict);
export type Driving = Static<typeof Driving>;
export const driving = readModel('driving/{vin}', Driving);
export const drivingNow = listOf(driving, 'driving', { pageSize: 500 });

/** The keys of what is counted. */
export const budgetOf = {
  uses: (offerId: string) => `offer/${offerId}/uses`,
  amount: (offerId: string) => `offer/${offerId}/amount`,
  day: (offerId: string, day: string) => `offer/${offerId}/day/${day}`,
};
