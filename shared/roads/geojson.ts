import type { Position } from '../kernel/geo.ts';
import { isRecord } from '../kernel/record.ts';
import { MapError } from './map-error.ts';

/** A feature of a GeoJSON collection (RFC 7946), whose geometry is not parsed yet. */
export interface Feature {
  /** Its name in messages: its id, or else its place in the file. */
  readonly name: string;
  readonly geometryType: string;
  readonly coordinates: unknown;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The features of a GeoJSON text that have a geometry. `source` names it in errors. */
export function parseFeatures(text: string, source: string): Feature[] {
  const json = parseJson(text, source);
  if (!isRecord(json) || json['type'] !== 'FeatureCollection' || !Array.isArray(json['features'])) {
    throw new MapError(
      'MAP_NOT_GEOJSON',
      `${source} is not a GeoJSON FeatureCollection; export it as GeoJSON (RFC 7946) with all features in one collection`,
    );
  }
  return json['features'].flatMap((feature: unknown, index) => {
    if (!isRecord(feature) || !isRecord(feature['geometry'])) return [];
    const { type, coordinates } = feature['geometry'];
    if (typeof type !== 'string') return [];
    const id = feature['id'];
    const name = typeof id === 'string' || typeof id === 'number' ? String(id) : `#${index + 1}`;
    return [
      {
        name,
        geometryType: type,
        coordinates,
        properties: isRecord(feature['properties']) ? feature['properties'] : {},
      },
    ];
  });
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new MapError('MAP_NOT_JSON', `${source} is not JSON; give a GeoJSON file`, { cause });
  }
}

/** A position of a feature: `[longitude, latitude]` in degrees, with an optional altitude. */
export function parsePosition(coordinates: unknown, feature: Feature, source: string): Position {
  if (Array.isArray(coordinates)) {
    const [longitude, latitude] = coordinates as readonly unknown[];
    if (isDegrees(longitude, 180) && isDegrees(latitude, 90)) return { latitude, longitude };
  }
  throw new MapError(
    'MAP_BAD_COORDINATES',
    `${source}, feature ${feature.name}: ${JSON.stringify(coordinates)} is not a position; write [longitude, latitude] in degrees (WGS 84)`,
  );
}

function isDegrees(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Math.abs(value) <= limit;
}
