import { join } from 'node:path';
import { makeVin } from '../../../shared/kernel/vin.ts';
import type { Assembly } from '../../cloud/cloudformation/assembly/assembly.ts';
import { deploy } from '../../cloud/cloudformation/deploy.ts';
import { debugFunction, type SourceMapOf } from '../../cloud/console/debug-api.ts';
import { issueServerCertificate } from '../../cloud/core/authority.ts';
import { openAuthority, openDataDirectory } from '../../cloud/core/data-directory.ts';
import { oneLine } from '../../cloud/core/foreign-text.ts';
import { LocalApi } from '../../cloud/core/local-api.ts';
import { createCloud, DEFAULT_ACCOUNT, DEFAULT_REGION, type RunningCloud } from '../../cloud/create-cloud.ts';
import { type RunningEngines, startEngines } from '../../cloud/engines/start.ts';
import { HttpServer } from '../../cloud/http-server.ts';
import { providers } from '../../cloud/providers.ts';
import { loadWorld } from '../../simulator/fleet.ts';
import { type RegisteredCar, registerCars } from '../registration/cars.ts';
import { publishExamples } from '../registration/examples.ts';
import { carConnection } from './car-connection.ts';
import { PlatformClient } from './client.ts';
import type { Connection } from './connection.ts';
import { type FleetListener, FleetProcess } from './fleet-process.ts';
import { ownAssembly, upToDateAssembly } from './own-assembly.ts';
import { playableAssembly } from './playable-assembly.ts';
import { PLATFORM_PATH, type Ports, requireFreePorts } from './ports.ts';
import { type RunFile, writeRunFile } from './run-file.ts';
import { foreignSourceMap, ownSourceMap } from './source-map.ts';
import { Stages } from './stages.ts';
import { serveTools } from './tools-api.ts';
import { watchFunctions } from './watch.ts';

