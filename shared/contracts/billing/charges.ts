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
import { exampleId } from '../../kernel/ids.ts';
import { ofRental } from '../audience.ts';
import { event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { pageQuery, RentalId, RiderId, strict, Time, Vin } from '../fields.ts';
import { TariffVersion, Usage, UsageKind, usageExample } from '../rentals/usage.ts';
import { Adjustment, DecidedBy, PendingAdjustment } from './adjustment.ts';
import { billingEvents } from './billing.ts';
import { Charge, Discount } from './charge.ts';
import { Slug } from './conditions.ts';
import { Movement } from './ledger.ts';
import { ChosenOptions, optionsNotPossible } from './options.ts';
import { tariffUnknown } from './tariff-management.ts';

/** What rentals were charged. A charge never changes: it is credited, and another one takes its place. */

/** Who pays. Each rider has one account, under the rider's id. */
export const AccountId = RiderId;

const time = '2026-01-31T10:10:01.000Z';
export const rentalExample = { rentalId: exampleId('rnt'), riderId: 'ana', vin: 'WRS00001X0T000001' };
const Revision = Integer({ minimum: 1 });
export const ofARental = { rentalId: RentalId, riderId: RiderId, vin: Vin };

const chargeExample: Static<typeof Charge> = {
  tariff: { tariffId: 'city', version: 1 },
  currency: 'EUR',
  lines: [
    {
      lineId: 'time',
      reason: { code: 'TIME', during: ['driving', 'paused'] },
      parts: [{ rateId: 'time', unit: 'minute', quantity: 31, rate: '0.29', interval: 1, from: 0 }],
      net: 860,
      taxes: [{ taxId: 'igi', amount: 39 }],
      gross: 899,
    },
  ],
  net: 860,
  taxes: [{ taxId: 'igi', name: 'IGI', percent: '4.5', amount: 39 }],
  total: 899,
  payments: [],
  due: 899,
  estimated: [],
};

export const rentalMetered = event({
  topic: billingEvents,
  type: 'billing.rental-metered.v1',
  description: 'A rental goes on in another period: what its price so far is counted by',
  key: 'riderId',
  heardBy: { nobody: 'repeats what the rentals room has said' },
  data: Obj(
    {
      ...ofARental,
      kind: UsageKind,
      startedAt: Time,
      odometerKm: Optional(Num()),
      /** With the first period, the reservation. */
      reservation: Optional(
        Obj(
          {
            model: Str(),
            tariff: Optional(TariffVersion),
            options: Optional(ChosenOptions),
            startZones: List(Slug),
          },
          strict,
        ),
      ),
    },
    strict,
  ),
  example: {
    ...rentalExample,
    kind: 'RESERVED',
    startedAt: time,
    reservation: { model: 'Roadster E', tariff: { tariffId: 'city', version: 1 }, startZones: [] },
  },
});

export const ChargeReason = Union([
  Literal('RENTAL_OVER'),
  Literal('USAGE_CORRECTED'),
  Literal('ADJUSTED'),
  /** An operator gave what was missing. */
  Literal('RATED'),
  Literal('WRITTEN_OFF'),
]);

const Charged = Obj(
  {
    ...ofARental,
    accountId: AccountId,
    revision: Revision,
    reason: ChargeReason,
    charge: Charge,
    usage: Usage,
    /** The last one made this revision, where the reason is that. */
    adjustments: Optional(List(Adjustment, { minItems: 1 })),
    /** Who rated it, or wrote it off. */
    by: Optional(DecidedBy),
    movement: Movement,
    time: Time,
  },
  strict,
);
export const chargedExample: Static<typeof Charged> = {
  ...rentalExample,
  accountId: rentalExample.riderId,
  revision: 1,
  reason: 'RENTAL_OVER',
  charge: chargeExample,
  usage: usageExample,
  movement: {
    movementId: `charge/${rentalExample.rentalId}/1`,
    currency: 'EUR',
    postings: [
      { account: 'receivable/ana', amount: 899 },
      { account: 'revenue/time', amount: -860 },
      { account: 'tax/igi', amount: -39 },
    ],
  },
  time,
};

export const charged = event({
  topic: billingEvents,
  type: 'billing.charged.v1',
  description: 'What a rental costs, line by line, and what it rests on. At zero when nothing is due',
  key: 'riderId',
  heardBy: ofRental(),
  data: Charged,
  example: chargedExample,
});

export const credited = event({
  topic: billingEvents,
  type: 'billing.credited.v1',
  description: 'A charge does not count any more: another one takes its place',
  key: 'riderId',
  heardBy: ofRental(),
  data: Obj(
    {
      ...ofARental,
      accountId: AccountId,
      /** Of the charge. */
      revision: Revision,
      reason: ChargeReason,
      currency: Str({ pattern: '^[A-Z]{3}$' }),
      total: Integer({ description: 'What was charged, minor units' }),
      movement: Movement,
      time: Time,
    },
    strict,
  ),
  example: {
    ...rentalExample,
    accountId: rentalExample.riderId,
    revision: 1,
    reason: 'USAGE_CORRECTED',
    currency: 'EUR',
    total: 899,
    movement: {
      movementId: `credit/${rentalExample.rentalId}/1`,
      currency: 'EUR',
      postings: [
        { account: 'receivable/ana', amount: -899 },
        { account: 'revenue/time', amount: 860 },
        { account: 'tax/igi', amount: 39 },
      ],
    },
    time,
  },
});

export const discountKnown = event({
  topic: billingEvents,
  type: 'billing.discount-known.v1',
  description:
    'The charge of a running rental may be lower by so much: the rider has set points aside for it, or a voucher',
  key: 'riderId',
  heardBy: { nobody: 'repeats what the loyalty or offers room has said' },
  data: Obj(
    {
      rentalId: RentalId,
      riderId: RiderId,
      discount: Discount,
      currency: Str({ pattern: '^[A-Z]{3}$' }),
      time: Time,
    },
    strict,
  ),
  example: {
    rentalId: rentalExample.rentalId,
    riderId: rentalExample.riderId,
    discount: { kind: 'points', pointsId: exampleId('pts'), amount: 200 },
    currency: 'EUR',
    time,
  },
});

/** Why a rental could not be charged. */
export const NotRated = Obj(
  {
    /** NO_TARIFF, TARIFF_MISSING, or a code of docs/billing.md. */
    code: Str(),
    detail: Str(),
    since: Time,
  },
  strict,
);

export const chargeNotRated = event({
  topic: billingEvents,
  type: 'billing.charge-not-rated.v1',
  description: 'A rental is over and could not be charged: an operator has to see to it',
  key: 'riderId',
  heardBy: ofRental(),
  data: Obj({ ...ofARental, usage: Usage, problem: NotRated, time: Time }, strict),
  example: {
    ...rentalExample,
    usage: usageExample,
    problem: { code: 'NO_TARIFF', detail: 'No tariff was in force when it was reserved.', since: time },
    time,
  },
});

/** What a rental costs, as it is read. */
export const RentalCharge = Obj(
  {
    ...ofARental,
    /** RUNNING: what it would cost if it ended now. */
    state: Union([Literal('RUNNING'), Literal('FINAL'), Literal('NOT_RATED')]),
    revision: Optional(Revision),
    charge: Optional(Charge),
    /** While it runs: prices of the tariff that depend on the zone in which it ends. */
    mayChange: Optional(List(Obj({ id: Slug, zones: List(Slug) }, strict))),
    /** While the car is driven: what it has driven since then comes on top. */
    distanceUntil: Optional(Time),
    usage: Optional(Usage),
    problem: Optional(NotRated),
    adjustments: Optional(List(Adjustment)),
    /** Waits for a second operator. */
    pending: Optional(PendingAdjustment),
    by: Optional(DecidedBy),
    time: Time,
  },
  strict,
);
export type RentalCharge = Static<typeof RentalCharge>;

export const rentalChargeExample: RentalCharge = {
  ...rentalExample,
  state: 'FINAL',
  revision: 1,
  charge: chargeExample,
  usage: usageExample,
  time,
};

export const chargeUnknown = roomError('CHARGE_UNKNOWN', {
  status: 404,
  title: 'There is no charge for this rental, or it is not yours',
  advice: 'A rental has a charge from a moment after its reservation on.',
  retry: 'later',
});
export const quoteNotPossible = roomError('QUOTE_NOT_POSSIBLE', {
  status: 409,
  title: 'This cannot be priced',
  advice: 'The detail says why. Ask for another time, tariff or trip.',
  retry: 'change',
});

export const getRentalCharge = route({
  id: 'getRentalCharge',
  method: 'GET',
  path: '/v1/rentals/{rentalId}/charge',
  summary: 'What a rental costs, line by line',
  description:
    'While it runs: what it would cost if it ended now, with the distance that was known last; while the car is driven, `distanceUntil` says of which time. When it is over: the charge, with the reason of each line.',
  principals: ['rider', 'operator'],
  params: Obj({ rentalId: RentalId }, strict),
  success: { status: 200, description: 'The charge', body: RentalCharge, example: rentalChargeExample },
  errors: [chargeUnknown.code],
});
export const listCharges = route({
  id: 'listCharges',
  method: 'GET',
  path: '/v1/riders/me/charges',
  summary: 'The own charges, newest first',
  principals: ['rider'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of charges; `cursor` when there are more',
    body: Obj({ charges: List(RentalCharge), cursor: Optional(Str()) }, strict),
    example: { charges: [rentalChargeExample] },
  },
  errors: [],
});
export const listNotRated = route({
  id: 'listNotRated',
  method: 'GET',
  path: '/v1/charges/not-rated',
  summary: 'Rentals that could not be charged',
  description: 'Each with the reason. Nothing was charged for them, and nothing of them is lost.',
  principals: ['operator'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of rentals, the oldest first; `cursor` when there are more',
    body: Obj({ charges: List(RentalCharge), cursor: Optional(Str()) }, strict),
    example: {
      charges: [
        {
          ...rentalExample,
          state: 'NOT_RATED',
          usage: usageExample,
          problem: { code: 'NO_TARIFF', detail: 'No tariff was in force when it was reserved.', since: time },
          time,
        },
      ],
    },
  },
  errors: [],
});

const Minutes = Str({ pattern: '^(0|[1-9][0-9]{0,4})(\\.[0-9]{1,3})?$', description: 'Minutes' });
export const getQuote = route({
  id: 'getQuote',
  method: 'GET',
  path: '/v1/quotes',
  summary: 'What a trip would cost',
  description:
    'By the version of the tariff that is in force now, or the one in `version`. Without a tariff the rule chooses, as for a rental that is reserved now: by `model`, `startZone`, and the groups of the rider who asks. The same rules price the rental itself.',
  principals: ['rider', 'operator'],
  query: Obj(
    {
      tariffId: Optional(Slug),
      version: Optional(Str({ pattern: '^[1-9][0-9]{0,5}$' })),
      startsAt: Optional(Time),
      reservedMinutes: Optional(Minutes),
      drivingMinutes: Minutes,
      pausedMinutes: Optional(Minutes),
      km: Str({ pattern: '^(0|[1-9][0-9]{0,4})(\\.[0-9]{1,3})?$', description: 'Kilometres' }),
      model: Optional(Slug),
      startZone: Optional(Slug),
      endZone: Optional(Slug),
      options: Optional(
        Str({
          pattern: '^[a-z0-9][a-z0-9-]{0,39}(,[a-z0-9][a-z0-9-]{0,39}){0,9}$',
          description: 'Options of the tariff, with commas between them',
        }),
      ),
    },
    strict,
  ),
  success: { status: 200, description: 'The price, line by line', body: Charge, example: chargeExample },
  errors: [quoteNotPossible.code, tariffUnknown.code, optionsNotPossible.code],
});
