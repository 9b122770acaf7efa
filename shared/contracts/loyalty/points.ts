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
import { exampleId, idPattern } from '../../kernel/ids.ts';
import { Slug } from '../billing/conditions.ts';
import { command, type Data, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { pageQuery, RentalId, RiderId, strict, Time } from '../fields.ts';
import { loyaltyCommands, loyaltyEvents } from './loyalty.ts';
import { LimitPeriod, noProgramme } from './programme.ts';

/** Points of a member, who is every rider. Each movement is an event under its business key; a balance is their sum. */

const ofRider = { rider: { named: 'riderId' }, operators: true } as const;

const riderId = 'ana';
const rentalId = exampleId('rnt');
const time = '2026-01-31T10:10:02.000Z';
const Delta = Integer({ description: 'What it adds; negative for what it takes' });
const Revision = Integer({ minimum: 1 });
const ofTransfer = { transferId: Str(), programmeId: Slug };
const ofCharge = { rentalId: RentalId, revision: Revision };

/** Why points moved. The last part of a business key says for what: `earn/<rental>/<revision>`. */
export const MovementReason = Union([
  Obj(
    {
      code: Literal('EARNED'),
      ...ofCharge,
      rules: List(
        Obj({ ruleId: Slug, points: Integer({ minimum: 1 }), multiplierId: Optional(Slug) }, strict),
      ),
    },
    strict,
  ),
  /** The pending time is over: they may be spent. */
  Obj({ code: Literal('ACTIVATED'), ...ofCharge }, strict),
  /** The charge was credited, and with it what it had earned. */
  Obj({ code: Literal('REVERSED'), ...ofCharge }, strict),
  /** Set aside for a rental, or less than before. */
  Obj({ code: Literal('RESERVED'), rentalId: RentalId }, strict),
  /** They have paid for a part of a charge; what was set aside beyond that is free again. */
  Obj({ code: Literal('SPENT'), ...ofCharge, points: Integer({ minimum: 0 }) }, strict),
  /** The charge that they paid for was credited: they are set aside again, for the one in its place. */
  Obj({ code: Literal('RETURNED'), ...ofCharge }, strict),
  Obj({ code: Literal('EXPIRED') }, strict),
  Obj({ code: Literal('ADJUSTED'), operator: Str(), text: Str({ minLength: 1, maxLength: 200 }) }, strict),
  /** An offer gave them. */
  Obj({ code: Literal('GRANTED'), grantId: Str() }, strict),
  /** Set aside for a transfer to the programme of a partner. */
  Obj({ code: Literal('TRANSFER_REQUESTED'), ...ofTransfer }, strict),
  /** The partner has booked it. */
  Obj({ code: Literal('TRANSFERRED'), ...ofTransfer }, strict),
  /** The partner has refused it: they are free again. */
  Obj({ code: Literal('TRANSFER_REFUSED'), ...ofTransfer }, strict),
  /** They come from the programme of a partner. */
  Obj({ code: Literal('RECEIVED'), ...ofTransfer }, strict),
  /** The rider was erased. */
  Obj({ code: Literal('FORFEITED') }, strict),
]);
export type MovementReason = Static<typeof MovementReason>;

/** Points that expire together. `warnAt`: when the member is told so. */
export const LotShare = Obj({ expiresAt: Time, warnAt: Optional(Time), points: Integer() }, strict);
export type LotShare = Static<typeof LotShare>;

/** What a rule with a limit has given in a period, such as `2026-01`; of a rate of exchange, `out/<programme>` or `in/…`. */
const Limited = Str({ pattern: '^((out|in)/)?[a-z0-9][a-z0-9-]{0,39}$' });
export const Counted = Obj({ ruleId: Limited, per: LimitPeriod, period: Str(), points: Delta }, strict);
export type Counted = Static<typeof Counted>;

/** What all members together got by a rule in a period, more by so many points. */
export const CountedInTotal = Obj(
  {
    ruleId: Slug,
    per: LimitPeriod,
    period: Str(),
    points: Delta,
    /** The limit that was in force. What comes back needs none. */
    most: Optional(Integer({ minimum: 1 })),
  },
  strict,
);
export type CountedInTotal = Static<typeof CountedInTotal>;

export const Balance = Obj(
  {
    pending: Integer({ minimum: 0, description: 'Earned, and not to be spent yet' }),
    active: Integer({ minimum: 0, description: 'Free to be spent' }),
    reserved: Integer({ minimum: 0, description: 'Set aside for rentals' }),
    owed: Integer({ minimum: 0, description: 'Taken back after they were spent: the next points fill it' }),
  },
  strict,
);
export type Balance = Static<typeof Balance>;

/** A line of the history. */
const line = {
  movementId: Str({ description: 'Its business key: there is one movement for it' }),
  /** Counts the member's movements, from 1. */
  sequence: Integer({ minimum: 1 }),
  reason: MovementReason,
  pending: Delta,
  active: Delta,
  reserved: Delta,
  owed: Delta,
  balance: Balance,
  /** What the programme owes for points is so much more, in minor units of its currency. */
  worth: Obj({ amount: Integer(), currency: Str({ pattern: '^[A-Z]{3}$' }) }, strict),
  time: Time,
};
export const PointsLine = Obj(line, strict);
export type PointsLine = Static<typeof PointsLine>;

const lineExample: PointsLine = {
  movementId: `earn/${rentalId}/1`,
  sequence: 1,
  reason: { code: 'EARNED', rentalId, revision: 1, rules: [{ ruleId: 'spend', points: 40 }] },
  pending: 40,
  active: 0,
  reserved: 0,
  owed: 0,
  balance: { pending: 40, active: 0, reserved: 0, owed: 0 },
  worth: { amount: 40, currency: 'EUR' },
  time,
};

export const pointsMoved = event({
  topic: loyaltyEvents,
  type: 'loyalty.points-moved.v1',
  description: 'Points of a member moved: by how many, from where to where, and why',
  key: 'riderId',
  heardBy: ofRider,
  data: Obj(
    {
      riderId: RiderId,
      ...line,
      /** What happened to each lot; together they are `active`. */
      lots: List(LotShare),
      /** The pending points of a charge that came or went. */
      awaits: Optional(
        Obj({ ...ofCharge, points: Delta, activeAt: Time, expiresAt: Time, warnAt: Optional(Time) }, strict),
      ),
      /** What is set aside for a rental from now on. */
      reservation: Optional(Obj({ rentalId: RentalId, pointsId: Str(), shares: List(LotShare) }, strict)),
      /** What counts for tiers, in a month of the programme's time zone. */
      qualifying: Optional(Obj({ month: Str(), points: Delta, until: Time }, strict)),
      counted: List(Counted),
      countedInTotal: Optional(List(CountedInTotal)),
      /** What has paid for a part of the charge. */
      spent: Optional(Obj({ pointsId: Str(), shares: List(LotShare) }, strict)),
    },
    strict,
  ),
  example: {
    riderId,
    ...lineExample,
    lots: [],
    awaits: {
      rentalId,
      revision: 1,
      points: 40,
      activeAt: '2026-02-14T10:10:00.000Z',
      expiresAt: '2028-01-31T23:00:00.000Z',
    },
    qualifying: { month: '2026-01', points: 40, until: '2026-12-31T23:00:00.000Z' },
    counted: [],
  },
});
export type PointsMoved = Data<typeof pointsMoved>;

export const rentalFollowed = event({
  topic: loyaltyEvents,
  type: 'loyalty.rental-followed.v1',
  description: 'The member has a rental: points may be set aside for it',
  key: 'riderId',
  heardBy: { nobody: 'repeats what the rentals room has said' },
  data: Obj({ riderId: RiderId, rentalId: RentalId, time: Time }, strict),
  example: { riderId, rentalId, time },
});

export const tierReviewed = event({
  topic: loyaltyEvents,
  type: 'loyalty.tier-reviewed.v1',
  description: 'The tier that a member has from now on; months that no longer count are left out',
  key: 'riderId',
  heardBy: ofRider,
  data: Obj(
    {
      riderId: RiderId,
      tier: Optional(Slug),
      before: Optional(Slug),
      qualifyingPoints: Integer(),
      time: Time,
    },
    strict,
  ),
  example: { riderId, tier: 'silver', qualifyingPoints: 1200, time },
});

export const pointsExpiring = event({
  topic: loyaltyEvents,
  type: 'loyalty.points-expiring.v1',
  description: 'Points expire soon',
  key: 'riderId',
  heardBy: ofRider,
  data: Obj({ riderId: RiderId, points: Integer({ minimum: 1 }), expiresAt: Time, time: Time }, strict),
  example: { riderId, points: 40, expiresAt: '2028-01-31T23:00:00.000Z', time },
});

/** What billing takes off the charge of the rental, at most. */
export const pointsReserved = event({
  topic: loyaltyEvents,
  type: 'loyalty.points-reserved.v1',
  description: 'A member has set points aside for a rental: its charge may be lower by so much',
  key: 'riderId',
  heardBy: { nobody: 'the movement of points is pushed, and says the same' },
  data: Obj(
    {
      riderId: RiderId,
      rentalId: RentalId,
      pointsId: Str({ pattern: idPattern('pts') }),
      points: Integer({ minimum: 0 }),
      amount: Integer({ minimum: 0, description: 'Minor units: cents of EUR' }),
      currency: Str({ pattern: '^[A-Z]{3}$' }),
      time: Time,
    },
    strict,
  ),
  example: {
    riderId,
    rentalId,
    pointsId: exampleId('pts'),
    points: 200,
    amount: 200,
    currency: 'EUR',
    time,
  },
});

export const notEnoughPoints = roomError('NOT_ENOUGH_POINTS', {
  status: 409,
  title: 'There are not so many points to spend',
  advice: 'GET /v1/riders/me/points says how many are active. Pending ones can be spent later.',
  retry: 'change',
});
export const tooFewPoints = roomError('TOO_FEW_POINTS', {
  status: 409,
  title: 'The programme takes more points at a time',
  advice: 'GET /v1/points-programme says how many at least.',
  retry: 'change',
});
export const pointsUsedUp = roomError('POINTS_USED_UP', {
  status: 409,
  title: 'All members together have got as many points as the programme gives',
  advice: 'The next period begins with all of them again.',
  retry: 'later',
});
export const noSuchRental = roomError('POINTS_RENTAL_UNKNOWN', {
  status: 409,
  title: 'The rental is not yours, or it is charged already',
  advice: 'Set points aside between the reservation and the end of a rental.',
  retry: 'later',
});

const Reserved = Obj(
  {
    rentalId: RentalId,
    points: Integer({ minimum: 0 }),
    amount: Integer({ minimum: 0 }),
    currency: Str(),
    balance: Balance,
  },
  strict,
);

export const reservePoints = command({
  topic: loyaltyCommands,
  type: 'loyalty.reserve-points.v1',
  description: 'A member sets points aside for a rental, in the place of those before; none with 0',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj(
    { riderId: RiderId, rentalId: RentalId, points: Integer({ minimum: 0, maximum: 10_000_000 }) },
    strict,
  ),
  example: { riderId, rentalId, points: 200 },
});

export const adjustPoints = command({
  topic: loyaltyCommands,
  type: 'loyalty.adjust-points.v1',
  description: 'An operator gives points to a member, or takes some, with a reason',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj(
    {
      riderId: RiderId,
      points: Integer({ minimum: -1_000_000, maximum: 1_000_000 }),
      reason: Str({ minLength: 1, maxLength: 200, pattern: String.raw`\S` }),
    },
    strict,
  ),
  example: { riderId, points: 100, reason: 'The car was dirty' },
});

export const grantPoints = command({
  topic: loyaltyCommands,
  type: 'loyalty.grant-points.v1',
  description: 'An offer gives points to a member',
  key: 'riderId',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj(
    {
      riderId: RiderId,
      grantId: Str({ minLength: 1, maxLength: 64, description: 'They are given once for it' }),
      points: Integer({ minimum: 1, maximum: 1_000_000 }),
    },
    strict,
  ),
  example: { riderId, grantId: exampleId('ofr'), points: 100 },
});

export const reviewPoints = command({
  topic: loyaltyCommands,
  type: 'loyalty.review-points.v1',
  description:
    'Timer: points become active or expire, a warning is due, or a month no longer counts for the tier',
  key: 'riderId',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ riderId: RiderId }, strict),
  example: { riderId },
});

