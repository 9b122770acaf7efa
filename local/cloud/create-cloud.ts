import { MemoryJournal } from './cloudwatch/memory-journal.ts';
import type { Authority } from './core/authority.ts';
import type { Cloud, Engines } from './core/cloud.ts';
import { openAuthority, openDataDirectory, resumeClock, saveClock } from './core/data-directory.ts';
import { HttpEndpoint } from './core/http-endpoint.ts';
import { SimulatedClock } from './core/simulated-clock.ts';
import { UsedPermissions } from './iam/policy/used-permissions.ts';
import { RoleIdentities } from './iam/role-identities.ts';

export interface CloudOptions {
  readonly engines: Engines;
  readonly region?: string;
  readonly account?: string;
  /** Where state is kept for the next start; without it, a temporary folder that goes at the end. */
  readonly dataDirectory?: string;
  /** The authority that the engines' certificates were made with; without it, the data directory's. */
  readonly authority?: Authority;
  readonly ports?: Cloud['ports'];
  /** Platform seconds a real second, 1 to 20. */
  readonly timeScale?: number;
}

/** A cloud with what only its owner may do: begin and end it. */
export interface RunningCloud extends Cloud {
  /** Runs what `onStart` registered. Call it once every resource exists. */
  start(): Promise<void>;
  /**
   * Runs what `onStop` registered, last first, and closes the endpoint. Failures are written to the journal. Once,
   * however often it is asked: a second stop would write into a folder that its owner has removed since.
   */
  stop(): Promise<void>;
}

interface Step {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export const DEFAULT_REGION = 'eu-west-1';
export const DEFAULT_ACCOUNT = '111111111111';

/** An empty local cloud with its endpoint listening. Deploy an assembly into it, then `start` it. */
export async function createCloud(options: CloudOptions): Promise<RunningCloud> {
  const directory = openDataDirectory(options.dataDirectory);
  const journal = new MemoryJournal();
  const clock: SimulatedClock = new SimulatedClock({
    state: resumeClock(directory.path, options.timeScale ?? 1),
    onTaskError: (name, error) =>
      journal.write({
        time: clock.now(),
        source: 'clock',
        level: 'ERROR',
        text: `${name}: ${String(error)}`,
      }),
  });
  saveClock(directory.path, clock.state);
  clock.onChange((state) => saveClock(directory.path, state));
  const usedPermissions = new UsedPermissions();
  const identities = new RoleIdentities(usedPermissions);
  const endpoint = new HttpEndpoint({ identities, journal, clock });
  await endpoint.listen();
  const authority = options.authority ?? (await openAuthority(directory.path));

  const parts = new Map<unknown, object>();
  const starts: Step[] = [];
  const stops: Step[] = [];
  const stop = async (): Promise<void> => {
    clock.stop();
    for (const step of stops.splice(0).reverse())
      await step.run().catch((error: unknown) =>
        journal.write({
          time: clock.now(),
          source: 'cloud',
          level: 'ERROR',
          text: `${step.name} did not stop in order: ${String(error)}`,
        }),
      );
    await endpoint.close();
    saveClock(directory.path, { realStart: Date.now(), start: clock.now(), scale: 1 });
    directory.remove();
  };
  let stopping: Promise<void> | undefined;
  const cloud: RunningCloud = {
    region: options.region ?? DEFAULT_REGION,
    account: options.account ?? DEFAULT_ACCOUNT,
    engines: options.engines,
    clock,
    identities,
    usedPermissions,
    endpoint,
    journal,
    authority,
    dataDirectory: directory.path,
    ports: options.ports ?? { http: 0, mqtt: 0 },
    part<T extends object>(kind: new (owner: Cloud) => T): T {
      const found = parts.get(kind);
      if (found !== undefined) return found as T;
      const made = new kind(cloud);
      parts.set(kind, made);
      return made;
    },
    existing: <T extends object>(kind: new (owner: Cloud) => T) => parts.get(kind) as T | undefined,
    onStart: (name, run) => void starts.push({ name, run }),
    onStop: (name, run) => void stops.push({ name, run }),
    start: async () => {
      for (const step of starts) await step.run();
    },
    stop: () => (stopping ??= stop()),
  };
  return cloud;
}
