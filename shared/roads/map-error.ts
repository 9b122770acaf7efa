/** Streets or places cannot be used. The message names the file and, if there is one, the feature. */
export class MapError extends Error {
  readonly code: MapErrorCode;
  constructor(code: MapErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MapError';
    this.code = code;
  }
}

export type MapErrorCode =
  /** The file is not JSON. */
  | 'MAP_NOT_JSON'
  /** It is JSON but not a GeoJSON FeatureCollection. */
  | 'MAP_NOT_GEOJSON'
  /** A feature has invalid coordinates. */
  | 'MAP_BAD_COORDINATES'
  /** No feature is a street that cars may use. */
  | 'MAP_NO_STREETS'
  /** There are streets, but on none of them can a car drive away and come back. */
  | 'MAP_NOT_CONNECTED'
  /** No feature is a place. */
  | 'MAP_NO_PLACES'
  /** No place is close to a street: the two files are of different regions. */
  | 'MAP_PLACES_FAR_FROM_STREETS';
