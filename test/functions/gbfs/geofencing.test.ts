import { describe, expect, it } from 'vitest';
import { domain } from '../../../functions/gbfs/domain.ts';
import { geofencing } from '../../../functions/gbfs/geofencing.ts';
import { type Zone, zonesSet } from '../../../shared/contracts/rentals/zones.ts';
import { message, roomUnderTest } from '../room-under-test.ts';

const square = (west: number, south: number, size: number): [number, number][] => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];
const zone = (id: string, kind: Zone['properties']['kind'], rings: [number, number][][]): Zone => ({
  type: 'Feature',
  id,
  properties: { kind, name: id },
  geometry: { type: 'Polygon', coordinates: rings },
});
const city = zone('city', 'service-area', [square(0, 0, 10), square(4, 4, 1)]);
const park = zone('park', 'no-parking', [square(1, 1, 1).toReversed()]);

describe('the zones in public', () => {
  it('are those that were set last', () => {
    const room = roomUnderTest(domain);
    const { zones } = zonesSet.example;

    room.handle(message(zonesSet, { ...zonesSet.example, zones }));

    expect(room.item('zones')?.body).toEqual(zones);
    expect(room.rebuilt('system/roadstream')).toEqual(room.state('system/roadstream'));
  });

  it('let a rental end anywhere as long as there is no service area, but not where parking is forbidden', () => {
    expect(geofencing([]).global_rules).toMatchObject([{ ride_end_allowed: true }]);
    expect(geofencing([park]).global_rules).toMatchObject([{ ride_end_allowed: true }]);
    expect(geofencing([park]).geofencing_zones.features).toMatchObject([
      { properties: { rules: [{ ride_end_allowed: false }] } },
    ]);
  });

  it('let it end in a service area, unless parking is forbidden there: that comes first', () => {
    const { geofencing_zones, global_rules } = geofencing([city, park]);

    expect(global_rules).toMatchObject([{ ride_end_allowed: false }]);
    expect(
      geofencing_zones.features.map(({ properties: { name, rules } }) => [
        name[0]?.text,
        rules[0]?.ride_end_allowed,
      ]),
    ).toEqual([
      ['park', false],
      ['city', true],
    ]);
  });

  it('are multipolygons whose outlines run counterclockwise and whose holes do not', () => {
    const [forbidden, area] = geofencing([city, park]).geofencing_zones.features;

    expect(forbidden?.geometry).toEqual({ type: 'MultiPolygon', coordinates: [[square(1, 1, 1)]] });
    expect(area?.geometry.coordinates).toEqual([[square(0, 0, 10), square(4, 4, 1).toReversed()]]);
  });
});
