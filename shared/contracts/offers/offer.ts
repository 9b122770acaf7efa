import {
  Integer,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { Conditions, Slug } from '../billing/conditions.ts';
import { Feature } from '../car/car.ts';
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { Point, pageQuery, strict, Time } from '../fields.ts';
import { PartnerId } from '../partners/partner-id.ts';
import { offersCommands, offersEvents } from './offers.ts';

/** An offer as data: what makes it, for whom, what it gives, how often, when. Operators manage it. */

const Currency = Str({ pattern: '^[A-Z]{3}$' });
const MinorUnits = Integer({ minimum: 1, maximum: 100_000_000, description: 'Minor units: cents of EUR' });
const Percent = Str({ pattern: String.raw`^(100|(0|[1-9]\d?)(\.\d{1,4})?)$` });
const Metres = Integer({ minimum: 50, maximum: 50_000 });

export const OfferPlace = Obj(
  {
    placeId: Slug,
    name: Str({ minLength: 1, maxLength: 80 }),
    ...Point.properties,
    radiusMetres: Optional(Integer({ minimum: 1, maximum: 5000, description: 'How large it is' })),
  },
  strict,
);
export type OfferPlace = Static<typeof OfferPlace>;

export const Trigger = Union([
  /** The car drives towards a place, and is so near. */
  Obj(
    {
      kind: Literal('approaching'),
      withinMetres: Metres,
      aheadDegrees: Optional(
        Integer({ minimum: 5, maximum: 90, description: 'To each side of the heading; 45 without it' }),
      ),
    },
    strict,
  ),
  /** The charge is below that, and a place is so near, wherever the car is heading. */
  Obj(
    {
      kind: Literal('low-charge'),
      belowPercent: Integer({ minimum: 1, maximum: 100 }),
      withinMetres: Metres,
    },
    strict,
  ),
  Obj({ kind: Literal('rental-started') }, strict),
  Obj({ kind: Literal('rental-ended') }, strict),
]);
export type Trigger = Static<typeof Trigger>;

/** A percentage, an amount, or a percentage that is an amount at the most. */
const value = { percent: Optional(Percent), amount: Optional(MinorUnits), currency: Currency };

export const Benefit = Union([
  /** Off the charge of a rental. */
  Obj({ kind: Literal('voucher'), ...value }, strict),
  /** At the partner, for a signed code. */
  Obj({ kind: Literal('coupon'), ...value }, strict),
  /** Off the price of a feature of the car that is bought during a rental. */
  Obj({ kind: Literal('feature'), feature: Feature, ...value }, strict),
  /** Of our own programme, at once. */
  Obj({ kind: Literal('points'), points: Integer({ minimum: 1, maximum: 1_000_000 }) }, strict),
]);
export type Benefit = Static<typeof Benefit>;

export const OfferText = Obj(
  {
    language: Str({ pattern: '^[a-z]{2}$', description: 'ISO 639-1' }),
    title: Str({ minLength: 1, maxLength: 60, description: 'One line, also for the car’s screen' }),
    text: Str({ minLength: 1, maxLength: 500 }),
  },
  strict,
);
export type OfferText = Static<typeof OfferText>;

const { timesOfDay, weekdays, dates } = Conditions.properties;

export const Offer = Obj(
  {
    /** With its id, the partner redeems the coupons itself. */
    partner: Obj({ partnerId: Optional(PartnerId), name: Str({ minLength: 1, maxLength: 80 }) }, strict),
    places: List(OfferPlace, { maxItems: 500 }),
    trigger: Trigger,
    /** Always: riders who consented to offers. */
    audience: Obj(
      {
        tiers: Optional(List(Slug, { minItems: 1, maxItems: 10 })),
        /** Of the car, as it is registered: a feature is of no use to a car that cannot have it. */
        models: Optional(List(Str({ minLength: 1, maxLength: 80 }), { minItems: 1, maxItems: 100 })),
      },
      strict,
    ),
    benefit: Benefit,
    limits: Obj(
      {
        perRider: Integer({ minimum: 1, maximum: 1000 }),
        perDay: Optional(Integer({ minimum: 1, description: 'By the clock of the time zone' })),
        uses: Optional(Integer({ minimum: 1, maximum: 1_000_000_000 })),
        amount: Optional(
          Integer({ minimum: 1, maximum: 1_000_000_000_000, description: 'In the benefit’s currency' }),
        ),
      },
      strict,
    ),
    timeZone: Str({ minLength: 1, maxLength: 60, description: 'IANA, such as Europe/Andorra' }),
    valid: Obj({ from: Time, until: Time }, strict),
    when: Optional(Obj({ timesOfDay, weekdays, dates }, strict)),
    /** Of several offers at the same moment, the highest is made. */
    priority: Integer({ minimum: 0, maximum: 100 }),
    /** How long a rider may answer, and use what was accepted. */
    lifetime: Obj(
      {
        answerMinutes: Integer({ minimum: 1, maximum: 10_080 }),
        useHours: Integer({ minimum: 1, maximum: 8760 }),
      },
      strict,
    ),
    texts: List(OfferText, { minItems: 1, maxItems: 20 }),
  },
  strict,
);
export type Offer = Static<typeof Offer>;

export const offerExample: Offer = {
  partner: { name: 'Borda del Riu' },
  places: [
    {
      placeId: 'borda-del-riu',
      name: 'Borda del Riu',
      latitude: 42.5361,
      longitude: 1.5812,
      radiusMetres: 50,
    },
  ],
  trigger: { kind: 'approaching', withinMetres: 2000 },
  audience: {},
  benefit: { kind: 'coupon', percent: '20', amount: 2000, currency: 'EUR' },
  limits: { perRider: 1, perDay: 50, uses: 500, amount: 500_000 },
  timeZone: 'Europe/Andorra',
  valid: { from: '2026-01-01T00:00:00.000Z', until: '2036-01-01T00:00:00.000Z' },
  priority: 50,
  lifetime: { answerMinutes: 60, useHours: 24 },
  texts: [
    {
      language: 'en',
      title: '20 % off at Borda del Riu',
      text: 'Two kilometres ahead: grilled meat by the river.',
    },
    {
      language: 'ca',
      title: '20 % a Borda del Riu',
      text: 'A dos quilòmetres: carn a la brasa vora el riu.',
    },
  ],
};

const Version = Integer({ minimum: 1 });
export const PublishedOffer = Obj(
  {
    offerId: Slug,
    version: Version,
    state: Union([Literal('ACTIVE'), Literal('STOPPED')]),
    offer: Offer,
    changedAt: Time,
  },
  strict,
);
export type PublishedOffer = Static<typeof PublishedOffer>;

const offerId = 'borda-del-riu-20';
const time = '2026-01-31T09:30:00.000Z';
const published: PublishedOffer = {
  offerId,
  version: 1,
  state: 'ACTIVE',
  offer: offerExample,
  changedAt: time,
};

export const offerNotValid = roomError('OFFER_NOT_VALID', {
  status: 400,
  title: 'The offer is not valid',
  advice: 'The list `errors` says for each fault where it is and why. Correct them and send it again.',
  retry: 'change',
});
export const offerUnknown = roomError('OFFER_UNKNOWN', {
  status: 404,
  title: 'There is no such offer',
  advice: 'GET /v1/offers lists them.',
  retry: 'change',
});

const operatorEvent = { nobody: 'is the answer to the operator who manages offers; others read it' } as const;

export const publishOffer = command({
  topic: offersCommands,
  type: 'offers.publish-offer.v1',
  description: 'An operator publishes an offer, or its next version',
  key: 'offerId',
  expiresAfterSeconds: 60,
  data: Obj({ offerId: Slug, offer: Offer }, strict),
  example: { offerId, offer: offerExample },
});

export const stopOffer = command({
  topic: offersCommands,
  type: 'offers.stop-offer.v1',
  description: 'An operator stops an offer: nobody gets it any more. What was accepted stays',
  key: 'offerId',
  expiresAfterSeconds: 60,
  data: Obj({ offerId: Slug }, strict),
  example: { offerId },
});

export const offerPublished = event({
  topic: offersEvents,
  type: 'offers.offer-published.v1',
  description: 'Riders are made this offer from now on',
  key: 'offerId',
  heardBy: operatorEvent,
  data: Obj({ offerId: Slug, version: Version, offer: Offer, operator: Str(), time: Time }, strict),
  example: { offerId, version: 1, offer: offerExample, operator: 'eva', time },
});

export const offerStopped = event({
  topic: offersEvents,
  type: 'offers.offer-stopped.v1',
  description: 'Nobody is made this offer any more',
  key: 'offerId',
  heardBy: operatorEvent,
  data: Obj({ offerId: Slug, version: Version, operator: Str(), time: Time }, strict),
  example: { offerId, version: 1, operator: 'eva', time },
});

const params = Obj({ offerId: Slug }, strict);

export const putOffer = route({
  id: 'publishOffer',
  method: 'PUT',
  path: '/v1/offers/{offerId}',
  summary: 'Publish an offer, or its next version',
  description: 'Riders are made the version in force. What they were given before keeps its terms.',
  principals: ['operator'],
  params,
  body: Offer,
  bodyExample: offerExample,
  command: publishOffer,
  success: { status: 200, description: 'Published', body: PublishedOffer, example: published },
  errors: [offerNotValid.code],
});

export const postOfferStop = route({
  id: 'stopOffer',
  method: 'POST',
  path: '/v1/offers/{offerId}/stop',
  summary: 'Stop an offer',
  description:
    'Nobody is made it any more, some seconds later. What riders accepted stays. PUT starts it again.',
  principals: ['operator'],
  params,
  command: stopOffer,
  success: {
    status: 200,
    description: 'Stopped',
    body: PublishedOffer,
    example: { ...published, state: 'STOPPED' },
  },
  errors: [offerUnknown.code],
});

const Used = Obj(
  {
    uses: Integer({ description: 'Accepted, and not given back' }),
    amount: Integer({ description: 'What they took, or may take at most' }),
  },
  strict,
);

/** An offer, and how much of its budget is used. */
export const CountedOffer = Obj({ ...PublishedOffer.properties, used: Used }, strict);
const counted = { ...published, used: { uses: 12, amount: 18_000 } };

export const getOffer = route({
  id: 'getOffer',
  method: 'GET',
  path: '/v1/offers/{offerId}',
  summary: 'An offer, and how much of its budget is used',
  principals: ['operator'],
  params,
  success: {
    status: 200,
    description: 'The offer',
    body: CountedOffer,
    example: counted,
  },
  errors: [offerUnknown.code],
});

export const listOffers = route({
  id: 'listOffers',
  method: 'GET',
  path: '/v1/offers',
  summary: 'The offers with what is used of their budgets, those that changed last first',
  principals: ['operator'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of offers; `cursor` when there are more',
    body: Obj({ offers: List(CountedOffer), cursor: Optional(Str()) }, strict),
    example: { offers: [counted] },
  },
  errors: [],
});
