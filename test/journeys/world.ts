import { setTimeout as sleep } from 'node:timers/promises';
import { HttpApis } from '../../local/cloud/api-gateway/http-apis.ts';
import { LocalCloudError } from '../../local/cloud/core/local-cloud-error.ts';
import type { CarView } from '../../local/simulator/car-view.ts';
import type { Control } from '../../local/simulator/control.ts';
import type { PlatformClient } from '../../local/tools/platform/client.ts';
import {
  type PlatformOptions,
  type RunningPlatform,
  startPlatform,
} from '../../local/tools/platform/start.ts';
import type { CarAction } from '../../shared/contracts/car/car.ts';
import { topics } from '../../shared/contracts/catalogue.ts';
import type { Data } from '../../shared/contracts/define.ts';
import type { Envelope } from '../../shared/contracts/envelope.ts';
import { carEventReceived, commandIssued } from '../../shared/contracts/vehicles/vehicles.ts';
import { FOLDER_VARIABLE, leave, Recorder, type Recording } from '../answers/recorder.ts';
import { PATIENCE_MS } from '../patience.ts';
import { Rider } from './rider.ts';
import { once, readTopic } from './topic.ts';

const { [FOLDER_VARIABLE]: RECORDINGS } = process.env;

/** The middle of the simulated cars' country. */
export const CENTRE = { latitude: 42.53, longitude: 1.56 };

/** A started platform with its fleet, and what the journeys do to both from outside. */
export class World {
  readonly platform: RunningPlatform;

  readonly #recorder: Recorder | undefined;

  private constructor(platform: RunningPlatform) {
    this.platform = platform;
    if (RECORDINGS !== undefined) this.#recorder = this.recorder(Recorder);
  }

  static async start(options: Partial<PlatformOptions> = {}): Promise<World> {
    return new World(await startPlatform({ cars: 0, seed: 7, ...options }));
  }

  get client(): PlatformClient {
    return this.platform.client;
  }

  /** Whether what it answers is kept for the documents. */
  get isRecorded(): boolean {
    return this.#recorder !== undefined;
  }

  async stop(): Promise<void> {
    if (this.#recorder !== undefined && RECORDINGS !== undefined)
      leave(await this.received(this.#recorder), RECORDINGS);
    await this.platform.stop();
  }

  /** Listens to the platform from now on. */
  recorder(kind: typeof Recorder): Recorder {
    const { cloud } = this.platform;
    return new kind(cloud.part(HttpApis), () => cloud.clock.now());
  }

  /** What a recorder has heard, with the records of all topics. */
  async received(recorder: Recorder): Promise<Recording> {
    const names = topics.filter(({ format }) => format === 'cloudevents').map(({ name }) => name);
    for (const name of names) recorder.heard(await this.events(name));
    return recorder.end();
  }

  rider(id: string): Rider {
    return new Rider(this.client, id);
  }

  /** Moves the platform's time forward; everything due has happened when it resolves. */
  async advance(seconds: number): Promise<void> {
    const { clock } = this.platform.cloud;
    const target = clock.now() + seconds * 1000;
    const deadline = performance.now() + PATIENCE_MS;
    // The clock gives up a platform that works for a minute at one stop, and stands there: a busy machine needs longer.
    for (let isThere = false; !isThere; ) {
      isThere = await clock.advance(Math.max(0, target - clock.now())).then(
        () => true,
        (error: unknown) => {
          const isBusy = error instanceof LocalCloudError && error.code === 'NOT_QUIET';
          if (!isBusy || performance.now() > deadline) throw error;
          return false;
        },
      );
    }
    this.client.forgetTokens();
  }

  /** Everything under way has happened. */
  quiet(): Promise<void> {
    return this.advance(0);
  }

  car(vin: string, control: Control = 'state'): Promise<CarView> {
    const { fleet } = this.platform;
    if (fleet === undefined) throw new Error('this world has no cars');
    return fleet.control(vin, control);
  }

  /** Has every car stand where it is. Those that drive speak every second, for as long as the time is moved. */
  async standstill(): Promise<void> {
    await Promise.all(this.platform.cars.map(({ vin }) => this.car(vin, 'park')));
  }

  /** Looks again and again until it is so. */
  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    // What takes longer is looked at less often: each look takes time from what it waits for.
    for (let wait = 25; !(await holds()); wait = Math.min(wait * 1.4, 500)) {
      if (performance.now() > deadline) throw new Error(`${what} did not come about`);
      await sleep(wait);
    }
  }

  /** Moves the time in steps until it is so: for what takes long in the world, like a drive. */
  async advanceUntil(
    what: string,
    holds: () => Promise<boolean>,
    stepSeconds = 30,
    steps = 400,
  ): Promise<void> {
    for (let step = 0; !(await holds()); step++) {
      if (step === steps)
        throw new Error(`${what} did not come about in ${steps * stepSeconds} s of the platform`);
      await this.advance(stepSeconds);
    }
  }

  /** A car that nobody has, as a rider finds it. Each car of the fleet takes a moment to say where it stands. */
  async freeCar(rider: Rider): Promise<string> {
    let vin: string | undefined;
    await this.until('a free car', async () => {
      [vin] = (await rider.findCars(CENTRE)).map((car) => car.vin);
      return vin !== undefined;
    });
    return vin ?? '';
  }

  /** A topic's CloudEvents so far, each once. */
  async events(topic: string): Promise<Envelope[]> {
    return once(await readTopic(this.platform.engines.kafka.internal, topic));
  }

  /** The numbers of a car's events that the platform has taken, in the order in which it took them. */
  async numbersTaken(vin: string): Promise<{ log: number; seq: number }[]> {
    const events = await this.events(carEventReceived.topic.name);
    return events
      .filter(({ type, subject }) => type === carEventReceived.type && subject === vin)
      .map(({ data }) => {
        const { log, seq } = data as { log: number; seq: number };
        return { log, seq };
      });
  }

  /** What a car has executed since it looked like this, each command once, in its order. */
  async doneSince({ vin, results: before }: CarView): Promise<readonly CarAction[]> {
    const { results } = await this.car(vin);
    const issued = (await this.events(commandIssued.topic.name))
      .filter(({ type }) => type === commandIssued.type)
      .map(({ data }) => data as Data<typeof commandIssued>);
    const actions = new Map(issued.map(({ commandId, action }) => [commandId, action]));
    const known = new Set(before.map(({ commandId }) => commandId));
    const fresh = results.filter(({ commandId, result }) => result === 'executed' && !known.has(commandId));
    return [...new Set(fresh.map(({ commandId }) => commandId))]
      .map((commandId) => actions.get(commandId ?? ''))
      .filter((action) => action !== undefined);
  }
}

/** All but saying how it stands, which a car is asked again whenever something came too late. */
export const isMove = (action: CarAction): boolean => action !== 'report';
