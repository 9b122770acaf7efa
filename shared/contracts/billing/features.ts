import { Enum, Integer, Array as List, Object as Obj, Optional, type Static, String as Str } from 'typebox';
import { exampleId } from '../../kernel/ids.ts';
import { ANSWERED, ofRental } from '../audience.ts';
import { Feature } from '../car/car.ts';
import { LONGEST_FEATURE_SECONDS } from '../car/entitlements.ts';
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { EntitlementId, RentalId, RiderId, strict, Time, Vin } from '../fields.ts';
import { entitlementRefusals } from '../vehicles/entitlements.ts';
import { OperatorReason } from './adjustment.ts';
import { billingCommands, billingEvents, TARIFF_FLEET, TariffFleet } from './billing.ts';
import { Charge, Discount } from './charge.ts';
import { rentalExample } from './charges.ts';
import { Slug } from './conditions.ts';
import { Movement } from './ledger.ts';

/**
 * Features of a car that the rider of a running rental buys for a time, such as 100 more horsepower for a day. What can be
 * bought is a list that operators manage. The money is reserved first and taken when the car has confirmed.
 */

const Minutes = Integer({ minimum: 1, maximum: LONGEST_FEATURE_SECONDS / 60 });
const FeatureText = Obj(
  {
    language: Str({ pattern: '^[a-z]{2,3}(-[A-Z]{2})?$' }),
    title: Str({ minLength: 1, maxLength: 80 }),
    text: Str({ minLength: 1, maxLength: 400 }),
  },
  strict,
);

const FeatureTerms = Obj(
  {
    feature: Feature,
    models: List(Str({ minLength: 1, maxLength: 80 }), {
      minItems: 1,
      maxItems: 100,
      description: 'The models that can have it, as vehicles are registered with them',
    }),
    minutes: Minutes,
    price: Integer({ minimum: 1, maximum: 10_000_000, description: 'Minor units, taxes included' }),
    tax: Optional(
      Obj(
        { taxId: Slug, name: Str(), percent: Str({ pattern: String.raw`^(0|[1-9]\d?)(\.\d{1,4})?$` }) },
        strict,
      ),
    ),
    texts: List(FeatureText, { minItems: 1, maxItems: 20 }),
  },
  strict,
);
export type FeatureTerms = Static<typeof FeatureTerms>;
export const FeatureList = Obj(
  { currency: Str({ pattern: '^[A-Z]{3}$' }), features: List(FeatureTerms, { maxItems: 50 }) },
  strict,
);
export type FeatureList = Static<typeof FeatureList>;

export const featureUnknown = roomError('FEATURE_UNKNOWN', {
  status: 404,
  title: 'There is no such feature, or it was not bought for this rental',
  advice: 'GET /v1/rentals/{rentalId}/features has what can be bought, and what was.',
  retry: 'change',
});
export const featureListNotValid = roomError('FEATURE_LIST_NOT_VALID', {
  status: 400,
  title: 'The list of features is not valid',
  advice: 'The detail says what is wrong.',
  retry: 'change',
});
export const featureNotForModel = roomError('FEATURE_NOT_FOR_MODEL', {
  status: 409,
  title: 'A car of this model cannot have the feature',
  advice: 'GET /v1/rentals/{rentalId}/features has what this car can have.',
  retry: 'never',
});
export const featureListChanged = roomError('FEATURE_LIST_CHANGED', {
  status: 409,
  title: 'The list of features is another one by now',
  advice: 'Read GET /v1/rentals/{rentalId}/features again, and show the rider the price of now.',
  retry: 'change',
});
export const featureBought = roomError('FEATURE_BOUGHT', {
  status: 409,
  title: 'The car has the feature already, or is about to get it',
  advice: 'GET /v1/rentals/{rentalId}/features says until when.',
  retry: 'never',
});
export const featureVoucherNotThere = roomError('FEATURE_VOUCHER_NOT_THERE', {
  status: 409,
  title: 'The voucher does not lower the price of this feature',
  advice:
    'Attach it to the rental with PUT /v1/rentals/{rentalId}/voucher. GET /v1/rentals/{rentalId}/features has the lower price as soon as it counts.',
  retry: 'change',
});
export const featureNotActive = roomError('FEATURE_NOT_ACTIVE', {
  status: 409,
  title: 'The car does not have the feature now',
  advice: 'GET /v1/rentals/{rentalId}/features has its state.',
  retry: 'never',
});

