import {
  Boolean as Bool,
  Integer,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { exampleId } from '../../kernel/ids.ts';
import { Slug } from '../billing/conditions.ts';
import { Feature } from '../car/car.ts';
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { Point, pageQuery, RentalId, RiderId, strict, Time, Vin } from '../fields.ts';
import { PartnerId } from '../partners/partner-id.ts';
import { Benefit, OfferText, offerExample, Trigger } from './offer.ts';
import { CouponId, IssueId, offersCommands, offersEvents } from './offers.ts';

/** What a rider was offered: from the issue to its use, or its end. Each step is an event under its business key. */

const ofRider = { rider: { named: 'riderId' } } as const;
const repeats = (room: string) => ({ nobody: `repeats what the ${room} room has said` }) as const;

const riderId = 'ana';
const rentalId = exampleId('rnt');
const issueId = exampleId('ofr');
const vin = 'WRS00001X0T000001';
const time = '2026-01-31T09:40:00.000Z';
const offerId = 'borda-del-riu-20';

/** At least so much time is between two offers to a rider. */
export const OFFERS_APART_SECONDS = 10 * 60;

export const GivenState = Union([
  Literal('ISSUED'),
  Literal('SEEN'),
  /** It holds a use of the offer's budget. */
  Literal('ACCEPTED'),
  /** A voucher for a rental, or for a feature of its car, that is attached to it. */
  Literal('RESERVED'),
  Literal('REDEEMED'),
  Literal('DECLINED'),
  Literal('EXPIRED'),
  /** The consent was withdrawn before the answer, or the rider was erased. */
  Literal('WITHDRAWN'),
]);
export type GivenState = Static<typeof GivenState>;

export const PassedOverReason = Union([
  Literal('LOWER_PRIORITY'),
  Literal('NOT_ACTIVE'),
  Literal('NOT_NOW'),
  Literal('NOT_THE_TIER'),
  Literal('NOT_THE_MODEL'),
  Literal('HAS_IT'),
  Literal('LIMIT_OF_RIDER'),
  Literal('DECLINED_BEFORE'),
  Literal('MADE_IN_THIS_TRIP'),
]);
export type PassedOverReason = Static<typeof PassedOverReason>;

/** Why the offer was made. */
const Why = Obj(
  {
    trigger: Trigger,
    rentalId: RentalId,
    place: Optional(
      Obj(
        {
          placeId: Slug,
          name: Str(),
          ...Point.properties,
          /** How far the car was from it, in a straight line. */
          distanceMetres: Integer({ minimum: 0 }),
        },
        strict,
      ),
    ),
    consent: Obj({ purpose: Literal('OFFERS'), textVersion: Str(), givenAt: Time }, strict),
    tier: Optional(Slug),
    /** Which others there were at that moment, and why they were not made. */
    passedOver: List(Obj({ offerId: Slug, reason: PassedOverReason }, strict), { maxItems: 10 }),
  },
  strict,
);

export const GivenOffer = Obj(
  {
    issueId: IssueId,
    offerId: Slug,
    version: Integer({ minimum: 1 }),
    state: GivenState,
    partnerName: Str(),
    partnerId: Optional(PartnerId),
    texts: List(OfferText),
    benefit: Benefit,
    why: Why,
    issuedAt: Time,
    answerUntil: Time,
    useUntil: Optional(Time),
    useHours: Integer({ minimum: 1 }),
    /** The rental that a voucher is attached to, or has paid for. */
    rentalId: Optional(RentalId),
    /** The rider took it off the rental; it is free when the rental is charged, because billing may have used it. */
    isDetached: Optional(Bool()),
    couponId: Optional(CouponId),
    /** The day whose limit it counts for. */
    countedOn: Optional(Str()),
    /** What it gave, if that is known: minor units of the benefit's currency. */
    gave: Optional(Integer({ minimum: 0 })),
  },
  strict,
);
export type GivenOffer = Static<typeof GivenOffer>;

export const givenExample: GivenOffer = {
  issueId,
  offerId,
  version: 1,
  state: 'ISSUED',
  partnerName: offerExample.partner.name,
  texts: offerExample.texts,
  benefit: offerExample.benefit,
  why: {
    trigger: offerExample.trigger,
    rentalId,
    place: {
      placeId: 'borda-del-riu',
      name: 'Borda del Riu',
      latitude: 42.5361,
      longitude: 1.5812,
      distanceMetres: 1820,
    },
    consent: { purpose: 'OFFERS', textVersion: '2026-01', givenAt: '2026-01-31T08:01:00.000Z' },
    passedOver: [{ offerId: 'charge-at-night', reason: 'NOT_NOW' }],
  },
  issuedAt: time,
  answerUntil: '2026-01-31T10:40:00.000Z',
  useHours: 24,
};
const accepted: GivenOffer = {
  ...givenExample,
  state: 'ACCEPTED',
  useUntil: '2026-02-01T09:41:00.000Z',
  couponId: exampleId('cpn'),
};
const voucher: GivenOffer = {
  ...givenExample,
  state: 'RESERVED',
  benefit: { kind: 'voucher', percent: '20', amount: 500, currency: 'EUR' },
  useUntil: '2026-02-01T09:41:00.000Z',
  rentalId,
};

export const MoveReason = Union([
  Literal('ISSUED'),
  Literal('SEEN'),
  Literal('ACCEPTED'),
  Literal('DECLINED'),
  Literal('ATTACHED'),
  Literal('DETACHED'),
  /** Free again: the charge did not use it. */
  Literal('RELEASED'),
  Literal('REDEEMED'),
  /** The charge that it paid for was credited: it is attached again, for the one in its place. */
  Literal('REVERSED'),
  Literal('EXPIRED'),
  Literal('WITHDRAWN'),
]);

/** The last part of the business key says for what: `redeem/<rental>/<revision>`. */
const Step = Obj(
  {
    riderId: RiderId,
    movementId: Str({ description: 'Its business key: there is one step for it' }),
    reason: MoveReason,
    /** The charge that redeemed it, or was credited. */
    charge: Optional(Obj({ rentalId: RentalId, revision: Integer({ minimum: 1 }) }, strict)),
    /** As it is from now on. */
    offer: GivenOffer,
    time: Time,
  },
  strict,
);
export type Step = Static<typeof Step>;

export const issued = event({
  topic: offersEvents,
  type: 'offers.issued.v1',
  description: 'A rider is made an offer',
  key: 'riderId',
  heardBy: ofRider,
  data: Step,
  example: { riderId, movementId: `issue/${issueId}`, reason: 'ISSUED', offer: givenExample, time },
});

export const moved = event({
  topic: offersEvents,
  type: 'offers.moved.v1',
  description: 'What became of an offer: seen, accepted, attached, redeemed, or over',
  key: 'riderId',
  heardBy: ofRider,
  data: Step,
  example: { riderId, movementId: `accept/${issueId}`, reason: 'ACCEPTED', offer: accepted, time },
});

/** What a given offer holds of the budgets. */
export const Holds = Obj({ day: Optional(Str()), amount: Integer({ minimum: 0 }) }, strict);
export type Holds = Static<typeof Holds>;

export const useCounted = event({
  topic: offersEvents,
  type: 'offers.use-counted.v1',
  description: 'A use takes of the budgets of its offer, or gives back',
  key: 'riderId',
  heardBy: { nobody: 'is bookkeeping: what became of the offer is pushed' },
  data: Obj(
    {
      riderId: RiderId,
      issueId: IssueId,
      offerId: Slug,
      uses: Integer({ minimum: -1, maximum: 1 }),
      amount: Integer({ description: 'Minor units; negative for what comes back' }),
      /** The day that has a limit of its own. */
      day: Optional(Str()),
      /** The limits that were in force. What comes back needs none. */
      most: Obj(
        { uses: Optional(Integer()), perDay: Optional(Integer()), amount: Optional(Integer()) },
        strict,
      ),
      /** What it holds from now on; absent when it holds nothing any more. */
      holds: Optional(Holds),
      time: Time,
    },
    strict,
  ),
  example: {
    riderId,
    issueId,
    offerId,
    uses: 1,
    amount: 2000,
    day: '2026-01-31',
    most: { uses: 500, perDay: 50, amount: 500_000 },
    holds: { day: '2026-01-31', amount: 2000 },
    time,
  },
});

export const consentKnown = event({
  topic: offersEvents,
  type: 'offers.consent-known.v1',
  description: 'The rider consents to offers, or no longer',
  key: 'riderId',
  heardBy: repeats('riders'),
  data: Obj({ riderId: RiderId, textVersion: Optional(Str()), isErased: Bool(), time: Time }, strict),
  example: { riderId, textVersion: '2026-01', isErased: false, time },
});

export const tierKnown = event({
  topic: offersEvents,
  type: 'offers.tier-known.v1',
  description: 'The tier of a rider who consented to offers',
  key: 'riderId',
  heardBy: repeats('loyalty'),
  data: Obj({ riderId: RiderId, tier: Optional(Slug), time: Time }, strict),
  example: { riderId, tier: 'gold', time },
});

const Phase = Union([
  Literal('RESERVED'),
  Literal('DRIVING'),
  Literal('PAUSED'),
  Literal('OVER'),
  Literal('CHARGED'),
]);
export const rentalFollowed = event({
  topic: offersEvents,
  type: 'offers.rental-followed.v1',
  description: 'A rider who consented to offers, or has a voucher, rents a car: what offers need of it',
  key: 'riderId',
  heardBy: repeats('rentals'),
  data: Obj(
    {
      riderId: RiderId,
      rentalId: RentalId,
      vin: Vin,
      /** The model of the car, if its reservation was heard. */
      model: Optional(Str()),
      phase: Phase,
      before: Optional(Phase),
      /** Whether the car's readings are looked at for offers. */
      isLookedAt: Bool(),
      time: Time,
    },
    strict,
  ),
  example: {
    riderId,
    rentalId,
    vin,
    model: 'Roadster E',
    phase: 'DRIVING',
    before: 'RESERVED',
    isLookedAt: true,
    time,
  },
});

/** What billing takes off, at most. */
const OffAtMost = {
  riderId: RiderId,
  rentalId: RentalId,
  voucherId: IssueId,
  percent: Optional(Str({ pattern: String.raw`^(100|(0|[1-9]\d?)(\.\d{1,4})?)$` })),
  amount: Optional(Integer({ minimum: 0, description: 'Minor units; of a percentage, the most' })),
  currency: Str({ pattern: '^[A-Z]{3}$' }),
  time: Time,
};
const offExample = {
  riderId,
  rentalId,
  voucherId: issueId,
  percent: '20',
  amount: 500,
  currency: 'EUR',
  time,
};

export const voucherReserved = event({
  topic: offersEvents,
  type: 'offers.voucher-reserved.v1',
  description: 'A rider has attached a voucher to a rental, or, at zero, has none attached any more',
  key: 'riderId',
  heardBy: { nobody: 'the step of the offer is pushed, and says the same' },
  data: Obj(OffAtMost, strict),
  example: offExample,
});

export const featureVoucherReserved = event({
  topic: offersEvents,
  type: 'offers.feature-voucher-reserved.v1',
  description:
    'A rider has attached a voucher for a feature of the car to a rental, or, at zero, has none attached any more',
  key: 'riderId',
  heardBy: { nobody: 'the step of the offer is pushed, and says the same' },
  data: Obj({ ...OffAtMost, feature: Feature }, strict),
  example: { ...offExample, feature: 'power-100' },
});

export const MOST_CANDIDATES = 5;

export const considerOffers = command({
  topic: offersCommands,
  type: 'offers.consider.v1',
  description:
    'These offers match where the rider’s car is, or what became of the rental: at most one is made',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj(
    {
      riderId: RiderId,
      rentalId: RentalId,
      candidates: List(
        Obj(
          {
            offerId: Slug,
            placeId: Optional(Slug),
            distanceMetres: Optional(Integer({ minimum: 0 })),
          },
          strict,
        ),
        { minItems: 1, maxItems: MOST_CANDIDATES },
      ),
    },
    strict,
  ),
  example: {
    riderId,
    rentalId,
    candidates: [{ offerId, placeId: 'borda-del-riu', distanceMetres: 1820 }],
  },
});

const OfGiven = Obj({ riderId: RiderId, issueId: IssueId, offerId: Slug }, strict);
const ofGivenExample = { riderId, issueId, offerId };

const answer = <const Name extends string>(name: Name, description: string) =>
  command({
    topic: offersCommands,
    type: `offers.${name}.v1`,
    description,
    key: 'riderId',
    expiresAfterSeconds: 60,
    data: OfGiven,
    example: ofGivenExample,
  });

export const seeOffer = answer('see', 'The rider’s phone has shown the offer');
export const acceptOffer = answer('accept', 'The rider wants what is offered');
export const declineOffer = answer('decline', 'The rider does not want it');

export const attachVoucher = command({
  topic: offersCommands,
  type: 'offers.attach-voucher.v1',
  description:
    'A voucher is for this rental, or for a feature of its car, in the place of the one before; none without one',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj({ riderId: RiderId, rentalId: RentalId, issueId: Optional(IssueId) }, strict),
  example: { riderId, rentalId, issueId },
});

export const reviewGiven = command({
  topic: offersCommands,
  type: 'offers.review.v1',
  description: 'Timer: an offer was not answered, or not used, in time',
  key: 'riderId',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ riderId: RiderId }, strict),
  example: { riderId },
});

