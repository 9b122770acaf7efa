import { setTimeout as pause } from 'node:timers/promises';
import { type Sample, telemetry } from '../../../shared/contracts/car/car.ts';
import { type Connection, type Credentials, type Endpoint, openConnection } from '../car/connection.ts';
import { carTopics } from '../car/topics.ts';
import { FleetError } from '../fleet-error.ts';
import type { Turnstile } from '../turnstile.ts';
import type { RecordedCar } from './recording-sample.ts';

/** A fifth below what AWS IoT Core takes of one connection, because it drops what is more. */
const PUBLISHES_A_SECOND = 80;
const ATTEMPTS = 5;

export interface ReplayLineOptions {
  readonly endpoint: Endpoint;
  /** The IoT rule that takes telemetry. */
  readonly rule: string;
  readonly handshakes: Turnstile;
  /** The pause before the second attempt. It doubles before each further attempt. */
  readonly firstPauseMilliseconds: number;
  /** Throws a FleetError when there are none. Then the car plays nothing. */
  readonly credentials: (car: RecordedCar) => Credentials | Promise<Credentials>;
}

/** One car's connection: plays its samples in the order in which they come, each until it is acknowledged. */
export class ReplayLine {
  private readonly car: RecordedCar;
  private readonly options: ReplayLineOptions;
  private readonly topic: string;
  private last: Promise<unknown> = Promise.resolve();
  private connection: Connection | undefined;
  private nextSlot = 0;
  private givenUp: FleetError | undefined;

  constructor(car: RecordedCar, options: ReplayLineOptions) {
    this.car = car;
    this.options = options;
    this.topic = carTopics(car.vin, options.rule).telemetry;
  }

  /**
   * Resolves when the platform has acknowledged the sample; `onSent` is called once, when it is first sent. Rejects
   * with REPLAY_CONNECTION when the car cannot connect or is thrown out again and again; then it plays no more.
   */
  play(sample: Sample, onSent: () => void): Promise<void> {
    const played = this.last.then(() => this.deliver(JSON.stringify(sample), onSent));
    this.last = played.catch(() => undefined);
    return played;
  }

  async end(): Promise<void> {
    await this.last;
    await this.connection?.end();
  }

  private async deliver(payload: string, onSent: () => void): Promise<void> {
    if (this.givenUp !== undefined) throw this.givenUp;
    let [tell, reason]: [() => void, unknown] = [onSent, undefined];
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) await pause(this.options.firstPauseMilliseconds * 2 ** (attempt - 1));
      try {
        const connection = this.connection ?? (await this.open());
        await this.waitForSlot();
        const acknowledged = connection.publish(this.topic, payload, telemetry.qos);
        tell();
        tell = () => undefined;
        await acknowledged;
        return;
      } catch (error) {
        if (error instanceof FleetError && error.code === 'REPLAY_CONNECTION') {
          this.givenUp = error;
          throw error;
        }
        reason = error;
      }
    }
    const { car, vin } = this.car;
    this.givenUp = new FleetError(
      'REPLAY_CONNECTION',
      `${car} (${vin}) plays no more after ${ATTEMPTS} attempts: ${reason instanceof Error ? reason.message : String(reason)}`,
      { cause: reason },
    );
    throw this.givenUp;
  }

  private async open(): Promise<Connection> {
    const { endpoint, credentials, handshakes } = this.options;
    const connection = await handshakes.pass(async () =>
      openConnection(this.car.vin, endpoint, await credentials(this.car), [], {
        onMessage: () => undefined,
        onClosed: () => {
          this.connection = undefined;
        },
      }),
    );
    if (connection.isOpen) this.connection = connection;
    return connection;
  }

  private async waitForSlot(): Promise<void> {
    const wait = this.nextSlot - performance.now();
    if (wait > 0) await pause(Math.ceil(wait));
    this.nextSlot = performance.now() + 1000 / PUBLISHES_A_SECOND;
  }
}
