import type { Zones } from '@roadstream/sdk';
import type { Map as MapView } from 'maplibre-gl';
import type { Fleet } from '../fleet/fleet.ts';
import { addCarLayers, type CarFeature, carFeature, isSameFeature } from './car-layers.ts';
import { CLOSE_ZOOM, GroundMap } from './ground-map.ts';
import type { Scheme } from './map-style.ts';

/** The map is drawn at most this often: drawing is not what the computer is for. */
const DRAW_EVERY_MS = 1000;
/** Cars that fell silent are found this often: nothing tells of them. */
const ALL_EVERY_MS = 10_000;

/** The map with the fleet on it. It follows the fleet by itself until it is removed. */
export class FleetMap {
  readonly #ground: GroundMap;
  readonly #map: MapView;
  readonly #fleet: Fleet;
  readonly #choose: (vin: string) => void;
  #chosen: string | undefined;
  #hasTrail = false;
  #zones: Zones | undefined;
  #drawing: ReturnType<typeof setTimeout> | undefined;
  /** The cars as they are drawn. Only those that changed are drawn again, so a large fleet costs what moves in it. */
  readonly #drawn = new Map<string, CarFeature>();
  readonly #changed = new Set<string>();
  readonly #stopListening: readonly (() => void)[];
  readonly #all: ReturnType<typeof setInterval>;

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
    this.#stopListening = [
      fleet.onCar((vin) => this.#drawSoon(vin)),
      fleet.listen(() => this.#ground.isFitted || this.#drawSoon()),
    ];
    this.#all = setInterval(() => this.#drawSoon(...fleet.cars.keys()), ALL_EVERY_MS);
    void this.#readZones();
  }

  /** Shows the car, and its trail. */
  choose(vin: string | undefined): void {
    if (vin === this.#chosen) return;
    for (const one of [vin, this.#chosen]) if (one !== undefined) this.#changed.add(one);
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
    for (const stop of this.#stopListening) stop();
    clearInterval(this.#all);
    clearTimeout(this.#drawing);
    this.#ground.remove();
  }

  #dress(scheme: Scheme): void {
    addCarLayers(this.#map, scheme);
    if (this.#zones !== undefined) this.#ground.show('zones', this.#zones);
    // The sources are new, too.
    this.#drawn.clear();
    for (const vin of this.#fleet.cars.keys()) this.#changed.add(vin);
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

  #drawSoon(...vins: readonly string[]): void {
    for (const vin of vins) this.#changed.add(vin);
    this.#drawing ??= setTimeout(() => {
      this.#drawing = undefined;
      this.#draw();
    }, DRAW_EVERY_MS);
  }

  #draw(): void {
    if (!this.#ground.isReady) return;
    const changed = [...this.#changed].flatMap((vin) => this.#featureToDraw(vin) ?? []);
    if (this.#chosen !== undefined ? this.#changed.has(this.#chosen) : this.#hasTrail) this.#drawTrail();
    this.#changed.clear();
    if (changed.length > 0) this.#ground.change('cars', changed);
    if (!this.#ground.isFitted && this.#chosen === undefined && this.#fleet.isLoaded) this.fit();
    else this.#keepInView();
  }

  /** Undefined when the car is drawn as it is, or has no place. */
  #featureToDraw(vin: string): CarFeature | undefined {
    const shown = this.#fleet.shown(vin);
    const feature = shown === undefined ? undefined : carFeature(shown, this.#chosen);
    const drawn = this.#drawn.get(vin);
    if (feature === undefined || (drawn !== undefined && isSameFeature(drawn, feature))) return undefined;
    this.#drawn.set(vin, feature);
    return feature;
  }

  #drawTrail(): void {
    const trail = this.#chosen === undefined ? [] : this.#fleet.readings.trailOf(this.#chosen);
    this.#hasTrail = trail.length > 1;
    const geometries = this.#hasTrail ? (['LineString', 'MultiPoint'] as const) : [];
    this.#ground.show('trail', {
      type: 'FeatureCollection',
      features: geometries.map((type) => ({
        type: 'Feature',
        properties: {},
        geometry: { type, coordinates: trail },
      })),
    });
  }

  /** The chosen car drives out of the map, and the map goes after it. */
  #keepInView(): void {
    const position = this.#chosen === undefined ? undefined : this.#fleet.shown(this.#chosen)?.position;
    if (position === undefined || this.#map.isMoving()) return;
    const place: [number, number] = [position.longitude, position.latitude];
    if (!this.#map.getBounds().contains(place)) this.#map.easeTo({ center: place });
  }
}
