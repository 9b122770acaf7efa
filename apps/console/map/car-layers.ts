import type { LayerSpecification, Map as MapView } from 'maplibre-gl';
import { LOOKS, type Look, needOf } from '../fleet/car-look.ts';
import type { ShownCar } from '../fleet/fleet.ts';
import { PALETTES, type Scheme } from './map-style.ts';
import { COLOURS, SHAPES } from './shapes.ts';

/** The cars on the map: clusters while there are many in a place, then marks with heading, charge and plate. */

const PIXELS = 72;
const CLUSTER_BELOW_ZOOM = 13;

/** Marks that show where the car looks. */
const POINTED: ReadonlySet<Look> = new Set(['free', 'in-use']);

/** A mark, drawn once for each look. */
function markImage(look: Look, scheme: Scheme): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = PIXELS;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser draws no canvas');
  context.translate(PIXELS / 2, PIXELS / 2);
  context.scale(PIXELS / 30, PIXELS / 30);
  const path = new Path2D(SHAPES[look]);
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = PALETTES[scheme].halo;
  context.stroke(path);
  context.fillStyle = COLOURS[scheme][look];
  // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a canvas is no array
  context.fill(path, 'evenodd');
  return context.getImageData(0, 0, PIXELS, PIXELS);
}

export function addCarLayers(map: MapView, scheme: Scheme): void {
  const palette = PALETTES[scheme];
  for (const look of LOOKS) {
    const name = `car-${look}`;
    if (!map.hasImage(name)) map.addImage(name, markImage(look, scheme), { pixelRatio: 2 });
  }
  map.addSource('trail', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  map.addSource('cars', {
    type: 'geojson',
    data: { type: 'FeatureCollection', features: [] },
    // Cars are changed one by one.
    promoteId: 'vin',
    cluster: true,
    clusterMaxZoom: CLUSTER_BELOW_ZOOM - 1,
    clusterRadius: 44,
    clusterProperties: { needs: ['+', ['case', ['get', 'needs'], 1, 0]] },
  });
  for (const layer of layersOf(palette)) map.addLayer(layer);
}

function layersOf(palette: (typeof PALETTES)[Scheme]): LayerSpecification[] {
  const isCluster = ['has', 'point_count'] as never;
  const isCar = ['!', ['has', 'point_count']] as never;
  const font = ['sans-serif'];
  return [
    {
      id: 'trail',
      type: 'line',
      source: 'trail',
      filter: ['==', ['geometry-type'], 'LineString'] as never,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      // Dashed: between two places where it was seen, the car may have taken any street.
      paint: {
        'line-color': palette.ink,
        'line-width': 2.5,
        'line-opacity': 0.6,
        'line-dasharray': [1, 2],
      },
    },
    {
      id: 'trail-places',
      type: 'circle',
      source: 'trail',
      filter: ['!=', ['geometry-type'], 'LineString'] as never,
      paint: { 'circle-radius': 3.5, 'circle-color': palette.ink, 'circle-opacity': 0.6 },
    },
    {
      id: 'clusters',
      type: 'circle',
      source: 'cars',
      filter: isCluster,
      paint: {
        'circle-color': palette.ink,
        'circle-radius': ['step', ['get', 'point_count'], 15, 10, 19, 100, 24],
        'circle-stroke-width': 3,
        'circle-stroke-color': ['case', ['>', ['get', 'needs'], 0], palette.forbidden, palette.halo],
      },
    },
    {
      id: 'cluster-counts',
      type: 'symbol',
      source: 'cars',
      filter: isCluster,
      layout: {
        'text-field': ['get', 'point_count_abbreviated'],
        'text-font': font,
        'text-size': 13,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': palette.halo },
    },
    {
      id: 'car-needs',
      type: 'circle',
      source: 'cars',
      filter: ['all', isCar, ['any', ['get', 'needs'], ['get', 'chosen']]] as never,
      paint: {
        'circle-radius': 19,
        'circle-color': 'rgba(0,0,0,0)',
        'circle-stroke-width': 3,
        'circle-stroke-color': ['case', ['get', 'chosen'], palette.ink, palette.forbidden],
      },
    },
    {
      id: 'cars',
      type: 'symbol',
      source: 'cars',
      filter: isCar,
      layout: {
        'icon-image': ['concat', 'car-', ['get', 'look']],
        'icon-rotate': ['get', 'heading'],
        'icon-rotation-alignment': 'map',
        'icon-allow-overlap': true,
        'icon-size': 0.8,
      },
    },
    {
      id: 'car-texts',
      type: 'symbol',
      source: 'cars',
      filter: isCar,
      minzoom: CLUSTER_BELOW_ZOOM,
      layout: {
        'text-field': ['get', 'label'],
        'text-font': font,
        'text-size': 11.5,
        'text-offset': [0, 1.7],
        'text-anchor': 'top',
        'text-optional': true,
      },
      paint: { 'text-color': palette.ink, 'text-halo-color': palette.halo, 'text-halo-width': 1.6 },
    },
  ];
}

/** A car on the map. */
export interface CarFeature {
  readonly type: 'Feature';
  readonly geometry: { readonly type: 'Point'; readonly coordinates: readonly [number, number] };
  readonly properties: {
    readonly vin: string;
    readonly look: Look;
    readonly heading: number;
    readonly label: string;
    readonly needs: boolean;
    readonly chosen: boolean;
  };
}

/** The car as the source of the map takes it; undefined for one that has no place. */
export function carFeature(
  { car, position, headingDegrees = 0, chargePercent, look }: ShownCar,
  chosen: string | undefined,
): CarFeature | undefined {
  if (position === undefined) return undefined;
  const charge = chargePercent === undefined ? '' : `\n${Math.round(chargePercent)} %`;
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [position.longitude, position.latitude] },
    properties: {
      vin: car.vin,
      look,
      heading: POINTED.has(look) ? headingDegrees : 0,
      label: `${car.plate ?? car.vin.slice(-6)}${charge}`,
      needs: needOf(car) !== undefined,
      chosen: car.vin === chosen,
    },
  };
}

export function isSameFeature(a: CarFeature, b: CarFeature): boolean {
  const [one, other] = [a.properties, b.properties];
  return (
    a.geometry.coordinates[0] === b.geometry.coordinates[0] &&
    a.geometry.coordinates[1] === b.geometry.coordinates[1] &&
    one.look === other.look &&
    one.heading === other.heading &&
    one.label === other.label &&
    one.needs === other.needs &&
    one.chosen === other.chosen
  );
}
