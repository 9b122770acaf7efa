import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { PlatformProcess } from '../test/platform-process.ts';
import { percentile } from './percentiles.ts';
import { type Phase, phasesOf } from './start/phases.ts';
import { memoryOf, type ProcessMemory } from './start/process-memory.ts';

/**
 * How long `npm start` takes until it is ready, everything installed and synthesized, and until it has stopped; and what
 * memory its processes take: when it is ready, after a while, and after a recording was played.
 */
const LIMIT = { readySeconds: 20, memoryBytes: 2.5e9 };
const CARS = 10;
const RECORDING = 'local/simulator/data/car-sensors.csv';

const root = resolve(import.meta.dirname, '..');

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      starts: { type: 'string', default: '5' },
      rest: { type: 'string', default: '60' },
      replays: { type: 'string', default: '2' },
    },
  });
  // The first one synthesizes, if the sources have changed; it is not counted.
  await oneStart(0);
  for (const cars of [CARS, 0]) await reportStarts(cars, Number(values.starts));
  await reportMemory(Number(values.rest), Number(values.replays));
}

interface Start {
  readonly phases: readonly Phase[];
  readonly ready: number;
  readonly stopped: number;
}

async function oneStart(cars: number): Promise<Start> {
  const began = performance.now();
  const platform = await PlatformProcess.start(['--cars', String(cars)]);
  const stopping = performance.now();
  await platform.stop();
  const stopped = performance.now() - stopping;
  const phases = phasesOf(began, platform.lines);
  return { phases, ready: phases.reduce((sum, { milliseconds }) => sum + milliseconds, 0), stopped };
}

async function reportStarts(cars: number, count: number): Promise<void> {
  const starts: Start[] = [];
  for (let i = 0; i < count; i++) starts.push(await oneStart(cars));
  const names = starts[0]?.phases.map(({ name }) => name) ?? [];
  const phase =
    (name: string) =>
    ({ phases }: Start) =>
      phases.find((one) => one.name === name)?.milliseconds ?? 0;
  const row = (name: string, of: (start: Start) => number, more = '') => {
    const samples = starts.map(of);
    const [median, most] = [percentile(samples, 0.5), Math.max(...samples)];
    return `  ${name.padEnd(12)}${seconds(median)}  (slowest ${seconds(most).trim()})${more}`;
  };
  say([
    `start with ${cars} cars, the median of ${count}`,
    row('ready', ({ ready }) => ready, `  (limit ${LIMIT.readySeconds} s)`),
    ...names.map((name) => row(`· ${name}`, phase(name))),
    row('stopped', ({ stopped }) => stopped),
  ]);
}

async function reportMemory(restSeconds: number, replays: number): Promise<void> {
  const platform = await PlatformProcess.start(['--cars', String(CARS)]);
  try {
    const looks: [when: string, processes: readonly ProcessMemory[]][] = [];
    const look = (when: string) => void looks.push([when, memoryOf(platform.pid)]);
    look('ready');
    await sleep(restSeconds * 1000);
    look(`${restSeconds} s on`);
    for (let i = 1; i <= replays; i++) {
      await playRecording(platform);
      look(`replay ${i}`);
    }
    await sleep(restSeconds * 1000);
    look(`${restSeconds} s on`);
    say(memoryTable(looks));
  } finally {
    await platform.stop();
  }
}

async function playRecording({ httpPort }: PlatformProcess): Promise<void> {
  const args = ['local/tools/cli/main.ts', 'replay', RECORDING, '--http-port', String(httpPort), '--json'];
  await promisify(execFile)(process.execPath, args, { cwd: root });
}

function memoryTable(looks: readonly (readonly [string, readonly ProcessMemory[]])[]): string[] {
  const names = [...new Set(looks.flatMap(([, processes]) => processes.map(({ name }) => name)))];
  const total = (processes: readonly ProcessMemory[], of: (one: ProcessMemory) => number) =>
    processes.reduce((sum, one) => sum + of(one), 0);
  const row = (name: string, of: (processes: readonly ProcessMemory[]) => number) =>
    `  ${name.padEnd(24)}${looks.map(([, processes]) => megabytes(of(processes))).join('')}`;
  const isProportional = looks.every(([, all]) =>
    all.every(({ proportional }) => proportional !== undefined),
  );
  return [
    `memory with ${CARS} cars, resident`,
    `  ${''.padEnd(24)}${looks.map(([when]) => when.padStart(12)).join('')}`,
    ...names.map((name) =>
      row(name, (processes) =>
        total(
          processes.filter((one) => one.name === name),
          ({ resident }) => resident,
        ),
      ),
    ),
    `${row('together', (all) => total(all, ({ resident }) => resident))}  (limit ${megabytes(LIMIT.memoryBytes).trim()})`,
    ...(isProportional
      ? [row('shared pages once', (all) => total(all, ({ proportional = 0 }) => proportional))]
      : []),
  ];
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1).padStart(5)} s`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`.padStart(12);

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n\n`);
}
