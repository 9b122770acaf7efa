import { distanceMetres, headingDegrees, type Position } from '../kernel/geo.ts';
import { MapError } from './map-error.ts';
import type { Street } from './streets.ts';
import { strongComponents } from './strong-components.ts';

/** A straight piece of a street, in one of its allowed directions. */
export interface Edge {
  /** Its place in `edges`. */
  readonly index: number;
  /** Nodes, by their place in `nodes`. */
  readonly from: number;
  readonly to: number;
  readonly start: Position;
  readonly end: Position;
  readonly lengthMetres: number;
  readonly headingDegrees: number;
  readonly speedLimitKmh: number;
  readonly street: Street;
}

/** The streets as a graph. Every node can be reached from every other. */
export interface StreetGraph {
  readonly nodes: readonly Position[];
  readonly edges: readonly Edge[];
  /** For each node the edges that leave it. */
  readonly leaving: readonly (readonly Edge[])[];
  /** For each edge the one back, where the street may be driven both ways. */
  readonly opposite: readonly (Edge | undefined)[];
  readonly highestSpeedKmh: number;
}

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly street: Street;
}

/**
 * The graph of the streets, reduced to its largest strongly connected part, so that cars do not get stuck at the end of
 * a one-way street or on an island. `source` names the streets in errors.
 */
export function buildStreetGraph(streets: readonly Street[], source: string): StreetGraph {
  const { positions, pieces } = cutIntoPieces(streets);
  const successors: number[][] = positions.map(() => []);
  for (const piece of pieces) successors[piece.from]?.push(piece.to);
  const component = strongComponents(successors);
  const main = mostCommon(component);
  const numbers = new Map<number, number>();
  for (const [node] of positions.entries()) if (component[node] === main) numbers.set(node, numbers.size);
  const edges: Edge[] = [];
  for (const piece of pieces) {
    const [from, to] = [numbers.get(piece.from), numbers.get(piece.to)];
    const [start, end] = [positions[piece.from], positions[piece.to]];
    if (from === undefined || to === undefined || start === undefined || end === undefined) continue;
    edges.push({
      index: edges.length,
      from,
      to,
      start,
      end,
      lengthMetres: distanceMetres(start, end),
      headingDegrees: headingDegrees(start, end),
      speedLimitKmh: piece.street.speedLimitKmh,
      street: piece.street,
    });
  }
  if (edges.length === 0) {
    throw new MapError(
      'MAP_NOT_CONNECTED',
      `the ${streets.length} streets of ${source} do not meet: there is no street from which a car can drive away and come back. Streets meet where they share a node id, or a point with equal coordinates`,
    );
  }
  const leaving: Edge[][] = Array.from(numbers, () => []);
  for (const edge of edges) leaving[edge.from]?.push(edge);
  return {
    nodes: positions.filter((_, node) => component[node] === main),
    edges,
    leaving,
    opposite: edges.map((edge) =>
      leaving[edge.to]?.find((back) => back.to === edge.from && back.street === edge.street),
    ),
    highestSpeedKmh: edges.reduce((highest, edge) => Math.max(highest, edge.speedLimitKmh), 0),
  };
}

function cutIntoPieces(streets: readonly Street[]): { positions: Position[]; pieces: Piece[] } {
  const numbers = new Map<string, number>();
  const positions: Position[] = [];
  const numberOf = (id: string, position: Position): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, positions.length);
    return positions.push(position) - 1;
  };
  const pieces: Piece[] = [];
  for (const street of streets) {
    const nodes = street.points.map((point, i) => numberOf(street.nodes[i] ?? '', point));
    for (const [i, to] of nodes.entries()) {
      const from = nodes[i - 1];
      if (from === undefined || from === to) continue;
      if (street.direction !== 'backward') pieces.push({ from, to, street });
      if (street.direction !== 'forward') pieces.push({ from: to, to: from, street });
    }
  }
  return { positions, pieces };
}

function mostCommon(values: Int32Array): number {
  const counts = new Map<number, number>();
  let most = -1;
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if ((counts.get(value) ?? 0) > (counts.get(most) ?? 0)) most = value;
  }
  return most;
}
