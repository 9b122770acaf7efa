import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { PlatformProcess } from '../test/platform-process.ts';
import { copyTree } from '../test/tree-copy.ts';
import { percentile } from './percentiles.ts';

/**
 * How long a saved change takes with `--watch` until all functions that hold it run it: in a file of one function, and
 * in one that nearly all of them hold. A copy of the tree is changed.
 */
const LIMIT_SECONDS = 2;
/** File → how many functions hold it. */
const FILES = [
  { file: 'functions/realtime/owners.ts', functions: 1 },
  { file: 'shared/kernel/time.ts', functions: 31 },
] as const;
/** After so long without another swap, none is under way. */
const QUIET_MS = 2000;
const GIVES_UP_MS = 60_000;

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { changes: { type: 'string', default: '10' }, cars: { type: 'string', default: '0' } },
  });
  const tree = copyTree('roadstream-watch-');
  try {
    const platform = await PlatformProcess.start(['--watch', '--cars', values.cars], tree);
    try {
      await until('it watches', () =>
        platform.lines.some(({ text }) => text.includes('watching functions/')),
      );
      for (const { file, functions } of FILES) {
        const samples: number[] = [];
        for (let i = 0; i < Number(values.changes); i++)
          samples.push(await change(platform, join(tree, file), functions));
        const [p50, most] = [percentile(samples, 0.5), Math.max(...samples)];
        process.stdout.write(
          `${file.padEnd(32)} in ${String(functions).padStart(2)} functions: p50 ${seconds(p50)}, longest ${seconds(most)} of ${samples.length} (limit ${LIMIT_SECONDS} s)\n`,
        );
      }
    } finally {
      await platform.stop();
    }
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** Saves a change. Resolves with the milliseconds until so many functions ran it. */
async function change(platform: PlatformProcess, file: string, functions: number): Promise<number> {
  const before = platform.lines.length;
  const swaps = () => platform.lines.slice(before).filter(({ text }) => text.endsWith(' runs its new code'));
  const saved = performance.now();
  appendFileSync(file, `\nconsole.debug(${saved});\n`);
  await until(`${functions} functions run a change of ${file}`, () => swaps().length >= functions);
  await sleep(QUIET_MS);
  if (swaps().length !== functions)
    throw new Error(`${swaps().length} functions hold ${file}, not ${functions}`);
  return (swaps().at(-1)?.at ?? Number.NaN) - saved;
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + GIVES_UP_MS;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`In vain waited until ${what}`);
    await sleep(5);
  }
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
