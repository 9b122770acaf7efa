import { describe, expect, it } from 'vitest';
import { parsePlaces } from '../../../shared/roads/places.ts';
import { parseStreets } from '../../../shared/roads/streets.ts';
import { places, streets } from './andorra.ts';

const collection = (...features: object[]): string => JSON.stringify({ type: 'FeatureCollection', features });
const line = (
  properties: object,
  coordinates: unknown = [
    [1.5, 42.5],
    [1.51, 42.5],
  ],
): object => ({
  type: 'Feature',
  geometry: { type: 'LineString', coordinates },
  properties: { highway: 'residential', ...properties },
});
const only = (properties: object) => {
  const [street] = parseStreets(collection(line(properties)), 'mine.geojson');
  if (street === undefined) throw new Error('no street');
  return street;
};

describe('streets from GeoJSON', () => {
  it('reads the real ones', () => {
    expect(streets).toHaveLength(1163);
    expect(streets.filter((street) => street.direction === 'forward')).toHaveLength(268);
    expect(streets.filter((street) => street.direction === 'backward')).toHaveLength(24);
    expect(streets.every((street) => street.nodes.length === street.points.length)).toBe(true);
  });

  it.each([
    [{ oneway: 1 }, 'forward'],
    [{ oneway: 'yes' }, 'forward'],
    [{ oneway: -1 }, 'backward'],
    [{ oneway: '-1' }, 'backward'],
    [{ oneway: 'no' }, 'both'],
    [{}, 'both'],
    [{ junction: 'roundabout' }, 'forward'],
    [{ highway: 'motorway' }, 'forward'],
    [{ highway: 'motorway', oneway: 'no' }, 'both'],
  ])('reads %j as %s', (properties, direction) => {
    expect(only(properties).direction).toBe(direction);
  });

  it.each([
    [{ maxspeed: 70 }, 70],
    [{ maxspeed: '50' }, 50],
    [{ maxspeed: '30 mph' }, 48.28032],
    [{ maxspeed: 'ES:urban' }, 30],
    [{ maxspeed: 0 }, 30],
    [{ highway: 'primary' }, 60],
  ])('reads the limit of %j as %d km/h', (properties, limit) => {
    expect(only(properties).speedLimitKmh).toBeCloseTo(limit, 6);
  });

  it('leaves out features that are not for cars or not lines', () => {
    const point = { type: 'Feature', geometry: { type: 'Point', coordinates: [1, 42] }, properties: {} };
    const bare = { type: 'Feature', geometry: null, properties: {} };
    const text = collection(line({ highway: 'footway' }), point, bare, line({ name: 'Carrer Major' }));
    expect(parseStreets(text, 'mine.geojson')).toMatchObject([{ name: 'Carrer Major' }]);
  });

  it('lets streets meet at equal coordinates where ids are missing', () => {
    const text = collection(
      line({}, [
        [1.5, 42.5],
        [1.51, 42.5],
      ]),
      line({ nodes: [1, 2] }, [
        [1.51, 42.5],
        [1.52, 42.5],
      ]),
    );
    const [first, second] = parseStreets(text, 'mine.geojson');
    expect(second?.nodes[0]).toBe(first?.nodes[1]);
  });

  it.each([
    ['MAP_NOT_JSON', '<gpx/>'],
    ['MAP_NOT_GEOJSON', '{"type":"Feature"}'],
    ['MAP_NOT_GEOJSON', '[]'],
    ['MAP_NO_STREETS', collection(line({ highway: 'footway' }))],
    [
      'MAP_BAD_COORDINATES',
      collection(
        line({}, [
          [1.5, 42.5],
          [1.51, 142.5],
        ]),
      ),
    ],
    ['MAP_BAD_COORDINATES', collection(line({}, [[1.5, 42.5]]))],
    ['MAP_BAD_COORDINATES', collection(line({}, 'here'))],
  ])('throws %s, and names the file', (code, text) => {
    expect(() => parseStreets(text, 'mine.geojson')).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining('mine.geojson') }),
    );
  });
});

describe('places from GeoJSON', () => {
  it('reads the real ones', () => {
    expect(places).toHaveLength(254);
    expect(places.filter((place) => place.kind === 'parking')).toHaveLength(105);
  });

  it('calls a place without a kind a place', () => {
    const text = collection({ type: 'Feature', geometry: { type: 'Point', coordinates: [1.5, 42.5] } });
    expect(parsePlaces(text, 'p.geojson')).toEqual([
      { id: '#1', kind: 'place', position: { latitude: 42.5, longitude: 1.5 } },
    ]);
  });

  it('throws MAP_NO_PLACES for a file with only streets', () => {
    expect(() => parsePlaces(collection(line({})), 'p.geojson')).toThrow(
      expect.objectContaining({ code: 'MAP_NO_PLACES' }),
    );
  });
});
