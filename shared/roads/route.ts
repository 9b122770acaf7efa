import { distanceMetres } from '../kernel/geo.ts';
import { BinaryHeap } from './binary-heap.ts';
import { type Leg, layPath, metresPerSecond, type Path } from './path.ts';
import type { Edge, StreetGraph } from './street-graph.ts';
import type { StreetPoint } from './street-index.ts';

type Part = Pick<Leg, 'edge' | 'from' | 'to'>;

const secondsOf = (part: Part): number => (part.to - part.from) / metresPerSecond(part.edge.speedLimitKmh);
const wholeEdge = (edge: Edge): Part => ({ edge, from: 0, to: edge.lengthMetres });

/**
 * The fastest way from one point on a street to another at the speed limits, only in allowed directions (A*). There is
 * always one, because every point of a street graph can be reached.
 */
export function route(graph: StreetGraph, from: StreetPoint, to: StreetPoint): Path {
  const direct = directPart(graph, from, to);
  if (direct !== undefined) return layPath([direct]);

  const arrivals = partsTo(graph, to);
  const seconds = new Map<number, number>();
  const cameBy = new Map<number, Part>();
  const open = new BinaryHeap<number>();
  const fastest = metresPerSecond(graph.highestSpeedKmh);
  const reach = (node: number, after: number, part: Part): void => {
    if (after >= (seconds.get(node) ?? Number.POSITIVE_INFINITY)) return;
    seconds.set(node, after);
    cameBy.set(node, part);
    const position = graph.nodes[node];
    if (position !== undefined) open.push(after + distanceMetres(position, to.position) / fastest, node);
  };

  const starts = partsFrom(graph, from);
  for (const part of starts) reach(part.edge.to, secondsOf(part), part);
  const settled = new Set<number>();
  let best: { readonly after: number; readonly node: number; readonly last: Part } | undefined;
  while (open.least < (best?.after ?? Number.POSITIVE_INFINITY)) {
    const node = open.pop();
    if (node === undefined) break;
    if (settled.has(node)) continue;
    settled.add(node);
    const now = seconds.get(node) ?? 0;
    for (const last of arrivals) {
      const after = now + secondsOf(last);
      if (last.edge.from === node && (best === undefined || after < best.after)) best = { after, node, last };
    }
    for (const edge of graph.leaving[node] ?? []) {
      const part = wholeEdge(edge);
      reach(edge.to, now + secondsOf(part), part);
    }
  }
  if (best === undefined) throw new RangeError('the two points are not of this street graph');
  return layPath([...partsUpTo(best.node, cameBy, starts), best.last]);
}

/** The ways out of a point: ahead, and back where the street allows it. */
function partsFrom(graph: StreetGraph, point: StreetPoint): Part[] {
  const { edge, metres } = point;
  const back = graph.opposite[edge.index];
  return [
    { edge, from: metres, to: edge.lengthMetres },
    ...(back === undefined ? [] : [{ edge: back, from: back.lengthMetres - metres, to: back.lengthMetres }]),
  ];
}

/** The ways into a point. */
function partsTo(graph: StreetGraph, point: StreetPoint): Part[] {
  const { edge, metres } = point;
  const back = graph.opposite[edge.index];
  return [
    { edge, from: 0, to: metres },
    ...(back === undefined ? [] : [{ edge: back, from: 0, to: back.lengthMetres - metres }]),
  ];
}

/** The way between two points of the same piece of street, if it may be driven in that direction. */
function directPart(graph: StreetGraph, from: StreetPoint, to: StreetPoint): Part | undefined {
  for (const ahead of partsFrom(graph, from)) {
    const arrival = partsTo(graph, to).find((part) => part.edge === ahead.edge);
    if (arrival !== undefined && arrival.to >= ahead.from) {
      return { edge: ahead.edge, from: ahead.from, to: arrival.to };
    }
  }
  return undefined;
}

/** The parts that led to a node from one of the starts, in driving order. */
function partsUpTo(node: number, cameBy: ReadonlyMap<number, Part>, starts: readonly Part[]): Part[] {
  const parts: Part[] = [];
  for (let part = cameBy.get(node); part !== undefined; part = cameBy.get(part.edge.from)) {
    parts.push(part);
    if (starts.includes(part)) break;
  }
  return parts.reverse();
}