export const MemberPoints = Obj(
  {
    riderId: RiderId,
    balance: Balance,
    /** What the active points pay. */
    worth: Obj({ amount: Integer(), currency: Str() }, strict),
    /** The next ones first. */
    expiries: List(Obj({ expiresAt: Time, points: Integer({ minimum: 1 }) }, strict)),
    /** When pending points become active. */
    awaited: List(Obj({ rentalId: RentalId, activeAt: Time, points: Integer({ minimum: 1 }) }, strict)),
    reservations: List(Obj({ rentalId: RentalId, points: Integer({ minimum: 1 }) }, strict)),
    tier: Optional(Obj({ tierId: Slug, name: Str() }, strict)),
    qualifyingPoints: Integer(),
    nextTier: Optional(Obj({ tierId: Slug, name: Str(), missingPoints: Integer({ minimum: 1 }) }, strict)),
  },
  strict,
);
export type MemberPoints = Static<typeof MemberPoints>;

const memberExample: MemberPoints = {
  riderId,
  balance: { pending: 40, active: 320, reserved: 0, owed: 0 },
  worth: { amount: 320, currency: 'EUR' },
  expiries: [{ expiresAt: '2028-01-31T23:00:00.000Z', points: 320 }],
  awaited: [{ rentalId, activeAt: '2026-02-14T10:10:00.000Z', points: 40 }],
  reservations: [],
  qualifyingPoints: 360,
  nextTier: { tierId: 'silver', name: 'Silver', missingPoints: 640 },
};

