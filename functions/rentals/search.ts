import type { Static } from 'typebox';
import type { findCars } from '../../shared/contracts/rentals.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import type { Search } from './nearby.ts';

const DEFAULT_RADIUS_METRES = 2_000;
const LONGEST_RADIUS_METRES = 10_000;
const DEFAULT_LIMIT = 10;
const HIGHEST_LIMIT = 50;

/** What a query asks for. Throws BAD_REQUEST for what its pattern lets through and makes no sense. */
export function searchOf(query: Static<(typeof findCars)['query']>): Search {
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
  return { near: { latitude, longitude }, radiusMetres, limit };
}

function wrong(field: string, message: string): ProblemError {
  return new ProblemError('BAD_REQUEST', `The query is not valid: /${field} ${message}.`, [
    { path: `/query/${field}`, message },
  ]);
}
