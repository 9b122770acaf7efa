import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DebugStarted } from '../../local/cloud/console/debug-api.ts';
import type { DecodedRecord } from '../../local/cloud/console/decoded-record.ts';
import type { Status } from '../../local/cloud/console/status.ts';
import { freePorts } from '../../local/cloud/engines/free-ports.ts';
import { PlatformClient } from '../../local/tools/platform/client.ts';
import { vehiclesEvents } from '../../shared/contracts/vehicles/vehicles.ts';
import { makeVin } from '../../shared/kernel/vin.ts';
import { ADebugger } from '../local/cloud/lambda/debugging/a-debugger.ts';
import { PATIENCE_MS } from '../patience.ts';
import { copyTree } from '../tree-copy.ts';

/** An afternoon of somebody who writes functions, in a copy of this tree: `npm start -- --watch` and the tools. */

const HANDLER = 'functions/telemetry/http.handler.ts';
/** The functions that do not hold `shared/kernel/time.ts`. */
const WITHOUT_TIME = new Set([
  'platform-bootstrap-brokers',
  'platform-site-files',
  'platform-token-scopes',
  'sandbox-stripe',
  'sandbox-stripe-callbacks',
]);

const run = promisify(execFile);
const { VITEST: _, NODE_ENV: __, ...environment } = process.env;
let tree: string;
let platform: ChildProcess;
let client: PlatformClient;
/** The simulated car. */
const vin = makeVin('WRS', 'DEMCR', 1);
let output = '';

beforeAll(async () => {
  tree = copyTree('roadstream-working-');
  const [httpPort = 0, mqttPort = 0, debugPort = 0] = await freePorts(3);
  const debug = ['--debug', 'riders-http', '--debug-port', String(debugPort)];
  const ports = ['--http-port', String(httpPort), '--mqtt-port', String(mqttPort)];
  platform = spawn(process.execPath, ['local/tools/main.ts', ...ports, ...debug, '--cars', '1', '--watch'], {
    cwd: tree,
    env: environment,
    detached: true,
  });
  platform.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  platform.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  client = new PlatformClient(httpPort);
  await expectTold(`riders-http waits for a debugger at 127.0.0.1:${debugPort}`);
  // Too late for the templates, and perhaps before sources are watched.
  appendFileSync(join(tree, HANDLER), "\nconsole.log('early', 'code');\n");
  await expectTold('watching');
  await expectTold('telemetry-http runs its new code');
  await client.until('a first reading', readTwin, ({ status }) => status === 200);
});
afterAll(async () => {
  if (platform.exitCode === null) {
    const exited = once(platform, 'exit');
    process.kill(-(platform.pid ?? 0), 'SIGINT');
    await exited;
  }
  rmSync(tree, { recursive: true, force: true });
});

/** Waits until the platform has said all of this, in any order, and takes it off what it has said. */
async function expectTold(...texts: readonly string[]): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (const text of texts) {
    while (!output.includes(text)) {
      if (platform.exitCode !== null || performance.now() > deadline)
        throw new Error(`${text} was not said:\n${output}`);
      await sleep(20);
    }
  }
  output = output.slice(Math.max(...texts.map((text) => output.indexOf(text) + text.length)));
}

async function cli(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['local/tools/cli/main.ts', ...args], {
    cwd: tree,
    env: environment,
    maxBuffer: 2 ** 26,
  });
  return stdout.trim();
}

/** Asks the function telemetry-http. */
async function readTwin() {
  return await client.as('operator', 'operator', 'GET', `/v1/vehicles/${vin}/twin`);
}

