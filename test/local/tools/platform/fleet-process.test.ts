import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FleetConfiguration } from '../../../../local/simulator/configuration.ts';
import { FleetProcess, type FleetProcessError } from '../../../../local/tools/platform/fleet-process.ts';
import { isAlive } from '../../cloud/engines/engine-directory.ts';
import { Broker, eventually, Workshop } from '../../simulator/broker.ts';
import { createPlatformKey } from '../../simulator/key-protocol/platform-key.ts';

const platform = createPlatformKey();
let workshop: Workshop;
let broker: Broker;
let fleet: FleetProcess | undefined;
let problems: string[];
let ends: FleetProcessError[];

beforeEach(async () => {
  workshop = await Workshop.open(1);
  broker = new Broker(workshop.authority);
  await broker.start();
  [problems, ends, fleet] = [[], [], undefined];
});
afterEach(async () => {
  await fleet?.stop();
  await broker.stop();
  workshop.close();
});

async function start(more: Partial<FleetConfiguration> = {}, signal?: AbortSignal): Promise<FleetProcess> {
  const listener = {
    problem: (text: string) => void problems.push(text),
    ended: (error: FleetProcessError) => void ends.push(error),
  };
  const configuration = { ...workshop.configuration(broker, platform), ...more };
  fleet = await FleetProcess.start(configuration, workshop.directory, listener, signal);
  return fleet;
}

const vin = (): string => workshop.cars[0]?.vin ?? '';

describe('a fleet that cannot start', () => {
  it.each<[string, () => Partial<FleetConfiguration>, string, RegExp]>([
    [
      'without its streets',
      () => ({ roads: '/nowhere/roads.geojson' }),
      'FILE_UNREADABLE',
      /cannot read the streets \(roads\), \/nowhere\/roads\.geojson/,
    ],
    [
      'with streets that are no JSON',
      () => ({ roads: workshop.write('roads.gpx', '<gpx/>') }),
      'MAP_NOT_JSON',
      /roads\.gpx/,
    ],
    [
      'with no street at all',
      () => ({ roads: workshop.write('roads.json', '{"type":"FeatureCollection","features":[]}') }),
      'MAP_NO_STREETS',
      /roads\.json/,
    ],
    [
      'without the certificate of the authority',
      () => ({ caPath: '/nowhere/ca.pem' }),
      'FILE_UNREADABLE',
      /ca\.pem/,
    ],
    [
      'with the file of a car that is not readable any more',
      () => ({ storeDirectory: store('{"version":') }),
      'STORE_UNUSABLE',
      /WRS.*\.json: .*delete it/,
    ],
  ])('%s: the start fails with that reason', async (_, more, code, message) => {
    await expect(start(more())).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(ends).toEqual([]);
  });

  it('by a fault of its own: the start fails with its last words', async () => {
    const fault = workshop.write('fault.mjs', "throw new Error('a bug of the simulator');");
    vi.stubEnv('NODE_OPTIONS', `--import ${fault}`);
    const starting = start();
    vi.unstubAllEnvs();
    await expect(starting).rejects.toMatchObject({
      code: 'FLEET_ENDED',
      message: expect.stringMatching(/ended with status 1 while it started\n(.*\n)*.*a bug of the simulator/),
    });
  });

  it('when the start is stopped: at once, and leaves no process', async () => {
    const stop = new AbortController();
    const starting = start({}, stop.signal);
    stop.abort(new Error('stopped by SIGINT'));
    await expect(starting).rejects.toThrow('stopped by SIGINT');
  });
});

/** A folder with what one car has kept. */
function store(text: string): string {
  const folder = join(workshop.directory, 'store');
  mkdirSync(folder);
  writeFileSync(join(folder, `${vin()}.json`), text);
  return folder;
}

describe('a fleet that runs', () => {
  it('is started when its cars can be asked', async () => {
    const running = await start();
    expect(await running.control(vin(), 'state')).toMatchObject({ vin: vin() });
  });

  it('says once that it ended, however it ended, and refuses orders from then on', async () => {
    const running = await start();
    process.kill(running.pid, 'SIGKILL');
    await eventually(() => expect(ends).toHaveLength(1));
    expect(ends[0]).toMatchObject({ code: 'FLEET_ENDED', message: expect.stringContaining('SIGKILL') });
    await expect(running.control(vin(), 'state')).rejects.toMatchObject({ code: 'FLEET_ENDED' });
  });

  it('says nothing when it is stopped', async () => {
    const running = await start();
    await running.stop();
    expect([ends, isAlive(running.pid)]).toEqual([[], false]);
  });

  it('tells of a car that cannot keep what it must not forget', async () => {
    const storeDirectory = join(workshop.directory, 'store');
    const running = await start({ storeDirectory });
    // A folder in the place of the file that it writes.
    mkdirSync(join(storeDirectory, `${vin()}.json.new`));
    await eventually(async () => {
      await running.control(vin(), 'drain');
      await running.control(vin(), 'offline');
      await running.control(vin(), 'online');
      expect(problems).toContainEqual(expect.stringContaining(`${vin()} cannot keep its state`));
    });
    expect(ends).toEqual([]);
  });
});
