import 'maplibre-gl/dist/maplibre-gl.css';
import type { FreeCar, Zones } from '@roadstream/sdk';
import {
  AttributionControl,
  type GeoJSONSource,
  LngLatBounds,
  Map as MapLibre,
  Marker,
  setWorkerUrl,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Position } from '../shell/position.ts';
import { baseStyle } from './base-style.ts';

/** The map of the riders' app. It is loaded only when a view shows it. */

export interface MapContent {
  readonly label: string;
  /** What is in sight at first. It is in sight again when this changes. */
  readonly centre: Position;
  readonly me?: Position | undefined;
  readonly cars?: readonly Pick<FreeCar, 'vin' | 'position' | 'chargePercent'>[];
  readonly chosen?: string | undefined;
  readonly zones?: Zones | undefined;
  /** Where the trip could end instead. */
  readonly nearest?: Position | undefined;
  readonly onChoose?: (vin: string) => void;
}

setWorkerUrl(workerUrl);

const ZOOM = 14.5;
const FIT = { padding: 56, maxZoom: 15.5, duration: 0 } as const;

const lngLat = ({ latitude, longitude }: Position): [number, number] => [longitude, latitude];

export class RiderMap {
  readonly #map: MapLibre;
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');
  readonly #markers = new Map<string, Marker>();
  #content: MapContent;
  #isReady = false;
  #seen = '';

  constructor(container: HTMLElement, content: MapContent) {
    this.#content = content;
    this.#map = new MapLibre({
      container,
      style: baseStyle(this.#dark.matches),
      center: lngLat(content.centre),
      zoom: ZOOM,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      maxZoom: 18,
      minZoom: 7,
      locale: { 'Map.Title': content.label },
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.addControl(new AttributionControl({ compact: true }), 'top-right');
    this.#map.on('style.load', () => {
      this.#isReady = true;
      this.#drawZones();
    });
    this.#dark.addEventListener('change', this.#recolour);
    this.show(content);
  }

  show(content: MapContent): void {
    const isElsewhere = lngLat(content.centre).join() !== lngLat(this.#content.centre).join();
    this.#content = content;
    const wanted = new Map<
      string,
      { readonly look: string; readonly position: Position; readonly vin?: string }
    >();
    for (const { vin, position, chargePercent = 100 } of content.cars ?? []) {
      const look = `car${vin === content.chosen ? ' chosen' : ''}${chargePercent < 20 ? ' low' : ''}`;
      wanted.set(vin, { look, position, vin });
    }
    if (content.me !== undefined) wanted.set('me', { look: 'me', position: content.me });
    if (content.nearest !== undefined) wanted.set('nearest', { look: 'nearest', position: content.nearest });
    for (const [id, marker] of this.#markers)
      if (!wanted.has(id)) {
        marker.remove();
        this.#markers.delete(id);
      }
    for (const [id, { look, position, vin }] of wanted) {
      const marker = this.#markers.get(id) ?? this.#addMarker(id, position, vin);
      marker.setLngLat(lngLat(position));
      marker.getElement().className = `pin ${look} maplibregl-marker`;
    }
    this.#drawZones();
    if (isElsewhere) this.#map.jumpTo({ center: lngLat(content.centre), zoom: ZOOM });
    this.#bringIntoSight();
  }

  remove(): void {
    this.#dark.removeEventListener('change', this.#recolour);
    this.#map.remove();
  }

  /** The list beside the map has the same cars for those who do not see it or use a keyboard. */
  #addMarker(id: string, position: Position, vin: string | undefined): Marker {
    const element = document.createElement('div');
    element.setAttribute('aria-hidden', 'true');
    if (vin !== undefined) element.addEventListener('click', () => this.#content.onChoose?.(vin));
    const marker = new Marker({ element }).setLngLat(lngLat(position)).addTo(this.#map);
    this.#markers.set(id, marker);
    return marker;
  }

  /** Once for each set of what must be seen, so that the map stays where the rider has moved it. */
  #bringIntoSight(): void {
    const { chosen, cars = [], me, nearest, zones, centre } = this.#content;
    const near = cars.slice(0, 5).map(({ position }) => position);
    const points =
      nearest !== undefined
        ? [nearest, ...(me === undefined ? [] : [me])]
        : chosen !== undefined
          ? cars.filter(({ vin }) => vin === chosen).map(({ position }) => position)
          : near;
    const seen = JSON.stringify([points, zones === undefined]);
    if (seen === this.#seen) return;
    this.#seen = seen;
    const bounds = new LngLatBounds();
    for (const point of points.length > 0 ? points : [centre]) bounds.extend(lngLat(point));
    if (chosen === undefined && nearest === undefined && me !== undefined) bounds.extend(lngLat(me));
    this.#map.fitBounds(bounds, FIT);
  }

  #drawZones(): void {
    if (!this.#isReady) return;
    const source = this.#map.getSource<GeoJSONSource>('zones');
    const zones = this.#content.zones ?? { type: 'FeatureCollection', features: [] };
    void source?.setData(zones);
  }

  readonly #recolour = (): void => {
    this.#isReady = false;
    this.#map.setStyle(baseStyle(this.#dark.matches));
  };
}