describe('whoever writes functions', () => {
  it('sees at /_local what runs', async () => {
    const { body } = await client.local<Status>('GET', '/_local/status');
    expect(body.unknown).toEqual([]);
    expect(body.functions.map(({ name }) => name)).toContain('telemetry-fold');
    const fold = body.eventSources.find(({ functionName }) => functionName === 'telemetry-fold');
    expect(fold).toMatchObject({ source: 'cars.telemetry', state: 'Enabled' });
    expect(Object.keys(fold?.lag ?? {})).toContain('0');
    expect(body.tables.some(({ name, items }) => /vehicles/i.test(name) && items > 0)).toBe(true);
    expect(body.routes).toContainEqual(
      expect.objectContaining({ route: 'GET /v1/vehicles/{vin}/twin', functionName: 'telemetry-http' }),
    );
    expect(body.rules.map(({ name }) => name)).toContain('telemetry');
    expect(body.topics.map(({ name }) => name)).toContain(vehiclesEvents.name);
    const page = await client.call<string>('GET', '/_local');
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.body).toContain('telemetry-fold');
  });

  it('reads a topic from its beginning, decoded, for people and for programs', async () => {
    const args = ['events', vehiclesEvents.name, '--from-beginning', '--no-follow', '--key', vin];
    const lines = (await cli(...args, '--json')).split('\n').map((line) => JSON.parse(line) as DecodedRecord);
    expect(new Set(lines.map(({ key }) => key))).toEqual(new Set([vin]));
    expect(lines[0]?.value).toMatchObject({ kind: 'json', json: { type: 'vehicles.registered.v1' } });
    const text = await cli(...args);
    expect(text).toContain(`${vin} vehicles.registered.v1`);
    expect(text).toContain('traceparent=00-');
  });

  it('is told which topics there are when there is no such one', async () => {
    await expect(cli('events', 'nope')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no topic nope.*vehicles\.events/s),
    });
    expect(await cli('events')).toMatch(/vehicles\.events +\d+ records in \d+ partitions/);
  });

  it('follows a topic from its end, and sees what comes', async () => {
    const following = spawn(
      process.execPath,
      ['local/tools/cli/main.ts', 'events', vehiclesEvents.name, '--limit', '1', '--json'],
      { cwd: tree, env: environment },
    );
    let text = '';
    following.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    // After the end of its output, which may come after its exit.
    const ended = once(following, 'close');
    // The follower says nothing until something comes: cars are added until it has seen one.
    const added: string[] = [];
    while (following.exitCode === null)
      added.push((JSON.parse(await cli('car', 'add', '--json')) as { vin: string }).vin);
    expect(await ended).toEqual([0, null]);
    expect(added).toContain((JSON.parse(text) as DecodedRecord).key);
  });

  it('changes a function, and the change runs', async () => {
    appendFileSync(join(tree, HANDLER), "\nconsole.log('fresh', 'code');\n");
    await expectTold('telemetry-http runs its new code');
    expect(await readTwin()).toMatchObject({ status: 200 });
    expect(await cli('logs', 'telemetry', '--grep', 'FRESH code', '--no-follow')).toMatch(
      /INFO +telemetry-http fresh code/,
    );
    expect(await cli('logs', 'telemetry-http', '--reports', '--no-follow')).toMatch(/report .* cold start/);
  });

  it('runs what was saved while the platform started', async () => {
    expect(await cli('logs', 'telemetry', '--grep', 'early code', '--no-follow')).toMatch(
      /INFO +telemetry-http early code/,
    );
  });

  it('changes what all functions hold, and the change runs in all of them', async () => {
    const { body } = await client.local<Status>('GET', '/_local/status');
    const holders = body.functions.map(({ name }) => name).filter((name) => !WITHOUT_TIME.has(name));
    // What was said of earlier changes does not count.
    output = '';
    appendFileSync(join(tree, 'shared/kernel/time.ts'), "\nconsole.log('shared', 'code');\n");
    await expectTold(...holders.map((name) => `${name} runs its new code`));
    expect(await readTwin()).toMatchObject({ status: 200 });
    expect(await cli('logs', 'telemetry', '--grep', 'shared code', '--no-follow')).toMatch(
      /INFO +telemetry-http shared code/,
    );
  });

  it('saves a file as it was, and is told that nothing changes', async () => {
    writeFileSync(join(tree, HANDLER), readFileSync(join(tree, HANDLER)));
    await expectTold(`${HANDLER}: every function's code is the same as before`);
  });

  it('makes a mistake: is told where, and the code before goes on running', async () => {
    const source = readFileSync(join(tree, HANDLER), 'utf8');
    const line = source.split('\n').length + 1;
    writeFileSync(join(tree, HANDLER), `${source}\nconst mistake = ;\n`);
    await expectTold('the code before goes on running');
    await expectTold(`${HANDLER}:${line}:`);
    expect(await readTwin()).toMatchObject({ status: 200 });
    writeFileSync(join(tree, HANDLER), `${source}\nconsole.log('mended');\n`);
    await expectTold('telemetry-http runs its new code');
  });

  it('is told when a change needs more than a function', async () => {
    appendFileSync(join(tree, 'functions/telemetry/room.ts'), '\nexport const more = 1;\n');
    await expectTold('functions/telemetry/room.ts changes more than code: start again to see it');
  });

  it('can attach a debugger from the start', async () => {
    const { body } = await client.local<Status>('GET', '/_local/status');
    expect(body.functions.filter(({ debugged }) => debugged).map(({ name }) => name)).toEqual([
      'riders-http',
    ]);
  });

  it('stops at a line of TypeScript in a request, looks around, and the request is answered', async () => {
    const [port = 0] = await freePorts(1);
    const args = ['local/tools/cli/main.ts', 'debug', 'telemetry-http', '--port', String(port), '--json'];
    const debugging = spawn(process.execPath, args, { cwd: tree, env: environment });
    const [started] = (await once(debugging.stdout, 'data')) as [Buffer];
    expect(JSON.parse(started.toString()) as DebugStarted).toEqual({
      functionName: 'telemetry-http',
      port,
    });
    const attached = await ADebugger.attach(port);
    await attached.breakAt('shared/runtime/http.ts', 'answer = await time.race(work());');
    const answer = readTwin();
    const frame = await attached.paused();
    expect(await attached.evaluate(frame, 'arguments[0].pathParameters')).toEqual({ vin });
    await attached.resume();
    expect(await answer).toMatchObject({ status: 200 });
    debugging.kill('SIGINT');
    expect(await once(debugging, 'exit')).toEqual([0, null]);
    await attached.end();
    expect(await readTwin()).toMatchObject({ status: 200 });
  });
});
