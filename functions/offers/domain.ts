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
import { offerPublished, offerStopped } from '../../shared/contracts/offers/offer.ts';
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
import { type AggregateDomain, domainOf } from '../../shared/runtime/aggregates.ts';
import { decideBy, isOneOf } from '../../shared/runtime/deciders.ts';
import { type ItemRead, ownItem, reference } from '../../shared/runtime/read-model.ts';
import {
  type OfferMessage,
  offerMessages,
  otherWord,
  type RiderMessage,
  requests,
  riderWord,
} from './messages.ts';
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
import { vouchersIn } from './rider/bound.ts';
import { decideConsider } from './rider/considering.ts';
import { decideRedeem } from './rider/coupons.ts';
import {
  decideFeatureActivated,
  decideFeatureRefunded,
  redemptionOf,
  reversalOf,
} from './rider/feature-vouchers.ts';
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
  riderEvents,
} from './rider/state.ts';
import { decideAttach, decideCharged, decideCredited } from './rider/vouchers.ts';

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
  [featureActivated.type]: decideFeatureActivated,
  [featureRefunded.type]: decideFeatureRefunded,
  [tierReviewed.type]: decideTier,
});

function reads(message: RiderMessage): readonly ItemRead[] {
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
  if (isOneOf([featureActivated], message)) return [ownItem(steps, redemptionOf(message.data))];
  if (isOneOf([featureRefunded], message)) {
    const { riderId, charge } = message.data;
    const used = vouchersIn(charge).map(({ voucherId: issueId }) =>
      ownItem(givenOffers, { riderId, issueId }),
    );
    return [...used, ownItem(steps, reversalOf(message.data))];
  }
  return [];
}

/** What riders were given of them, and what they do with it. */
const ridersDomain: AggregateDomain<RiderState, RiderMessage, RiderEvent> = {
  kinds: ['rider'],
  messages: [...requests, ...riderWord, ...otherWord],
  events: riderEvents,
  aggregateOf: ({ data }) => `rider/${data.riderId}`,
  aggregateOfEvent: ({ data }) => `rider/${data.riderId}`,
  initial: (aggregate) => newRider(aggregate.slice('rider/'.length)),
  reads,
  decide: (state, message, context) =>
    state.isErased
      ? { kind: 'ignore', reason: 'The rider was erased.' }
      : decideRider(state, message, context),
  evolve: evolveRider,
  constraints: riderConstraints,
  timers: riderTimers,
  entries: riderEntries,
};

const offersDomain: AggregateDomain<OfferState, OfferMessage, OfferEvent> = {
  kinds: ['offer'],
  messages: offerMessages,
  events: [offerPublished, offerStopped],
  aggregateOf: ({ data }) => `offer/${data.offerId}`,
  aggregateOfEvent: ({ data }) => `offer/${data.offerId}`,
  initial: (aggregate) => newOffer(aggregate.slice('offer/'.length)),
  decide: decideOffer,
  evolve: evolveOffer,
  readModels: offerItems,
};

/** Offers, and what riders were given of them. */
export const domain = domainOf(ridersDomain, offersDomain);
