import { readFile } from 'node:fs/promises';
import type { CarEvent } from '../../shared/contracts/car/car.ts';
import { carEvent, telemetry } from '../../shared/contracts/car/car.ts';
import { type Random, random } from '../../shared/kernel/random.ts';
import { instant } from '../../shared/kernel/time.ts';
import type { Car, Surroundings } from './car/car.ts';
import type { CarStore } from './car/car-store.ts';
import { type Connection, type Credentials, type Endpoint, openConnection } from './car/connection.ts';
import { type Effect, type Input, react, wakeAt } from './car/react.ts';
import { type CarTopics, carTopics } from './car/topics.ts';
import { type CarView, type CommandAnswer, viewOf } from './car-view.ts';
import type { FleetConfiguration } from './configuration.ts';
import type { TakeNote } from './fleet-journal.ts';
import { answerPhone } from './key-protocol/answer-phone.ts';
import { listenForPhones, type PhoneListener } from './key-protocol/phone-listener.ts';
import { readKey } from './phone/own-key.ts';
import type { Turnstile } from './turnstile.ts';

/** What a car's shell needs of its fleet. */
export interface FleetServices {
  readonly endpoint: Endpoint;
  readonly telemetryRule: string;
  readonly surroundings: Surroundings;
  readonly store: CarStore;
  readonly handshakes: Turnstile;
  readonly takeNote: TakeNote;
  /** Platform milliseconds. */
  now(): number;
  /** Calls `wake` at that platform time. */
  planWake(car: FleetCar, at: number): void;
  /** Calls `dial` after so many real milliseconds. */
  planDial(car: FleetCar, milliseconds: number): void;
}

const FIRST_PAUSE_MILLISECONDS = 1_000;
const LONGEST_PAUSE_MILLISECONDS = 30_000;
const RESULTS_SHOWN = 200;

/** A simulated car with its connection: carries out what the car wants, and tells it what happens. */
export class FleetCar {
  readonly vin: string;
  private readonly services: FleetServices;
  private readonly files: FleetConfiguration['cars'][number];
  private readonly topics: CarTopics;
  private readonly dice: Random;
  private car: Car;
  private connection: Connection | undefined;
  private online = true;
  private dialling = false;
  private attempts = 0;
  private scrambled = false;
  private readonly results: CommandAnswer[] = [];
  private phones: Promise<PhoneListener> | undefined;
  /** Resolves at the first connection. */
  readonly firstConnection: Promise<void>;
  private announceConnection: () => void = () => undefined;

  constructor(files: FleetConfiguration['cars'][number], services: FleetServices) {
    this.vin = files.vin;
    this.files = files;
    this.services = services;
    this.topics = carTopics(files.vin, services.telemetryRule);
    this.dice = random(services.surroundings.seed, 'line', files.vin);
    this.car = services.store.restore(files.vin, services.now(), services.surroundings);
    this.firstConnection = new Promise((resolve) => {
      this.announceConnection = resolve;
    });
  }

  get view(): CarView {
    return viewOf(this.car, this.results, this.services.now());
  }

  /** Something happens to the car. */
  give(input: Input): void {
    const { car, effects } = react(this.car, input, this.services.now(), this.services.surroundings);
    this.car = car;
    for (const effect of this.scrambled ? scramble(effects) : effects) this.carryOut(effect);
    this.services.planWake(this, wakeAt(car));
  }

  /** From now on numbered events go out twice, and the newest first. */
  setScrambled(scrambled: boolean): void {
    this.scrambled = scrambled;
  }

  /** Takes the car into a tunnel, or out of it. */
  setOnline(online: boolean): void {
    if (this.online === online) return;
    this.online = online;
    this.attempts = 0;
    if (online) this.services.planDial(this, 0);
    else this.connection?.drop();
  }

  /** Tries to connect, unless it is connected or may not be. A failure plans the next attempt. */
  async dial(): Promise<void> {
    if (!this.online || this.dialling || this.connection !== undefined) return;
    this.dialling = true;
    try {
      const connection = await this.services.handshakes.pass(() => this.open());
      if (!connection.isOpen) throw new Error('the connection was lost as soon as it was made');
      this.connection = connection;
      this.attempts = 0;
      this.announceConnection();
      if (this.online) this.give({ type: 'connected' });
      else connection.drop();
    } catch (error) {
      this.attempts += 1;
      const reason = error instanceof Error ? error.message : String(error);
      this.services.takeNote({ note: 'connection-failed', vin: this.vin, reason, attempt: this.attempts });
      this.planNextDial();
    } finally {
      this.dialling = false;
    }
  }

