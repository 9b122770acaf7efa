import 'maplibre-gl/dist/maplibre-gl.css';
import {
  AttributionControl,
  type GeoJSONSource,
  LngLatBounds,
  Map as MapView,
  NavigationControl,
  setWorkerUrl,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { groundStyle, type Scheme } from './map-style.ts';

// The policy of the site allows workers of its own files only.
setWorkerUrl(workerUrl);

const FIRST_VIEW = { center: [1.56, 42.54] as [number, number], zoom: 10.5 };
/** As close as the map goes by itself. */
export const CLOSE_ZOOM = 15;

/** A map with streets, places and zones, light or dark as the reader has it. What is drawn on it is its owner's. */
export class GroundMap {
  readonly view: MapView;
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');
  #isReady = false;
  #isFitted = false;

  /** `dress` adds the owner's layers: at first, and again when light and dark change. */
  constructor(container: HTMLElement, dress: (scheme: Scheme) => void) {
    this.view = new MapView({
      container,
      style: groundStyle(this.#scheme()),
      ...FIRST_VIEW,
      attributionControl: false,
      // Nothing is shown as tilted or turned, and a turned map misleads those who steer with keys.
      pitchWithRotate: false,
      dragRotate: false,
      touchPitch: false,
    });
    this.view.touchZoomRotate.disableRotation();
    this.view.addControl(new AttributionControl({ compact: true }));
    this.view.addControl(new NavigationControl({ showCompass: false }), 'bottom-left');
    this.view.on('style.load', () => {
      this.#isReady = true;
      dress(this.#scheme());
    });
    this.#dark.addEventListener('change', this.#redress);
  }

  /** It has its layers. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** It has shown all there is to see once, and stays where its reader has moved it. */
  get isFitted(): boolean {
    return this.#isFitted;
  }

  /** Shows all these places, longitude first. */
  fit(places: readonly (readonly [number, number])[]): void {
    const bounds = new LngLatBounds();
    for (const [longitude, latitude] of places) bounds.extend([longitude, latitude]);
    if (bounds.isEmpty()) return;
    this.view.fitBounds(bounds, { padding: 60, maxZoom: CLOSE_ZOOM, animate: this.#isFitted });
    this.#isFitted = true;
  }

  /** Gives a source its data. One that is gone meanwhile shows nothing any more. */
  show(id: string, data: unknown): void {
    void this.view.getSource<GeoJSONSource>(id)?.setData(data as Parameters<GeoJSONSource['setData']>[0]);
  }

  /** Changes features of a source, each by its id, or adds them. The others stay as they are. */
  change(id: string, features: readonly unknown[]): void {
    const add = features as NonNullable<Parameters<GeoJSONSource['updateData']>[0]['add']>;
    void this.view.getSource<GeoJSONSource>(id)?.updateData({ add });
  }

  remove(): void {
    this.#dark.removeEventListener('change', this.#redress);
    this.view.remove();
  }

  readonly #redress = (): void => {
    this.#isReady = false;
    this.view.setStyle(groundStyle(this.#scheme()));
  };

  #scheme(): Scheme {
    return this.#dark.matches ? 'dark' : 'light';
  }
}
