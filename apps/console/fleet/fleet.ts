import type { Client, FleetCar, Live, LiveState, Position, Push } from '@roadstream/sdk';
import { explained } from '../../design/loading.ts';
import { Store } from '../../design/store.ts';
import { byNeedAndPlate, type Look, lookOf } from './car-look.ts';
import { PlatformClock } from './platform-clock.ts';
import { Readings } from './readings.ts';

/** A car with what is known of it now. */
export interface ShownCar {
  readonly car: FleetCar;
  readonly reading: Position | undefined;
  readonly position: { readonly latitude: number; readonly longitude: number } | undefined;
  readonly headingDegrees: number | undefined;
  readonly chargePercent: number | undefined;
  /** When the car was heard of last: platform time, milliseconds. */
  readonly heardAt: number | undefined;
  readonly look: Look;
}

type Bounds = readonly [west: number, south: number, east: number, north: number];

/** Positions are sent as cars report them. What was not sent is read this often. */
const POSITIONS_EVERY_MS = 60_000;
/** In one request. */
const MOST_VINS = 100;
/** In a round: of larger fleets only those of the cars in view are read. */
const MOST_READ = 500;
const PUSHES_KEPT = 2000;
const CHANGED_AT_ONCE = 25;
const SETTLE_MS = 200;

/**
 * The fleet as it is now. States come by pushes: whatever happens to a car, the car is read again. Positions come as cars
 * report them, as long as somebody looks; they are read when somebody begins to, and now and then, because nobody sends
 * again those that did not come.
 */
export class Fleet extends Store {
  readonly clock = new PlatformClock();
  readonly client: Client;
  /** By VIN. */
  readonly cars = new Map<string, FleetCar>();
  readonly readings = new Readings();
  /** Newest first. */
  pushes: readonly Push[] = [];
  connection: LiveState = 'connecting';
  /** Since when there is no connection, by this computer's clock. */
  lostSince: number | undefined;
  isLoaded = false;
  problem: string | undefined;
  /** When positions came last, by this computer's clock; undefined while nobody looks at any. */
  positionsAt: number | undefined;

  readonly #changedVins = new Set<string>();
  readonly #pushListeners = new Set<(push: Push) => void>();
  readonly #carListeners = new Set<(vin: string) => void>();
  /** The cars whose last known positions were read: it is known that the others of these have none. */
  readonly #wereRead = new Set<string>();
  #live: Live | undefined;
  #view: Bounds | undefined;
  /** Counts the requests for cars. */
  #turn = 0;
  /** The request that each car was learned by. */
  readonly #turns = new Map<string, number>();
  /** Cars will be read again in a moment. */
  #isSettling = false;
  /** Sorting a large fleet takes long, and what it is sorted by seldom changes. */
  #inOrder: readonly FleetCar[] | undefined;
  /** A view with positions is open. */
  #isLookedAt = false;

  constructor(client: Client) {
    super();
    this.client = client;
  }