export const getPoints = route({
  id: 'getPoints',
  method: 'GET',
  path: '/v1/riders/me/points',
  summary: 'The own points, with what expires and what the next tier needs',
  principals: ['rider'],
  success: { status: 200, description: 'The points', body: MemberPoints, example: memberExample },
  errors: [noProgramme.code],
});

export const getRiderPoints = route({
  id: 'getRiderPoints',
  method: 'GET',
  path: '/v1/riders/{riderId}/points',
  summary: 'The points of a rider',
  principals: ['operator'],
  params: Obj({ riderId: RiderId }, strict),
  success: { status: 200, description: 'The points', body: MemberPoints, example: memberExample },
  errors: [noProgramme.code],
});

const history = {
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of movements; `cursor` when there are more',
    body: Obj({ movements: List(PointsLine), cursor: Optional(Str()) }, strict),
    example: { movements: [lineExample] },
  },
  errors: [],
} as const;

export const listPoints = route({
  ...history,
  id: 'listPoints',
  method: 'GET',
  path: '/v1/riders/me/points/movements',
  summary: 'Every movement of the own points with its reason, newest first',
  principals: ['rider'],
});

export const listRiderPoints = route({
  ...history,
  id: 'listRiderPoints',
  method: 'GET',
  path: '/v1/riders/{riderId}/points/movements',
  summary: 'Every movement of a rider’s points with its reason, newest first',
  principals: ['operator'],
  params: Obj({ riderId: RiderId }, strict),
});

