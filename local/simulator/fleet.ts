import { Agenda } from './agenda.ts';
import { forgetfulStore, openCarStore } from './car/car-store.ts';
import type { CarView } from './car-view.ts';
import {
  bundledPlaces,
  bundledRoads,
  checkTrust,
  type FleetConfiguration,
  readText,
} from './configuration.ts';
import { type Control, controlCar } from './control.ts';
import { FleetCar, type FleetServices } from './fleet-car.ts';
import { FleetError } from './fleet-error.ts';
import type { TakeNote } from './fleet-journal.ts';
import { type ClockState, FollowedClock } from './followed-clock.ts';
import { buildWorld } from './motion/world.ts';
import { Turnstile } from './turnstile.ts';

export interface Fleet {
  /** Each car as it is now. */
  readonly cars: readonly CarView[];
  /** Resolves when each car has had a connection. */
  readonly allConnected: Promise<void>;
  /** Does something to a car. Throws CAR_UNKNOWN. */
  control(vin: string, control: Control): CarView;
  /** Where phones reach a car, on this computer. Rejects with CAR_UNKNOWN. */
  phonePort(vin: string): Promise<number>;
  /** Sets the cars' clock. */
  follow(clock: ClockState): void;
  /** Says goodbye and stops everything. */
  stop(): Promise<void>;
}

export interface FleetOptions {
  readonly takeNote?: TakeNote;
}

const SAMPLE_EVERY_MILLISECONDS = 10_000;
/** TLS handshakes at once: more only make all of them slow. */
const HANDSHAKES = 32;

/**
 * Puts the cars on the streets, each with an MQTT connection of its own. Returns when they are on their way; throws
 * FleetError or MapError when the configuration, a file or the map is not usable. Lost connections are made again.
 */
export async function startFleet(
  configuration: FleetConfiguration,
  options: FleetOptions = {},
): Promise<Fleet> {
  const begun = performance.now();
  const takeNote = options.takeNote ?? (() => undefined);
  const world = await loadWorld(configuration);
  const clock = new FollowedClock(configuration.clock);
  const wakes = new Agenda<FleetCar>(clock, (car) => car.give({ type: 'time' }));
  const realClock = { now: () => performance.now(), realUntil: (at: number) => at - performance.now() };
  const dials = new Agenda<FleetCar>(realClock, (car) => void car.dial());
  clock.onChange(() => wakes.clockChanged());

  const { host, port, telemetryRule, seed, storeDirectory } = configuration;
  const services: FleetServices = {
    endpoint: {
      host,
      port,
      ca: await readText(configuration.caPath, 'the authority’s certificate (caPath)'),
    },
    telemetryRule,
    surroundings: {
      world,
      trust: checkTrust(configuration.trust),
      seed,
      sampleEveryMilliseconds: SAMPLE_EVERY_MILLISECONDS,
    },
    store: storeDirectory === undefined ? forgetfulStore : openCarStore(storeDirectory),
    handshakes: new Turnstile(HANDSHAKES),
    takeNote,
    now: () => clock.now(),
    planWake: (car, at) => wakes.plan(car, at),
    planDial: (car, milliseconds) => dials.plan(car, performance.now() + milliseconds),
  };
  const cars = new Map(configuration.cars.map((files) => [files.vin, new FleetCar(files, services)]));
  takeNote({
    note: 'starting',
    cars: cars.size,
    streets: new Set(world.graph.edges.map((edge) => edge.street)).size,
    places: world.stops.length,
  });
  for (const car of cars.values()) services.planDial(car, 0);
  const allConnected = Promise.all([...cars.values()].map((car) => car.firstConnection)).then(() =>
    takeNote({ note: 'all-connected', cars: cars.size, seconds: (performance.now() - begun) / 1000 }),
  );

  const carOf = (vin: string): FleetCar => {
    const car = cars.get(vin);
    if (car !== undefined) return car;
    throw new FleetError('CAR_UNKNOWN', `${vin} is not in this fleet; name one of its ${cars.size} cars`);
  };

  return {
    get cars() {
      return [...cars.values()].map((car) => car.view);
    },
    allConnected,
    phonePort: async (vin) => await carOf(vin).phonePort(),
    control(vin, control) {
      const car = carOf(vin);
      controlCar(car, control);
      return car.view;
    },
    follow: (state) => clock.follow(state),
    async stop() {
      wakes.stop();
      dials.stop();
      await Promise.all([...cars.values()].map((car) => car.stop()));
      takeNote({ note: 'stopped', cars: cars.size });
    },
  };
}

/** Streets and places, from GeoJSON files; Andorra's where none is named. Throws FleetError or MapError. */
export async function loadWorld(files: {
  readonly roads?: string | undefined;
  readonly places?: string | undefined;
}) {
  const [roads, places] = [files.roads ?? bundledRoads, files.places ?? bundledPlaces];
  return buildWorld(
    { source: roads, text: await readText(roads, 'the streets (roads)') },
    { source: places, text: await readText(places, 'the places (places)') },
  );
}
