import { between, type Position } from '../kernel/geo.ts';
import type { Edge } from './street-graph.ts';

/** A part of an edge that is driven, in the edge's direction. */
export interface Leg {
  readonly edge: Edge;
  /** Where on the edge it begins and ends, metres from the edge's start. */
  readonly from: number;
  readonly to: number;
  /** How far, and how long at the speed limits, the legs before it are. */
  readonly startMetres: number;
  readonly startSeconds: number;
}

/** A way along streets, in allowed directions only: at least one leg. */
export interface Path {
  readonly legs: readonly Leg[];
  readonly lengthMetres: number;
  /** At the speed limits. */
  readonly seconds: number;
}

/** Where one is on a path. */
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

/** Lays parts of edges one behind the other. */
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

/** Where one is after so many metres: the end when the path is shorter. */
export function afterMetres(path: Path, metres: number): Waypoint {
  const leg = legAt(path, (leg) => leg.startMetres <= metres);
  return pointOn(leg, leg.from + metres - leg.startMetres);
}

/** Where one is after driving so many seconds at the speed limits: the end when the path takes less. */
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
