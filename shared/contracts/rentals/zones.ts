import {
  Integer,
  Array as List,
  Literal,
  Number as Num,
  Object as Obj,
  type Static,
  String as Str,
  Tuple,
  Union,
} from 'typebox';
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { strict, Time } from '../fields.ts';
import { rentalsCommands, rentalsEvents } from './rentals.ts';

/** Where a rental may end: polygons that operators draw, as GeoJSON (RFC 7946). The rentals room keeps them. */

/** Of all polygons together: one item of the room's table holds them, and DynamoDB allows it 400 KB. */
export const MOST_ZONE_CORNERS = 4_000;

/** The fleet that the zones belong to. There is one; with the key, a second one could have its own zones. */
export const FLEET = 'roadstream';
const Fleet = Literal(FLEET);

const Coordinates = Tuple(
  [
    Num({ minimum: -180, maximum: 180, description: 'Longitude, degrees' }),
    Num({ minimum: -90, maximum: 90, description: 'Latitude, degrees' }),
  ],
  { description: 'Longitude, latitude: GeoJSON’s order' },
);
const Ring = List(Coordinates, {
  minItems: 4,
  maxItems: MOST_ZONE_CORNERS,
  description: 'Closed: the last corner is the first',
});
const Polygon = List(Ring, { minItems: 1, maxItems: 100, description: 'The outline, then the holes' });

export const ZoneKind = Union([Literal('service-area'), Literal('no-parking'), Literal('pricing')], {
  description:
    'A rental ends inside a service area (any of them, if there is one) and outside every no-parking zone. Tariffs name pricing zones: what a rental costs may depend on where it starts and ends',
});
export type ZoneKind = Static<typeof ZoneKind>;

export const ZoneId = Str({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' });

/** A zone as a GeoJSON feature. */
export const Zone = Obj(
  {
    type: Literal('Feature'),
    id: ZoneId,
    properties: Obj({ kind: ZoneKind, name: Str({ minLength: 1, maxLength: 80 }) }, strict),
    geometry: Union([
      Obj({ type: Literal('Polygon'), coordinates: Polygon }, strict),
      Obj(
        { type: Literal('MultiPolygon'), coordinates: List(Polygon, { minItems: 1, maxItems: 100 }) },
        strict,
      ),
    ]),
  },
  strict,
);
export type Zone = Static<typeof Zone>;

export const Zones = Obj(
  { type: Literal('FeatureCollection'), features: List(Zone, { maxItems: 200 }) },
  strict,
);
export type Zones = Static<typeof Zones>;

/** The zones as they are in force. */
export const ZonesInForce = Obj({ version: Integer({ minimum: 1 }), zones: Zones }, strict);

export const noZones: Zones = { type: 'FeatureCollection', features: [] };

const time = '2026-01-31T09:30:00.000Z';
const zonesExample: Zones = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      id: 'andorra-la-vella',
      properties: { kind: 'service-area', name: 'Andorra la Vella' },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [1.5, 42.49],
            [1.55, 42.49],
            [1.55, 42.52],
            [1.5, 42.52],
            [1.5, 42.49],
          ],
        ],
      },
    },
  ],
};

export const zonesNotValid = roomError('ZONES_NOT_VALID', {
  status: 400,
  title: 'The zones are not valid',
  advice: 'The detail says which zone is wrong and what it should be.',
  retry: 'change',
});

export const setZones = command({
  type: 'rentals.set-zones.v1',
  topic: rentalsCommands,
  description: 'An operator replaces all zones',
  key: 'fleet',
  expiresAfterSeconds: 60,
  data: Obj({ fleet: Fleet, zones: Zones }, strict),
  example: { fleet: FLEET, zones: zonesExample },
});

export const zonesSet = event({
  type: 'rentals.zones-set.v1',
  topic: rentalsEvents,
  description: 'These zones are in force from now on',
  key: 'fleet',
  heardBy: { nobody: 'is read with the zones; who may not end somewhere is told the nearest place' },
  data: Obj(
    { fleet: Fleet, zones: Zones, version: Integer({ minimum: 1 }), operator: Str(), time: Time },
    strict,
  ),
  example: { fleet: FLEET, zones: zonesExample, version: 1, operator: 'eva', time },
});

export const ParkingRefusal = Union([
  Literal('OUTSIDE_SERVICE_AREA'),
  Literal('NO_PARKING_ZONE'),
  Literal('POSITION_UNKNOWN'),
]);
export type ParkingRefusal = Static<typeof ParkingRefusal>;

export const putZones = route({
  id: 'putZones',
  method: 'PUT',
  path: '/v1/zones',
  summary: 'Replace all zones',
  description:
    'All of them, as a GeoJSON FeatureCollection of polygons. Without a service area a rental may end anywhere outside the no-parking zones.',
  principals: ['operator'],
  body: Zones,
  bodyExample: zonesExample,
  command: setZones,
  success: {
    status: 200,
    description: 'The zones are in force from now on',
    body: Obj({ version: Integer({ minimum: 1 }), zones: Integer({ minimum: 0 }) }, strict),
    example: { version: 1, zones: 1 },
  },
  errors: [zonesNotValid.code],
});

export const getZones = route({
  id: 'getZones',
  method: 'GET',
  path: '/v1/zones',
  summary: 'Where rentals may end',
  principals: ['rider', 'operator'],
  success: {
    status: 200,
    description: 'A GeoJSON FeatureCollection; without features until zones are set',
    body: Zones,
    example: zonesExample,
  },
  errors: [],
});
