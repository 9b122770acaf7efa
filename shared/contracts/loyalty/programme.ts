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
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { strict, Time } from '../fields.ts';
import { loyaltyCommands, loyaltyEvents, PROGRAMME_FLEET, ProgrammeFleet } from './loyalty.ts';

/** The programme: how points are earned, what they are worth, when they expire. It is data, and operators manage it. */

const Points = Integer({ minimum: 1, maximum: 1_000_000 });
const Currency = Str({ pattern: '^[A-Z]{3}$' });
const MinorUnits = Integer({ minimum: 1, maximum: 100_000_000, description: 'Minor units: cents of EUR' });

/** What points are given for. Parts of a step give nothing: 1.99 EUR at one point for each 1.00 EUR are one point. */
const EarnedFor = Union([
  Obj({ kind: Literal('charge'), each: MinorUnits, currency: Currency }, strict),
  Obj({ kind: Literal('distance'), eachMetres: Integer({ minimum: 1, maximum: 1_000_000 }) }, strict),
  /** Once for each rental that was driven: for what the conditions say, such as off-peak hours or a zone with chargers. */
  Obj({ kind: Literal('rental') }, strict),
  Obj({ kind: Literal('first-rental') }, strict),
]);

export const LimitPeriod = Union([Literal('day'), Literal('month'), Literal('year'), Literal('ever')]);

const EarningRule = Obj(
  {
    ruleId: Slug,
    for: EarnedFor,
    points: Points,
    when: Optional(Conditions),
    /** The most that a member gets by this rule, by the clock of the programme's time zone. */
    most: Optional(Obj({ points: Points, per: LimitPeriod }, strict)),
    /** The most that all members together get by it. The last one gets what is left. */
    mostInTotal: Optional(
      Obj({ points: Integer({ minimum: 1, maximum: 1_000_000_000_000 }), per: LimitPeriod }, strict),
    ),
  },
  strict,
);
export type EarningRule = Static<typeof EarningRule>;

const Multiplier = Obj(
  {
    multiplierId: Slug,
    factor: Str({ pattern: String.raw`^([1-9]|10)(\.\d{1,2})?$`, description: 'From 1 to 10.99' }),
    when: Optional(Conditions),
    /** Members of these tiers only. */
    tiers: Optional(List(Slug, { minItems: 1 })),
  },
  strict,
);
export type Multiplier = Static<typeof Multiplier>;

const Tier = Obj(
  {
    tierId: Slug,
    name: Str({ minLength: 1, maxLength: 60 }),
    from: Integer({ minimum: 1, description: 'Points that were earned within the qualifying months' }),
  },
  strict,
);

export const Programme = Obj(
  {
    name: Str({ minLength: 1, maxLength: 60 }),
    timeZone: Str({ minLength: 1, maxLength: 60, description: 'IANA, such as Europe/Andorra' }),
    /** What points pay: 100 points are 100 cents. It never changes, because members rely on it. */
    value: Obj({ points: Points, amount: MinorUnits, currency: Currency }, strict),
    earning: List(EarningRule, { maxItems: 50 }),
    /** Of those that hold, the highest counts; they are not combined. */
    multipliers: List(Multiplier, { maxItems: 50 }),
    /** Days from the end of the rental until its points may be spent. */
    pendingDays: Integer({ minimum: 0, maximum: 90 }),
    /** Points expire at the end of the month in which so many months are over. Without it they never do. */
    expiry: Optional(
      Obj(
        {
          months: Integer({ minimum: 1, maximum: 120 }),
          warnDays: Integer({ minimum: 0, maximum: 90 }),
        },
        strict,
      ),
    ),
    tiers: Obj(
      {
        qualifyingMonths: Integer({ minimum: 1, maximum: 36 }),
        levels: List(Tier, { maxItems: 10 }),
      },
      strict,
    ),
    spending: Obj({ leastPoints: Points }, strict),
  },
  strict,
);
export type Programme = Static<typeof Programme>;

