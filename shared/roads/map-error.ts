/** Streets or places that cannot be used. The message names the file and, where it is about one, the feature. */
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
  /** It is JSON but no GeoJSON FeatureCollection. */
  | 'MAP_NOT_GEOJSON'
  /** A feature has coordinates that are none. */
  | 'MAP_BAD_COORDINATES'
  /** No feature is a street that cars may use. */
  | 'MAP_NO_STREETS'
  /** There are streets, but none from which one could drive away and come back. */
  | 'MAP_NOT_CONNECTED'
  /** No feature is a place. */
  | 'MAP_NO_PLACES'
  /** No place is close to a street: the two files are of different regions. */
  | 'MAP_PLACES_FAR_FROM_STREETS';
