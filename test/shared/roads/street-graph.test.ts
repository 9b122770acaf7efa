import { describe, expect, it } from 'vitest';
import type { Position } from '../../../shared/kernel/geo.ts';
import { buildStreetGraph } from '../../../shared/roads/street-graph.ts';
import type { Street } from '../../../shared/roads/streets.ts';
import { strongComponents } from '../../../shared/roads/strong-components.ts';
import { graph, streets } from './andorra.ts';

const street = (id: string, direction: Street['direction'], ...nodes: string[]): Street => ({
  id,
  highway: 'residential',
  direction,
  speedLimitKmh: 30,
  nodes,
  points: nodes.map((node) => ({ latitude: 42 + (node.codePointAt(0) ?? 0) / 1000, longitude: 1.5 })),
});
const ways = (built: ReturnType<typeof buildStreetGraph>): string[] =>
  built.edges.map((edge) => {
    const name = (latitude: number): string => String.fromCodePoint(Math.round((latitude - 42) * 1000));
    return `${name(edge.start.latitude)}${name(edge.end.latitude)}`;
  });

describe('the street graph', () => {
  it('has an edge for each direction in which a piece of street may be driven', () => {
    const built = buildStreetGraph(
      [
        street('1', 'both', 'a', 'b', 'c'),
        street('2', 'forward', 'c', 'a'),
        street('3', 'backward', 'b', 'd', 'a'),
      ],
      'mine',
    );
    expect(ways(built).toSorted()).toEqual(['ab', 'ad', 'ba', 'bc', 'ca', 'cb', 'db']);
  });

  it('leaves out places where a car would get stuck', () => {
    const island = street('island', 'both', 'x', 'y');
    const noWayBack = street('no way back', 'forward', 'a', 'f');
    const noWayIn = street('no way in', 'forward', 'g', 'a');
    const built = buildStreetGraph(
      [island, noWayBack, street('main', 'both', 'a', 'b', 'c'), noWayIn],
      'mine',
    );
    expect(new Set(built.edges.map((edge) => edge.street.id))).toEqual(new Set(['main']));
    expect(built.nodes).toHaveLength(3);
  });

  it('knows the way back on a two-way street, and none on a one-way street', () => {
    const wrong = graph.edges.filter((edge) => {
      const back = graph.opposite[edge.index];
      if (edge.street.direction !== 'both') return back !== undefined;
      return back?.from !== edge.to || back.to !== edge.from;
    });
    expect(wrong).toEqual([]);
  });

  it('keeps nearly all of the real streets, each at its limit and in its direction', () => {
    const nodes = new Set(streets.flatMap((street) => street.nodes));
    expect(graph.nodes.length).toBeGreaterThan(nodes.size * 0.99);
    const wrong = graph.edges.filter(({ start, end, street, speedLimitKmh }) => {
      const forward = isPiece(street, start, end);
      const backward = isPiece(street, end, start);
      const allowed = { both: forward || backward, forward, backward }[street.direction];
      return !allowed || speedLimitKmh !== street.speedLimitKmh;
    });
    expect(wrong).toEqual([]);
  });

  it('throws MAP_NOT_CONNECTED when streets never meet', () => {
    expect(() => buildStreetGraph([street('1', 'forward', 'a', 'b')], 'mine')).toThrow(
      expect.objectContaining({ code: 'MAP_NOT_CONNECTED', message: expect.stringContaining('mine') }),
    );
  });
});

function isPiece({ points }: Street, start: Position, end: Position): boolean {
  const same = (a: Position | undefined, b: Position): boolean =>
    a?.latitude === b.latitude && a.longitude === b.longitude;
  return points.some((point, i) => same(point, start) && same(points[i + 1], end));
}

describe('strong components', () => {
  it('are the nodes between which there is a way there and back', () => {
    // 0 → 1 → 2 → 0 is one; 3 ↔ 4 another, entered from 2; 5 leads in and cannot be reached.
    const component = strongComponents([[1], [2], [0, 3], [4], [3], [0]]);
    expect(new Set([component[0], component[1], component[2]]).size).toBe(1);
    expect(component[3]).toBe(component[4]);
    expect(new Set(component).size).toBe(3);
  });

  it('follow a way of a hundred thousand nodes', () => {
    const ring = Array.from({ length: 100_000 }, (_, node) => [(node + 1) % 100_000]);
    expect(new Set(strongComponents(ring)).size).toBe(1);
  });
});
