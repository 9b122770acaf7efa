import { random } from '../../../shared/kernel/random.ts';
import { MapError } from '../../../shared/roads/map-error.ts';
import { type Place, parsePlaces } from '../../../shared/roads/places.ts';
import { buildStreetGraph, type StreetGraph } from '../../../shared/roads/street-graph.ts';
import { buildStreetIndex, type StreetIndex, type StreetPoint } from '../../../shared/roads/street-index.ts';
import { parseStreets } from '../../../shared/roads/streets.ts';

/** A place where cars are left: on the street in front of it. */
export interface Stop {
  readonly place: Place;
  readonly point: StreetPoint;
  /** Cars recharge here. */
  readonly charger: boolean;
}

/** What the cars drive in. */
export interface World {
  readonly graph: StreetGraph;
  readonly index: StreetIndex;
  /** At least one. */
  readonly stops: readonly Stop[];
}

export interface MapText {
  /** The name for messages: usually the file's. */
  readonly source: string;
  readonly text: string;
}

/** Farther from a street than this nobody would look for a car that was left at a place. */
const FARTHEST_STOP_METRES = 300;
const SHARE_WITH_CHARGER = 0.35;

/** Makes the world of streets and places in GeoJSON. The same input has chargers at the same places. */
export function buildWorld(roads: MapText, places: MapText): World {
  const graph = buildStreetGraph(parseStreets(roads.text, roads.source), roads.source);
  const index = buildStreetIndex(graph);
  const stops = parsePlaces(places.text, places.source).flatMap((place) => {
    const { distanceMetres, ...point } = index.snap(place.position);
    const charger = random('charger', place.id).next() < SHARE_WITH_CHARGER;
    return distanceMetres <= FARTHEST_STOP_METRES ? [{ place, point, charger }] : [];
  });
  if (stops.length === 0) {
    throw new MapError(
      'MAP_PLACES_FAR_FROM_STREETS',
      `no place of ${places.source} is within ${FARTHEST_STOP_METRES} m of a street of ${roads.source}; give streets and places of the same region`,
    );
  }
  return { graph, index, stops };
}
