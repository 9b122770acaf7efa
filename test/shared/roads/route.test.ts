import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceMetres, type Position } from '../../../shared/kernel/geo.ts';
import { random } from '../../../shared/kernel/random.ts';
import { afterMetres, afterSeconds, type Path } from '../../../shared/roads/path.ts';
import { route } from '../../../shared/roads/route.ts';
import { buildStreetGraph, type StreetGraph } from '../../../shared/roads/street-graph.ts';
import type { StreetPoint } from '../../../shared/roads/street-index.ts';
import type { Street } from '../../../shared/roads/streets.ts';
import { graph, index, places } from './andorra.ts';

const snaps = places.map((place) => index.snap(place.position));
const journeys = Array.from({ length: 60 }, (_, i) => {
  const dice = random('journeys', i);
  const [from, to] = [dice.pick(snaps), dice.pick(snaps)];
  return { from, to, path: route(graph, from, to) };
});

/** A town of 4 × 4 crossings with random one-way streets and limits. */
const town = fc.array(
  fc.record({
    direction: fc.constantFrom('both' as const, 'forward' as const, 'backward' as const),
    speedLimitKmh: fc.constantFrom(20, 50, 120),
  }),
  { minLength: 24, maxLength: 24 },
);
function buildTown(kinds: readonly Pick<Street, 'direction' | 'speedLimitKmh'>[]): StreetGraph {
  const crossing = (row: number, column: number): [string, Position] => [
    `${row}/${column}`,
    { latitude: 42.5 + row * 0.004, longitude: 1.5 + column * 0.005 },
  ];
  const blocks = [0, 1, 2, 3].flatMap((line) =>
    [0, 1, 2].flatMap((step) => [
      [crossing(line, step), crossing(line, step + 1)] as const,
      [crossing(step, line), crossing(step + 1, line)] as const,
    ]),
  );
  // One street around the town goes both ways, so that there always is a connected part.
  const round = [
    [0, 0],
    [0, 3],
    [3, 3],
    [3, 0],
    [0, 0],
  ] as const;
  const streets: Street[] = blocks.map(([start, end], i) => ({
    id: String(i),
    highway: 'residential',
    direction: 'both',
    speedLimitKmh: 50,
    ...kinds[i],
    nodes: [start[0], end[0]],
    points: [start[1], end[1]],
  }));
  const corners = round.map(([row, column]) => crossing(row, column));
  streets.push({
    id: 'round',
    highway: 'residential',
    direction: 'both',
    speedLimitKmh: 30,
    nodes: corners.map(([id]) => id),
    points: corners.map(([, position]) => position),
  });
  return buildStreetGraph(streets, 'town');
}

/** Fastest times between all nodes (Floyd–Warshall): slow, simple, and written without the code under test. */
function fastestTimes({ nodes, edges }: StreetGraph): number[][] {
  const times = nodes.map((_, from) => nodes.map((_, to) => (from === to ? 0 : Number.POSITIVE_INFINITY)));
  const at = (from: number, to: number): number => times[from]?.[to] ?? Number.NaN;
  const lower = (from: number, to: number, seconds: number): void => {
    const row = times[from];
    if (row !== undefined && seconds < at(from, to)) row[to] = seconds;
  };
  for (const edge of edges) lower(edge.from, edge.to, edge.lengthMetres / (edge.speedLimitKmh / 3.6));
  for (const [via] of nodes.entries())
    for (const [from] of nodes.entries())
      for (const [to] of nodes.entries()) lower(from, to, at(from, via) + at(via, to));
  return times;
}

/** What is wrong with a path: empty when it can be driven from the one point to the other. */
function flaws(path: Path, from: StreetPoint, to: StreetPoint): string[] {
  const found: string[] = [];
  if (distanceMetres(afterMetres(path, 0).position, from.position) > 0.01) found.push('starts elsewhere');
  const end = afterMetres(path, path.lengthMetres).position;
  if (distanceMetres(end, to.position) > 0.01) found.push('ends elsewhere');
  for (const [i, leg] of path.legs.entries()) {
    const next = path.legs[i + 1];
    if (leg.to < leg.from) found.push(`leg ${i} goes back`);
    if (next !== undefined && next.edge.from !== leg.edge.to) found.push(`leg ${i} does not meet the next`);
    if (next !== undefined && (leg.to !== leg.edge.lengthMetres || next.from !== 0))
      found.push(`leg ${i} turns between crossings`);
  }
  return found;
}

