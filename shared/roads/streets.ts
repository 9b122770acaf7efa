import type { Position } from '../kernel/geo.ts';
import { type Feature, parseFeatures, parsePosition } from './geojson.ts';
import { MapError } from './map-error.ts';
import { parseSpeedLimit, usualSpeedKmh } from './speed-limits.ts';

export interface Street {
  readonly id: string;
  readonly name?: string;
  /** Class in OpenStreetMap. */
  readonly highway: string;
  /** The order of its points in which it may be driven. */
  readonly direction: 'both' | 'forward' | 'backward';
  readonly speedLimitKmh: number;
  /** At least two. */
  readonly points: readonly Position[];
  /** One for each point. Streets meet where they share a node. */
  readonly nodes: readonly string[];
}

/**
 * Streets from GeoJSON: LineStrings with `highway`, and optionally `oneway`, `maxspeed`, `junction`, `name` as in
 * OpenStreetMap. When `nodes` (ids of the points) are not given for every street, streets meet at points with equal
 * coordinates. Features that are not streets for cars are left out. `source` names the text in errors.
 */
export function parseStreets(text: string, source: string): Street[] {
  const drivable = parseFeatures(text, source).filter(
    (feature) =>
      feature.geometryType === 'LineString' && usualSpeedKmh(feature.properties['highway']) !== undefined,
  );
  const shareIds = drivable.every((feature) => nodeIds(feature) !== undefined);
  const streets = drivable.map((feature) => parseStreet(feature, source, shareIds));
  if (streets.length === 0) {
    throw new MapError(
      'MAP_NO_STREETS',
      `${source} has no streets for cars; it needs LineString features with a property highway, such as "residential"`,
    );
  }
  return streets;
}

function parseStreet(feature: Feature, source: string, shareIds: boolean): Street {
  const { highway, maxspeed, name } = feature.properties;
  const coordinates = Array.isArray(feature.coordinates) ? (feature.coordinates as readonly unknown[]) : [];
  const points = coordinates.map((position) => parsePosition(position, feature, source));
  if (points.length < 2) {
    throw new MapError(
      'MAP_BAD_COORDINATES',
      `${source}, feature ${feature.name}: a street needs two points or more`,
    );
  }
  return {
    id: feature.name,
    ...(typeof name === 'string' ? { name } : {}),
    highway: String(highway),
    direction: directionOf(feature.properties),
    speedLimitKmh: parseSpeedLimit(maxspeed) ?? usualSpeedKmh(highway) ?? 0,
    points,
    nodes: (shareIds ? nodeIds(feature) : undefined) ?? points.map(coordinateKey),
  };
}

/** The ids of a feature's points, if it has one for each. */
function nodeIds(feature: Feature): string[] | undefined {
  const { nodes } = feature.properties;
  const sameLength =
    Array.isArray(nodes) && Array.isArray(feature.coordinates) && nodes.length === feature.coordinates.length;
  return sameLength ? nodes.map(String) : undefined;
}

/** Compares to 7 decimals, about a centimetre, which is the precision of OpenStreetMap. */
const coordinateKey = (point: Position): string =>
  `${point.latitude.toFixed(7)},${point.longitude.toFixed(7)}`;

function directionOf(properties: Feature['properties']): Street['direction'] {
  const { oneway, junction, highway } = properties;
  switch (String(oneway)) {
    case '1':
    case 'yes':
    case 'true':
      return 'forward';
    case '-1':
    case 'reverse':
      return 'backward';
    case '0':
    case 'no':
    case 'false':
      return 'both';
    default:
      return junction === 'roundabout' || highway === 'motorway' ? 'forward' : 'both';
  }
}
