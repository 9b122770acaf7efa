import type { Static } from 'typebox';
import type { findCars } from '../../../shared/contracts/rentals/finding.ts';
import { rangeKm } from '../../../shared/contracts/rentals/vehicle-models.ts';
import { ProblemError } from '../../../shared/runtime/problem.ts';
import type { Search } from './nearby.ts';
import { type SeenCar, walkableMetres } from './seen-car.ts';

const DEFAULT_RADIUS_METRES = 2_000;
const LONGEST_RADIUS_METRES = 10_000;
const DEFAULT_LIMIT = 10;
const HIGHEST_LIMIT = 50;

type Query = Static<(typeof findCars)['query']>;

/** What a query asks for. Throws BAD_REQUEST for what its pattern lets through and makes no sense. */
export function searchOf(query: Query): Search {
  const [latitude = Number.NaN, longitude = Number.NaN] = query.near.split(',').map(Number);
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
    throw wrong('near', 'must be a latitude of -90 to 90 and a longitude of -180 to 180 degrees');
  }
  const radiusMetres = Number(query.radiusMetres ?? DEFAULT_RADIUS_METRES);
  if (radiusMetres > LONGEST_RADIUS_METRES) {
    throw wrong('radiusMetres', `must be 1 to ${LONGEST_RADIUS_METRES}`);
  }
  const limit = Number(query.limit ?? DEFAULT_LIMIT);
  if (limit > HIGHEST_LIMIT) throw wrong('limit', `must be 1 to ${HIGHEST_LIMIT}`);
  return {
    near: { latitude, longitude },
    radiusMetres: Math.min(radiusMetres, walkingRadius(query)),
    limit,
    fits: (car) => fits(query, car),
  };
}

/** As far as one asks for: without a radius, the time alone says how far. */
function walkingRadius({ maxWalkingMinutes }: Query): number {
  return maxWalkingMinutes === undefined ? LONGEST_RADIUS_METRES : walkableMetres(Number(maxWalkingMinutes));
}

/** What is not known of a car does not fit a query for it. */
function fits(query: Query, { chargePercent, description }: SeenCar): boolean {
  const { minChargePercent, minRangeKm, minSeats, model, propulsion } = query;
  if (minChargePercent !== undefined && !((chargePercent ?? -1) >= Number(minChargePercent))) return false;
  if (model !== undefined && description?.modelId !== model) return false;
  if (query.class !== undefined && description?.class !== query.class) return false;
  if (propulsion !== undefined && description?.propulsion !== propulsion) return false;
  if (minSeats !== undefined && !((description?.seats ?? 0) >= Number(minSeats))) return false;
  if (minRangeKm === undefined) return true;
  if (description === undefined || chargePercent === undefined) return false;
  return rangeKm(description, chargePercent) >= Number(minRangeKm);
}

function wrong(field: string, message: string): ProblemError {
  return new ProblemError('BAD_REQUEST', `The query is not valid: /${field} ${message}.`, [
    { path: `/query/${field}`, message },
  ]);
}