export const givenUnknown = roomError('GIVEN_OFFER_UNKNOWN', {
  status: 404,
  title: 'You were not made this offer',
  advice: 'GET /v1/riders/me/offers lists yours.',
  retry: 'change',
});
export const offerOver = roomError('OFFER_OVER', {
  status: 409,
  title: 'The offer cannot be used like this any more',
  advice: 'GET /v1/riders/me/offers/{issueId} says what became of it.',
  retry: 'never',
});
export const offerUsedUp = roomError('OFFER_USED_UP', {
  status: 409,
  title: 'The offer is used up',
  advice: 'Others were faster. What is not used comes back: it may be there again later.',
  retry: 'later',
});
export const voucherRentalUnknown = roomError('VOUCHER_RENTAL_UNKNOWN', {
  status: 409,
  title: 'The rental is not yours, or it is charged already',
  advice: 'Attach a voucher between the reservation and the end of a rental.',
  retry: 'later',
});

const params = Obj({ issueId: IssueId }, strict);
const mine = '/v1/riders/me/offers';
const one = (description: string, example: GivenOffer) =>
  ({ status: 200, description, body: GivenOffer, example }) as const;

export const listGiven = route({
  id: 'listGivenOffers',
  method: 'GET',
  path: mine,
  summary: 'The offers that were made to you, newest first',
  principals: ['rider'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of offers; `cursor` when there are more',
    body: Obj({ offers: List(GivenOffer), cursor: Optional(Str()) }, strict),
    example: { offers: [givenExample] },
  },
  errors: [],
});

