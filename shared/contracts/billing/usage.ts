import {
  Array as List,
  Literal,
  Number as Num,
  Object as Obj,
  Optional,
  type Static,
  Union,
  Unsafe,
} from 'typebox';
import { strict, Time } from '../fields.ts';
import { Slug } from './conditions.ts';

/** What a rental used: all that its charge rests on. */

export const PERIOD_KINDS = ['reserved', 'driving', 'paused'] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];
export const PeriodKind = Unsafe<PeriodKind>({ type: 'string', enum: [...PERIOD_KINDS] });

const How = Union([Literal('measured'), Literal('estimated')]);

const Period = Obj(
  {
    kind: PeriodKind,
    startedAt: Optional(Time),
    endedAt: Optional(Time),
    distanceMetres: Optional(Num({ minimum: 0, description: 'Within this period; a fraction counts' })),
    found: Obj({ startedAt: How, endedAt: How, distanceMetres: How }, strict),
  },
  strict,
);
export type Period = Static<typeof Period>;

/**
 * Periods in order. They do not overlap; they may be empty, and there may be time between them, which costs nothing.
 * A period without a start or an end can be recorded, but not charged.
 */
export const Usage = Obj(
  {
    periods: List(Period),
    startZones: List(Slug, { description: 'The pricing zones in which the car was taken over' }),
    endZones: List(Slug, { description: 'The pricing zones in which it was left' }),
    options: List(Slug, { description: 'What the rider chose when reserving' }),
  },
  strict,
);
export type Usage = Static<typeof Usage>;
