import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { DEFAULT_PORTS } from './ports.ts';
import { refuseOptionsForNpm, tellBriefly } from './usage.ts';

/** The options of `npm start -- …`. */
export interface StartOptions {
  /** The number of simulated cars. */
  readonly cars: number;
  readonly httpPort: number;
  readonly mqttPort: number;
  /** The folder that keeps state between starts. Without it, state is in memory. */
  readonly dataDirectory?: string;
  /** GeoJSON of streets and of places for the simulated cars. */
  readonly roads?: string;
  readonly places?: string;
  /** Platform seconds for each real second. */
  readonly timeScale: number;
  /** The seed for random events of the simulated cars. */
  readonly seed: number;
  /** Rebuild and swap functions when their sources change. */
  readonly watch: boolean;
  /** A function that waits for a debugger from the start, and the port for the debugger. */
  readonly debug?: string;
  readonly debugPort: number;
  /** Another synthesized app to run, instead of building this one. */
  readonly assembly?: string;
}

function whole(minimum: number, maximum: number, what: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < minimum || value > maximum) {
      throw new InvalidArgumentError(`${what} is a whole number from ${minimum} to ${maximum}.`);
    }
    return value;
  };
}

function scale(text: string): number {
  const value = Number(text);
  if (!(value >= 1 && value <= 20))
    throw new InvalidArgumentError('The time scale is a number from 1 to 20.');
  return value;
}

const port = whole(1, 65_535, 'A port');

/** Reads the command line. The parser prints `--help` and errors, and then ends the process. */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const program = new Command('npm start --')
    .description('Runs the whole platform on this computer.')
    .option('--cars <n>', 'simulated cars', whole(0, 10_000, 'The number of cars'), 10)
    .option('--http-port <port>', 'where the API listens', port, DEFAULT_PORTS.http)
    .option('--mqtt-port <port>', 'where cars connect', port, DEFAULT_PORTS.mqtt)
    .option('--data-dir <directory>', 'keep the state there; in memory without it')
    .option('--roads <file>', 'streets for the simulated cars (GeoJSON)')
    .option('--places <file>', 'places for the simulated cars (GeoJSON)')
    .option('--time-scale <n>', 'platform seconds for each real second, 1 to 20', scale, 1)
    .option(
      '--seed <n>',
      'the seed for random events of the simulated cars',
      whole(0, 2 ** 31 - 1, 'The seed'),
      1,
    )
    .option('--watch', 'rebuild and swap functions when their sources change', false)
    .option('--debug <function>', 'let a debugger attach to this function; more: cli debug')
    .option('--debug-port <port>', 'where the debugger attaches', port, 9229)
    .option('--assembly <directory>', 'run another synthesized app instead of building this one');
  tellBriefly(program);
  refuseOptionsForNpm(program, args);
  program.parse(args, { from: 'user' });
  const { dataDir, assembly, ...options } = program.opts<
    Omit<StartOptions, 'dataDirectory' | 'assembly'> & { dataDir?: string; assembly?: string }
  >();
  return {
    ...options,
    ...(dataDir === undefined ? {} : { dataDirectory: resolve(dataDir) }),
    ...(assembly === undefined ? {} : { assembly: resolve(assembly) }),
  };
}
