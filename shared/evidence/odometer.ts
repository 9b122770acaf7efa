import type { EstimatedBy } from '../contracts/car/marks.ts';
import { signals } from '../contracts/car/signals.ts';
import { type Known, TIME_SLACK_MS, TOP_SPEED_KMH } from './fix.ts';

/** How far a car has driven, by its odometer's word. */

const HOUR_MS = 3_600_000;
/** Rounding, and what a car drives between reading its odometer and its clock. */
const SLACK_KM = 1;
/** Some units count whole kilometres and others parts: a fall by less than one is rounding, and the car stands still. */
const ROUNDING_KM = 1;
/** An odometer of a replaced unit counts when it has gone on plausibly for so long. */
export const NEW_SERIES_AFTER_MS = HOUR_MS;
/** A straight line that exceeds what was driven by less is the fixes' error, or a bend that the odometer cut. */
const CONTRADICTING_KM = 2;

const KM_PER_MILE = 1.609344;
/** What a unit may send in place of kilometres, and how many kilometres one is. */
const OTHER_UNITS = [1 / 1000, KM_PER_MILE];

export interface OdometerEvidence {
  /** As it came; a number. */
  readonly said: number;
  readonly time: number;
  /** The last value that was taken. */
  readonly known: Known<number> | undefined;
  /** The first of a series of later ones that were not taken. */
  readonly doubtful: Known<number> | undefined;
}

/** Kilometres, `by` how they were found, if they are not the car's own word. Undefined: refused. */
export type JudgedOdometer = { readonly km: number; readonly by?: EstimatedBy } | undefined;

/**
 * The odometer's value when a car can have driven there since the last one. A value that fits in metres or miles is
 * converted. Another series of values counts, instead of the old one, when it has held for an hour.
 */
export function judgeOdometer({ said, time, known, doubtful }: OdometerEvidence): JudgedOdometer {
  if (known === undefined) return isInRange(said) ? { km: said } : undefined;
  if (follows(known, said, time)) return { km: Math.max(said, known.value) };
  for (const kmPerUnit of OTHER_UNITS) {
    const km = roundedKm(said * kmPerUnit);
    if (follows(known, km, time, kmPerUnit)) return { km: Math.max(km, known.value), by: 'UNIT' };
  }
  const hasHeld = doubtful !== undefined && time - doubtful.time >= NEW_SERIES_AFTER_MS;
  return hasHeld && follows(doubtful, said, time) ? { km: said, by: 'NEW_SERIES' } : undefined;
}

/** The start of the other series: the one that is known when this value continues it. */
export function otherSeriesAfter(
  doubtful: Known<number> | undefined,
  said: number,
  time: number,
): Known<number> {
  return doubtful !== undefined && follows(doubtful, said, time) ? doubtful : { value: said, time };
}

/** Whether a car can have driven from one to the other. */
function follows(from: Known<number>, km: number, time: number, unitKm = ROUNDING_KM): boolean {
  const hours = (Math.abs(time - from.time) + TIME_SLACK_MS) / HOUR_MS;
  const driven = km - from.value;
  return (
    isInRange(km) && driven > -Math.max(unitKm, ROUNDING_KM) && driven <= hours * TOP_SPEED_KMH + SLACK_KM
  );
}

function isInRange(km: number): boolean {
  return km >= signals.odometerKm.minimum && km <= signals.odometerKm.maximum;
}

/** Metres are the finest that an odometer counts. */
const roundedKm = (km: number): number => Number(km.toFixed(3));

/** Whether the car is farther from where it was, in a straight line, than it has driven by its odometer. */
export function contradicts(drivenKm: number, straightMetres: number): boolean {
  return straightMetres / 1000 > drivenKm + CONTRADICTING_KM;
}
