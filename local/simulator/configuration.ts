import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  Integer,
  Array as List,
  Number as Num,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
} from 'typebox';
import { Compile } from 'typebox/compile';
import { TrustedKeys } from '../../shared/contracts/car/car.ts';
import { strict, Vin } from '../../shared/contracts/fields.ts';
import { FleetError } from './fleet-error.ts';
import { flawOf } from './key-protocol/trusted-keys.ts';

const Path = Str({ minLength: 1 });

/** Where the platform's clock stands, as `ClockState` says it. */
export const ClockSetting = Obj({
  realStart: Num(),
  start: Num(),
  scale: Num({ exclusiveMinimum: 0 }),
});

/** All that a fleet knows of a platform, and what it drives in. Paths are relative to the working directory. */
const FleetConfiguration = Obj(
  {
    host: Str({ minLength: 1 }),
    port: Integer({ minimum: 1, maximum: 65535 }),
    /** PEM of the authority that the platform's certificate comes from. */
    caPath: Path,
    /** The platform's keys, as cars leave the factory with them. */
    trust: TrustedKeys,
    /** The IoT rule that takes telemetry by Basic Ingest. */
    telemetryRule: Str({ pattern: '^[A-Za-z0-9_]+$' }),
    /** The same seed makes the same fleet. */
    seed: Integer(),
    /** The cars' clock at first; real time when absent. */
    clock: Optional(ClockSetting),
    /** GeoJSON; Andorra when absent. */
    roads: Optional(Path),
    places: Optional(Path),
    /** Where cars keep what outlives the process: events, lock, odometer. Without it they begin anew at each start. */
    storeDirectory: Optional(Path),
    cars: List(Obj({ vin: Vin, certificatePath: Path, keyPath: Path }, strict)),
  },
  strict,
);
export type FleetConfiguration = Static<typeof FleetConfiguration>;
const configurations = Compile(FleetConfiguration);

const bundled = (file: string): string => fileURLToPath(new URL(`data/${file}`, import.meta.url));
export const bundledRoads = bundled('andorra-roads.geojson');
export const bundledPlaces = bundled('andorra-places.geojson');

/** Checks a configuration. Throws CONFIGURATION_INVALID with everything that is wrong with it. */
export function parseConfiguration(value: unknown, source: string): FleetConfiguration {
  if (configurations.Check(value)) return value;
  const wrong = configurations
    .Errors(value)
    .map(({ instancePath, message }) => `${instancePath === '' ? 'it' : instancePath} ${message}`);
  throw new FleetError('CONFIGURATION_INVALID', `${source}: ${wrong.join('; ')}`);
}

/** Reads a configuration file (JSON). */
export async function readConfiguration(file: string): Promise<FleetConfiguration> {
  const text = await readText(file, 'the configuration');
  try {
    return parseConfiguration(JSON.parse(text), file);
  } catch (cause) {
    if (cause instanceof FleetError) throw cause;
    throw new FleetError('CONFIGURATION_INVALID', `${file} is not JSON`, { cause });
  }
}

/** The list, if a car can use it. Throws CONFIGURATION_INVALID. */
export function checkTrust(trust: TrustedKeys): TrustedKeys {
  const flaw = flawOf(trust);
  if (flaw === undefined) return trust;
  throw new FleetError('CONFIGURATION_INVALID', `the list of trusted keys (trust) cannot be used: ${flaw}`);
}

/** The text of a file; FILE_UNREADABLE says what it was to be. */
export async function readText(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new FleetError('FILE_UNREADABLE', `cannot read ${what}, ${file}; check the path and permissions`, {
      cause,
    });
  }
}