export const getGiven = route({
  id: 'getGivenOffer',
  method: 'GET',
  path: `${mine}/{issueId}`,
  summary: 'An offer that was made to you, and why',
  description: 'Says the trigger, the place, the consent, and why others were not made at that moment.',
  principals: ['rider'],
  params,
  success: one('The offer', givenExample),
  errors: [givenUnknown.code],
});

export const postSeen = route({
  id: 'seeGivenOffer',
  method: 'POST',
  path: `${mine}/{issueId}/seen`,
  summary: 'Say that the offer was shown',
  principals: ['rider'],
  params,
  command: seeOffer,
  success: one('Seen', { ...givenExample, state: 'SEEN' }),
  errors: [givenUnknown.code, offerOver.code],
});

export const postAccept = route({
  id: 'acceptGivenOffer',
  method: 'POST',
  path: `${mine}/{issueId}/accept`,
  summary: 'Accept an offer',
  description: 'Takes a use of its budget, which comes back when the offer is not used in time.',
  principals: ['rider'],
  params,
  command: acceptOffer,
  success: one('Accepted', accepted),
  errors: [givenUnknown.code, offerOver.code, offerUsedUp.code],
});

export const postDecline = route({
  id: 'declineGivenOffer',
  method: 'POST',
  path: `${mine}/{issueId}/decline`,
  summary: 'Decline an offer, or give back what was accepted',
  principals: ['rider'],
  params,
  command: declineOffer,
  success: one('Declined', { ...givenExample, state: 'DECLINED' }),
  errors: [givenUnknown.code, offerOver.code],
});

const ofRental = Obj({ rentalId: RentalId }, strict);

export const putVoucher = route({
  id: 'attachVoucher',
  method: 'PUT',
  path: '/v1/rentals/{rentalId}/voucher',
  summary: 'Pay a part of a rental, or of a feature of its car, with a voucher',
  description:
    'One for the rental, and one for a feature: each takes the place of the one before. The charge lists what it took off. A voucher that was not used when the rental is charged is free again.',
  principals: ['rider'],
  params: ofRental,
  body: params,
  bodyExample: { issueId },
  command: attachVoucher,
  success: one('Attached', voucher),
  errors: [givenUnknown.code, offerOver.code, voucherRentalUnknown.code],
});

const Detached = Obj({ rentalId: RentalId }, strict);
export const deleteVoucher = route({
  id: 'detachVoucher',
  method: 'DELETE',
  path: '/v1/rentals/{rentalId}/voucher',
  summary: 'Take the vouchers off a rental again',
  description: 'They are free for another rental when this one is charged.',
  principals: ['rider'],
  params: ofRental,
  command: attachVoucher,
  success: { status: 200, description: 'None is attached', body: Detached, example: { rentalId } },
  errors: [voucherRentalUnknown.code],
});