  /** The port on this computer where phones reach the car: in the place of Bluetooth, so also without a network. */
  async phonePort(): Promise<number> {
    this.phones ??= this.listen();
    return (await this.phones).port;
  }

  /** Says goodbye, and keeps the car as it is. */
  async stop(): Promise<void> {
    this.online = false;
    this.keep();
    await (await this.phones)?.close();
    await this.connection?.end();
  }

  private async open(): Promise<Connection> {
    const { endpoint } = this.services;
    const { receipts, commands, trust } = this.topics;
    const connection = await openConnection(
      this.vin,
      endpoint,
      await this.readCredentials(),
      [receipts, commands, trust],
      {
        onMessage: (topic, bytes) => {
          if (topic === commands) this.give({ type: 'command', bytes });
          else if (topic === receipts) this.give({ type: 'receipt', bytes });
          else if (topic === trust) this.give({ type: 'trust', bytes });
        },
        onClosed: (reason) => this.lose(reason),
      },
    );
    return connection;
  }

  /** As everything that happens to it finds it. */
  get current(): Car {
    return this.car;
  }

  now(): number {
    return this.services.now();
  }

  private async listen(): Promise<PhoneListener> {
    const key = readKey((await this.readCredentials()).key);
    return await listenForPhones({
      vin: this.vin,
      key,
      now: () => this.now(),
      ask: (value, challenge) => answerPhone(this, value, challenge),
    });
  }

  /** At each connection anew: a certificate may have been replaced. */
  private async readCredentials(): Promise<Credentials> {
    const [certificate, key] = await Promise.all([
      readFile(this.files.certificatePath, 'utf8'),
      readFile(this.files.keyPath, 'utf8'),
    ]);
    return { certificate, key };
  }

  private lose(reason: Error): void {
    this.connection = undefined;
    this.give({ type: 'disconnected' });
    if (!this.online) return;
    this.services.takeNote({ note: 'disconnected', vin: this.vin, reason: reason.message });
    this.planNextDial();
  }

  /** Ever more patient, and each car at its own pace, so that a broker that comes back is not overrun. */
  private planNextDial(): void {
    const pause = Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** this.attempts, LONGEST_PAUSE_MILLISECONDS);
    this.services.planDial(this, pause * this.dice.between(0.5, 1));
  }

  private carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'keep':
        this.keep();
        break;
      case 'recorded':
        this.show(effect.event);
        break;
      case 'send-event':
        this.publish(this.topics.events, effect.event, carEvent.qos);
        break;
      case 'send-sample':
        this.publish(this.topics.telemetry, effect.sample, telemetry.qos);
        break;
      case 'drop-connection':
        this.connection?.drop();
        break;
    }
  }

  /**
   * Each message tells what the car's clock shows as it leaves. What is lost with the connection is the car's to send
   * again, or not worth it.
   */
  private publish(topic: string, payload: object, qos: 0 | 1): void {
    const text = JSON.stringify({ ...payload, sent: instant(this.services.now()) });
    this.connection?.publish(topic, text, qos).catch(() => undefined);
  }

  private keep(): void {
    try {
      this.services.store.keep(this.car, this.services.now());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.services.takeNote({ note: 'store-failed', vin: this.vin, reason });
    }
  }

  private show(event: CarEvent): void {
    this.services.takeNote({ note: event.type, vin: this.vin, event });
    if (event.type !== 'command-result') return;
    const { commandId, result, fault } = event.data;
    this.results.push({
      time: event.time,
      result,
      ...(commandId === undefined ? {} : { commandId }),
      ...(fault === undefined ? {} : { fault }),
    });
    if (this.results.length > RESULTS_SHOWN) this.results.shift();
  }
}

function scramble(effects: readonly Effect[]): readonly Effect[] {
  const events = effects.filter((effect) => effect.type === 'send-event');
  const others = effects.filter((effect) => effect.type !== 'send-event');
  return [...others, ...events.toReversed().flatMap((effect) => [effect, effect])];
}
