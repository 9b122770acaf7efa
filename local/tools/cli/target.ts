import { resolve } from 'node:path';
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

/** The running platform that the options mean. Throws a CommandError: NOT_RUNNING, SEVERAL_RUNNING. */
export function target(options: CommonOptions): Target {
  const run = meantBy(options, runningPlatforms());
  return { run, platform: new PlatformClient(run.httpPort) };
}

/** The only one of these that fits the options: a guess could move the time of a platform that another person uses. */
export function meantBy(options: CommonOptions, running: readonly RunFile[]): RunFile {
  const dataDirectory = options.dataDir === undefined ? undefined : resolve(options.dataDir);
  const fitting = running.filter(
    (run) =>
      (options.httpPort === undefined || Number(options.httpPort) === run.httpPort) &&
      (options.mqttPort === undefined || Number(options.mqttPort) === run.mqttPort) &&
      (dataDirectory === undefined || dataDirectory === run.dataDirectory),
  );
  const [run, another] = fitting;
  if (run === undefined) {
    throw new CommandError(
      'NOT_RUNNING',
      running.length === 0
        ? 'No platform is running here. Start one with `npm start` in another terminal.'
        : `No platform is running that fits the options. There is:\n${listed(running)}`,
    );
  }
  if (another !== undefined) {
    throw new CommandError(
      'SEVERAL_RUNNING',
      `${fitting.length} platforms are running here. Name one of them:\n${listed(fitting)}`,
    );
  }
  return run;
}

function listed(running: readonly RunFile[]): string {
  return running
    .map(
      ({ httpPort, mqttPort, dataDirectory, startedAt }) =>
        `  --http-port ${httpPort}    MQTT ${mqttPort}, data in ${dataDirectory}, since ${startedAt}`,
    )
    .join('\n');
}

/** Prints the value as JSON with `--json`, otherwise the lines for people. */
export function print(options: CommonOptions, value: unknown, lines: readonly string[]): void {
  process.stdout.write(options.json === true ? `${JSON.stringify(value)}\n` : `${lines.join('\n')}\n`);
}

/** The lines of a list, for people. */
export const orNone = (lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? ['none'] : lines;
