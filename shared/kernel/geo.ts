/** Positions on the WGS 84 ellipsoid, taken as a sphere: good to 0.5 % for the distances of a city. */

export interface Position {
  /** Degrees, -90 to 90. */
  readonly latitude: number;
  /** Degrees, -180 to 180. */
  readonly longitude: number;
}

const EARTH_RADIUS_METRES = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const degrees = (angle: number): number => (angle * 180) / Math.PI;

/** Great-circle distance in metres (haversine). */
export function distanceMetres(a: Position, b: Position): number {
  const dLat = radians(b.latitude - a.latitude);
  const dLon = radians(b.longitude - a.longitude);
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Initial bearing from a to b in degrees clockwise from north, 0 to below 360. */
export function headingDegrees(a: Position, b: Position): number {
  const dLon = radians(b.longitude - a.longitude);
  const y = Math.sin(dLon) * Math.cos(radians(b.latitude));
  const x =
    Math.cos(radians(a.latitude)) * Math.sin(radians(b.latitude)) -
    Math.sin(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.cos(dLon);
  return (degrees(Math.atan2(y, x)) + 360) % 360;
}

/** The point between a and b at a fraction of the way (0 is a, 1 is b); for points less than some kilometres apart. */
export function between(a: Position, b: Position, fraction: number): Position {
  return {
    latitude: a.latitude + (b.latitude - a.latitude) * fraction,
    longitude: a.longitude + (b.longitude - a.longitude) * fraction,
  };
}

const BASE32 = '0123456789bcdefghjkmnpqrstuvwxyz';

/** Geohash (Niemeyer) of the given length. Length 5 is a cell of about 4.9 × 4.9 km at the equator, 6 of 1.2 × 0.6 km. */
export function geohash(position: Position, length: number): string {
  let [south, north, west, east] = [-90, 90, -180, 180];
  let hash = '';
  let bits = 0;
  let value = 0;
  for (let even = true; hash.length < length; even = !even) {
    if (even) {
      const middle = (west + east) / 2;
      const upper = position.longitude >= middle;
      value = value * 2 + (upper ? 1 : 0);
      if (upper) west = middle;
      else east = middle;
    } else {
      const middle = (south + north) / 2;
      const upper = position.latitude >= middle;
      value = value * 2 + (upper ? 1 : 0);
      if (upper) south = middle;
      else north = middle;
    }
    if (++bits === 5) {
      hash += BASE32[value] ?? '';
      bits = 0;
      value = 0;
    }
  }
  return hash;
}

/** The size of a geohash cell of this length, in degrees. */
export function cellSizeDegrees(length: number): { latitude: number; longitude: number } {
  const bits = length * 5;
  return { latitude: 180 / 2 ** Math.floor(bits / 2), longitude: 360 / 2 ** Math.ceil(bits / 2) };
}

/** The cells of this length that a circle touches: at least one, each once. */
export function cellsAround(centre: Position, radiusMetres: number, length: number): string[] {
  const size = cellSizeDegrees(length);
  const dLat = degrees(radiusMetres / EARTH_RADIUS_METRES);
  const dLon = Math.min(180, dLat / Math.max(0.01, Math.cos(radians(centre.latitude))));
  const rows = Math.ceil(dLat / size.latitude);
  const columns = Math.min(Math.ceil(dLon / size.longitude), Math.ceil(180 / size.longitude));
  const cells = new Set<string>();
  for (let row = -rows; row <= rows; row++) {
    const latitude = centre.latitude + row * size.latitude;
    if (latitude < -90 || latitude > 90) continue;
    for (let column = -columns; column <= columns; column++) {
      const longitude = ((centre.longitude + column * size.longitude + 540) % 360) - 180;
      cells.add(geohash({ latitude, longitude }, length));
    }
  }
  return [...cells];
}

/** South-west and north-east corner of a geohash cell. Throws a RangeError for what is no geohash. */
export function cellCorners(cell: string): { southWest: Position; northEast: Position } {
  let [south, north, west, east] = [-90, 90, -180, 180];
  let even = true;
  for (const character of cell) {
    const value = BASE32.indexOf(character);
    if (value === -1) throw new RangeError(`${cell} is no geohash`);
    for (let bit = 16; bit >= 1; bit /= 2) {
      const upper = (value & bit) !== 0;
      const middle = even ? (west + east) / 2 : (south + north) / 2;
      if (even && upper) west = middle;
      else if (even) east = middle;
      else if (upper) south = middle;
      else north = middle;
      even = !even;
    }
  }
  return {
    southWest: { latitude: south, longitude: west },
    northEast: { latitude: north, longitude: east },
  };
}

/**
 * How far a geohash cell begins from a point, metres; 0 when the point is in it. Up to 1 % too small, never too large:
 * along a parallel the nearest point of a cell lies a little nearer than the one at the same latitude.
 */
export function cellDistanceMetres(point: Position, cell: string): number {
  const { southWest, northEast } = cellCorners(cell);
  const middle = (southWest.longitude + northEast.longitude) / 2;
  // The cell may lie on the other side of the antimeridian.
  const turn = Math.round((middle - point.longitude) / 360) * 360;
  const nearest = {
    latitude: Math.min(Math.max(point.latitude, southWest.latitude), northEast.latitude),
    longitude: Math.min(Math.max(point.longitude + turn, southWest.longitude), northEast.longitude) - turn,
  };
  return distanceMetres(point, nearest) * 0.99;
}
