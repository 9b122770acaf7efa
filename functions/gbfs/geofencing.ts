import {
  type Geofencing,
  type GeofencingZone,
  LANGUAGE,
  type Rule,
} from '../../shared/contracts/gbfs/feed.ts';
import type { Zone } from '../../shared/contracts/rentals/zones.ts';

/** Where rentals may end, in the words of GBFS: the first rule that holds for a place counts. */

type Polygon = GeofencingZone['geometry']['coordinates'][number];
type Ring = Polygon[number];

const MAY_END: Rule = { ride_start_allowed: true, ride_end_allowed: true, ride_through_allowed: true };
const MAY_NOT_END: Rule = { ...MAY_END, ride_end_allowed: false };

/** Without a service area a rental may end anywhere; a no-parking zone counts for more than a service area. */
export function geofencing(zones: readonly Zone[]): Geofencing {
  const ofKind = (kind: Zone['properties']['kind']): readonly Zone[] =>
    zones.filter(({ properties }) => properties.kind === kind);
  const areas = ofKind('service-area');
  return {
    geofencing_zones: {
      type: 'FeatureCollection',
      features: [
        ...ofKind('no-parking').map((zone) => feature(zone, MAY_NOT_END)),
        ...areas.map((zone) => feature(zone, MAY_END)),
      ],
    },
    global_rules: [areas.length === 0 ? MAY_END : MAY_NOT_END],
  };
}

function feature({ geometry, properties: { name } }: Zone, rule: Rule): GeofencingZone {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return {
    type: 'Feature',
    geometry: {
      type: 'MultiPolygon',
      coordinates: polygons.map((rings) => rings.map((ring, n) => turned(ring, n === 0))),
    },
    properties: { name: [{ text: name, language: LANGUAGE }], rules: [rule] },
  };
}

/** Outlines run counterclockwise, holes clockwise (RFC 7946, the right-hand rule). */
function turned(ring: readonly (readonly number[])[], counterclockwise: boolean): Ring {
  const corners = ring.map((corner) => [...corner]);
  return isCounterclockwise(corners) === counterclockwise ? corners : corners.toReversed();
}

/** By the sign of the area (the shoelace formula). */
function isCounterclockwise(ring: Ring): boolean {
  const doubled = ring.reduce((sum, [x = 0, y = 0], n) => {
    const [nextX = 0, nextY = 0] = ring[(n + 1) % ring.length] ?? [];
    return sum + x * nextY - nextX * y;
  }, 0);
  return doubled > 0;
}
