import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../local/cloud/engines/engine-error.ts';
import { onFreePorts } from '../local/cloud/engines/free-ports.ts';
import { PATIENCE_MS } from './patience.ts';

const root = resolve(import.meta.dirname, '..');

/** A line that the platform wrote, and when, by `performance.now()`. */
interface Line {
  readonly at: number;
  readonly text: string;
}

/** What `npm start` runs, as a process of its own on free ports. */
export class PlatformProcess {
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly lines: Line[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #rest = '';

  private constructor(httpPort: number, mqttPort: number, options: readonly string[], tree: string) {
    this.httpPort = httpPort;
    this.mqttPort = mqttPort;
    const ports = ['--http-port', String(httpPort), '--mqtt-port', String(mqttPort)];
    this.#child = spawn(process.execPath, ['local/tools/main.ts', ...ports, ...options], {
      cwd: tree,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ended = once(this.#child, 'exit');
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
  }

  /** Resolves when it says that it is ready; throws what it said when it ends before. `tree` is the project's folder. */
  static start(options: readonly string[] = [], tree = root): Promise<PlatformProcess> {
    return onFreePorts(2, ([httpPort = 0, mqttPort = 0]) =>
      PlatformProcess.#startOn(httpPort, mqttPort, options, tree),
    );
  }

  static async #startOn(
    httpPort: number,
    mqttPort: number,
    options: readonly string[],
    tree: string,
  ): Promise<PlatformProcess> {
    const started = new PlatformProcess(httpPort, mqttPort, options, tree);
    const deadline = performance.now() + PATIENCE_MS;
    while (!started.lines.some(({ text }) => text.endsWith(' ready'))) {
      if (started.#child.exitCode !== null || performance.now() > deadline) {
        await started.stop();
        const said = `npm start did not get ready:\n${started.lines.map(({ text }) => text).join('\n')}`;
        // Somebody else may have taken a port that was free.
        throw /\bPort \d+ for \w+ is taken/.test(said)
          ? new EngineError('PORT_TAKEN', said)
          : new Error(said);
      }
      await sleep(20);
    }
    return started;
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** Ctrl-C. Resolves when everything has ended. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null) this.#child.kill('SIGINT');
    await this.#ended;
  }

  #hear(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    const at = performance.now();
    this.lines.push(...lines.map((line) => ({ at, text: line })));
  }
}
