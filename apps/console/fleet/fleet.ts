import type { Client, FleetCar, Live, LiveState, Push } from '@roadstream/sdk';
import { explained } from '../../design/loading.ts';
import { Store } from '../../design/store.ts';
import { isSilent, type Look, lookOf } from './car-look.ts';
import { PlatformClock } from './platform-clock.ts';

type Positions = Awaited<ReturnType<Client['listPositions']>>['positions'];
export type Reading = Positions[number];

/** A car with what is known of it now. */
export interface ShownCar {
  readonly car: FleetCar;
  readonly reading: Reading | undefined;
  readonly position: { readonly latitude: number; readonly longitude: number } | undefined;
  readonly headingDegrees: number | undefined;
  readonly chargePercent: number | undefined;
  /** When the car was heard of last: platform time, milliseconds. */
  readonly heardAt: number | undefined;
  readonly look: Look;
}

type Bounds = readonly [west: number, south: number, east: number, north: number];

const POSITIONS_EVERY_MS = 4000;
/** In one request. */
const MOST_VINS = 100;
/** In a round: of larger fleets only the cars in view are followed. */
const MOST_FOLLOWED = 500;
const PUSHES_KEPT = 2000;
const TRAIL_KEPT = 500;
const CHANGED_AT_ONCE = 25;
const SETTLE_MS = 200;

/**
 * The fleet as it is now. States come by pushes: whatever happens to a car, the car is read again. Positions are no
 * pushes (they would be too many), so the positions of the cars in view are read every few seconds.
 */
export class Fleet extends Store {
  readonly clock = new PlatformClock();
  readonly client: Client;
  /** By VIN. */
  readonly cars = new Map<string, FleetCar>();
  readonly readings = new Map<string, Reading>();
  /** Where a car has been since the page was opened, oldest first. */
  readonly trails = new Map<string, [longitude: number, latitude: number][]>();
  /** Newest first. */
  pushes: readonly Push[] = [];
  connection: LiveState = 'connecting';
  /** Since when there is no connection, by this computer's clock. */
  lostSince: number | undefined;
  isLoaded = false;
  problem: string | undefined;
  /** When positions were read last, by this computer's clock. */
  positionsAt: number | undefined;

  readonly #changedVins = new Set<string>();
  readonly #pushListeners = new Set<(push: Push) => void>();
  #live: Live | undefined;
  #view: Bounds | undefined;
  /** Counts the requests for cars. */
  #turn = 0;
  /** The request that each car was learned by. */
  readonly #turns = new Map<string, number>();
  /** Cars will be read again in a moment. */
  #isSettling = false;

  constructor(client: Client) {
    super();
    this.client = client;
  }

