import { charged, credited } from '../../shared/contracts/billing/charges.ts';
import { featureActivated, featureRefunded } from '../../shared/contracts/billing/features.ts';
import { tierReviewed } from '../../shared/contracts/loyalty/points.ts';
import { redeemCoupon } from '../../shared/contracts/offers/codes.ts';
import {
  acceptOffer,
  attachVoucher,
  considerOffers,
  declineOffer,
  reviewGiven,
  seeOffer,
} from '../../shared/contracts/offers/given.ts';
import { publishOffer, stopOffer } from '../../shared/contracts/offers/offer.ts';
import {
  cancelled,
  ended,
  reservationExpired,
  reserved,
  started,
} from '../../shared/contracts/rentals/rentals.ts';
import { paused, resumed } from '../../shared/contracts/rentals/use.ts';
import { consentGiven, consentWithdrawn } from '../../shared/contracts/riders/consents.ts';
import { erased } from '../../shared/contracts/riders/erasure.ts';
import type { MessageOf } from '../../shared/runtime/domain.ts';

/** What the room decides, by what it is about. */

export const offerMessages = [publishOffer, stopOffer] as const;
export type OfferMessage = MessageOf<(typeof offerMessages)[number]>;

export const requests = [
  considerOffers,
  seeOffer,
  acceptOffer,
  declineOffer,
  attachVoucher,
  redeemCoupon,
  reviewGiven,
] as const;

export const riderWord = [consentGiven, consentWithdrawn, erased] as const;

/** What other rooms say of rentals, charges, features and tiers. */
export const otherWord = [
  reserved,
  started,
  paused,
  resumed,
  ended,
  cancelled,
  reservationExpired,
  charged,
  credited,
  featureActivated,
  featureRefunded,
  tierReviewed,
] as const;

export type RentalMessage = MessageOf<
  | typeof reserved
  | typeof started
  | typeof paused
  | typeof resumed
  | typeof ended
  | typeof cancelled
  | typeof reservationExpired
>;
export type RiderMessage = MessageOf<
  (typeof requests)[number] | (typeof riderWord)[number] | (typeof otherWord)[number]
>;
