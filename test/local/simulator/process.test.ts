import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer, Order } from '../../../local/simulator/orders.ts';
import { Broker, eventually, Workshop } from './broker.ts';
import { createPlatformKey } from './key-protocol/platform-key.ts';

const main = fileURLToPath(new URL('../../../local/simulator/main.ts', import.meta.url));
const platform = createPlatformKey();
let workshop: Workshop;
let broker: Broker;
let child: ChildProcess | undefined;
let lines: { note: string; code?: string }[];
let answers: Answer[];

beforeEach(async () => {
  workshop = await Workshop.open(2);
  broker = new Broker(workshop.authority);
  await broker.start();
  lines = [];
  answers = [];
});
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await broker.stop();
  workshop.close();
});

function run(...args: string[]): ChildProcess {
  const started = fork(main, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  let rest = '';
  started.stdout?.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.map((line) => JSON.parse(line) as { note: string }));
  });
  started.on('message', (message) => answers.push(message as Answer));
  child = started;
  return started;
}

async function runConnected(): Promise<ChildProcess> {
  const configuration = JSON.stringify(workshop.configuration(broker, platform));
  const started = run('--config', workshop.write('fleet.json', configuration));
  await eventually(() => expect(answers).toContainEqual({ type: 'all-connected', cars: 2 }));
  return started;
}

const tell = (process: ChildProcess, order: Order): boolean => process.send(order);
const exit = (process: ChildProcess) => once(process, 'exit') as Promise<[number | null, string | null]>;

describe('the fleet’s process', () => {
  it('puts the cars on the streets, and says so in lines of JSON', async () => {
    await runConnected();
    await eventually(() => expect(lines.filter(({ note }) => note === 'connected')).toHaveLength(2));
    expect(lines[0]).toMatchObject({ note: 'starting', cars: 2 });
    expect(lines).toContainEqual(expect.objectContaining({ note: 'all-connected', level: 'info', cars: 2 }));
  });

  it('does to a car what its parent asks, in the platform’s time', async () => {
    const process = await runConnected();
    const [first] = workshop.cars;
    const vin = first?.vin ?? '';
    const real = Date.now();
    tell(process, { type: 'clock', state: { realStart: real, start: real + 86_400_000, scale: 1 } });
    tell(process, { type: 'control', id: 7, vin, action: 'offline' });
    await eventually(() => {
      tell(process, { type: 'control', id: 'again', vin, action: 'state' });
      expect(answers).toContainEqual(
        expect.objectContaining({ id: 'again', vin, state: expect.objectContaining({ connected: false }) }),
      );
    });
    expect(answers).toContainEqual(expect.objectContaining({ type: 'car', id: 7, vin }));
    tell(process, { type: 'control', vin, action: 'online' });
    const hello = () => broker.on(`cars/${vin}/events`).at(-1) as { seq: number; time: string };
    await eventually(() => expect(hello().seq).toBe(2));
    expect(Date.parse(hello().time)).toBeGreaterThanOrEqual(real + 86_400_000);
  });

  it('refuses an order that it cannot read, or for a car that it does not have, and goes on', async () => {
    const process = await runConnected();
    process.send({ type: 'control', vin: 'x', action: 'fly' });
    tell(process, { type: 'control', vin: 'x', action: 'state' });
    await eventually(() =>
      expect(answers.flatMap((answer) => (answer.type === 'refused' ? [answer.code] : []))).toEqual([
        'ORDER_UNREADABLE',
        'CAR_UNKNOWN',
      ]),
    );
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('says goodbye at %s', async (signal) => {
    const process = await runConnected();
    process.kill(signal);
    expect(await exit(process)).toEqual([0, null]);
    await eventually(() => expect(lines.at(-1)).toMatchObject({ note: 'stopped', cars: 2 }));
  });

  it('ends when its parent is gone', async () => {
    const process = await runConnected();
    process.disconnect();
    expect(await exit(process)).toEqual([0, null]);
  });

  it.each([
    ['CONFIGURATION_INVALID', () => []],
    ['FILE_UNREADABLE', () => ['--config', '/nowhere/fleet.json']],
    ['CONFIGURATION_INVALID', () => ['--config', workshop.write('fleet.json', '{"host":"localhost"}')]],
    ['CONFIGURATION_INVALID', () => ['--config', workshop.write('fleet.json', 'host: localhost')]],
    [
      'MAP_NOT_JSON',
      () => {
        const roads = workshop.write('roads.gpx', '<gpx/>');
        const configuration = { ...workshop.configuration(broker, platform), roads };
        return ['--config', workshop.write('fleet.json', JSON.stringify(configuration))];
      },
    ],
  ])('ends with %s when it cannot start', async (code, args) => {
    const [status] = await exit(run(...args()));
    expect(status).toBe(1);
    await eventually(() =>
      expect(lines).toEqual([expect.objectContaining({ note: 'failed', level: 'warn', code })]),
    );
  });
});
