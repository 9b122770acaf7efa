import { Enum, Array as List, Object as Obj, Optional, type Static } from 'typebox';
import { strict } from '../fields.ts';

/**
 * What a car says is evidence, not truth. An event that carries a car's values says with these marks which of them are
 * not the car's own word, and which words were left out. docs/what-cars-say.md has the rules.
 */

/** The values of a car that are judged. */
export const JudgedField = Enum([
  'time',
  'clock',
  'session',
  'counter',
  'firmware',
  'trust',
  'fault',
  'status',
  'position',
  'position.accuracyMetres',
  'position.headingDegrees',
  'odometerKm',
  'chargePercent',
  'locked',
  'engineOn',
  'doorsClosed',
  'startEnabled',
  'keyFobPresent',
  'fuelCardPresent',
]);
export type JudgedField = Static<typeof JudgedField>;

export const EstimatedBy = Enum([
  /** A time: when the word arrived. */
  'ARRIVAL',
  /** A time: the car's, less what its clock is known to be ahead. */
  'CLOCK_OFFSET',
  /** A time: the car's, plus one or more periods of 1024 weeks that its receiver has lost. */
  'GPS_WEEK',
  /** A time: that of the event before, since a car's numbers are in order. */
  'ORDER',
  /** An odometer: the car's word in metres or miles, converted to kilometres. */
  'UNIT',
  /** An odometer: of a unit that was replaced. The distance to the value before is unknown. */
  'NEW_SERIES',
  /** The car's own word, though other evidence contradicts it. */
  'CONTRADICTED',
]);
export type EstimatedBy = Static<typeof EstimatedBy>;

export const RefusedFor = Enum([
  /** Not of the kind that the contract has for it. */
  'UNREADABLE',
  /** No working sensor reports it. */
  'OUT_OF_RANGE',
  /** What a receiver without a fix reports: null, 0,0, or a pole. */
  'NO_FIX',
  /** Too far from what is known. A later word may confirm it. */
  'IMPLAUSIBLE',
]);
export type RefusedFor = Static<typeof RefusedFor>;

const Mark = Obj(
  { field: JudgedField, estimated: Optional(EstimatedBy), refused: Optional(RefusedFor) },
  strict,
);

/**
 * The marks of an event that carries values of a car, absent when there are none. `estimated`: the value in the event is
 * not the car's word, or other evidence contradicts it. `refused`: the car's word is left out, because it cannot be true.
 */
export const marks = { judged: Optional(List(Mark, { minItems: 1 })) };

export interface EstimatedValue {
  readonly field: JudgedField;
  readonly by: EstimatedBy;
}
export interface RefusedValue {
  readonly field: JudgedField;
  readonly why: RefusedFor;
}

/** The marks as an event has them. */
export function marksOf(
  estimated: readonly EstimatedValue[],
  refused: readonly RefusedValue[],
): { judged?: Static<typeof Mark>[] } {
  const judged = [
    ...estimated.map(({ field, by }) => ({ field, estimated: by })),
    ...refused.map(({ field, why }) => ({ field, refused: why })),
  ];
  return judged.length === 0 ? {} : { judged };
}
