import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../local/cloud/engines/free-ports.ts';
import { PlatformClient } from '../../local/tools/platform/client.ts';
import { makeVin } from '../../shared/kernel/vin.ts';
import { Rider } from './rider.ts';

/** What a newcomer types, and what happens then. */

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
const groups: number[] = [];
const folders: string[] = [];

afterAll(() => {
  for (const group of groups) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // Gone, as it should be.
    }
  }
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly output: () => string;
}

/** `npm start -- …` without npm: the very program, in a process group of its own as a terminal makes one. */
async function start(options: readonly string[] = []): Promise<Started> {
  const [httpPort = 0, mqttPort = 0] = await freePorts(2);
  const ports = ['--http-port', String(httpPort), '--mqtt-port', String(mqttPort)];
  const child = spawn(process.execPath, ['local/tools/main.ts', ...ports, ...options], {
    cwd: root,
    detached: true,
  });
  groups.push(child.pid ?? 0);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, httpPort, mqttPort, output: () => text };
}

async function untilReady({ child, output }: Started): Promise<void> {
  const deadline = performance.now() + 180_000;
  while (!output().includes('ready')) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(`not ready:\n${output()}`);
    await sleep(100);
  }
}

/** Ctrl-C: the terminal sends SIGINT to the whole group. */
async function interrupt({ child }: Started): Promise<number | null> {
  const exited = once(child, 'exit');
  process.kill(-(child.pid ?? 0), 'SIGINT');
  const [code] = (await exited) as [number | null];
  return code;
}

async function expectNobodyLeft({ child }: Started): Promise<void> {
  // The kernel may take a moment to bury the dead.
  for (let i = 0; i < 100; i++) {
    try {
      process.kill(-(child.pid ?? 0), 0);
    } catch {
      return;
    }
    await sleep(50);
  }
  expect.fail(`a process of group ${child.pid} is still there`);
}

async function cli(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['local/tools/cli/main.ts', ...args], { cwd: root });
  return stdout.trim();
}

async function call(
  httpPort: number,
  token: string,
  path: string,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://127.0.0.1:${httpPort}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: response.status, body: await response.json() };
}

/** Other rooms hear a moment later who may rent, and that there is a car. */
async function expectToRent(httpPort: number, riderId: string, vin: string): Promise<void> {
  const platform = new PlatformClient(httpPort);
  const rider = new Rider(platform, riderId);
  const rental = await platform.until(
    `${riderId}’s rental of ${vin}`,
    () => rider.reserve(vin),
    ({ status }) => status === 201,
  );
  expect(rental).toMatchObject({ vin, riderId, state: 'RESERVED' });
}

describe('npm start', () => {
  it('runs until Ctrl-C, is found by the tools, and finds its state again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'roadstream-journey-'));
    folders.push(folder);
    const first = await start(['--cars', '2', '--data-dir', folder]);
    await untilReady(first);
    const port = ['--http-port', String(first.httpPort)];

    const health = await fetch(`http://127.0.0.1:${first.httpPort}/health`);
    expect(health.status).toBe(200);
    const [operator, car, rider] = await Promise.all([
      cli('token', '--operator', ...port),
      cli('car', 'add', '--json', ...port),
      cli('rider', 'add', '--rider', 'ana', '--name', 'Ana Font', '--json', ...port),
    ]);
    expect(JSON.parse(rider)).toMatchObject({
      riderId: 'ana',
      profile: { name: 'Ana Font' },
      licence: { status: 'VERIFIED' },
      paymentMethod: { kind: 'CARD' },
    });
    await expectToRent(first.httpPort, 'ana', makeVin('WRS', 'DEMCR', 2));
    const added = JSON.parse(car) as {
      vin: string;
      port: number;
      caPath: string;
      certificatePath: string;
      keyPath: string;
    };
    expect(added.port).toBe(first.mqttPort);
    for (const path of [added.caPath, added.certificatePath, added.keyPath])
      expect(existsSync(path)).toBe(true);
    const moved = JSON.parse(await cli('clock', 'advance', '10m', '--json', ...port)) as { now: string };
    expect(Date.parse(moved.now)).toBeGreaterThan(Date.now() + 9 * 60_000);
    expect(await cli('logs', 'vehicles-consumer', '--no-follow', ...port)).toContain('vehicles-consumer');
    expect((await call(first.httpPort, operator, `/v1/vehicles/${added.vin}`)).status).toBe(200);

    const vin = makeVin('WRS', 'DEMCR', 1);
    expect(await cli('car', 'offline', vin, ...port)).toMatch(/network +not connected/);
    const garaged = JSON.parse(await cli('car', 'state', vin, '--json', ...port)) as { phonePort: number };
    const key = join(folder, 'phone.key');
    await cli('phone', 'key', '--key', key);
    const nearBy = connect(garaged.phonePort, '127.0.0.1');
    await once(nearBy, 'connect');
    nearBy.destroy();
    const wish = cli('phone', 'unlock', '--car', vin, '--key', key, '--grant', key, '--json', ...port);
    await expect(wish).rejects.toMatchObject({ stderr: expect.stringContaining('GRANT_UNREADABLE') });

    expect(await interrupt(first)).toBe(0);
    await expectNobodyLeft(first);

    const second = await start(['--cars', '2', '--data-dir', folder]);
    await untilReady(second);
    const again = await cli('token', '--operator', '--http-port', String(second.httpPort));
    expect(await call(second.httpPort, again, `/v1/vehicles/${added.vin}`)).toMatchObject({
      status: 200,
      body: { vin: added.vin, model: 'Own car' },
    });
    expect(await interrupt(second)).toBe(0);
    await expectNobodyLeft(second);
  });

  it('says what to do when a port is taken, and leaves nothing behind', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const taken = (server.address() as { port: number }).port;
    const started = await start(['--http-port', String(taken)]);
    const [code] = (await once(started.child, 'exit')) as [number];
    server.close();
    expect(code).toBe(1);
    expect(started.output()).toContain(`Port ${taken} for HTTP cannot be used`);
    expect(started.output()).toContain('--http-port');
    await expectNobodyLeft(started);
  });

  it('ends in order when it is interrupted before it is ready', async () => {
    const started = await start(['--cars', '1']);
    while (!started.output().includes('starting')) await sleep(20);
    expect(await interrupt(started)).toBe(130);
    await expectNobodyLeft(started);
  });
});

describe('the tools', () => {
  it('say when no platform runs that they could mean', async () => {
    const [port = 1] = await freePorts(1);
    await expect(cli('token', '--rider', 'ana', '--http-port', String(port))).rejects.toMatchObject({
      code: 1,
    });
  });

  it('examine the computer', async () => {
    const { checks } = JSON.parse(
      await cli('doctor', '--json').catch((error: { stdout: string }) => error.stdout),
    ) as {
      checks: { name: string }[];
    };
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Node', 'HTTP port', 'MQTT port']),
    );
  });
});
