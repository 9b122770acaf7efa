import { between, distanceMetres, type Position } from '../kernel/geo.ts';
import type { Edge, StreetGraph } from './street-graph.ts';

/** A point on a street: some metres along an edge. */
export interface StreetPoint {
  readonly edge: Edge;
  /** Metres from the edge's start. */
  readonly metres: number;
  readonly position: Position;
  /** In the edge's direction, clockwise from north. */
  readonly headingDegrees: number;
}

export interface StreetIndex {
  /** The nearest point on a street, and its distance. On a two-way street the direction may be either one. */
  snap(position: Position): StreetPoint & { readonly distanceMetres: number };
}

const CELL_METRES = 250;
const METRES_PER_DEGREE = 111_195;

/** Edges in the cells of a grid, so that a search looks only at a neighbourhood. */
export function buildStreetIndex(graph: StreetGraph): StreetIndex {
  const south = least(graph.nodes, (node) => node.latitude);
  const west = least(graph.nodes, (node) => node.longitude);
  const farthest = -least(graph.nodes, (node) => -Math.abs(node.latitude));
  const height = CELL_METRES / METRES_PER_DEGREE;
  // As wide as CELL_METRES where meridians are closest together, wider elsewhere: no cell is narrower.
  const width = height / Math.max(0.01, Math.cos((farthest * Math.PI) / 180));
  const row = (latitude: number): number => Math.floor((latitude - south) / height);
  const column = (longitude: number): number => Math.floor((longitude - west) / width);
  const rows = row(-least(graph.nodes, (node) => -node.latitude)) + 1;
  const columns = column(-least(graph.nodes, (node) => -node.longitude)) + 1;
  const cells = new Map<number, Edge[]>();

  for (const edge of graph.edges) {
    const opposite = graph.opposite[edge.index];
    if (opposite !== undefined && opposite.index < edge.index) continue;
    const [low, high] = ordered(row(edge.start.latitude), row(edge.end.latitude));
    const [left, right] = ordered(column(edge.start.longitude), column(edge.end.longitude));
    for (let r = low; r <= high; r++) {
      for (let c = left; c <= right; c++) {
        const cell = cells.get(r * columns + c);
        if (cell === undefined) cells.set(r * columns + c, [edge]);
        else cell.push(edge);
      }
    }
  }

  /** The edges of the cells that lie `ring` cells away from a cell, which may be off the grid. */
  function* edgesInRing(r0: number, c0: number, ring: number): Generator<Edge> {
    const top = Math.min(r0 + ring, rows - 1);
    const right = Math.min(c0 + ring, columns - 1);
    for (let r = Math.max(r0 - ring, 0); r <= top; r++) {
      const whole = Math.abs(r - r0) === ring;
      for (let c = Math.max(c0 - ring, 0); c <= right; c++) {
        if (whole || Math.abs(c - c0) === ring) yield* cells.get(r * columns + c) ?? [];
      }
    }
  }

  return {
    snap(position) {
      const [r0, c0] = [row(position.latitude), column(position.longitude)];
      const last = Math.max(r0, rows - 1 - r0, c0, columns - 1 - c0);
      let best: ReturnType<StreetIndex['snap']> | undefined;
      const first = Math.max(0, -r0, r0 - rows + 1, -c0, c0 - columns + 1);
      for (let ring = first; ring <= last; ring++) {
        // Edges in this ring or beyond are at least ring - 1 cells away.
        if (best !== undefined && best.distanceMetres <= (ring - 1) * CELL_METRES) break;
        for (const edge of edgesInRing(r0, c0, ring)) {
          const found = nearestOn(edge, position);
          if (best === undefined || found.distanceMetres < best.distanceMetres) best = found;
        }
      }
      if (best === undefined) throw new RangeError('a street graph without edges has no nearest street');
      return best;
    },
  };
}

/** Calculates on a plane that touches the globe at the position, which is exact enough for near edges. */
function nearestOn(edge: Edge, position: Position): ReturnType<StreetIndex['snap']> {
  const shrink = Math.cos((position.latitude * Math.PI) / 180);
  const x = (edge.end.longitude - edge.start.longitude) * shrink;
  const y = edge.end.latitude - edge.start.latitude;
  const px = (position.longitude - edge.start.longitude) * shrink;
  const py = position.latitude - edge.start.latitude;
  const square = x * x + y * y;
  const fraction = square === 0 ? 0 : Math.min(1, Math.max(0, (px * x + py * y) / square));
  const nearest = between(edge.start, edge.end, fraction);
  return {
    edge,
    metres: fraction * edge.lengthMetres,
    position: nearest,
    headingDegrees: edge.headingDegrees,
    distanceMetres: distanceMetres(position, nearest),
  };
}

function least(nodes: readonly Position[], measure: (node: Position) => number): number {
  return nodes.reduce((lowest, node) => Math.min(lowest, measure(node)), Number.POSITIVE_INFINITY);
}

const ordered = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a]);