const time = '2026-01-31T09:50:00.000Z';
const until = '2026-02-01T09:50:00.000Z';
const entitlementId = exampleId('ent');
const feature = 'power-100';
const listExample: FeatureList = {
  currency: 'EUR',
  features: [
    {
      feature,
      models: ['Roadster E'],
      minutes: 1440,
      price: 1900,
      tax: { taxId: 'igi', name: 'IGI', percent: '4.5' },
      texts: [
        {
          language: 'en',
          title: '100 more horsepower for 24 hours',
          text: 'For as long as you have the car, a day at most.',
        },
      ],
    },
  ],
};

/** A voucher for a feature, which the rider has attached to the rental. */
export const FeatureDiscount = Obj({ feature: Feature, discount: Discount, currency: Str() }, strict);
export type FeatureDiscount = Static<typeof FeatureDiscount>;

const byRider = { topic: billingCommands, key: 'riderId' } as const;
const names = { entitlementId: EntitlementId, rentalId: RentalId, riderId: RiderId, vin: Vin };
const namesExample = { entitlementId, ...rentalExample };

export const setFeatureList = command({
  type: 'billing.set-feature-list.v1',
  topic: billingCommands,
  description: 'An operator replaces the list of features',
  key: 'fleet',
  expiresAfterSeconds: 60,
  data: Obj({ fleet: TariffFleet, list: FeatureList }, strict),
  example: { fleet: TARIFF_FLEET, list: listExample },
});
const VoucherId = Str({
  minLength: 1,
  maxLength: 64,
  description: 'Of the voucher that is to lower the price; the full price without it',
});
const ListVersion = Integer({ minimum: 1, description: 'Of the list whose price the rider has seen' });
export const buyFeature = command({
  ...byRider,
  type: 'billing.buy-feature.v1',
  description: 'A rider buys a feature for the car of a running rental',
  expiresAfterSeconds: 30,
  data: Obj(
    {
      rentalId: RentalId,
      riderId: RiderId,
      feature: Feature,
      listVersion: ListVersion,
      voucherId: Optional(VoucherId),
    },
    strict,
  ),
  example: {
    rentalId: rentalExample.rentalId,
    riderId: rentalExample.riderId,
    feature,
    listVersion: 1,
  },
});
export const endFeature = command({
  ...byRider,
  type: 'billing.end-feature.v1',
  description: 'An operator ends a feature early: the rider gets all of its price back',
  expiresAfterSeconds: 60,
  data: Obj(
    { entitlementId: EntitlementId, rentalId: RentalId, riderId: RiderId, reason: OperatorReason },
    strict,
  ),
  example: {
    entitlementId,
    rentalId: rentalExample.rentalId,
    riderId: rentalExample.riderId,
    reason: 'A recall of the maker',
  },
});

const chargeExample: Static<typeof Charge> = {
  currency: 'EUR',
  lines: [
    {
      lineId: 'feature',
      reason: { code: 'FEATURE', feature, text: '100 more horsepower for 24 hours' },
      parts: [],
      net: 1818,
      taxes: [{ taxId: 'igi', amount: 82 }],
      gross: 1900,
    },
  ],
  net: 1818,
  taxes: [{ taxId: 'igi', name: 'IGI', percent: '4.5', amount: 82 }],
  total: 1900,
  payments: [],
  due: 1900,
  estimated: [],
};
const movementExample: Movement = {
  movementId: `feature/${entitlementId}`,
  currency: 'EUR',
  postings: [
    { account: 'receivable/ana', amount: 1900 },
    { account: 'revenue/features', amount: -1818 },
    { account: 'tax/igi', amount: -82 },
  ],
};

