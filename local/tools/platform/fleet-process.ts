import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ClockState } from '../../cloud/core/clock.ts';
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

/** The fleet simulator as a child process. It starts with a file, and takes the time and requests about its cars. */
export class FleetProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #orders = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message) => this.#take(message as Answer));
    child.once('exit', () => this.#giveUp());
  }

  /** Resolves as soon as the process runs; its cars connect one after the other. */
  static async start(configuration: FleetConfiguration, folder: string): Promise<FleetProcess> {
    const file = join(folder, 'fleet.json');
    writeFileSync(file, JSON.stringify(configuration));
    const child = fork(main, ['--config', file], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    await Promise.race([
      once(child, 'spawn'),
      once(child, 'error').then(([error]) => {
        throw error as Error;
      }),
    ]);
    return new FleetProcess(child);
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
        if (error !== null) reject(error);
      });
    });
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
    await exited;
    clearTimeout(timer);
  }

  #take(answer: Answer): void {
    if (!('id' in answer) || typeof answer.id !== 'number') return;
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.type === 'refused') waiting?.reject(new FleetProcessError(answer.code, answer.message));
    else waiting?.resolve(answer);
  }

  #giveUp(): void {
    for (const { reject } of this.#waiting.values())
      reject(new FleetProcessError('FLEET_ENDED', 'the fleet simulator has ended'));
    this.#waiting.clear();
  }
}

const unexpected = ({ type }: Answer): FleetProcessError =>
  new FleetProcessError('FLEET_ANSWER', `the fleet simulator sent an unexpected answer: ${type}`);
