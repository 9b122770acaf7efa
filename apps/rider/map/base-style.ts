import type { StyleSpecification } from 'maplibre-gl';

/** Streets and places of the site's own files: there is no tile server, and no font. */

interface Colours {
  readonly ground: string;
  readonly street: string;
  readonly edge: string;
  readonly main: string;
  readonly place: string;
  readonly allowed: string;
  readonly forbidden: string;
}

const LIGHT: Colours = {
  ground: '#eef0ec',
  street: '#ffffff',
  edge: '#cfd4d8',
  main: '#ffe9b8',
  place: '#9aa6b5',
  allowed: '#0f7038',
  forbidden: '#b3261e',
};

const DARK: Colours = {
  ground: '#171b21',
  street: '#323a46',
  edge: '#10141a',
  main: '#4d4530',
  place: '#66707e',
  allowed: '#66d492',
  forbidden: '#ff9a92',
};

const MAIN = ['motorway', 'trunk', 'primary', 'secondary'];

/** The width of a street at each zoom, in pixels. */
const width = (wide: number): ['interpolate', ['exponential', number], ['zoom'], ...number[]] => [
  'interpolate',
  ['exponential', 1.6],
  ['zoom'],
  10,
  wide * 0.4,
  14,
  wide * 1.6,
  18,
  wide * 9,
];

const empty = { type: 'FeatureCollection', features: [] } as const;

export function baseStyle(isDark: boolean): StyleSpecification {
  const colours = isDark ? DARK : LIGHT;
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  return {
    version: 8,
    sources: {
      streets: {
        type: 'geojson',
        data: `${location.origin}/map/roads.geojson`,
        attribution: '© OpenStreetMap contributors',
      },
      places: { type: 'geojson', data: `${location.origin}/map/places.geojson` },
      zones: { type: 'geojson', data: empty },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colours.ground } },
      {
        id: 'allowed',
        type: 'fill',
        source: 'zones',
        filter: ['==', ['get', 'kind'], 'service-area'],
        paint: { 'fill-color': colours.allowed, 'fill-opacity': 0.14 },
      },
      {
        id: 'street-edges',
        type: 'line',
        source: 'streets',
        layout: round,
        paint: { 'line-color': colours.edge, 'line-width': width(3.2) },
      },
      {
        id: 'streets',
        type: 'line',
        source: 'streets',
        layout: round,
        paint: {
          'line-color': ['match', ['get', 'highway'], MAIN, colours.main, colours.street],
          'line-width': width(2.2),
        },
      },
      {
        id: 'places',
        type: 'circle',
        source: 'places',
        minzoom: 13,
        paint: { 'circle-radius': 2.5, 'circle-color': colours.place },
      },
      {
        id: 'allowed-edge',
        type: 'line',
        source: 'zones',
        filter: ['==', ['get', 'kind'], 'service-area'],
        paint: { 'line-color': colours.allowed, 'line-width': 2.5 },
      },
      {
        id: 'forbidden',
        type: 'fill',
        source: 'zones',
        filter: ['==', ['get', 'kind'], 'no-parking'],
        paint: { 'fill-color': colours.forbidden, 'fill-opacity': 0.22 },
      },
      {
        id: 'forbidden-edge',
        type: 'line',
        source: 'zones',
        filter: ['==', ['get', 'kind'], 'no-parking'],
        paint: { 'line-color': colours.forbidden, 'line-width': 2, 'line-dasharray': [2, 1.5] },
      },
    ],
  };
}