  start(): void {
    this.#live = this.client.live({
      onPush: (push) => this.#take(push),
      onPositions: (positions) => this.#show(positions),
      onState: (state) => this.#connected(state),
      onReset: () => void this.readAll(),
    });
    this.connection = this.#live.state;
    void this.readAll();
    document.addEventListener('visibilitychange', () => this.#watch());
    setInterval(() => this.#isWatching() && void this.#readPositions(), POSITIONS_EVERY_MS);
    this.#watch();
  }

  /** Whether a view is open that shows where cars are. */
  beLookedAt(isLookedAt: boolean): void {
    this.#isLookedAt = isLookedAt;
    this.#watch();
  }

  /** Called for each push, in order. */
  onPush(listener: (push: Push) => void): () => void {
    this.#pushListeners.add(listener);
    return () => this.#pushListeners.delete(listener);
  }

  /** Called for each car whose state or position has changed. Positions do not tell those who `listen`: they are too many. */
  onCar(listener: (vin: string) => void): () => void {
    this.#carListeners.add(listener);
    return () => this.#carListeners.delete(listener);
  }

  look(west: number, south: number, east: number, north: number): void {
    this.#view = [west, south, east, north];
  }

  shown(vin: string): ShownCar | undefined {
    const car = this.cars.get(vin);
    if (car === undefined) return undefined;
    const reading = this.readings.of(vin);
    return {
      car,
      reading,
      position: reading?.position ?? car.position,
      headingDegrees: reading?.position?.headingDegrees,
      chargePercent: reading?.chargePercent ?? car.chargePercent,
      heardAt: this.readings.heardAt(vin),
      look: this.lookOf(car),
    };
  }

  /** The cars by need and plate. */
  inOrder(): readonly FleetCar[] {
    this.#inOrder ??= [...this.cars.values()].toSorted(byNeedAndPlate);
    return this.#inOrder;
  }

  all(): ShownCar[] {
    return [...this.cars.keys()].flatMap((vin) => this.shown(vin) ?? []);
  }

  /** How many cars look so. */
  looks(): ReadonlyMap<Look, number> {
    const counts = new Map<Look, number>();
    for (const car of this.cars.values()) {
      const look = this.lookOf(car);
      counts.set(look, (counts.get(look) ?? 0) + 1);
    }
    return counts;
  }

  lookOf(car: FleetCar): Look {
    const now = this.clock.now();
    // Of a car about which nothing was asked yet only the platform's own word counts.
    const isKnown = this.#wereRead.has(car.vin) || this.readings.of(car.vin) !== undefined;
    return lookOf(car, isKnown ? this.readings.heardAt(car.vin) : now, now);
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
    this.#inOrder = undefined;
    if (car.positionTime !== undefined) this.readings.hear(car.vin, Date.parse(car.positionTime));
    this.#tellOf(car.vin);
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

  #isWatching(): boolean {
    return this.#isLookedAt && document.visibilityState === 'visible';
  }

  #watch(): void {
    const isWatching = this.#isWatching();
    this.#live?.watch(isWatching);
    if (!isWatching) this.positionsAt = undefined;
    else if (this.isLoaded && this.positionsAt === undefined) void this.#readPositions();
  }

  async #readPositions(): Promise<void> {
    const vins = this.#toRead();
    const requests = Array.from({ length: Math.ceil(vins.length / MOST_VINS) }, (_, round) =>
      this.client.listPositions({ vins: vins.slice(round * MOST_VINS, (round + 1) * MOST_VINS).join(',') }),
    );
    this.positionsAt ??= Date.now();
    try {
      for (const { positions } of await Promise.all(requests)) this.#show(positions);
      for (const vin of vins) this.#wereRead.add(vin);
    } catch {
      // Their age is shown, and the next round tries again.
    }
    this.changed();
  }

  #show(positions: readonly Position[]): void {
    for (const reading of positions) {
      this.readings.take(reading);
      this.clock.hear(reading.time);
      this.#tellOf(reading.vin);
    }
    if (this.#isWatching()) this.positionsAt = Date.now();
  }

  #tellOf(vin: string): void {
    for (const listener of this.#carListeners) listener(vin);
  }

  /** All cars of a small fleet; of a large one those in view. */
  #toRead(): string[] {
    if (this.cars.size <= MOST_READ) return [...this.cars.keys()];
    const inView = [...this.cars.values()].filter(({ vin, position }) =>
      isWithin(this.#view, this.readings.of(vin)?.position ?? position),
    );
    return inView.slice(0, MOST_READ).map(({ vin }) => vin);
  }
}

export function vinOf({ data }: Push): string | undefined {
  return 'vin' in data ? data.vin : undefined;
}

export function rentalOf({ data }: Push): string | undefined {
  return 'rentalId' in data ? data.rentalId : undefined;
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