describe('a route', () => {
  it('leads from every place to every other along connected streets in their direction', () => {
    expect(journeys.flatMap(({ path, from, to }) => flaws(path, from, to))).toEqual([]);
  });

  it('reaches and leaves every place', () => {
    const [hub] = snaps;
    if (hub === undefined) throw new Error('no places');
    const wrong = snaps.flatMap((place) => [
      ...flaws(route(graph, hub, place), hub, place),
      ...flaws(route(graph, place, hub), place, hub),
    ]);
    expect(wrong).toEqual([]);
  });

  it('is the fastest in any town', () => {
    const fractions = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), fc.nat());
    fc.assert(
      fc.property(town, fractions, fc.double({ min: 0, max: 1, noNaN: true }), (kinds, [x, a, b], y) => {
        const graph = buildTown(kinds);
        const times = fastestTimes(graph);
        const from = pointOn(graph, a, x);
        const to = pointOn(graph, b, y);
        if (from.edge === to.edge || graph.opposite[from.edge.index] === to.edge) return;
        const path = route(graph, from, to);
        expect(flaws(path, from, to)).toEqual([]);
        const leave = ends(graph, from, 'leave');
        const arrive = ends(graph, to, 'arrive');
        const best = Math.min(
          ...leave.flatMap((start) =>
            arrive.map((end) => start.seconds + (times[start.node]?.[end.node] ?? Number.NaN) + end.seconds),
          ),
        );
        expect(path.seconds).toBeCloseTo(best, 6);
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  it('goes straight to a point ahead, and round the block to one behind on a one-way street', () => {
    const kinds = Array.from({ length: 24 }, () => ({ direction: 'forward' as const, speedLimitKmh: 50 }));
    const town = buildTown(kinds);
    const oneWay = town.edges.findIndex((edge) => edge.street.direction === 'forward');
    const [early, late] = [pointOn(town, oneWay, 0.2), pointOn(town, oneWay, 0.8)];
    expect(route(town, early, late).legs).toHaveLength(1);
    const round = route(town, late, early);
    expect(flaws(round, late, early)).toEqual([]);
    expect(round.legs.length).toBeGreaterThan(3);
    const twoWay = town.edges.findIndex((edge) => edge.street.direction === 'both');
    expect(route(town, pointOn(town, twoWay, 0.8), pointOn(town, twoWay, 0.2)).legs).toHaveLength(1);
  });

  it('to its own start has no length', () => {
    const [here] = snaps;
    if (here === undefined) throw new Error('no places');
    const path = route(graph, here, here);
    expect(path.lengthMetres).toBe(0);
    expect(afterSeconds(path, 10).position).toEqual(here.position);
  });
});

describe('a walk along a path', () => {
  it('is never faster than the limit at each place', () => {
    const tooFast = journeys.flatMap(({ path }) =>
      path.legs.filter((leg) => {
        const seconds = leg.startSeconds;
        const [start, later] = [afterSeconds(path, seconds), afterSeconds(path, seconds + 0.1)];
        const limits = path.legs
          .filter((other) => other.startSeconds >= seconds && other.startSeconds <= seconds + 0.1)
          .map((other) => other.edge.speedLimitKmh);
        return later.metres - start.metres > (Math.max(...limits) / 3.6) * 0.1 + 1e-6;
      }),
    );
    expect(tooFast).toEqual([]);
  });

  it('takes the path’s time for its whole length, and stays on streets', () => {
    for (const { path } of journeys) {
      const end = afterSeconds(path, path.seconds);
      expect(end.metres).toBeCloseTo(path.lengthMetres, 4);
      expect(afterSeconds(path, path.seconds + 1000).metres).toBeCloseTo(path.lengthMetres, 4);
      const middle = afterSeconds(path, path.seconds / 2);
      expect(index.snap(middle.position).distanceMetres).toBeLessThan(0.5);
      expect(distanceMetres(afterMetres(path, middle.metres).position, middle.position)).toBeLessThan(0.01);
    }
  });
});

describe('the street index', () => {
  it('finds the same nearest street as a search of all of them, also from far away', () => {
    const anywhere = fc.record({
      latitude: fc.double({ min: 42.2, max: 42.9, noNaN: true }),
      longitude: fc.double({ min: 1.1, max: 2.1, noNaN: true }),
    });
    fc.assert(
      fc.property(anywhere, (position) => {
        const nearest = graph.edges.reduce(
          (least, edge) => Math.min(least, metresToPiece(position, edge.start, edge.end)),
          Number.POSITIVE_INFINITY,
        );
        const found = index.snap(position);
        expect(found.distanceMetres / nearest).toBeCloseTo(1, 3);
        expect(distanceMetres(position, found.position)).toBeCloseTo(found.distanceMetres, 6);
      }),
      { numRuns: 25, seed: 3 },
    );
  });
});

/** By halving: the nearest of the two halves of a straight piece, again and again. */
function metresToPiece(position: Position, start: Position, end: Position): number {
  let [low, high] = [start, end];
  for (let i = 0; i < 24; i++) {
    const middle = {
      latitude: (low.latitude + high.latitude) / 2,
      longitude: (low.longitude + high.longitude) / 2,
    };
    if (squared(position, low) < squared(position, high)) high = middle;
    else low = middle;
  }
  return distanceMetres(position, low);
}

function squared(a: Position, b: Position): number {
  const x = (a.longitude - b.longitude) * Math.cos((a.latitude * Math.PI) / 180);
  return x * x + (a.latitude - b.latitude) ** 2;
}

function pointOn(graph: StreetGraph, number: number, fraction: number): StreetPoint {
  const edge = graph.edges[number % graph.edges.length];
  if (edge === undefined) throw new Error('no edges');
  const { start, end } = edge;
  const position = {
    latitude: start.latitude + (end.latitude - start.latitude) * fraction,
    longitude: start.longitude + (end.longitude - start.longitude) * fraction,
  };
  return { edge, metres: edge.lengthMetres * fraction, position, headingDegrees: edge.headingDegrees };
}

/** The nodes by which a point can be left or reached, and the seconds between it and them. */
function ends(
  graph: StreetGraph,
  { edge, metres }: StreetPoint,
  way: 'leave' | 'arrive',
): { node: number; seconds: number }[] {
  const speed = edge.speedLimitKmh / 3.6;
  const ahead = { node: edge.to, seconds: (edge.lengthMetres - metres) / speed };
  const behind = { node: edge.from, seconds: metres / speed };
  const main = way === 'leave' ? ahead : behind;
  const other = way === 'leave' ? behind : ahead;
  return graph.opposite[edge.index] === undefined ? [main] : [main, other];
}
