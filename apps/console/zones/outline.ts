import type { Zone } from '@roadstream/sdk';

/** The outline of a zone while it is drawn: its corners in order, without the first one again at the end. */

export type Corner = readonly [longitude: number, latitude: number];

export type FaultKind = 'few' | 'same' | 'outside' | 'crosses';

/** What is wrong with an outline, and at which of its corners. */
export interface Fault {
  readonly kind: FaultKind;
  /** Of the corner at which it is shown; absent where no corner is to blame. */
  readonly corner?: number;
}

/** A polygon needs three corners. */
const FEWEST = 3;
/** Seven digits are a centimetre. */
const DIGITS = 1e7;

/** The platform would refuse these, or nobody could say what is inside. */
export function faultsOf(corners: readonly Corner[]): readonly Fault[] {
  const faults: Fault[] = [];
  corners.forEach(([longitude, latitude], corner) => {
    if (!(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90)) faults.push({ kind: 'outside', corner });
    const next = corners[(corner + 1) % corners.length];
    if (corners.length > 1 && next?.[0] === longitude && next[1] === latitude)
      faults.push({ kind: 'same', corner });
  });
  const different = new Set(corners.map(String));
  if (different.size < FEWEST) return [{ kind: 'few' }, ...faults];
  for (let one = 0; one < corners.length; one++)
    for (let other = one + 1; other < corners.length; other++)
      if (isCrossing(edgeAt(corners, one), edgeAt(corners, other)))
        faults.push({ kind: 'crosses', corner: other });
  return faults;
}

type Edge = readonly [from: Corner, to: Corner];

function edgeAt(corners: readonly Corner[], n: number): Edge {
  const at = (index: number): Corner => corners[index % corners.length] ?? [0, 0];
  return [at(n), at(n + 1)];
}

/** Whether two edges meet elsewhere than at the end of both. */
function isCrossing([a, b]: Edge, [c, d]: Edge): boolean {
  const isNeighbour = [a, b].some((end) => [c, d].some((other) => isSame(end, other)));
  if (isNeighbour) return false;
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

const isSame = (one: Corner, other: Corner): boolean => one[0] === other[0] && one[1] === other[1];

/** On which side of the line from `a` to `b` the corner is. */
const side = (a: Corner, b: Corner, [x, y]: Corner): number =>
  (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]);

export const rounded = ([longitude, latitude]: Corner): Corner => [
  Math.round(longitude * DIGITS) / DIGITS,
  Math.round(latitude * DIGITS) / DIGITS,
];

export function withCorner(corners: readonly Corner[], at: number, corner: Corner): readonly Corner[] {
  return corners.map((one, n) => (n === at ? rounded(corner) : one));
}

export function withNewCorner(corners: readonly Corner[], after: number, corner: Corner): readonly Corner[] {
  return corners.toSpliced(after + 1, 0, rounded(corner));
}

/** A ring of a zone: its outline, a hole, or one of another part. */
export interface RingPlace {
  readonly polygon: number;
  readonly ring: number;
}

/** A zone that is drawn: a new one, or one that is there. */
export interface Draft {
  readonly zone: Zone;
  readonly isNew: boolean;
  readonly place: RingPlace;
  readonly corners: readonly Corner[];
}

type Rings = readonly (readonly (readonly Corner[])[])[];

function polygonsOf({ geometry }: Pick<Zone, 'geometry'>): Rings {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

export function ringsOf(zone: Pick<Zone, 'geometry'>): readonly RingPlace[] {
  return polygonsOf(zone).flatMap((rings, polygon) => rings.map((_, ring) => ({ polygon, ring })));
}

export function cornersOf(zone: Pick<Zone, 'geometry'>, { polygon, ring }: RingPlace): readonly Corner[] {
  return (polygonsOf(zone)[polygon]?.[ring] ?? []).slice(0, -1);
}

/** The zone with another ring in this place. */
export function withRing(zone: Zone, { polygon, ring }: RingPlace, corners: readonly Corner[]): Zone {
  const [first] = corners;
  const closed = first === undefined ? [] : [...corners, first];
  const polygons = polygonsOf(zone).map((rings, n) =>
    n === polygon ? rings.map((one, m) => (m === ring ? closed : one)) : rings,
  );
  const geometry =
    zone.geometry.type === 'Polygon'
      ? { type: 'Polygon' as const, coordinates: polygons[0] ?? [] }
      : { type: 'MultiPolygon' as const, coordinates: polygons };
  return { ...zone, geometry };
}

/** An id for a zone of this name that no other one has. */
export function idFor(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  const id = plain === '' ? 'zone' : plain;
  for (let n = 1; ; n++) {
    const one = n === 1 ? id : `${id}-${n}`;
    if (!taken.includes(one)) return one;
  }
}