export interface PlatformOptions {
  /** The number of simulated cars. */
  readonly cars: number;
  readonly seed: number;
  /** 0, or absent: any free port. */
  readonly httpPort?: number;
  readonly mqttPort?: number;
  readonly dataDirectory?: string;
  readonly roads?: string;
  readonly places?: string;
  readonly timeScale?: number;
  /** Rebuild and swap functions when their sources change. Only for this project's own app. */
  readonly watch?: boolean;
  /** A function that waits for a debugger from the start, and the port for the debugger: any free one when absent. */
  readonly debug?: string;
  readonly debugPort?: number;
  /** A synthesized app. By default this project's own, synthesized when it is stale. */
  readonly assembly?: string;
  /** Reports progress. */
  readonly onProgress?: (text: string) => void;
  /** Called when an engine ended by itself. */
  readonly onFailure?: (error: Error) => void;
  /** Ends the start: what was started is stopped, and its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Everything that `npm start` runs, in one object. */
export interface RunningPlatform {
  readonly httpPort: number;
  readonly client: PlatformClient;
  readonly cloud: RunningCloud;
  readonly engines: RunningEngines;
  /** What cars need to connect. Undefined in an app without cars. */
  readonly connection: Connection | undefined;
  readonly fleet: FleetProcess | undefined;
  /** The simulated cars. */
  readonly cars: readonly RegisteredCar[];
  /** Ends everything, last started first. */
  stop(): Promise<void>;
}

/** Reports in `/health`, the log and the terminal that a part of the platform has stopped working. */
type Broke = (part: string, why: string) => void;

/**
 * Starts engines, makes everything in the templates, serves HTTP and MQTT, registers the simulated cars and starts
 * them. When a step fails, everything that was started is stopped, and the error of that step is thrown.
 */
export async function startPlatform(options: PlatformOptions): Promise<RunningPlatform> {
  const stages = new Stages(options.signal ?? new AbortController().signal);
  try {
    return await start(options, stages);
  } catch (error) {
    await stages.stop();
    throw error;
  }
}

async function start(options: PlatformOptions, stages: Stages): Promise<RunningPlatform> {
  const { signal, onProgress: say = () => {} } = options;
  // What cannot be played is said before anything is started, unless the templates have yet to be made.
  const known = options.assembly ?? upToDateAssembly();
  const given = known === undefined ? undefined : playableAssembly(known);
  const ports: Ports = { http: options.httpPort ?? 0, mqtt: options.mqttPort ?? 0 };
  await requireFreePorts(ports);
  await requireUsableMap(options);
  signal?.throwIfAborted();
  const directory = openDataDirectory(options.dataDirectory);
  stages.onStop(async () => Promise.resolve(directory.remove()));
  const authority = await openAuthority(directory.path);

  let cloud: RunningCloud | undefined;
  const broke: Broke = (part, why) => {
    stages.broke(part, why);
    say(why);
    cloud?.journal.write({ time: cloud.clock.now(), source: 'cloud', level: 'ERROR', text: why });
  };

  say('starting Kafka, DynamoDB Local and ElasticMQ');
  const [engines, assembly] = await stages.together(
    startEngines({
      directory: join(directory.path, 'engines'),
      isKept: directory.isKept,
      tls: await issueServerCertificate(authority, ['127.0.0.1', 'localhost']),
      region: DEFAULT_REGION,
      account: DEFAULT_ACCOUNT,
      onFailure: (error) => {
        broke('engines', error.message);
        options.onFailure?.(error);
      },
      ...(signal === undefined ? {} : { signal }),
    }),
    given === undefined ? ownAssembly(say, signal).then(playableAssembly) : Promise.resolve(given),
    (started) => started.stop(),
  );

  const made = await createCloud({
    engines,
    authority,
    dataDirectory: directory.path,
    ports,
    timeScale: options.timeScale ?? 1,
  });
  cloud = made;
  stages.onStop(() => made.stop());
  return await startIn(made, { options, stages, engines, assembly, say, broke });
}

interface Begun {
  readonly options: PlatformOptions;
  readonly stages: Stages;
  readonly engines: RunningEngines;
  readonly assembly: Assembly;
  readonly say: (text: string) => void;
  readonly broke: Broke;
}

/** What is left when there is a cloud: resources, cars, and what makes the platform known. */
async function startIn(cloud: RunningCloud, begun: Begun): Promise<RunningPlatform> {
  const { options, stages, engines, assembly, say } = begun;
  let connection: Connection | undefined;
  let [isServing, isFound] = [false, false];
  const http = cloud.part(HttpServer);
  const sourceMapOf: SourceMapOf = options.assembly === undefined ? ownSourceMap : foreignSourceMap;
  let fleet: FleetProcess | undefined;
  serveTools(
    cloud,
    () => connection,
    () => fleet,
    sourceMapOf,
  );
  const run = (): RunFile => ({
    pid: process.pid,
    httpPort: http.port,
    mqttPort: connection?.port ?? 0,
    awsEndpoint: cloud.endpoint.url,
    dataDirectory: cloud.dataDirectory,
    startedAt,
  });
  const startedAt = new Date().toISOString();
  cloud.part(LocalApi).register('GET', PLATFORM_PATH, async () => Promise.resolve(run()));
  await http.listen(() => {
    const parts = stages.parts();
    return { ready: isFound && parts.every(({ ready }) => ready), parts, serving: isServing };
  });

  say('making what the templates say');
  const deployed = await stages.leavable('resources', deploy(cloud, assembly, providers));
  await stages.leavable('cloud', cloud.start());
  const others = await http.listenForOthers();
  for (const { name, port } of others) say(`${name} is at http://127.0.0.1:${port}`);
  connection = await carConnection(cloud, deployed);
  isServing = true;

  const client = new PlatformClient(http.port);
  let cars: readonly RegisteredCar[] = [];
  if (connection !== undefined) {
    await stages.leavable('tariffs, points, features and offers', publishExamples(client));
  }
  if (connection !== undefined && options.cars > 0) {
    cars = await stages.leavable('registration', registerFleet(client, options, cloud.dataDirectory, say));
    fleet = await stages.part('fleet', drive(cloud, connection, cars, begun));
  }
  if (options.debug !== undefined) {
    const session = await debugFunction(cloud, options.debug, options.debugPort ?? 0, sourceMapOf);
    say(`${session.functionName} waits for a debugger at 127.0.0.1:${session.port}`);
    if (session.noSourceMap !== undefined) say(`it shows the bundle: ${session.noSourceMap}`);
  }
  if (options.watch === true && options.assembly === undefined) stages.onStop(watchFunctions(cloud, say));
  const removeRunFile = writeRunFile(run());
  // Not before the command line finds the platform: scripts wait for `/health`.
  isFound = true;
  stages.onStop(async () => {
    isFound = false;
    removeRunFile();
    await Promise.resolve();
  });
  return { httpPort: http.port, client, cloud, engines, connection, fleet, cars, stop: () => stages.stop() };
}

/** Streets and places of the user's own are read before anything is started, so that what is wrong is said at once. */
async function requireUsableMap({ cars, roads, places }: PlatformOptions): Promise<void> {
  if (cars > 0 && (roads !== undefined || places !== undefined)) await loadWorld({ roads, places });
}

/** The simulated cars are registered as any car would be: by an operator, through the API. */
function registerFleet(
  client: PlatformClient,
  options: PlatformOptions,
  directory: string,
  say: (text: string) => void,
): Promise<readonly RegisteredCar[]> {
  const cars = Array.from({ length: options.cars }, (_, i) => ({
    vin: makeVin('WRS', 'DEMCR', i + 1),
    model: 'Roadster E',
    plate: `AND ${1001 + i}`,
  }));
  if (cars.length > 0) say(`registering ${cars.length} simulated cars`);
  return registerCars(client, cars, join(directory, 'cars'), (done) => {
    if (done % 100 === 0) say(`${done} of ${cars.length} cars are registered`);
  });
}

async function drive(
  cloud: RunningCloud,
  connection: Connection,
  cars: readonly RegisteredCar[],
  { options, stages, broke }: Begun,
): Promise<FleetProcess> {
  const { host, port, caPath, trust, telemetryRule } = connection;
  const configuration = {
    host,
    port,
    caPath,
    trust,
    telemetryRule,
    seed: options.seed,
    clock: cloud.clock.state,
    ...(options.roads === undefined ? {} : { roads: options.roads }),
    ...(options.places === undefined ? {} : { places: options.places }),
    ...(options.dataDirectory === undefined ? {} : { storeDirectory: join(cloud.dataDirectory, 'fleet') }),
    cars: [...cars],
  };
  const { journal, clock } = cloud;
  const listener: FleetListener = {
    problem: (text) =>
      journal.write({ time: clock.now(), source: 'cloud', level: 'ERROR', text: oneLine(text) }),
    ended: ({ message }) => broke('fleet', message),
  };
  const fleet = await FleetProcess.start(configuration, cloud.dataDirectory, listener, options.signal);
  cloud.clock.onChange((state) => fleet.setClock(state));
  stages.onStop(() => fleet.stop());
  return fleet;
}
