import type { Static } from 'typebox';
import type { NearestAllowed } from '../../../shared/contracts/rentals/rentals.ts';
import {
  MOST_ZONE_CORNERS,
  type ParkingRefusal,
  setZones,
  type Zone,
  type Zones,
  zonesNotValid,
  zonesSet,
} from '../../../shared/contracts/rentals/zones.ts';
import { type Area, contains, isSound, nearestWhere } from '../../../shared/kernel/area.ts';
import { distanceMetres, type Position } from '../../../shared/kernel/geo.ts';
import type { Deciders } from '../../../shared/runtime/deciders.ts';
import type { Context, Decision, MessageOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import type { ZonesEvent } from '../car/events.ts';
import type { ZonesState } from '../car/state.ts';
import type { ZonesMessage } from '../messages.ts';
import { zonesInForce } from '../read-models.ts';

/**
 * Where rentals may end. The zones are one aggregate of the room, and reference data to the decisions on its cars: these
 * read the zones as they were at most some seconds ago, and record their version.
 */

export const zonesDeciders: Deciders<ZonesState, ZonesMessage, ZonesEvent> = {
  [setZones.type]: decideSetZones,
};

function decideSetZones(
  state: ZonesState,
  { data, principal }: MessageOf<typeof setZones>,
  context: Context,
): Decision<ZonesEvent> {
  const { fleet, zones } = data;
  if (principal?.kind !== 'operator') {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only an operator draws zones.' };
  }
  const wrong = whatIsWrong(zones);
  if (wrong !== undefined) return zonesNotValid(wrong);
  const version = state.version + 1;
  return {
    kind: 'accept',
    events: [zonesSet({ fleet, zones, version, operator: principal.id, time: context.now })],
    result: { version, zones: zones.features.length },
  };
}

function whatIsWrong({ features }: Zones): string | undefined {
  const ids = features.map(({ id }) => id);
  const twice = ids.find((id, n) => ids.indexOf(id) !== n);
  if (twice !== undefined) return `There are two zones ${twice}.`;
  const corners = features.flatMap((zone) => areaOf(zone).flat(2)).length;
  if (corners > MOST_ZONE_CORNERS) {
    return `The zones have ${corners} corners; at most ${MOST_ZONE_CORNERS} are kept. Draw them coarser.`;
  }
  const open = features.find((zone) => !isSound(areaOf(zone)));
  return open === undefined
    ? undefined
    : `A ring of ${open.id} is not closed, or has no area: its last corner must be its first, and three must differ.`;
}

/** Why a rental may not end at a place, and where it may. */
export interface ParkingRefused {
  readonly reason: ParkingRefusal;
  readonly zone?: string;
  readonly nearestAllowed?: Static<typeof NearestAllowed>;
}

/** Undefined when a rental may end there. Without zones it may end anywhere, also where nobody knows. */
export function whyNotPark({ features }: Zones, position: Position | undefined): ParkingRefused | undefined {
  if (features.length === 0) return undefined;
  if (position === undefined) return { reason: 'POSITION_UNKNOWN' };
  const service = areasOf(features, 'service-area');
  const forbidden = areasOf(features, 'no-parking');
  const allowed = (here: Position): boolean =>
    (service.length === 0 || service.some(({ area }) => contains(area, here))) &&
    !forbidden.some(({ area }) => contains(area, here));
  if (allowed(position)) return undefined;
  const zone = forbidden.find(({ area }) => contains(area, position));
  const isOutside = service.length > 0 && !service.some(({ area }) => contains(area, position));
  const nearest = nearestWhere(
    [...service, ...forbidden].map(({ area }) => area),
    position,
    allowed,
  );
  return {
    reason: isOutside ? 'OUTSIDE_SERVICE_AREA' : 'NO_PARKING_ZONE',
    ...(isOutside || zone === undefined ? {} : { zone: zone.name }),
    ...(nearest === undefined
      ? {}
      : {
          nearestAllowed: {
            position: nearest,
            distanceMetres: Math.round(distanceMetres(position, nearest)),
          },
        }),
  };
}

function areasOf(features: readonly Zone[], kind: Zone['properties']['kind']) {
  return features
    .filter(({ properties }) => properties.kind === kind)
    .map((zone) => ({ name: zone.properties.name, area: areaOf(zone) }));
}

/** GeoJSON has the longitude first, and repeats the first corner at the end. */
function areaOf({ geometry }: Zone): Area {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.map((polygon) =>
    polygon.map((ring) => ring.map(([longitude, latitude]) => ({ latitude, longitude }))),
  );
}

/** The ids of the pricing zones around the position, in the order of the zones. */
export function pricingZonesAt({ features }: Zones, position: Position): readonly string[] {
  return features
    .filter((zone) => zone.properties.kind === 'pricing' && contains(areaOf(zone), position))
    .map(({ id }) => id);
}

export function zonesItems({ zones, version }: ZonesState): readonly ReadModelItem[] {
  return version === 0 ? [] : [zonesInForce({}, { version, zones })];
}
