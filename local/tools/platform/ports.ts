import { listenOn } from '../../cloud/engines/free-ports.ts';
import { type RunFile, runningPlatforms } from './run-file.ts';

/** The ports that a user chooses for a platform: HTTP for the API, MQTT for cars. */
export interface Ports {
  readonly http: number;
  readonly mqtt: number;
}

/** The ports of a platform that is started without options for them. */
export const DEFAULT_PORTS: Ports = { http: 8080, mqtt: 8883 };

type Kind = keyof Ports;

const KINDS: readonly { readonly kind: Kind; readonly name: string; readonly option: string }[] = [
  { kind: 'http', name: 'HTTP', option: '--http-port' },
  { kind: 'mqtt', name: 'MQTT', option: '--mqtt-port' },
];

/** A port cannot be listened on. */
export class PortError extends Error {
  readonly code = 'PORT_TAKEN';
}

/** The reason why the port cannot be used now. Undefined when it is free. Port 0 (any free port) always is. */
export async function whyNotFree(port: number): Promise<NodeJS.ErrnoException | undefined> {
  try {
    (await listenOn(port)).close();
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

/** A platform answers here with the content of its run file, from its first moments on. */
export const PLATFORM_PATH = '/_local/platform';

const ASKING_MS = 1000;

/** A Roadstream that listens on the port: of this checkout or another, also while it starts. */
export async function platformAt(kind: Kind, port: number): Promise<RunFile | undefined> {
  const known = runningPlatforms().find(
    ({ httpPort, mqttPort }) => (kind === 'http' ? httpPort : mqttPort) === port,
  );
  if (known !== undefined || kind === 'mqtt') return known;
  try {
    const url = `http://127.0.0.1:${port}${PLATFORM_PATH}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(ASKING_MS), redirect: 'error' });
    const told = (await response.json()) as Partial<RunFile>;
    return typeof told.pid === 'number' && told.httpPort === port ? (told as RunFile) : undefined;
  } catch {
    // It speaks no HTTP, or something else over it.
    return undefined;
  }
}

const FURTHER_PORTS = 100;

/** The first free port above. */
async function freeAbove(port: number): Promise<number> {
  for (let next = port + 1; next <= Math.min(port + FURTHER_PORTS, 65_535); next++)
    if ((await whyNotFree(next)) === undefined) return next;
  return port + 1;
}

/** Throws a PortError that names each taken port, the program that has it, and options that start anyway. */
export async function requireFreePorts(ports: Ports): Promise<void> {
  const taken = await Promise.all(
    KINDS.map(async (known) => {
      const port = ports[known.kind];
      const why = await whyNotFree(port);
      if (why === undefined) return [];
      return [
        { ...known, port, why, platform: await platformAt(known.kind, port), free: await freeAbove(port) },
      ];
    }),
  ).then((found) => found.flat());
  if (taken.length === 0) return;
  const [platform] = taken.flatMap((found) => found.platform ?? []);
  const options = taken.map(({ option, free }) => `${option} ${free}`).join(' ');
  const said = taken.map(({ name, port, why, platform: owner }) => {
    if (owner !== undefined)
      return `Port ${port} for ${name} is taken: Roadstream runs there (process ${owner.pid}).`;
    if (why.code === 'EADDRINUSE') return `Port ${port} for ${name} is taken by another program.`;
    return `Port ${port} for ${name} cannot be used (${why.message}).`;
  });
  const advice =
    platform === undefined
      ? `Stop what uses it, or choose another: npm start -- ${options}`
      : `Use that one (npm run cli -- token --rider ana --http-port ${platform.httpPort}), stop it, or start another beside it: npm start -- ${options}`;
  throw new PortError([...said, advice].join('\n'));
}
