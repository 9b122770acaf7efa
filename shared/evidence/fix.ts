import type { Static } from 'typebox';
import type { RefusedValue } from '../contracts/car/marks.ts';
import type { Fix } from '../contracts/fields.ts';
import { distanceMetres } from '../kernel/geo.ts';

/** Where a car is, by its receiver's word. */

export type Place = Static<typeof Fix>;

/** Something that was read at a time, milliseconds. */
export interface Known<Value> {
  readonly value: Value;
  readonly time: number;
}

/** No car of a fleet is faster, km/h. */
export const TOP_SPEED_KMH = 250;
export const TOP_METRES_PER_MS = TOP_SPEED_KMH / 3600;
/** Times are good to about this, so a car may have moved for so much longer. */
export const TIME_SLACK_MS = 60_000;

/** A receiver without a fix reports 0,0 or nearly so: it lies in the Atlantic, 570 km from the next road. */
const NULL_ISLAND_DEGREES = 0.001;
/** No road is nearer to a pole. */
const POLE_DEGREES = 89;

/** The error of a fix that does not say its own. */
const USUAL_ERROR_METRES = 100;
/** A larger error than this excuses no larger jump. */
const MOST_EXCUSED_METRES = 5_000;
/** A receiver whose error is larger has no good fix. */
const COARSE_METRES = 1_000;
/** A fix that is so near needs nothing to explain it. */
const NEAR_METRES = 1_000;
/** A second word confirms a doubtful one when it comes so much later: one wild fix is often reported twice at once. */
export const CONFIRMED_AFTER_MS = 30_000;

export interface ReadFix {
  readonly fix?: Place;
  readonly refused: readonly RefusedValue[];
}

/** The fix in a value of unknown form. A bad accuracy or heading is left out; without a place there is no fix. */
export function readFix(raw: unknown): ReadFix {
  if (raw === null) return refusedFix('NO_FIX');
  if (typeof raw !== 'object' || Array.isArray(raw)) return refusedFix('UNREADABLE');
  const { latitude, longitude, accuracyMetres, headingDegrees } = raw as Readonly<Record<string, unknown>>;
  if (latitude === null || longitude === null) return refusedFix('NO_FIX');
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return refusedFix('UNREADABLE');
  if (!isWithin(latitude, -90, 90) || !isWithin(longitude, -180, 180)) return refusedFix('OUT_OF_RANGE');
  if (isNowhere(latitude, longitude)) return refusedFix('NO_FIX');
  const accuracy = part('position.accuracyMetres', accuracyMetres, Number.MAX_VALUE);
  const heading = part('position.headingDegrees', headingDegrees, 360);
  return {
    fix: {
      latitude,
      longitude,
      ...(accuracy.value === undefined ? {} : { accuracyMetres: accuracy.value }),
      ...(heading.value === undefined ? {} : { headingDegrees: heading.value }),
    },
    refused: [...accuracy.refused, ...heading.refused],
  };
}

const refusedFix = (why: RefusedValue['why']): ReadFix => ({ refused: [{ field: 'position', why }] });

function part(
  field: 'position.accuracyMetres' | 'position.headingDegrees',
  raw: unknown,
  maximum: number,
): { readonly value?: number; readonly refused: readonly RefusedValue[] } {
  if (raw === undefined) return { refused: [] };
  if (isWithin(raw, 0, maximum)) return { value: raw, refused: [] };
  return { refused: [{ field, why: typeof raw === 'number' ? 'OUT_OF_RANGE' : 'UNREADABLE' }] };
}

function isWithin(value: unknown, minimum: number, maximum: number): value is number {
  return typeof value === 'number' && value >= minimum && value <= maximum;
}

function isNowhere(latitude: number, longitude: number): boolean {
  const isNull = Math.abs(latitude) < NULL_ISLAND_DEGREES && Math.abs(longitude) < NULL_ISLAND_DEGREES;
  return isNull || Math.abs(latitude) >= POLE_DEGREES;
}

export interface FixEvidence {
  readonly fix: Place;
  readonly time: number;
  /** The last fix that was taken. */
  readonly known: Known<Place> | undefined;
  /** A later one that was not taken, because it could not be believed. */
  readonly doubtful: Known<Place> | undefined;
  /** Whether the engine was on at some time between the two. */
  readonly driven: boolean;
  /** What the car has driven since by its odometer, if that is known. */
  readonly drivenKm: number | undefined;
}

/** CONFIRMED: taken, because it agrees with one that was doubtful. */
export type JudgedFix = 'TAKEN' | 'CONFIRMED' | 'DOUBTFUL';

/**
 * Whether a fix is taken. One that the car cannot have reached is doubtful, and so is one of a car that stood still, far off
 * and without a good accuracy. A doubtful fix is taken when a second word confirms it, and forgotten when the car is back.
 */
export function judgeFix(evidence: FixEvidence): JudgedFix {
  const { fix, time, known, doubtful } = evidence;
  if (known === undefined || isBelievable(known, evidence)) return 'TAKEN';
  if (doubtful === undefined || time - doubtful.time < CONFIRMED_AFTER_MS) return 'DOUBTFUL';
  return isReachable(doubtful, fix, time) ? 'CONFIRMED' : 'DOUBTFUL';
}

/** The doubtful fix to keep: the first of those that agree, so that the time until its confirmation runs. */
export function doubtfulAfter(doubtful: Known<Place> | undefined, fix: Place, time: number): Known<Place> {
  return doubtful !== undefined && isReachable(doubtful, fix, time) ? doubtful : { value: fix, time };
}

function isBelievable(known: Known<Place>, { fix, time, driven, drivenKm }: FixEvidence): boolean {
  if (!isReachable(known, fix, time)) return false;
  const metres = beyondErrors(known.value, fix);
  const isCoarse = fix.accuracyMetres === undefined || fix.accuracyMetres > COARSE_METRES;
  if (metres <= NEAR_METRES || !isCoarse || driven) return true;
  // Roads are longer than straight lines.
  return drivenKm !== undefined && drivenKm * 1000 >= metres;
}

function isReachable(from: Known<Place>, to: Place, time: number): boolean {
  const reach = (Math.abs(time - from.time) + TIME_SLACK_MS) * TOP_METRES_PER_MS;
  return beyondErrors(from.value, to) <= reach;
}

/** How far apart two fixes are at least, metres. */
export function beyondErrors(a: Place, b: Place): number {
  return Math.max(0, distanceMetres(a, b) - errorOf(a) - errorOf(b));
}

function errorOf({ accuracyMetres = USUAL_ERROR_METRES }: Place): number {
  return Math.min(accuracyMetres, MOST_EXCUSED_METRES);
}
