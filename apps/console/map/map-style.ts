import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';

/** The ground of the map: streets, places and zones as the site has them. There is no tile server. */

export type Scheme = 'light' | 'dark';

interface Palette {
  readonly ground: string;
  readonly casing: string;
  readonly major: string;
  readonly minor: string;
  readonly path: string;
  readonly place: string;
  readonly ink: string;
  readonly halo: string;
  readonly area: string;
  readonly forbidden: string;
  readonly pricing: string;
}

export const PALETTES: Readonly<Record<Scheme, Palette>> = {
  light: {
    ground: '#eef0ec',
    casing: '#cfd4d0',
    major: '#ffe9b8',
    minor: '#ffffff',
    path: '#dfe3dc',
    place: '#6b7684',
    ink: '#171a1f',
    halo: '#ffffff',
    area: '#0f7038',
    forbidden: '#b3261e',
    pricing: '#7a3fb0',
  },
  dark: {
    ground: '#161b21',
    casing: '#0d1014',
    major: '#6a5a34',
    minor: '#39424e',
    path: '#272e37',
    place: '#8f9baa',
    ink: '#eef1f5',
    halo: '#12151a',
    area: '#66d492',
    forbidden: '#ff9a92',
    pricing: '#cfa4f5',
  },
};

const MAJOR = ['motorway', 'trunk', 'primary', 'motorway_link', 'trunk_link', 'primary_link'];
const MIDDLE = ['secondary', 'tertiary', 'secondary_link', 'tertiary_link'];

const isOneOf = (kinds: readonly string[]) => ['in', ['get', 'highway'], ['literal', [...kinds]]] as never;

/** The width of a street by its class and the zoom. */
function width(extra: number): never {
  const byClass = (major: number, middle: number, minor: number) => [
    'case',
    isOneOf(MAJOR),
    major + extra,
    isOneOf(MIDDLE),
    middle + extra,
    minor + extra,
  ];
  return [
    'interpolate',
    ['exponential', 1.5],
    ['zoom'],
    9,
    byClass(1.4, 0.8, 0.3),
    13,
    byClass(4, 3, 1.4),
    17,
    byClass(16, 13, 9),
  ] as never;
}

const ZONE_COLOUR = (palette: Palette) =>
  [
    'match',
    ['get', 'kind'],
    'no-parking',
    palette.forbidden,
    'pricing',
    palette.pricing,
    palette.area,
  ] as never;

const EMPTY = { type: 'FeatureCollection', features: [] } as const;

/** What is drawn below the cars. */
export function groundStyle(scheme: Scheme): StyleSpecification {
  const palette = PALETTES[scheme];
  const layers: LayerSpecification[] = [
    { id: 'ground', type: 'background', paint: { 'background-color': palette.ground } },
    {
      id: 'zones-area',
      type: 'fill',
      source: 'zones',
      paint: { 'fill-color': ZONE_COLOUR(palette), 'fill-opacity': 0.1 },
    },
    {
      id: 'streets-casing',
      type: 'line',
      source: 'streets',
      minzoom: 11,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': palette.casing, 'line-width': width(1.6) },
    },
    {
      id: 'streets',
      type: 'line',
      source: 'streets',
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': ['case', isOneOf(MAJOR), palette.major, palette.minor],
        'line-width': width(0),
      },
    },
    {
      id: 'zones-line',
      type: 'line',
      source: 'zones',
      paint: { 'line-color': ZONE_COLOUR(palette), 'line-width': 1.6, 'line-dasharray': [3, 2] },
    },
    {
      id: 'places',
      type: 'circle',
      source: 'places',
      minzoom: 13,
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 13, 2, 17, 6],
        'circle-color': palette.ground,
        'circle-stroke-color': palette.place,
        'circle-stroke-width': 1.4,
      },
    },
    {
      id: 'place-letters',
      type: 'symbol',
      source: 'places',
      minzoom: 15.5,
      layout: {
        'text-field': ['upcase', ['slice', ['get', 'kind'], 0, 1]],
        'text-font': ['sans-serif'],
        'text-size': 9,
      },
      paint: { 'text-color': palette.place },
    },
  ];
  return {
    version: 8,
    sources: {
      streets: {
        type: 'geojson',
        data: '/map/roads.geojson',
        attribution: '© OpenStreetMap contributors',
        tolerance: 0.3,
      },
      places: { type: 'geojson', data: '/map/places.geojson' },
      zones: { type: 'geojson', data: EMPTY },
    },
    layers,
  };
}
