import type { Position } from './geo.ts';

/**
 * Areas on the ground: polygons with holes, of the size of cities and countries. Edges are straight in degrees, as in
 * GeoJSON. An area may cross the antimeridian, but must not enclose a pole.
 */

/** Closed: the last corner is the first. */
export type Ring = readonly Position[];
/** The outline, then the holes. */
export type Polygon = readonly Ring[];
export type Area = readonly Polygon[];

/** The difference of two longitudes, the short way round: -180 to below 180. */
const turn = (degrees: number): number => ((((degrees + 180) % 360) + 360) % 360) - 180;

/** Whether the point is in one of the polygons and in none of its holes. Exactly on the edge it may be either. */
export function contains(area: Area, point: Position): boolean {
  return area.some(
    ([outline, ...holes]) =>
      outline !== undefined && isWithin(outline, point) && !holes.some((hole) => isWithin(hole, point)),
  );
}

/** A ray from the point to the east crosses the ring an odd number of times if the point is inside. */
function isWithin(ring: Ring, { latitude, longitude }: Position): boolean {
  let inside = false;
  let [previous] = ring;
  if (previous === undefined) return false;
  // From corner to corner the short way, so that a ring over the antimeridian is not torn apart.
  let x = turn(previous.longitude - longitude);
  for (const corner of ring) {
    const nextX = x + turn(corner.longitude - previous.longitude);
    const [y, nextY] = [previous.latitude - latitude, corner.latitude - latitude];
    if (y > 0 !== nextY > 0) {
      const crossing = x + ((nextX - x) * -y) / (nextY - y);
      if (crossing > 0) inside = !inside;
    }
    x = nextX;
    previous = corner;
  }
  return inside;
}

/** Whether every ring is closed and has an area. */
export function isSound(area: Area): boolean {
  return area.every((polygon) => polygon.length > 0 && polygon.every(isSoundRing));
}

function isSoundRing(ring: Ring): boolean {
  const [first, last] = [ring[0], ring.at(-1)];
  if (first === undefined || last === undefined || ring.length < 4) return false;
  if (first.latitude !== last.latitude || first.longitude !== last.longitude) return false;
  const edges = edgesOf(ring, planeAt(first));
  return Math.abs(edges.reduce((sum, { a, b }) => sum + a.x * b.y - b.x * a.y, 0)) > 1;
}

/** How far inside the edge the nearest place is, metres, so that a car need not stand exactly on the line. */
const INSIDE_METRES = 5;

/**
 * The nearest allowed place to `from`, which is not allowed itself. Only the edges of the areas may separate allowed
 * from forbidden ground. The place is a few metres on the allowed side of an edge; narrower strips are ignored.
 * Undefined when there is none.
 */
export function nearestWhere(
  areas: readonly Area[],
  from: Position,
  allowed: (position: Position) => boolean,
): Position | undefined {
  const plane = planeAt(from);
  const edges = areas
    .flatMap((area) => area.flat().flatMap((ring) => edgesOf(ring, plane)))
    .map((edge) => ({ ...edge, distance: length(at(edge, nearestShare(edge))) }))
    .sort((one, other) => one.distance - other.distance);
  let best: { readonly position: Position; readonly distance: number } | undefined;
  for (const edge of edges) {
    if (best !== undefined && edge.distance >= best.distance) break;
    for (const point of placesBeside(edge, edges, (here) => allowed(plane.position(here)))) {
      const distance = length(point);
      if (best === undefined || distance < best.distance)
        best = { position: plane.position(point), distance };
    }
  }
  return best?.position;
}

/** Metres east and north of the point where the plane touches. */
interface Point {
  readonly x: number;
  readonly y: number;
}

interface Edge {
  readonly a: Point;
  readonly b: Point;
}

interface Plane {
  point(position: Position, after?: { readonly position: Position; readonly point: Point }): Point;
  position(point: Point): Position;
}

const METRES_A_DEGREE = 111_195;

