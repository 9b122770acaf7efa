import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { PlatformClient } from '../../local/tools/platform/client.ts';
import type { Connection } from '../../local/tools/platform/connection.ts';
import { runningPlatforms } from '../../local/tools/platform/run-file.ts';
import { PlatformProcess } from '../platform-process.ts';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Simulated cars that stand on the streets, free to be found. */
const CARS = 5;

/**
 * The one platform of all referees that look at a running one, started as anybody starts it: a start takes longer than
 * most of them do. They come one after the other. So each makes riders and cars of its own, expects others' beside
 * them, may move the time forward but never waits for a certain time, and leaves everything at work.
 */
export class SharedPlatform {
  readonly client: PlatformClient;
  readonly httpPort: number;
  /** What a car connects with. */
  readonly connection: Connection;
  readonly #process: PlatformProcess;

  private constructor(process: PlatformProcess, client: PlatformClient, connection: Connection) {
    this.#process = process;
    this.client = client;
    this.httpPort = process.httpPort;
    this.connection = connection;
  }

  static async start(): Promise<SharedPlatform> {
    const process = await PlatformProcess.start(['--cars', String(CARS)]);
    try {
      const client = new PlatformClient(process.httpPort);
      const { body } = await client.local<Connection>('GET', '/_local/connection');
      return new SharedPlatform(process, client, body);
    } catch (error) {
      await process.stop();
      throw error;
    }
  }

  /** Where AWS clients find the services. */
  get awsEndpoint(): string {
    return runningPlatforms().find(({ httpPort }) => httpPort === this.httpPort)?.awsEndpoint ?? '';
  }

  /** What `npm run cli -- … --json` answers. */
  async cli<Answer>(...args: readonly string[]): Promise<Answer> {
    const options = ['--http-port', String(this.httpPort), '--json'];
    const { stdout } = await run(process.execPath, ['local/tools/cli/main.ts', ...args, ...options], {
      cwd: root,
    });
    return JSON.parse(stdout) as Answer;
  }

  /** Moves the platform's time, such as by `2m`, and resolves with it (RFC 3339); everything due has happened then. */
  async advance(duration: string): Promise<string> {
    const { now } = await this.cli<{ now: string }>('clock', 'advance', duration);
    this.client.forgetTokens();
    return now;
  }

  /** Ends it. */
  stop(): Promise<void> {
    return this.#process.stop();
  }
}
