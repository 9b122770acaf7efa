import { join } from 'node:path';
import { makeVin } from '../../../shared/kernel/vin.ts';
import { deploy } from '../../cloud/cloudformation/deploy.ts';
import { debugFunction, type SourceMapOf } from '../../cloud/console/debug-api.ts';
import { issueServerCertificate } from '../../cloud/core/authority.ts';
import { openAuthority, openDataDirectory } from '../../cloud/core/data-directory.ts';
import { createCloud, DEFAULT_ACCOUNT, DEFAULT_REGION, type RunningCloud } from '../../cloud/create-cloud.ts';
import { type RunningEngines, startEngines } from '../../cloud/engines/start.ts';
import { HttpServer } from '../../cloud/http-server.ts';
import { providers } from '../../cloud/providers.ts';
import { type RegisteredCar, registerCars } from '../registration/cars.ts';
import { carConnection } from './car-connection.ts';
import { PlatformClient } from './client.ts';
import type { Connection } from './connection.ts';
import { FleetProcess } from './fleet-process.ts';
import { ownAssembly, upToDateAssembly } from './own-assembly.ts';
import { playableAssembly } from './playable-assembly.ts';
import { writeRunFile } from './run-file.ts';
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

/**
 * Starts engines, makes everything in the templates, serves HTTP and MQTT, registers the simulated cars and starts
 * them. When a step fails, everything that was started is stopped, and the error of that step is thrown.
 */
export async function startPlatform(options: PlatformOptions): Promise<RunningPlatform> {
  const stages = new Stages();
  try {
    return await start(options, stages);
  } catch (error) {
    await stages.stop();
    throw error;
  }
}

async function start(options: PlatformOptions, stages: Stages): Promise<RunningPlatform> {
  const say = options.onProgress ?? (() => {});
  // What is not supported is reported before anything is started, unless the templates have to be made first.
  const known = options.assembly ?? upToDateAssembly();
  const given = known === undefined ? undefined : playableAssembly(known);
  const directory = openDataDirectory(options.dataDirectory);
  stages.onStop(async () => Promise.resolve(directory.remove()));
  const authority = await openAuthority(directory.path);

  say('starting Kafka, DynamoDB Local and ElasticMQ');
  const [engines, assembly] = await stages.together(
    startEngines({
      directory: join(directory.path, 'engines'),
      isKept: directory.isKept,
      tls: await issueServerCertificate(authority, ['127.0.0.1', 'localhost']),
      region: DEFAULT_REGION,
      account: DEFAULT_ACCOUNT,
      ...(options.onFailure === undefined ? {} : { onFailure: options.onFailure }),
    }),
    given === undefined ? ownAssembly(say).then(playableAssembly) : Promise.resolve(given),
    (started) => started.stop(),
  );

  const cloud = await createCloud({
    engines,
    authority,
    dataDirectory: directory.path,
    ports: { http: options.httpPort ?? 0, mqtt: options.mqttPort ?? 0 },
    timeScale: options.timeScale ?? 1,
  });
  stages.onStop(() => cloud.stop());

  let connection: Connection | undefined;
  let ready = false;
  const http = cloud.part(HttpServer);
  const sourceMapOf: SourceMapOf = options.assembly === undefined ? ownSourceMap : foreignSourceMap;
  let fleet: FleetProcess | undefined;
  serveTools(
    cloud,
    () => connection,
    () => fleet,
    sourceMapOf,
  );
  await http.listen(() => ({ ready, parts: stages.parts() }));

  say('making the resources of the templates');
  const deployed = await stages.part('resources', deploy(cloud, assembly, providers));
  await stages.part('cloud', cloud.start());
  const others = await http.listenForOthers();
  for (const { name, port } of others) say(`${name} is at http://127.0.0.1:${port}`);
  connection = await carConnection(cloud, deployed);
  ready = true;

  const client = new PlatformClient(http.port);
  const cars = connection === undefined ? [] : await registerFleet(client, options, directory.path, say);
  fleet = connection === undefined ? undefined : await drive(cloud, connection, cars, options, stages);
  if (options.debug !== undefined) {
    const session = await debugFunction(cloud, options.debug, options.debugPort ?? 0, sourceMapOf);
    say(`${session.functionName} waits for a debugger at 127.0.0.1:${session.port}`);
    if (session.noSourceMap !== undefined) say(`it shows the bundle: ${session.noSourceMap}`);
  }
  if (options.watch === true && options.assembly === undefined) stages.onStop(watchFunctions(cloud, say));
  const removeRunFile = writeRunFile({
    pid: process.pid,
    httpPort: http.port,
    mqttPort: connection?.port ?? 0,
    awsEndpoint: cloud.endpoint.url,
    dataDirectory: directory.path,
    startedAt: new Date().toISOString(),
  });
  stages.onStop(() => Promise.resolve(removeRunFile()));
  return { httpPort: http.port, client, cloud, engines, connection, fleet, cars, stop: () => stages.stop() };
}

/** Registers the simulated cars like any other car: as an operator, through the API. */
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
  options: PlatformOptions,
  stages: Stages,
): Promise<FleetProcess | undefined> {
  if (cars.length === 0) return undefined;
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
  const fleet = await FleetProcess.start(configuration, cloud.dataDirectory);
  cloud.clock.onChange((state) => fleet.setClock(state));
  stages.onStop(() => fleet.stop());
  return fleet;
}
