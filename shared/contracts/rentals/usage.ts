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
import { ChosenOptions } from '../billing/options.ts';
import { strict, Time } from '../fields.ts';

/** What a rental used: what it is charged by. Complete in each event that ends a rental, so no earlier event is needed. */

/** How a value was found that the car has not measured. */
export const Evidence = Union([
  /** The clock of the platform when the car's word came: the car's own clock was wrong or silent. */
  Literal('ARRIVAL'),
  /** As the car said it last in this rental. */
  Literal('LAST_HEARD'),
  /** From the straight line between the positions at both ends. */
  Literal('POSITIONS'),
  /** Nothing is known of it. */
  Literal('NOTHING'),
]);

/** A value of a period that was estimated, and by what. What is not listed was measured. */
export const UsageEstimate = Obj(
  {
    value: Union([Literal('startedAt'), Literal('endedAt'), Literal('distanceMetres')]),
    by: Evidence,
  },
  strict,
);

export const UsageKind = Union([Literal('RESERVED'), Literal('DRIVING'), Literal('PAUSED')]);

/** A time in which the car was reserved, driven or paused. It may be empty: then it starts and ends at one time. */
export const UsagePeriod = Obj(
  {
    kind: UsageKind,
    startedAt: Time,
    endedAt: Time,
    /** By the odometer, or the estimate of it. */
    distanceMetres: Integer({ minimum: 0 }),
    estimates: Optional(List(UsageEstimate, { minItems: 1 })),
  },
  strict,
);

/** A version of a tariff, which never changes. */
export const TariffVersion = Obj(
  { tariffId: Str({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' }), version: Integer({ minimum: 1 }) },
  strict,
);
export type TariffVersion = Static<typeof TariffVersion>;

export const Usage = Obj(
  {
    /** Counts from 1: a usage with a higher revision replaces the ones before it as a whole. */
    revision: Integer({ minimum: 1 }),
    /** The model of the car. */
    model: Str(),
    /** The version of the tariff that was in force when the car was reserved. Absent while no tariff was. */
    tariff: Optional(TariffVersion),
    /** Of the tariff, as the rider has chosen. */
    options: Optional(ChosenOptions),
    /** The pricing zones in which the car was reserved, and those in which it was left. */
    startZones: Optional(List(Str(), { minItems: 1 })),
    endZones: Optional(List(Str(), { minItems: 1 })),
    /** In order and without gaps: each starts when the one before it ended. */
    periods: List(UsagePeriod, { minItems: 1 }),
    /** At the start and at the end of driving, where they are known. */
    startOdometerKm: Optional(Num({ minimum: 0 })),
    endOdometerKm: Optional(Num({ minimum: 0 })),
  },
  strict,
);

export type Usage = Static<typeof Usage>;
export type UsagePeriod = Static<typeof UsagePeriod>;
export type UsageKind = Static<typeof UsageKind>;
export type UsageEstimate = Static<typeof UsageEstimate>;
export type Evidence = Static<typeof Evidence>;

/** A reservation of ten minutes, then a drive with a pause. */
export const usageExample: Usage = {
  revision: 1,
  model: 'Roadster E',
  tariff: { tariffId: 'city', version: 1 },
  periods: [
    {
      kind: 'RESERVED',
      startedAt: '2026-01-31T09:30:00.000Z',
      endedAt: '2026-01-31T09:40:00.000Z',
      distanceMetres: 0,
    },
    {
      kind: 'DRIVING',
      startedAt: '2026-01-31T09:40:00.000Z',
      endedAt: '2026-01-31T09:52:10.000Z',
      distanceMetres: 4200,
    },
    {
      kind: 'PAUSED',
      startedAt: '2026-01-31T09:52:10.000Z',
      endedAt: '2026-01-31T10:05:00.000Z',
      distanceMetres: 0,
    },
    {
      kind: 'DRIVING',
      startedAt: '2026-01-31T10:05:00.000Z',
      endedAt: '2026-01-31T10:10:00.000Z',
      distanceMetres: 1500,
    },
  ],
  startOdometerKm: 18230.4,
  endOdometerKm: 18236.1,
};
