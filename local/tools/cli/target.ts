import { PlatformClient } from '../platform/client.ts';
import { type RunFile, runningPlatforms } from '../platform/run-file.ts';
import { CommandError } from './command-error.ts';

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly httpPort?: string;
  readonly mqttPort?: string;
  readonly dataDir?: string;
}

export interface Target {
  readonly run: RunFile;
  readonly platform: PlatformClient;
}

/** The running platform that the options select, by default the newest. */
export function target(options: CommonOptions): Target {
  const running = runningPlatforms();
  const run = running.find(
    ({ httpPort, mqttPort, dataDirectory }) =>
      (options.httpPort === undefined || Number(options.httpPort) === httpPort) &&
      (options.mqttPort === undefined || Number(options.mqttPort) === mqttPort) &&
      (options.dataDir === undefined || options.dataDir === dataDirectory),
  );
  if (run === undefined) {
    const others = running.map(({ httpPort }) => `--http-port ${httpPort}`).join(', ');
    throw new CommandError(
      'NOT_RUNNING',
      others === ''
        ? 'No platform is running here. Start one with `npm start` in another terminal.'
        : `No running platform matches the options. Running: ${others}.`,
    );
  }
  return { run, platform: new PlatformClient(run.httpPort) };
}

/** Prints the value as JSON with `--json`, otherwise the lines for people. */
export function print(options: CommonOptions, value: unknown, lines: readonly string[]): void {
  process.stdout.write(options.json === true ? `${JSON.stringify(value)}\n` : `${lines.join('\n')}\n`);
}
