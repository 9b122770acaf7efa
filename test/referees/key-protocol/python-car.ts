import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Connection } from '../../../local/tools/platform/connection.ts';
import type { RegisteredCar } from '../../../local/tools/registration/cars.ts';

/** How the car in Python stands, and what it has heard and answered. */
export interface PythonCarState {
  readonly body: Readonly<Record<string, boolean>>;
  readonly executed: readonly string[];
  readonly heard: readonly string[];
  readonly answered: readonly ({
    readonly type: string;
    readonly data: { readonly fault?: string };
  } | null)[];
  readonly pending: number;
  readonly trust: { readonly keys: number; readonly revocations: number };
  readonly features: readonly string[];
  readonly session: string;
  readonly phonePort: number;
}

/** `drive.py` as a process, and what is done to it. */
export class PythonCar {
  readonly vin: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;

  constructor(
    python: string,
    car: RegisteredCar,
    connection: Connection,
    more: { readonly store: string; readonly ahead: number },
  ) {
    this.vin = car.vin;
    this.#child = spawn(python, [join(import.meta.dirname, 'drive.py')], { stdio: 'pipe' });
    this.#child.stderr.pipe(process.stderr);
    this.#answers = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
    this.#say({ ...connection, ...car, ...more });
  }

  async do(what: string, more: object = {}): Promise<PythonCarState> {
    this.#say({ do: what, ...more });
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error('the car in Python has ended');
    return JSON.parse(value) as PythonCarState;
  }

  /** Ends it. */
  async stop(): Promise<void> {
    const { exitCode } = this.#child;
    this.#child.stdin.end();
    if (exitCode === null) await once(this.#child, 'exit');
  }

  #say(value: object): void {
    this.#child.stdin.write(`${JSON.stringify(value)}\n`);
  }
}