export const putRentalPoints = route({
  id: 'reserveRentalPoints',
  method: 'PUT',
  path: '/v1/rentals/{rentalId}/points',
  summary: 'Pay a part of a rental with points',
  description:
    'Sets points aside until the rental is charged, in the place of those before. The charge lists what it used; the rest is free again.',
  principals: ['rider'],
  params: Obj({ rentalId: RentalId }, strict),
  body: Obj({ points: Integer({ minimum: 0, maximum: 10_000_000 }) }, strict),
  bodyExample: { points: 200 },
  command: reservePoints,
  success: {
    status: 200,
    description: 'Set aside',
    body: Reserved,
    example: {
      rentalId,
      points: 200,
      amount: 200,
      currency: 'EUR',
      balance: { pending: 40, active: 120, reserved: 200, owed: 0 },
    },
  },
  errors: [notEnoughPoints.code, tooFewPoints.code, noSuchRental.code, noProgramme.code],
});

export const postPointsAdjustment = route({
  id: 'adjustRiderPoints',
  method: 'POST',
  path: '/v1/riders/{riderId}/points/adjustments',
  summary: 'Give points to a rider, or take some, with a reason',
  principals: ['operator'],
  params: Obj({ riderId: RiderId }, strict),
  body: Obj(
    { points: adjustPoints.data.properties.points, reason: adjustPoints.data.properties.reason },
    strict,
  ),
  bodyExample: { points: 100, reason: 'The car was dirty' },
  command: adjustPoints,
  success: { status: 200, description: 'Done', body: Balance, example: memberExample.balance },
  errors: [notEnoughPoints.code, noProgramme.code],
});
