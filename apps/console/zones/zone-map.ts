import type { Zones } from '@roadstream/sdk';
import type { MapMouseEvent, MapTouchEvent, Map as MapView } from 'maplibre-gl';
import { GroundMap } from '../map/ground-map.ts';
import { PALETTES, type Scheme } from '../map/map-style.ts';
import type { Corner, Fault } from './outline.ts';

/** What is done on the map to the outline that is drawn. */
export interface Drawing {
  add(corner: Corner): void;
  move(at: number, corner: Corner): void;
  insert(after: number, corner: Corner): void;
  /** Of a zone, when nothing is drawn. */
  choose(zoneId: string): void;
}

const EMPTY = { type: 'FeatureCollection' as const, features: [] };

/** The zones on a map, and the outline of one that is drawn: its corners can be dragged, and those between them too. */
export class ZoneMap {
  readonly #ground: GroundMap;
  readonly #map: MapView;
  readonly #drawing: Drawing;
  #zones: Zones = EMPTY;
  #corners: readonly Corner[] | undefined;
  #faults: readonly Fault[] = [];

  constructor(container: HTMLElement, drawing: Drawing) {
    this.#drawing = drawing;
    this.#ground = new GroundMap(container, (scheme) => this.#dress(scheme));
    this.#map = this.#ground.view;
    this.#map.on('click', (event) => this.#click(event));
    for (const kind of ['mousedown', 'touchstart'] as const)
      for (const layer of ['corners', 'middles'])
        this.#map.on(kind, layer, (event: MapMouseEvent | MapTouchEvent) => this.#grab(event));
  }

  showZones(zones: Zones): void {
    this.#zones = zones;
    this.#draw();
    if (!this.#ground.isFitted) this.fit();
  }

  /** Draws this outline from now on; without one, zones can be chosen. */
  draw(corners: readonly Corner[] | undefined, faults: readonly Fault[]): void {
    this.#corners = corners;
    this.#faults = faults;
    this.#map.getCanvas().style.cursor = corners === undefined ? '' : 'crosshair';
    this.#draw();
  }

  centre(): Corner {
    const { lng, lat } = this.#map.getCenter();
    return [lng, lat];
  }

  /** Shows the corners, or all zones. */
  fit(corners: readonly Corner[] = cornersOfAll(this.#zones)): void {
    this.#ground.fit(corners);
  }

  remove(): void {
    this.#ground.remove();
  }

  #dress(scheme: Scheme): void {
    const { ink, halo, forbidden } = PALETTES[scheme];
    this.#map.addSource('outline', { type: 'geojson', data: EMPTY });
    this.#map.addLayer({
      id: 'outline',
      type: 'line',
      source: 'outline',
      filter: ['==', ['get', 'part'], 'edge'],
      paint: { 'line-color': ink, 'line-width': 2.5 },
    });
    this.#map.addLayer({
      id: 'middles',
      type: 'circle',
      source: 'outline',
      filter: ['==', ['get', 'part'], 'middle'],
      paint: {
        'circle-radius': 5,
        'circle-color': halo,
        'circle-opacity': 0.8,
        'circle-stroke-color': ink,
        'circle-stroke-width': 1,
      },
    });
    this.#map.addLayer({
      id: 'corners',
      type: 'circle',
      source: 'outline',
      filter: ['==', ['get', 'part'], 'corner'],
      paint: {
        'circle-radius': ['case', ['get', 'wrong'], 10, 7],
        'circle-color': ['case', ['get', 'wrong'], forbidden, ink],
        'circle-stroke-color': halo,
        'circle-stroke-width': 2,
      },
    });
    this.#draw();
  }

  #click({ point, lngLat: { lng, lat } }: MapMouseEvent): void {
    if (this.#corners === undefined) {
      const [zone] = this.#map.queryRenderedFeatures(point, { layers: ['zones-area'] });
      const id: unknown = zone?.properties['zoneId'];
      if (typeof id === 'string') this.#drawing.choose(id);
      return;
    }
    // What was dragged, or only touched, is no new corner.
    const touched = this.#map.queryRenderedFeatures(point, { layers: ['corners', 'middles'] });
    if (touched.length === 0) this.#drawing.add([lng, lat]);
  }

  #grab(event: MapMouseEvent | MapTouchEvent): void {
    const [feature] = this.#map.queryRenderedFeatures(event.point, { layers: ['corners', 'middles'] });
    const at: unknown = feature?.properties['at'];
    if (feature === undefined || typeof at !== 'number') return;
    event.preventDefault();
    let index = at;
    if (feature.properties['part'] === 'middle') {
      this.#drawing.insert(at, [event.lngLat.lng, event.lngLat.lat]);
      index = at + 1;
    }
    const follow = ({ lngLat: { lng, lat } }: MapMouseEvent | MapTouchEvent): void =>
      this.#drawing.move(index, [lng, lat]);
    const [move, end] =
      event.type === 'touchstart'
        ? (['touchmove', 'touchend'] as const)
        : (['mousemove', 'mouseup'] as const);
    this.#map.on(move, follow);
    this.#map.once(end, () => this.#map.off(move, follow));
  }

  #draw(): void {
    if (!this.#ground.isReady) return;
    // An id that is no number is lost on the way through the map's tiles.
    const zones = this.#zones.features.map((zone) => ({
      ...zone,
      properties: { ...zone.properties, zoneId: zone.id },
    }));
    this.#ground.show('zones', { ...this.#zones, features: zones });
    const corners = this.#corners ?? [];
    const wrong = new Set(this.#faults.map(({ corner }) => corner));
    const point = (part: string, at: number, coordinates: Corner, isWrong = false) => ({
      type: 'Feature',
      properties: { part, at, wrong: isWrong },
      geometry: { type: 'Point', coordinates },
    });
    const [first] = corners;
    const edge = {
      type: 'Feature',
      properties: { part: 'edge' },
      geometry: { type: 'LineString', coordinates: first === undefined ? [] : [...corners, first] },
    };
    this.#ground.show('outline', {
      type: 'FeatureCollection',
      features: [
        ...(corners.length < 2 ? [] : [edge]),
        ...(corners.length < 3
          ? []
          : corners.map((corner, at) => {
              const next = corners[(at + 1) % corners.length] ?? corner;
              return point('middle', at, [(corner[0] + next[0]) / 2, (corner[1] + next[1]) / 2]);
            })),
        ...corners.map((corner, at) => point('corner', at, corner, wrong.has(at))),
      ],
    });
  }
}

function cornersOfAll({ features }: Zones): readonly Corner[] {
  return features.flatMap(({ geometry }) =>
    geometry.type === 'Polygon' ? geometry.coordinates.flat() : geometry.coordinates.flat(2),
  );
}
