import type { Zones } from '@roadstream/sdk';
import type { Map as MapView } from 'maplibre-gl';
import type { Fleet } from '../fleet/fleet.ts';
import { addCarLayers, carFeatures } from './car-layers.ts';
import { CLOSE_ZOOM, GroundMap } from './ground-map.ts';
import type { Scheme } from './map-style.ts';

/** A source is given new data at most this often: drawing is not what the computer is for. */
const DRAW_EVERY_MS = 500;

/** The map with the fleet on it. It follows the fleet by itself until it is removed. */
export class FleetMap {
  readonly #ground: GroundMap;
  readonly #map: MapView;
  readonly #fleet: Fleet;
  readonly #choose: (vin: string) => void;
  #chosen: string | undefined;
  #zones: Zones | undefined;
  #drawing: ReturnType<typeof setTimeout> | undefined;
  readonly #stopListening: () => void;

  constructor(container: HTMLElement, fleet: Fleet, choose: (vin: string) => void) {
    this.#fleet = fleet;
    this.#choose = choose;
    this.#ground = new GroundMap(container, (scheme) => this.#dress(scheme));
    this.#map = this.#ground.view;
    this.#map.on('moveend', () => this.#looked());
    this.#map.on('click', 'cars', ({ features }) => {
      const vin: unknown = features?.[0]?.properties['vin'];
      if (typeof vin === 'string') this.#choose(vin);
    });
    this.#map.on('click', 'clusters', ({ lngLat }) =>
      this.#map.easeTo({ center: lngLat, zoom: this.#map.getZoom() + 2 }),
    );
    for (const layer of ['cars', 'clusters']) {
      this.#map.on('mouseenter', layer, () => (this.#map.getCanvas().style.cursor = 'pointer'));
      this.#map.on('mouseleave', layer, () => (this.#map.getCanvas().style.cursor = ''));
    }
    this.#stopListening = fleet.listen(() => this.#drawSoon());
    void this.#readZones();
  }

  /** Shows the car, and its trail. */
  choose(vin: string | undefined): void {
    if (vin === this.#chosen) return;
    this.#chosen = vin;
    const position = vin === undefined ? undefined : this.#fleet.shown(vin)?.position;
    if (position !== undefined)
      this.#map.easeTo({
        center: [position.longitude, position.latitude],
        zoom: Math.max(this.#map.getZoom(), CLOSE_ZOOM),
      });
    this.#draw();
  }

  /** Shows all cars. */
  fit(): void {
    const positions = this.#fleet.all().flatMap(({ position }) => position ?? []);
    this.#ground.fit(positions.map(({ longitude, latitude }) => [longitude, latitude]));
  }

  remove(): void {
    this.#stopListening();
    clearTimeout(this.#drawing);
    this.#ground.remove();
  }

  #dress(scheme: Scheme): void {
    addCarLayers(this.#map, scheme);
    if (this.#zones !== undefined) this.#ground.show('zones', this.#zones);
    this.#draw();
  }

  #looked(): void {
    const bounds = this.#map.getBounds();
    this.#fleet.look(bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth());
  }

  async #readZones(): Promise<void> {
    this.#zones = await this.#fleet.client.getZones().catch(() => undefined);
    if (this.#ground.isReady && this.#zones !== undefined) this.#ground.show('zones', this.#zones);
  }

  #drawSoon(): void {
    this.#drawing ??= setTimeout(() => {
      this.#drawing = undefined;
      this.#draw();
    }, DRAW_EVERY_MS);
  }

  #draw(): void {
    if (!this.#ground.isReady) return;
    this.#ground.show('cars', carFeatures(this.#fleet.all(), this.#chosen));
    const trail = this.#chosen === undefined ? [] : (this.#fleet.trails.get(this.#chosen) ?? []);
    this.#ground.show('trail', {
      type: 'FeatureCollection',
      features:
        trail.length < 2
          ? []
          : [
              { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: trail } },
              { type: 'Feature', properties: {}, geometry: { type: 'MultiPoint', coordinates: trail } },
            ],
    });
    if (!this.#ground.isFitted && this.#chosen === undefined && this.#fleet.isLoaded) this.fit();
    else this.#keepInView();
  }

  /** The chosen car drives out of the map, and the map goes after it. */
  #keepInView(): void {
    const position = this.#chosen === undefined ? undefined : this.#fleet.shown(this.#chosen)?.position;
    if (position === undefined || this.#map.isMoving()) return;
    const place: [number, number] = [position.longitude, position.latitude];
    if (!this.#map.getBounds().contains(place)) this.#map.easeTo({ center: place });
  }
}
