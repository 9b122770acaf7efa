import 'maplibre-gl/dist/maplibre-gl.css';
import { AttributionControl, Map as MapView, NavigationControl, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { groundStyle, type Scheme } from './map-style.ts';

// The policy of the site allows workers of its own files only.
setWorkerUrl(workerUrl);

const FIRST_VIEW = { center: [1.56, 42.54] as [number, number], zoom: 10.5 };

/** A map with streets, places and zones, and nothing on it yet. */
export function groundMap(container: HTMLElement, scheme: Scheme): MapView {
  const map = new MapView({
    container,
    style: groundStyle(scheme),
    ...FIRST_VIEW,
    attributionControl: false,
    // Nothing is shown as tilted or turned, and a turned map misleads those who steer with keys.
    pitchWithRotate: false,
    dragRotate: false,
    touchPitch: false,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new AttributionControl({ compact: true }));
  map.addControl(new NavigationControl({ showCompass: false }), 'bottom-left');
  return map;
}
