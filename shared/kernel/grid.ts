import { distanceMetres, EARTH_RADIUS_METRES, type Position } from './geo.ts';

/**
 * A grid over the whole earth whose cells are about square and of about the same size everywhere: rows of equal height
 * from pole to pole, each cut into as many cells as its length allows. A cell is cut in four, as often as needed. The
 * path of everything in a cell begins with the cell's path. (Geohash cells become very narrow towards the poles.)
 */
export interface Cell {
  readonly row: number;
  readonly column: number;
  /** One digit for each cut: 0 south-west, 1 south-east, 2 north-west, 3 north-east. */
  readonly path: string;
}

/** A cell without a path is 4.9 km high; one with ten digits 4.8 m. */
const ROWS = 4096;
const ROW_DEGREES = 180 / ROWS;

/** By how much rounding may make a cell seem further away than it is. */
const ROUNDING_METRES = 0.01;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const degrees = (angle: number): number => (angle * 180) / Math.PI;

/** The cell with that many cuts that contains the position. */
export function cellAt({ latitude, longitude }: Position, cuts: number): Cell {
  const row = rowAt(latitude);
  const column = columnAt(row, longitude) % columnsIn(row);
  let { south, north, west, east } = edgesOf({ row, column, path: '' });
  const eastward = longitude === 180 ? -180 : longitude;
  let path = '';
  while (path.length < cuts) {
    const [middleLatitude, middleLongitude] = [(south + north) / 2, (west + east) / 2];
    const [isNorth, isEast] = [latitude >= middleLatitude, eastward >= middleLongitude];
    path += (isNorth ? 2 : 0) + (isEast ? 1 : 0);
    [south, north] = isNorth ? [middleLatitude, north] : [south, middleLatitude];
    [west, east] = isEast ? [middleLongitude, east] : [west, middleLongitude];
  }
  return { row, column, path };
}

/** The four cells that a cell is cut into. */
export function quartersOf({ row, column, path }: Cell): readonly Cell[] {
  return ['0', '1', '2', '3'].map((digit) => ({ row, column, path: path + digit }));
}

/** The uncut cells that a circle touches: at least one, each once. */
export function cellsAround(centre: Position, radiusMetres: number): readonly Cell[] {
  const angle = radiusMetres / EARTH_RADIUS_METRES;
  const [lowest, highest] = [centre.latitude - degrees(angle), centre.latitude + degrees(angle)];
  const cells: Cell[] = [];
  for (let row = rowAt(Math.max(-90, lowest)); row <= rowAt(Math.min(90, highest)); row++) {
    for (const column of columnsWithin(
      row,
      centre,
      lowest <= -90 || highest >= 90 ? 180 : reach(centre, angle),
    ))
      cells.push({ row, column, path: '' });
  }
  return cells.filter((cell) => cellDistanceMetres(centre, cell) <= radiusMetres);
}

/** The distance from a point to the nearest part of a cell, metres; 0 when the point is in it. Never too large. */
export function cellDistanceMetres(point: Position, cell: Cell): number {
  const { south, north, west, east } = edgesOf(cell);
  const { latitude, longitude } = point;
  if (longitude >= west && longitude <= east) {
    const nearest = { latitude: Math.min(Math.max(latitude, south), north), longitude };
    return Math.max(0, distanceMetres(point, nearest) - ROUNDING_METRES);
  }
  // The point is outside the cell's longitudes, so the nearest place is on the western or the eastern edge.
  const distances = [west, east].flatMap((edge) => {
    const along = radians(edge - longitude);
    const foot = degrees(
      Math.atan2(Math.sin(radians(latitude)), Math.cos(radians(latitude)) * Math.cos(along)),
    );
    const latitudes = foot > south && foot < north ? [south, north, foot] : [south, north];
    return latitudes.map((each) => distanceMetres(point, { latitude: each, longitude: edge }));
  });
  return Math.max(0, Math.min(...distances) - ROUNDING_METRES);
}

function rowAt(latitude: number): number {
  return Math.min(ROWS - 1, Math.floor((latitude + 90) / ROW_DEGREES));
}

function columnsIn(row: number): number {
  const middle = -90 + (row + 0.5) * ROW_DEGREES;
  return Math.max(1, Math.round(2 * ROWS * Math.cos(radians(middle))));
}

/** May be one too large for 180 degrees, which is -180. */
function columnAt(row: number, longitude: number): number {
  return Math.floor(((longitude + 180) / 360) * columnsIn(row));
}

/** The degrees of longitude that a circle without a pole in it reaches to each side. */
function reach({ latitude }: Position, angle: number): number {
  return degrees(Math.asin(Math.min(1, Math.sin(angle) / Math.cos(radians(latitude)))));
}

function columnsWithin(row: number, { longitude }: Position, reachDegrees: number): readonly number[] {
  const count = columnsIn(row);
  const first = columnAt(row, longitude - reachDegrees);
  const last = Math.min(columnAt(row, longitude + reachDegrees), first + count - 1);
  return Array.from({ length: last - first + 1 }, (_, n) => (((first + n) % count) + count) % count);
}

function edgesOf({ row, column, path }: Cell) {
  const width = 360 / columnsIn(row);
  let [south, north] = [-90 + row * ROW_DEGREES, -90 + (row + 1) * ROW_DEGREES];
  let [west, east] = [-180 + column * width, -180 + (column + 1) * width];
  for (const digit of path) {
    const [middleLatitude, middleLongitude] = [(south + north) / 2, (west + east) / 2];
    [south, north] = Number(digit) >= 2 ? [middleLatitude, north] : [south, middleLatitude];
    [west, east] = Number(digit) % 2 === 1 ? [middleLongitude, east] : [west, middleLongitude];
  }
  return { south, north, west, east };
}
