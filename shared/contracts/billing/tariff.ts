import {
  Boolean as Bool,
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
import { DECIMAL_PATTERN } from '../../kernel/decimal.ts';
import { strict } from '../fields.ts';
import { Conditions, Slug } from './conditions.ts';
import { PeriodKind } from './usage.ts';

/**
 * What a rental costs, as data. `docs/billing.md` explains every field with an example. Rates and prices are decimal texts
 * in the currency's own unit (`"0.3499"`); minutes, kilometres and miles are numbers with at most three decimals.
 */

const Name = Str({ minLength: 1, maxLength: 80, pattern: String.raw`\S` });
const Decimal = Str({
  pattern: DECIMAL_PATTERN,
  description: 'In the currency’s own unit: 0.29 for 29 cents',
});
const LineId = Slug;

/** From `start` (inclusive) to `end` (exclusive), or without an end. Minutes, or the tariff's unit of distance. */
const Step = Obj(
  {
    start: Num({ minimum: 0 }),
    end: Optional(Num({ exclusiveMinimum: 0 })),
    rate: Decimal,
    interval: Num({
      minimum: 0,
      description: 'What the rate is for: 1 minute, 0.2 miles; 0: once, when the step begins',
    }),
  },
  strict,
);
export type Step = Static<typeof Step>;

const Rate = Obj(
  {
    rateId: Slug,
    line: Optional({
      ...LineId,
      description: 'Rates of one line are added and rounded together; by default rateId',
    }),
    dimension: Union([Literal('time'), Literal('distance')]),
    during: List(PeriodKind, { minItems: 1 }),
    when: Optional(Conditions),
    option: Optional({ ...Slug, description: 'Only if the rider chose this option' }),
    surcharge: Optional(Bool({ description: 'Comes on top of the rate that also applies' })),
    counted: Union([Literal('started'), Literal('exact')], {
      description: 'Whether a started interval counts whole, or by its share',
    }),
    restarts: Optional(
      Literal('period', {
        description: 'Free units and steps begin again when another kind of period has come',
      }),
    ),
    free: Optional(Num({ exclusiveMinimum: 0, description: 'The first minutes, kilometres or miles' })),
    steps: List(Step, { minItems: 1 }),
  },
  strict,
);
export type Rate = Static<typeof Rate>;

/** Charged once a rental, if it has a period of one of these kinds. */
const Fixed = Obj(
  {
    lineId: LineId,
    amount: Decimal,
    during: List(PeriodKind, { minItems: 1 }),
    when: Optional(Conditions),
    option: Optional({ ...Slug, description: 'Only if the rider chose this option' }),
  },
  strict,
);
export type Fixed = Static<typeof Fixed>;

/** Minutes and distance that are paid together in advance. */
const Package = Obj(
  {
    packageId: LineId,
    price: Decimal,
    per: Union([Literal('rental'), Literal('started-24-hours')]),
    when: Optional(Conditions),
    option: Optional({ ...Slug, description: 'Only if the rider chose this option' }),
    time: Optional(
      Obj(
        {
          lines: List(LineId, { minItems: 1, description: 'Whose minutes are included' }),
          minutes: Optional(Num({ exclusiveMinimum: 0, description: 'Without it: all' })),
          taken: Union([Literal('first'), Literal('evenly')], {
            description: 'Which minutes are included: the first ones, or an equal share of all',
          }),
        },
        strict,
      ),
    ),
    distance: Optional(
      Obj(
        {
          lines: List(LineId, { minItems: 1, description: 'Whose distance is included' }),
          included: Optional(Num({ exclusiveMinimum: 0, description: 'Without it: all' })),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type Package = Static<typeof Package>;

const Cap = Obj(
  {
    capId: LineId,
    amount: Decimal,
    covers: List(LineId, { minItems: 1 }),
    per: Union([Literal('hour'), Literal('day'), Literal('week')]),
    from: Union([Literal('start'), Literal('midnight')], {
      description: 'Windows begin when the car is taken over, or at midnight by the clock (weeks: on Monday)',
    }),
    unused: Union([Literal('lapses'), Literal('carries-over')], {
      description: 'What a window does not use is lost, or raises the limit of the others',
    }),
  },
  strict,
);
export type Cap = Static<typeof Cap>;

const Tax = Obj(
  {
    taxId: Slug,
    name: Name,
    percent: Str({ pattern: String.raw`^(0|[1-9]\d?)(\.\d{1,4})?$` }),
    places: Optional(
      List(Str({ pattern: '^[A-Z0-9][A-Z0-9-]{0,19}$' }), {
        minItems: 1,
        description: 'Applies where the car is handed over in one of these; without it everywhere',
      }),
    ),
  },
  strict,
);
export type Tax = Static<typeof Tax>;

export const Tariff = Obj(
  {
    tariffId: Slug,
    version: Integer({ minimum: 1 }),
    name: Name,
    description: Str({ minLength: 1, maxLength: 500, pattern: String.raw`\S` }),
    currency: Str({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
    timeZone: Str({ maxLength: 60, description: 'IANA, such as Europe/Riga' }),
    distanceUnit: Union([Literal('km'), Literal('mile')]),
    options: Optional(List(Obj({ optionId: Slug, name: Name }, strict))),
    fixed: Optional(List(Fixed)),
    rates: List(Rate),
    packages: Optional(List(Package)),
    caps: Optional(List(Cap)),
    minimum: Optional(Obj({ amount: Decimal, covers: List(LineId, { minItems: 1 }) }, strict)),
    authorization: Optional({
      ...Decimal,
      description: 'What is reserved on the payment method when the car is; without it nothing is',
    }),
    furtherAuthorization: Optional({
      ...Decimal,
      description:
        'What more is reserved each time that the price has used 80 % of what is; without it nothing is',
    }),
    taxes: Obj({ included: Bool(), rates: List(Tax) }, strict),
  },
  strict,
);
export type Tariff = Static<typeof Tariff>;

/** Minutes, kilometres and miles have at most this many decimals, so that they are whole numbers inside. */
export const QUANTITY_DECIMALS = 3;

/** The line that a rate is added to. */
export const lineOf = ({ line, rateId }: Rate): string => line ?? rateId;

export const MINIMUM_LINE = 'minimum';

export const tariffExample: Tariff = {
  tariffId: 'city',
  version: 1,
  name: 'City',
  description: '1.00 € for the unlocking, 0.29 € a minute, 0.25 € a kilometre.',
  currency: 'EUR',
  timeZone: 'Europe/Andorra',
  distanceUnit: 'km',
  fixed: [{ lineId: 'unlock', amount: '1.00', during: ['driving'] }],
  rates: [
    {
      rateId: 'time',
      dimension: 'time',
      during: ['driving', 'paused'],
      counted: 'started',
      steps: [{ start: 0, rate: '0.29', interval: 1 }],
    },
    {
      rateId: 'distance',
      dimension: 'distance',
      during: ['driving'],
      counted: 'started',
      steps: [{ start: 0, rate: '0.25', interval: 1 }],
    },
  ],
  authorization: '30.00',
  furtherAuthorization: '30.00',
  taxes: { included: true, rates: [{ taxId: 'igi', name: 'IGI', percent: '4.5' }] },
};