export const featureListSet = event({
  topic: billingEvents,
  type: 'billing.feature-list-set.v1',
  description: 'These features can be bought from now on',
  key: 'fleet',
  heardBy: ANSWERED,
  data: Obj(
    { fleet: TariffFleet, version: Integer({ minimum: 1 }), list: FeatureList, operator: Str(), time: Time },
    strict,
  ),
  example: { fleet: TARIFF_FLEET, version: 1, list: listExample, operator: 'eva', time },
});
const onEvents = { topic: billingEvents, key: 'riderId' } as const;
export const featureDiscountKnown = event({
  ...onEvents,
  type: 'billing.feature-discount-known.v1',
  description: 'A feature may cost so much less: the rider has attached a voucher; at zero, none any more',
  heardBy: { nobody: 'repeats what the offers room has said' },
  data: Obj({ rentalId: RentalId, riderId: RiderId, ...FeatureDiscount.properties, time: Time }, strict),
  example: {
    rentalId: rentalExample.rentalId,
    riderId: rentalExample.riderId,
    feature,
    discount: { kind: 'voucher', voucherId: exampleId('ofr'), percent: '50' },
    currency: 'EUR',
    time,
  },
});
export const featureOrdered = event({
  ...onEvents,
  type: 'billing.feature-ordered.v1',
  description: 'A rider wants a feature: its price is reserved',
  heardBy: ANSWERED,
  data: Obj(
    {
      ...names,
      feature: Feature,
      listVersion: Integer({ minimum: 1 }),
      minutes: Minutes,
      charge: Charge,
      time: Time,
    },
    strict,
  ),
  example: { ...namesExample, feature, listVersion: 1, minutes: 1440, charge: chargeExample, time },
});
export const featureRequested = event({
  ...onEvents,
  type: 'billing.feature-requested.v1',
  description: 'The price is reserved, and the car is asked',
  heardBy: { nobody: 'is a step on the way: what comes of it is pushed' },
  data: Obj({ ...names, time: Time }, strict),
  example: { ...namesExample, time },
});
export const featureActivated = event({
  ...onEvents,
  type: 'billing.feature-activated.v1',
  description: 'The car has the feature, and the rider owes its price',
  heardBy: ofRental(),
  data: Obj(
    { ...names, feature: Feature, until: Time, charge: Charge, movement: Movement, time: Time },
    strict,
  ),
  example: { ...namesExample, feature, until, charge: chargeExample, movement: movementExample, time },
});

/** Why it was not sold: the payment, the car, or because the rental was over before. */
const FeatureRefusal = Enum(['PAYMENT_DECLINED', 'RENTAL_OVER', ...entitlementRefusals]);
export const featureRefused = event({
  ...onEvents,
  type: 'billing.feature-refused.v1',
  description: 'The car does not get the feature, and nothing is charged',
  heardBy: ofRental(),
  data: Obj(
    {
      ...names,
      feature: Feature,
      /** In which its price was to be. */
      currency: Str({ pattern: '^[A-Z]{3}$' }),
      reason: FeatureRefusal,
      time: Time,
    },
    strict,
  ),
  example: { ...namesExample, feature, currency: 'EUR', reason: 'VEHICLE_MOVING', time },
});
export const featureEnded = event({
  ...onEvents,
  type: 'billing.feature-ended.v1',
  description: 'The car has the feature no more: its time or the rental is over',
  heardBy: ofRental(),
  data: Obj(
    {
      ...names,
      feature: Feature,
      why: Enum(['EXPIRED', 'WITHDRAWN', 'RENTAL_OVER']),
      time: Time,
    },
    strict,
  ),
  example: { ...namesExample, feature, why: 'EXPIRED', time: until },
});
export const featureRefunded = event({
  ...onEvents,
  type: 'billing.feature-refunded.v1',
  description: 'An operator has ended a feature early: it is credited',
  heardBy: ofRental(),
  data: Obj(
    {
      ...names,
      feature: Feature,
      charge: Charge,
      movement: Movement,
      reason: OperatorReason,
      operator: Str(),
      time: Time,
    },
    strict,
  ),
  example: {
    ...namesExample,
    feature,
    charge: chargeExample,
    movement: {
      ...movementExample,
      movementId: `feature-credit/${entitlementId}`,
      postings: movementExample.postings.map(({ account, amount }) => ({ account, amount: -amount })),
    },
    reason: 'A recall of the maker',
    operator: 'eva',
    time,
  },
});

