import type { Position } from '../kernel/geo.ts';
import { parseFeatures, parsePosition } from './geojson.ts';
import { MapError } from './map-error.ts';

/** A place that people drive to. */
export interface Place {
  readonly id: string;
  /** Such as `parking`, `fuel`, `hotel`; `place` where the source has no kind. */
  readonly kind: string;
  readonly name?: string;
  readonly position: Position;
}

/** Places from GeoJSON: its Points, with optional `kind` and `name`. `source` names the text in errors. */
export function parsePlaces(text: string, source: string): Place[] {
  const places = parseFeatures(text, source)
    .filter((feature) => feature.geometryType === 'Point')
    .map((feature) => {
      const { kind, name } = feature.properties;
      return {
        id: feature.name,
        kind: typeof kind === 'string' ? kind : 'place',
        ...(typeof name === 'string' ? { name } : {}),
        position: parsePosition(feature.coordinates, feature, source),
      };
    });
  if (places.length === 0) {
    throw new MapError('MAP_NO_PLACES', `${source} has no places; it needs Point features`);
  }
  return places;
}
