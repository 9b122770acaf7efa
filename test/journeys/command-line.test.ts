import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../local/cloud/engines/free-ports.ts';
import { PlatformClient } from '../../local/tools/platform/client.ts';
import { runningPlatforms } from '../../local/tools/platform/run-file.ts';
import { makeVin } from '../../shared/kernel/vin.ts';
import { PATIENCE_MS } from '../patience.ts';
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
  const deadline = performance.now() + PATIENCE_MS;
  while (!output().includes('ready')) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(`not ready:\n${output()}`);
    await sleep(100);
  }
}

/** Its code, when all that it printed has come: that may be after its exit. */
async function ended(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

/** Ctrl-C: the terminal sends SIGINT to the whole group. */
async function interrupt({ child }: Started): Promise<number | null> {
  const exited = once(child, 'exit');
  process.kill(-(child.pid ?? 0), 'SIGINT');
  const [code] = (await exited) as [number | null];
  return code;
}

async function expectNobodyLeft({ child }: Started): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  // The kernel may take a moment to bury the dead.
  while (performance.now() < deadline) {
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

/** Of `doctor`, which ends with 1 when something is not well. */
async function examined(...args: readonly string[]): Promise<{ checks: { name: string; ok: boolean }[] }> {
  const text = await cli('doctor', '--json', ...args).catch((error: { stdout: string }) => error.stdout);
  return JSON.parse(text) as { checks: { name: string; ok: boolean }[] };
}

/** The first answer of `/health` that is 200, and the port of the platform that the command line finds then. */
async function firstHealthy({ httpPort }: Started): Promise<[number, string]> {
  for (;;) {
    const status = await fetch(`http://127.0.0.1:${httpPort}/health`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) {
      const found = runningPlatforms().find((run) => run.httpPort === httpPort);
      return [status, String(found?.httpPort)];
    }
    await sleep(5);
  }
}

/** Its fleet is killed: that is in `/health` and in the log, and the API goes on. */
async function expectToTellOfItsFleet({ child, httpPort, output }: Started): Promise<void> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  const rows = stdout.split('\n').map((row) => row.trim().split(/\s+/));
  const fleet = rows.find(
    ([, parent, ...args]) => Number(parent) === child.pid && /simulator.main\.ts/.test(args.join(' ')),
  );
  process.kill(Number(fleet?.[0]), 'SIGKILL');
  while (!output().includes('the fleet simulator ended with SIGKILL')) await sleep(50);
  const health = await fetch(`http://127.0.0.1:${httpPort}/health`);
  expect(health.status).toBe(503);
  const { parts } = (await health.json()) as { parts: object[] };
  expect(parts).toContainEqual({ name: 'fleet', ready: false, why: expect.stringContaining('SIGKILL') });
  const log = await cli('logs', 'cloud', '--no-follow', '--http-port', String(httpPort));
  expect(log).toContain('the fleet simulator ended with SIGKILL');
}

/** What anybody may send ends nothing. */
async function expectToSurvive({ httpPort }: Started): Promise<void> {
  const upgrade = connect(httpPort, '127.0.0.1');
  upgrade.write(
    'GET /live?constructor=1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  const [answer] = (await once(upgrade, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 40[13] /);
  upgrade.destroy();
  const name = '☃\r\nx: y';
  const parts = [{ alg: 'RS256', crit: [name], [name]: 1 }, {}].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  expect((await call(httpPort, `${parts.join('.')}.AAAA`, '/v1/riders/me')).status).toBe(401);
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
  const rental = await new Rider(new PlatformClient(httpPort), riderId).reservesSoon(vin);
  expect(rental).toMatchObject({ vin, riderId, state: 'RESERVED' });
}

describe('npm start', () => {
  it('runs until Ctrl-C, is found by the tools, and finds its state again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'roadstream-journey-'));
    folders.push(folder);
    const first = await start(['--cars', '2', '--data-dir', folder]);
    const untilHealthy = firstHealthy(first);
    await untilReady(first);
    const port = ['--http-port', String(first.httpPort)];

    expect(await untilHealthy).toEqual([200, String(first.httpPort)]);
    const second = await start([
      '--http-port',
      String(first.httpPort),
      '--mqtt-port',
      String(first.mqttPort),
    ]);
    expect(await ended(second.child)).toBe(1);
    for (const taken of [`Port ${first.httpPort} for HTTP`, `Port ${first.mqttPort} for MQTT`])
      expect(second.output()).toContain(
        `${taken} is taken: Roadstream runs there (process ${first.child.pid}).`,
      );
    expect(second.output()).not.toContain('starting');
    const { checks } = await examined(...port, '--mqtt-port', String(first.mqttPort));
    expect(checks.filter(({ name }) => name.endsWith('port')).map(({ ok }) => ok)).toEqual([true, true]);
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

    const third = await start(['--cars', '2', '--data-dir', folder]);
    await untilReady(third);
    const again = await cli('token', '--operator', '--http-port', String(third.httpPort));
    expect(await call(third.httpPort, again, `/v1/vehicles/${added.vin}`)).toMatchObject({
      status: 200,
      body: { vin: added.vin, model: 'Own car' },
    });
    await expectToTellOfItsFleet(third);
    await expectToSurvive(third);
    const exited = once(third.child, 'exit');
    third.child.kill('SIGTERM');
    expect((await exited)[0]).toBe(0);
    await expectNobodyLeft(third);
    const kept = JSON.stringify({ version: 1 });
    writeFileSync(join(folder, 'fleet', `${vin}.json`), kept);
    const fourth = await start(['--cars', '2', '--data-dir', folder]);
    expect(await ended(fourth.child)).toBe(1);
    expect(fourth.output()).toContain(`${vin}.json: it is not what this version keeps of a car`);
    expect(fourth.output()).not.toContain('ready');
    await expectNobodyLeft(fourth);
  });

  it('says what to do when a port is taken, and starts nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const taken = (server.address() as { port: number }).port;
    const started = await start(['--http-port', String(taken)]);
    const code = await ended(started.child);
    server.close();
    expect(code).toBe(1);
    expect(started.output()).toContain(`Port ${taken} for HTTP is taken by another program`);
    expect(started.output()).toContain('--http-port');
    expect(started.output()).not.toContain('starting');
    await expectNobodyLeft(started);
  });

  it.each<[what: string, text: string | undefined, said: string]>([
    ['is missing', undefined, 'cannot read the streets (roads)'],
    ['is no JSON', '<gpx/>', 'is not JSON'],
    ['has no street', '{"type":"FeatureCollection","features":[]}', 'street'],
  ])('ends at once with the reason when the file with streets %s', async (_, text, said) => {
    const folder = mkdtempSync(join(tmpdir(), 'roadstream-journey-'));
    folders.push(folder);
    const roads = join(folder, 'roads.geojson');
    if (text !== undefined) writeFileSync(roads, text);
    const started = await start(['--cars', '1', '--roads', roads]);
    expect(await ended(started.child)).toBe(1);
    const [first, ...cause] = started.output().trim().split('\n');
    expect(first).toContain(said);
    for (const line of cause) expect(line).toMatch(/^ {2}because: /);
    expect(started.output()).toContain(roads);
  });

  it.each([
    ['engines start', 'starting', 'SIGINT', 130],
    ['the templates are made', 'making what', 'SIGTERM', 143],
    ['cars are registered', 'registering', 'SIGHUP', 129],
  ] as const)('stops at once when it is stopped while %s', async (_, moment, signal, code) => {
    // So many cars are not registered before the signal has come, however late this test sees that they are.
    const started = await start(['--cars', '100']);
    while (!started.output().includes(moment)) await sleep(20);
    const end = ended(started.child);
    started.child.kill(signal);
    expect(await end).toBe(code);
    expect(started.output()).not.toContain(' ready\n');
    expect(started.output()).toMatch(/ stopping\n(.*\n)* .* s {2}stopped\n$/);
    await expectNobodyLeft(started);
  });

  it('started by npm, it is stopped by a signal to npm alone', async () => {
    const [httpPort = 0, mqttPort = 0] = await freePorts(2);
    const ports = ['--http-port', String(httpPort), '--mqtt-port', String(mqttPort)];
    const child = spawn('npm', ['start', '--', '--cars', '0', ...ports], { cwd: root, detached: true });
    groups.push(child.pid ?? 0);
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    while (!text.includes('starting')) await sleep(20);
    const end = ended(child);
    child.kill('SIGINT');
    await end;
    expect(text).toMatch(/ stopping\n.* stopped\n/);
    await expectNobodyLeft({ child, httpPort, mqttPort, output: () => text });
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
    const { checks } = await examined();
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Node', 'HTTP port', 'MQTT port']),
    );
  });
});