/** A feature that a rider has bought, or wanted to, as it is read. */
export const BoughtFeature = Obj(
  {
    ...names,
    feature: Feature,
    minutes: Minutes,
    listVersion: Integer(),
    state: Enum([
      /** Its price is being reserved; the rider may have to authenticate. */
      'ORDERED',
      /** The car is asked. */
      'REQUESTED',
      'ACTIVE',
      'REFUSED',
      'ENDED',
      'REFUNDED',
    ]),
    charge: Charge,
    /** Why it was refused, or is over. */
    reason: Optional(Str()),
    until: Optional(Time),
    time: Time,
  },
  strict,
);
export type BoughtFeature = Static<typeof BoughtFeature>;
const boughtExample: BoughtFeature = {
  ...namesExample,
  feature,
  minutes: 1440,
  listVersion: 1,
  state: 'ORDERED',
  charge: chargeExample,
  time,
};

/** What the car of a rental can have, and for how much. */
const OfferedFeature = Obj(
  {
    feature: Feature,
    minutes: Minutes,
    charge: Charge,
    /** With the voucher that the rider has attached for it. Send `voucherId` with the order. */
    withVoucher: Optional(Obj({ voucherId: VoucherId, charge: Charge }, strict)),
    texts: List(FeatureText),
  },
  strict,
);

const ofRentalPath = Obj({ rentalId: RentalId }, strict);
const listAnswer = {
  status: 200,
  description: 'The list in force',
  body: Obj({ version: Integer(), list: FeatureList }, strict),
  example: { version: 1, list: listExample },
} as const;

export const getFeatureList = route({
  id: 'getFeatureList',
  method: 'GET',
  path: '/v1/feature-list',
  summary: 'The features that can be bought',
  principals: ['rider', 'operator'],
  success: listAnswer,
  errors: ['NOT_FOUND'],
});
export const putFeatureList = route({
  id: 'putFeatureList',
  method: 'PUT',
  path: '/v1/feature-list',
  summary: 'Replace the list of features',
  description: 'What was bought keeps its price and its time.',
  principals: ['operator'],
  body: FeatureList,
  bodyExample: listExample,
  command: setFeatureList,
  success: listAnswer,
  errors: [featureListNotValid.code],
});
export const getRentalFeatures = route({
  id: 'getRentalFeatures',
  method: 'GET',
  path: '/v1/rentals/{rentalId}/features',
  summary: 'What can be bought for the car of a rental, with its price; and what was bought',
  principals: ['rider', 'operator'],
  params: ofRentalPath,
  success: {
    status: 200,
    description: 'Nothing is offered without a list, or when the rental does not run',
    body: Obj(
      { listVersion: Optional(Integer()), offered: List(OfferedFeature), bought: List(BoughtFeature) },
      strict,
    ),
    example: {
      listVersion: 1,
      offered: [
        { feature, minutes: 1440, charge: chargeExample, texts: [...(listExample.features[0]?.texts ?? [])] },
      ],
      bought: [],
    },
  },
  errors: ['RENTAL_UNKNOWN'],
});
export const postFeature = route({
  id: 'buyFeature',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/features',
  summary: 'Buy a feature for the car of a running rental',
  description:
    'The price is reserved, then the car is asked. A push says what came of it: the car has the feature and the price is taken, or nothing is charged. The car takes it only while it is parked.',
  principals: ['rider'],
  params: ofRentalPath,
  body: Obj({ feature: Feature, listVersion: ListVersion, voucherId: Optional(VoucherId) }, strict),
  bodyExample: { feature, listVersion: 1 },
  command: buyFeature,
  success: { status: 201, description: 'Ordered', body: BoughtFeature, example: boughtExample },
  errors: [
    'RENTAL_UNKNOWN',
    'RENTAL_NOT_IN_USE',
    featureUnknown.code,
    featureNotForModel.code,
    featureListChanged.code,
    featureBought.code,
  ],
});
export const postFeatureEnd = route({
  id: 'endFeature',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/features/{entitlementId}/end',
  summary: 'End a feature early, and give its price back',
  principals: ['operator'],
  params: Obj({ rentalId: RentalId, entitlementId: EntitlementId }, strict),
  body: Obj({ reason: OperatorReason }, strict),
  bodyExample: { reason: 'A recall of the maker' },
  command: endFeature,
  success: {
    status: 200,
    description: 'Credited',
    body: BoughtFeature,
    example: { ...boughtExample, state: 'REFUNDED', reason: 'A recall of the maker', until },
  },
  errors: ['RENTAL_UNKNOWN', featureUnknown.code, featureNotActive.code],
});