  start(): void {
    this.#live = this.client.live({
      onPush: (push) => this.#take(push),
      onState: (state) => this.#connected(state),
      onReset: () => void this.readAll(),
    });
    this.connection = this.#live.state;
    void this.readAll();
    void this.#followPositions();
  }

  /** Called for each push, in order. */
  onPush(listener: (push: Push) => void): () => void {
    this.#pushListeners.add(listener);
    return () => this.#pushListeners.delete(listener);
  }

  look(west: number, south: number, east: number, north: number): void {
    this.#view = [west, south, east, north];
  }

  shown(vin: string): ShownCar | undefined {
    const car = this.cars.get(vin);
    if (car === undefined) return undefined;
    const reading = this.readings.get(vin);
    const heardAt = heardOf(car, reading);
    return {
      car,
      reading,
      position: reading?.position ?? car.position,
      headingDegrees: reading?.position?.headingDegrees,
      chargePercent: reading?.chargePercent ?? car.chargePercent,
      heardAt,
      look: lookOf(car, heardAt, this.clock.now()),
    };
  }

  all(): ShownCar[] {
    return [...this.cars.keys()].flatMap((vin) => this.shown(vin) ?? []);
  }

  silent(): number {
    const now = this.clock.now();
    return [...this.cars.values()].filter((car) =>
      isSilent(car, heardOf(car, this.readings.get(car.vin)), now),
    ).length;
  }

  /** Reads the car again, for instance after it was acted upon. */
  async readCar(vin: string): Promise<void> {
    const turn = ++this.#turn;
    this.#learn(await this.client.getFleetCar({ vin }), turn);
  }

  async readAll(): Promise<void> {
    try {
      // The platform's time: a ticket is good for a minute.
      const { expires } = await this.client.createRealtimeTicket();
      this.clock.hear(Date.parse(expires) - 60_000);
      const turn = ++this.#turn;
      for await (const car of this.client.listFleetCars({ limit: 99 })) this.#learn(car, turn);
      this.problem = undefined;
    } catch (error) {
      this.problem = explained(error).why;
    }
    this.isLoaded = true;
    this.changed();
    await this.#readPositions();
  }

  /** Answers may overtake each other: that of an older request never replaces that of a newer one. */
  #learn(car: FleetCar, turn: number): void {
    if (turn < (this.#turns.get(car.vin) ?? 0)) return;
    this.#turns.set(car.vin, turn);
    this.cars.set(car.vin, car);
    this.changed();
  }

  #take(push: Push): void {
    this.clock.hear(push.time);
    this.pushes = [push, ...this.pushes].slice(0, PUSHES_KEPT);
    const vin = vinOf(push);
    if (vin !== undefined) this.#readLater(vin);
    for (const listener of this.#pushListeners) listener(push);
    this.changed();
  }

  #readLater(vin: string): void {
    this.#changedVins.add(vin);
    if (!this.#isSettling) setTimeout(() => void this.#settle(), SETTLE_MS);
    this.#isSettling = true;
  }

  /** Reads the cars of the last pushes again, each once. */
  async #settle(): Promise<void> {
    const vins = [...this.#changedVins];
    this.#changedVins.clear();
    this.#isSettling = false;
    if (vins.length > CHANGED_AT_ONCE) return this.readAll();
    await Promise.all(vins.map((vin) => this.readCar(vin).catch(() => this.#readLater(vin))));
  }

  #connected(state: LiveState): void {
    this.connection = state;
    this.lostSince = state === 'lost' ? (this.lostSince ?? Date.now()) : undefined;
    // What happened before the connection was there is no push.
    if (state === 'live') void this.readAll();
    this.changed();
  }

  async #followPositions(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, POSITIONS_EVERY_MS));
      if (document.visibilityState === 'visible') await this.#readPositions();
    }
  }

  async #readPositions(): Promise<void> {
    const vins = this.#followed();
    const requests = Array.from({ length: Math.ceil(vins.length / MOST_VINS) }, (_, round) =>
      this.client.listPositions({ vins: vins.slice(round * MOST_VINS, (round + 1) * MOST_VINS).join(',') }),
    );
    try {
      for (const { positions } of await Promise.all(requests)) for (const one of positions) this.#place(one);
      this.positionsAt = Date.now();
    } catch {
      // Their age is shown, and the next round tries again.
    }
    this.changed();
  }

  #place(reading: Reading): void {
    const before = this.readings.get(reading.vin);
    this.readings.set(reading.vin, reading);
    this.clock.hear(reading.time);
    const { position } = reading;
    if (position === undefined || isSamePlace(before?.position, position)) return;
    const trail = this.trails.get(reading.vin) ?? [];
    trail.push([position.longitude, position.latitude]);
    this.trails.set(reading.vin, trail.slice(-TRAIL_KEPT));
  }

  /** All cars of a small fleet; of a large one those in view. */
  #followed(): string[] {
    if (this.cars.size <= MOST_FOLLOWED) return [...this.cars.keys()];
    const inView = [...this.cars.values()].filter(({ vin, position }) =>
      isWithin(this.#view, this.readings.get(vin)?.position ?? position),
    );
    return inView.slice(0, MOST_FOLLOWED).map(({ vin }) => vin);
  }
}

export function vinOf({ data }: Push): string | undefined {
  return 'vin' in data ? data.vin : undefined;
}

export function rentalOf({ data }: Push): string | undefined {
  return 'rentalId' in data ? data.rentalId : undefined;
}

function heardOf(car: FleetCar, reading: Reading | undefined): number | undefined {
  const times = [reading?.time, car.positionTime].flatMap((time) =>
    time === undefined ? [] : [Date.parse(time)],
  );
  return times.length === 0 ? undefined : Math.max(...times);
}

function isSamePlace(before: Reading['position'], now: NonNullable<Reading['position']>): boolean {
  return before?.latitude === now.latitude && before.longitude === now.longitude;
}

function isWithin(
  view: Bounds | undefined,
  position: { readonly latitude: number; readonly longitude: number } | undefined,
): boolean {
  if (view === undefined || position === undefined) return position !== undefined;
  const [west, south, east, north] = view;
  const { latitude, longitude } = position;
  return latitude >= south && latitude <= north && longitude >= west && longitude <= east;
}
