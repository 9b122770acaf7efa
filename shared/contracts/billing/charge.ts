import {
  Integer,
  Array as List,
  Literal,
  Number as Num,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { strict } from '../fields.ts';
import { Slug } from './conditions.ts';
import { PeriodKind } from './usage.ts';

/** What a rental is charged: lines that add up to the total. Amounts are whole minor units of the currency. */

const MinorUnits = Integer({ description: 'Minor units: cents of EUR' });

/** Why a line is there: a code, and the values that a text for riders needs. */
const Reason = Union([
  Obj({ code: Literal('TIME'), during: List(PeriodKind) }, strict),
  Obj({ code: Literal('DISTANCE'), during: List(PeriodKind) }, strict),
  Obj({ code: Literal('FIXED') }, strict),
  Obj(
    {
      code: Literal('ZONE'),
      startZones: Optional(List(Slug)),
      endZones: Optional(List(Slug)),
      eitherZones: Optional(List(Slug)),
    },
    strict,
  ),
  Obj({ code: Literal('OPTION'), option: Slug }, strict),
  Obj(
    {
      code: Literal('PACKAGE'),
      minutesIncluded: Num({ description: 'How many of the minutes were used' }),
      distanceIncluded: Num({ description: 'How much of the distance was used, in the tariff’s unit' }),
    },
    strict,
  ),
  Obj(
    {
      code: Literal('CAP'),
      covers: List(Slug),
      per: Union([Literal('hour'), Literal('day'), Literal('week')]),
      limit: MinorUnits,
      windows: Integer({ minimum: 1, description: 'How many windows it limited' }),
    },
    strict,
  ),
  Obj({ code: Literal('MINIMUM'), covers: List(Slug), limit: MinorUnits }, strict),
  /** `amount`: what it took off, before taxes that are added. */
  Obj({ code: Literal('VOUCHER'), voucherId: Str(), percent: Optional(Str()), amount: MinorUnits }, strict),
  Obj({ code: Literal('POINTS'), pointsId: Str(), amount: MinorUnits }, strict),
  Obj({ code: Literal('ADJUSTMENT'), adjustmentId: Str(), text: Str() }, strict),
  Obj({ code: Literal('FEE'), feeType: Slug, text: Str() }, strict),
  Obj({ code: Literal('FEATURE'), feature: Str(), text: Str() }, strict),
]);
export type Reason = Static<typeof Reason>;

/** Some quantity at one rate. The parts of a line are added before the line is rounded. */
const Part = Obj(
  {
    rateId: Slug,
    unit: Union([Literal('minute'), Literal('km'), Literal('mile'), Literal('once'), Literal('24 hours')]),
    quantity: Num({ description: 'What is charged, started intervals whole; at most six decimals' }),
    free: Optional(Num({ description: 'What this rate gave free' })),
    rate: Str({ description: 'In the currency’s own unit' }),
    interval: Num({ description: 'What the rate is for, in the unit' }),
    from: Num({ description: 'Where the step begins' }),
  },
  strict,
);
export type Part = Static<typeof Part>;

export const ChargeLine = Obj(
  {
    lineId: Slug,
    reason: Reason,
    parts: List(Part),
    net: MinorUnits,
    taxes: List(Obj({ taxId: Slug, amount: MinorUnits }, strict)),
    gross: MinorUnits,
  },
  strict,
);
export type ChargeLine = Static<typeof ChargeLine>;

export const Charge = Obj(
  {
    /** Absent in a fee and for a feature, and when an operator wrote off a rental that had none. */
    tariff: Optional(Obj({ tariffId: Slug, version: Integer({ minimum: 1 }) }, strict)),
    currency: Str({ pattern: '^[A-Z]{3}$' }),
    lines: List(ChargeLine),
    net: MinorUnits,
    taxes: List(Obj({ taxId: Slug, name: Str(), percent: Str(), amount: MinorUnits }, strict)),
    total: MinorUnits,
    payments: List(Obj({ kind: Literal('credit'), creditId: Str(), amount: MinorUnits }, strict), {
      description: 'What account credit pays. It is no discount: it leaves total and taxes as they are',
    }),
    due: MinorUnits,
    estimated: List(Union([Literal('startedAt'), Literal('endedAt'), Literal('distanceMetres')]), {
      description: 'Which values of the usage were not all measured',
    }),
  },
  strict,
);
export type Charge = Static<typeof Charge>;

/** What lowers a charge, beside the tariff. Values are limits: no more is used than there is to pay. */
export const Discount = Union([
  Obj(
    {
      kind: Literal('voucher'),
      voucherId: Str({ minLength: 1, maxLength: 64 }),
      percent: Optional(Str({ pattern: String.raw`^(100|(0|[1-9]\d?)(\.\d{1,4})?)$` })),
      amount: Optional(Integer({ minimum: 0, description: 'Of a percentage, the most' })),
    },
    strict,
  ),
  Obj(
    {
      kind: Literal('points'),
      pointsId: Str({ minLength: 1, maxLength: 64 }),
      amount: Integer({ minimum: 0 }),
    },
    strict,
  ),
  Obj(
    {
      kind: Literal('credit'),
      creditId: Str({ minLength: 1, maxLength: 64 }),
      amount: Integer({ minimum: 0 }),
    },
    strict,
  ),
]);
export type Discount = Static<typeof Discount>;