export const programmeExample: Programme = {
  name: 'Roadstream Miles',
  timeZone: 'Europe/Andorra',
  value: { points: 100, amount: 100, currency: 'EUR' },
  earning: [
    { ruleId: 'spend', for: { kind: 'charge', each: 100, currency: 'EUR' }, points: 5 },
    {
      ruleId: 'distance',
      for: { kind: 'distance', eachMetres: 1000 },
      points: 1,
      most: { points: 500, per: 'month' },
    },
    { ruleId: 'first', for: { kind: 'first-rental' }, points: 200 },
    {
      ruleId: 'off-peak',
      for: { kind: 'rental' },
      points: 20,
      when: { timesOfDay: [{ from: '22:00', to: '06:00' }] },
      mostInTotal: { points: 100_000, per: 'month' },
    },
  ],
  multipliers: [{ multiplierId: 'gold', factor: '1.5', tiers: ['gold'] }],
  pendingDays: 14,
  expiry: { months: 24, warnDays: 30 },
  tiers: {
    qualifyingMonths: 12,
    levels: [
      { tierId: 'silver', name: 'Silver', from: 1000 },
      { tierId: 'gold', name: 'Gold', from: 4000 },
    ],
  },
  spending: { leastPoints: 50 },
};

export const programmeNotValid = roomError('PROGRAMME_NOT_VALID', {
  status: 400,
  title: 'The programme is not valid',
  advice: 'The list `errors` says for each fault where it is and why. Correct them and send it again.',
  retry: 'change',
});
export const pointValueFixed = roomError('POINT_VALUE_FIXED', {
  status: 409,
  title: 'What points are worth cannot change: members have earned them at that value',
  advice: 'Send the programme with its present `value`. What points are earned for may change.',
  retry: 'change',
});
export const noProgramme = roomError('NO_PROGRAMME', {
  status: 404,
  title: 'There is no programme for points yet',
  advice: 'An operator publishes one: PUT /v1/points-programme.',
  retry: 'later',
});

const Version = Integer({ minimum: 1 });
export const PublishedProgramme = Obj({ version: Version, programme: Programme }, strict);
export type PublishedProgramme = Static<typeof PublishedProgramme>;
const publishedExample: PublishedProgramme = { version: 1, programme: programmeExample };

export const publishProgramme = command({
  topic: loyaltyCommands,
  type: 'loyalty.publish-programme.v1',
  description: 'An operator replaces the programme: points are earned by it from now on',
  key: 'fleet',
  expiresAfterSeconds: 60,
  data: Obj({ fleet: ProgrammeFleet, programme: Programme }, strict),
  example: { fleet: PROGRAMME_FLEET, programme: programmeExample },
});

export const programmePublished = event({
  topic: loyaltyEvents,
  type: 'loyalty.programme-published.v1',
  description: 'Points are earned by this version of the programme from now on',
  key: 'fleet',
  heardBy: { nobody: 'is the answer to the operator who manages the programme; others read it' },
  data: Obj({ fleet: ProgrammeFleet, ...PublishedProgramme.properties, operator: Str(), time: Time }, strict),
  example: {
    fleet: PROGRAMME_FLEET,
    ...publishedExample,
    operator: 'eva',
    time: '2026-01-31T09:30:00.000Z',
  },
});

export const putProgramme = route({
  id: 'publishPointsProgramme',
  method: 'PUT',
  path: '/v1/points-programme',
  summary: 'Publish the programme for points',
  description: 'It replaces the one before. What was earned stays; the value of a point never changes.',
  principals: ['operator'],
  body: Programme,
  bodyExample: programmeExample,
  command: publishProgramme,
  success: { status: 200, description: 'Published', body: PublishedProgramme, example: publishedExample },
  errors: [programmeNotValid.code, pointValueFixed.code],
});

const GivenInTotal = Obj(
  {
    ruleId: Slug,
    per: LimitPeriod,
    period: Str({ description: 'The present one, by the clock of the time zone, such as 2026-01' }),
    most: Integer({ minimum: 1 }),
    given: Integer({ minimum: 0, description: 'To all members together' }),
  },
  strict,
);

export const getProgrammeTotals = route({
  id: 'getPointsProgrammeTotals',
  method: 'GET',
  path: '/v1/points-programme/totals',
  summary: 'How many points all members together got by the rules that limit this, in the present period',
  principals: ['operator'],
  success: {
    status: 200,
    description: 'The rules with such a limit',
    body: Obj({ totals: List(GivenInTotal) }, strict),
    example: {
      totals: [{ ruleId: 'off-peak', per: 'month', period: '2026-01', most: 100_000, given: 340 }],
    },
  },
  errors: [noProgramme.code],
});

export const getProgramme = route({
  id: 'getPointsProgramme',
  method: 'GET',
  path: '/v1/points-programme',
  summary: 'How points are earned, and what they are worth',
  principals: ['rider', 'operator'],
  success: { status: 200, description: 'The programme', body: PublishedProgramme, example: publishedExample },
  errors: [noProgramme.code],
});