function planeAt(origin: Position): Plane {
  const eastwards = METRES_A_DEGREE * Math.max(0.01, Math.cos((origin.latitude * Math.PI) / 180));
  return {
    point: ({ latitude, longitude }, after) => ({
      x:
        after === undefined
          ? turn(longitude - origin.longitude) * eastwards
          : after.point.x + turn(longitude - after.position.longitude) * eastwards,
      y: (latitude - origin.latitude) * METRES_A_DEGREE,
    }),
    position: ({ x, y }) => ({
      latitude: Math.min(90, Math.max(-90, origin.latitude + y / METRES_A_DEGREE)),
      longitude: turn(origin.longitude + x / eastwards),
    }),
  };
}

function edgesOf(ring: Ring, plane: Plane): Edge[] {
  const edges: Edge[] = [];
  let before: { readonly position: Position; readonly point: Point } | undefined;
  for (const position of ring) {
    const point = plane.point(position, before);
    if (before !== undefined && length(minus(point, before.point)) > 0)
      edges.push({ a: before.point, b: point });
    before = { position, point };
  }
  return edges;
}

const minus = (one: Point, other: Point): Point => ({ x: one.x - other.x, y: one.y - other.y });
const length = ({ x, y }: Point): number => Math.hypot(x, y);
const cross = (one: Point, other: Point): number => one.x * other.y - one.y * other.x;
const dot = (one: Point, other: Point): number => one.x * other.x + one.y * other.y;

function at({ a, b }: Edge, share: number): Point {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}

/** The place on the edge (0 is a, 1 is b) that is nearest to a point, by default the point where the plane touches. */
function nearestShare({ a, b }: Edge, to: Point = { x: 0, y: 0 }): number {
  const along = minus(b, a);
  return Math.min(1, Math.max(0, dot(minus(to, a), along) / dot(along, along)));
}

/** The nearest allowed places on both sides of an edge: one for each piece between its meetings with other edges. */
function placesBeside(
  edge: Edge,
  others: readonly Edge[],
  allowed: (point: Point) => boolean,
): readonly Point[] {
  const along = minus(edge.b, edge.a);
  const metres = length(along);
  const shares = [0, ...others.flatMap((other) => meetings(edge, other)), 1].sort(
    (one, other) => one - other,
  );
  const wanted = nearestShare(edge);
  const margin = INSIDE_METRES / metres;
  return shares.slice(1).flatMap((to, n) => {
    const from = shares[n] ?? 0;
    const middle = (from + to) / 2;
    // As near as possible, but not in a corner, where another edge is just as near.
    const near = Math.min(Math.max(wanted, Math.min(from + margin, middle)), Math.max(to - margin, middle));
    return [INSIDE_METRES, -INSIDE_METRES].flatMap((aside) => {
      const beside = (share: number): Point => {
        const { x, y } = at(edge, share);
        return { x: x - (along.y / metres) * aside, y: y + (along.x / metres) * aside };
      };
      if (allowed(beside(near))) return [beside(near)];
      return allowed(beside(middle))
        ? [beside(firstShare(near, middle, (share) => allowed(beside(share))))]
        : [];
    });
  });
}

/** In a sharp corner a place beside one edge is beyond the other. Finds the share where that ends, to a metre. */
function firstShare(outside: number, inside: number, isInside: (share: number) => boolean): number {
  let [from, to] = [outside, inside];
  for (let halvings = 0; halvings < 16; halvings++) {
    const middle = (from + to) / 2;
    if (isInside(middle)) to = middle;
    else from = middle;
  }
  return to;
}

/** Two edges that lie on each other separate where one of them ends. */
const ON_EACH_OTHER_METRES = 1;

/** The places on an edge where another one crosses or touches it. */
function meetings(edge: Edge, other: Edge): readonly number[] {
  if (edge === other) return [];
  const along = minus(edge.b, edge.a);
  const across = minus(other.b, other.a);
  const turning = cross(along, across);
  const met: number[] = [];
  if (turning !== 0) {
    const between = minus(other.a, edge.a);
    const share = cross(between, across) / turning;
    const otherShare = cross(between, along) / turning;
    if (share > 0 && share < 1 && otherShare >= 0 && otherShare <= 1) met.push(share);
  }
  for (const end of [other.a, other.b]) {
    const share = nearestShare(edge, end);
    if (share > 0 && share < 1 && length(minus(at(edge, share), end)) < ON_EACH_OTHER_METRES) met.push(share);
  }
  return met;
}
