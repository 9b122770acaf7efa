import { charged, credited } from '../../shared/contracts/billing/charges.ts';
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
import { decideBy, isOneOf } from '../../shared/runtime/deciders.ts';
import type { Domain } from '../../shared/runtime/domain.ts';
import { type ItemRead, ownItem, reference } from '../../shared/runtime/read-model.ts';
import { type OffersMessage, offerMessages, type RiderMessage } from './messages.ts';
import {
  decideOffer,
  evolveOffer,
  newOffer,
  type OfferEvent,
  type OfferState,
  offerItems,
} from './offer/offer.ts';
import { givenOffers, offers, redemptions, steps } from './read-models.ts';
import { decideAccept, decideDecline, decideSee } from './rider/answering.ts';
import { decideConsider } from './rider/considering.ts';
import { decideRedeem } from './rider/coupons.ts';
import {
  decideConsentGiven,
  decideConsentWithdrawn,
  decideErased,
  decideRental,
  decideTier,
} from './rider/following.ts';
import { decideReview, riderTimers } from './rider/reviewing.ts';
import {
  evolveRider,
  newRider,
  type RiderEvent,
  type RiderState,
  riderConstraints,
  riderEntries,
} from './rider/state.ts';
import { decideAttach, decideCharged, decideCredited } from './rider/vouchers.ts';

type OffersState = RiderState | OfferState;
export type OffersEvent = RiderEvent | OfferEvent;

const decideRider = decideBy<RiderState, RiderMessage, RiderEvent>({
  [considerOffers.type]: decideConsider,
  [seeOffer.type]: decideSee,
  [acceptOffer.type]: decideAccept,
  [declineOffer.type]: decideDecline,
  [attachVoucher.type]: decideAttach,
  [redeemCoupon.type]: decideRedeem,
  [reviewGiven.type]: decideReview,
  [consentGiven.type]: decideConsentGiven,
  [consentWithdrawn.type]: decideConsentWithdrawn,
  [erased.type]: decideErased,
  [reserved.type]: decideRental,
  [started.type]: decideRental,
  [paused.type]: decideRental,
  [resumed.type]: decideRental,
  [ended.type]: decideRental,
  [cancelled.type]: decideRental,
  [reservationExpired.type]: decideRental,
  [charged.type]: decideCharged,
  [credited.type]: decideCredited,
  [tierReviewed.type]: decideTier,
});

function reads(message: OffersMessage): readonly ItemRead[] {
  if (isOneOf([considerOffers], message)) {
    return message.data.candidates.map((candidate) => reference(offers, candidate));
  }
  if (isOneOf([acceptOffer], message)) {
    return [ownItem(givenOffers, message.data), reference(offers, message.data)];
  }
  if (isOneOf([seeOffer, declineOffer, redeemCoupon], message)) return [ownItem(givenOffers, message.data)];
  if (isOneOf([attachVoucher], message)) {
    const { riderId, issueId } = message.data;
    return issueId === undefined ? [] : [ownItem(givenOffers, { riderId, issueId })];
  }
  if (isOneOf([charged], message)) return [ownItem(redemptions, message.data)];
  if (isOneOf([credited], message)) {
    const { riderId, rentalId, revision } = message.data;
    const movementId = `reverse/${rentalId}/${revision}`;
    return [ownItem(redemptions, message.data), ownItem(steps, { riderId, movementId })];
  }
  return [];
}

const isOfOffer = (event: OffersEvent): event is OfferEvent =>
  event.type === 'offers.offer-published.v1' || event.type === 'offers.offer-stopped.v1';

/** Offers, and what riders were given of them. */
export const domain: Domain<OffersState, OffersMessage, OffersEvent> = {
  aggregateOf: (message) =>
    isOneOf(offerMessages, message) ? `offer/${message.data.offerId}` : `rider/${message.data.riderId}`,
  aggregateOfEvent: (event) =>
    isOfOffer(event) ? `offer/${event.data.offerId}` : `rider/${event.data.riderId}`,
  initial: (aggregate) => {
    const [kind, id = ''] = aggregate.split('/');
    return kind === 'offer' ? newOffer(id) : newRider(id);
  },
  reads,
  decide: (state, message, context) => {
    if (state.kind === 'rider' && !isOneOf(offerMessages, message)) {
      if (state.isErased) return { kind: 'ignore', reason: 'The rider was erased.' };
      return decideRider(state, message, context);
    }
    if (state.kind === 'offer' && isOneOf(offerMessages, message))
      return decideOffer(state, message, context);
    throw new Error(`${message.type} ${message.id} came to a ${state.kind}: aggregateOf is wrong`);
  },
  evolve: (state, event) => {
    if (state.kind === 'offer') return isOfOffer(event) ? evolveOffer(state, event) : state;
    return isOfOffer(event) ? state : evolveRider(state, event);
  },
  constraints: (event) => (isOfOffer(event) ? [] : riderConstraints(event)),
  timers: (state) => (state.kind === 'rider' ? riderTimers(state) : []),
  entries: (event) => (isOfOffer(event) ? [] : riderEntries(event)),
  readModels: (state) => (state.kind === 'offer' ? offerItems(state) : []),
};
