import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { ClockState } from '../../cloud/core/clock.ts';
import { oneLine } from '../../cloud/core/foreign-text.ts';
import { endsWithUs } from '../../cloud/engines/child-life.ts';
import type { CarView } from '../../simulator/car-view.ts';
import type { FleetConfiguration } from '../../simulator/configuration.ts';
import type { Control } from '../../simulator/control.ts';
import type { Answer, Order } from '../../simulator/orders.ts';

/** The fleet simulator ended by itself, or refused a command. */
export class FleetProcessError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'FleetProcessError';
    this.code = code;
  }
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const STOP_MILLISECONDS = 5_000;
const main = resolve(import.meta.dirname, '../../simulator/main.ts');

/** Gets the events of a running fleet. */
export interface FleetListener {
  /** A problem that users must know about. The fleet goes on. */
  problem(message: string): void;
  /** The fleet ended without being stopped. */
  ended(error: FleetProcessError): void;
}

/** The number of last lines of its standard error that an error shows. */
const SHOWN_LINES = 12;

/** The fleet simulator as a child process. It starts with a file, and takes the time and requests about its cars. */
export class FleetProcess {
  readonly #child: ChildProcess;
  readonly #listener: FleetListener;
  readonly #waiting = new Map<number, Waiting>();
  readonly #started = Promise.withResolvers<void>();
  readonly #ended: Promise<string>;
  readonly #lines: string[] = [];
  #isStarted = false;
  #isWanted = true;
  #orders = 0;

  private constructor(child: ChildProcess, listener: FleetListener) {
    this.#child = child;
    this.#listener = listener;
    child.on('message', (message) => this.#take(message as Answer));
    this.#ended = new Promise((resolve) => {
      child.on('error', (error) => {
        // Also for an order that does not get through; then the end follows.
        if (child.pid === undefined) resolve(`could not be started (${error.message})`);
      });
      child.once('close', (code, signal) => resolve(`ended with ${signal ?? `status ${code}`}`));
    });
    if (child.stderr !== null) createInterface(child.stderr).on('line', (line) => this.#hear(line));
    void this.#ended.then((how) => this.#end(how));
  }

  /**
   * Resolves when the cars are on their way; they connect one after the other. Rejects with the FleetProcessError that
   * says why they are not, and with the signal's reason.
   */
  static async start(
    configuration: FleetConfiguration,
    folder: string,
    listener: FleetListener,
    signal?: AbortSignal,
  ): Promise<FleetProcess> {
    signal?.throwIfAborted();
    const file = join(folder, 'fleet.json');
    writeFileSync(file, JSON.stringify(configuration));
    // In a session of its own: Ctrl-C reaches the platform alone, which stops it in its turn.
    const child = fork(main, ['--config', file], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: true,
    });
    endsWithUs(child);
    const fleet = new FleetProcess(child, listener);
    const stop = (): void => fleet.#started.reject(signal?.reason);
    signal?.addEventListener('abort', stop);
    try {
      await fleet.#started.promise;
      return fleet;
    } catch (error) {
      await fleet.stop();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  setClock(state: ClockState): void {
    if (this.#child.connected) this.#child.send({ type: 'clock', state } satisfies Order);
  }

  /** Changes the physical world of a car. Resolves with the car's state after that. Rejects with FleetProcessError. */
  async control(vin: string, action: Control): Promise<CarView> {
    const answer = await this.#order({ type: 'control', vin, action });
    if (answer.type === 'car') return answer.state;
    throw unexpected(answer);
  }

  /** The port of a car for phones on this computer, which replaces Bluetooth. Rejects with FleetProcessError. */
  async phonePort(vin: string): Promise<number> {
    const answer = await this.#order({ type: 'phone-port', vin });
    if (answer.type === 'phone-port') return answer.port;
    throw unexpected(answer);
  }

  #order(order: Exclude<Order, { type: 'clock' }>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const id = ++this.#orders;
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ ...order, id } satisfies Order, (error) => {
        if (error !== null) reject(hasEnded());
      });
    });
  }

  async stop(): Promise<void> {
    this.#isWanted = false;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MILLISECONDS);
    await this.#ended;
    clearTimeout(timer);
  }

  #hear(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > SHOWN_LINES) this.#lines.shift();
  }

  #take(answer: Answer): void {
    if (answer.type === 'started') {
      this.#isStarted = true;
      this.#started.resolve();
    } else if (answer.type === 'failed')
      this.#started.reject(new FleetProcessError(answer.code, answer.message));
    else if (answer.type === 'problem') this.#listener.problem(answer.message);
    if (!('id' in answer) || typeof answer.id !== 'number') return;
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.type === 'refused') waiting?.reject(new FleetProcessError(answer.code, answer.message));
    else waiting?.resolve(answer);
  }

  #end(how: string): void {
    for (const { reject } of this.#waiting.values()) reject(hasEnded());
    this.#waiting.clear();
    const lines = this.#lines.map((line) => `\n    ${oneLine(line)}`).join('');
    if (!this.#isStarted)
      this.#started.reject(
        new FleetProcessError('FLEET_ENDED', `the fleet simulator ${how} while it started${lines}`),
      );
    else if (this.#isWanted)
      this.#listener.ended(
        new FleetProcessError(
          'FLEET_ENDED',
          `the fleet simulator ${how}: no simulated car moves or answers any more; start again${lines}`,
        ),
      );
  }
}

const hasEnded = (): FleetProcessError =>
  new FleetProcessError('FLEET_ENDED', 'the fleet simulator has ended; start the platform again');

const unexpected = ({ type }: Answer): FleetProcessError =>
  new FleetProcessError('FLEET_ANSWER', `the fleet simulator sent an unexpected answer: ${type}`);
