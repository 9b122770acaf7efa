import { between, type Position } from '../kernel/geo.ts';
import type { Edge } from './street-graph.ts';

/** A part of an edge that is driven, in the edge's direction. */
export interface Leg {
  readonly edge: Edge;
  /** Its beginning and its end on the edge, metres from the edge's start. */
  readonly from: number;
  readonly to: number;
  /** Length, and duration at the speed limits, of the legs before it. */
  readonly startMetres: number;
  readonly startSeconds: number;
}

/** A way along streets, only in allowed directions, with at least one leg. */
export interface Path {
  readonly legs: readonly Leg[];
  readonly lengthMetres: number;
  /** At the speed limits. */
  readonly seconds: number;
}

/** A place on a path. */
export interface Waypoint {
  readonly edge: Edge;
  /** Since the start of the edge. */
  readonly metresOnEdge: number;
  readonly position: Position;
  readonly headingDegrees: number;
  readonly speedLimitKmh: number;
  /** Since the start of the path. */
  readonly metres: number;
}

export const metresPerSecond = (kilometresPerHour: number): number => kilometresPerHour / 3.6;

/** Makes a path of consecutive parts of edges. */
export function layPath(parts: readonly Pick<Leg, 'edge' | 'from' | 'to'>[]): Path {
  let [metres, seconds] = [0, 0];
  const legs = parts.map((part) => {
    const leg = { ...part, startMetres: metres, startSeconds: seconds };
    metres += part.to - part.from;
    seconds += (part.to - part.from) / metresPerSecond(part.edge.speedLimitKmh);
    return leg;
  });
  return { legs, lengthMetres: metres, seconds };
}

/** The place after this many metres, or the end when the path is shorter. */
export function afterMetres(path: Path, metres: number): Waypoint {
  const leg = legAt(path, (leg) => leg.startMetres <= metres);
  return pointOn(leg, leg.from + metres - leg.startMetres);
}

/** The place after this many seconds at the speed limits, or the end when the path takes less. */
export function afterSeconds(path: Path, seconds: number): Waypoint {
  const leg = legAt(path, (leg) => leg.startSeconds <= seconds);
  return pointOn(leg, leg.from + (seconds - leg.startSeconds) * metresPerSecond(leg.edge.speedLimitKmh));
}

function pointOn(leg: Leg, metresOnEdge: number): Waypoint {
  const { edge } = leg;
  const place = Math.min(leg.to, Math.max(leg.from, metresOnEdge));
  return {
    edge,
    metresOnEdge: place,
    position: between(edge.start, edge.end, edge.lengthMetres === 0 ? 0 : place / edge.lengthMetres),
    headingDegrees: edge.headingDegrees,
    speedLimitKmh: edge.speedLimitKmh,
    metres: leg.startMetres + place - leg.from,
  };
}

/** The last leg that has begun. */
function legAt(path: Path, hasBegun: (leg: Leg) => boolean): Leg {
  let [low, high] = [0, path.legs.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const leg = path.legs[middle];
    if (leg !== undefined && hasBegun(leg)) low = middle;
    else high = middle - 1;
  }
  const leg = path.legs[low];
  if (leg === undefined) throw new RangeError('a path has one leg at least');
  return leg;
}
