import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** A process of a few lines that import from the project's folder. */
export class Script {
  readonly child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = '';

  constructor(text: string, environment: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, ['--input-type=module', '--eval', text], {
      cwd: resolve(import.meta.dirname, '../../../..'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, npm_lifecycle_event: undefined, ...environment },
    });
    this.#ended = once(this.child, 'close');
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.setEncoding('utf8').on('data', (chunk: string) => (this.#output += chunk));
  }

  /** What it has written so far, errors too. */
  get output(): string {
    return this.#output;
  }

  /** The status or the signal with which it ended. */
  async end(): Promise<number | string | null> {
    await this.#ended;
    return this.child.exitCode ?? this.child.signalCode;
  }
}
