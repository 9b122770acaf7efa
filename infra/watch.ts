import { readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bundleEntries } from './bundle-entries.ts';
import { type Chunked, chunker } from './chunks.ts';

/**
 * `node infra/watch.ts DIRECTORY SINCE`: bundles functions into the directory when their sources change, until it is
 * stopped or its parent is gone. `SINCE` is the time of the running functions' sources, in milliseconds since 1970.
 * Prints on standard output, one JSON object a line:
 *
 * - `{ "watching": true }` once, when it starts to notice changes,
 * - `{ "function": "rentals-consumer", "directory": "…" }` for each function whose code has changed, in a new folder,
 * - `{ "same": "shared/kernel/time.ts" }` when files were saved and no function's code has changed,
 * - `{ "synthesize": "shared/contracts/car/car.ts" }` when more than code has changed: declarations, validators and
 *   templates have to be made again (`npm run synth`),
 * - `{ "error": "…" }` when the code does not bundle.
 */
const root = resolve(import.meta.dirname, '..');
const SOURCES = ['functions', 'shared', 'infra'];
const MORE_THAN_CODE = /^shared\/contracts\/|\/rooms?\.ts$|^infra\//;
/** Polling some hundred files takes milliseconds. `fs.watch` loses files that an editor replaces. */
const LOOKS_EVERY_MS = 250;

/** The watcher ends with its parent. When the parent is killed, the id of the parent process changes. */
const parent = process.ppid;

const [directory = '', since = ''] = process.argv.slice(2);
if (directory === '' || since === '') throw new Error('Usage: node infra/watch.ts DIRECTORY SINCE');

function say(line: Readonly<Record<string, string | true>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Source file → when it was last changed. */
function snapshot(): Map<string, number> {
  const files = SOURCES.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
  return new Map(
    files.map((file) => [file, statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0]),
  );
}

function differences(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (file) => before.get(file) !== after.get(file),
  );
}

/** Bundles the functions. Reports the error when the code does not bundle. */
async function chunked(): Promise<Chunked | undefined> {
  try {
    return await build();
  } catch (error) {
    say({ error: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

/** Reports the functions whose code differs from the running one. Returns whether there are any. */
async function swapped({ functions, write }: Chunked): Promise<boolean> {
  const others = functions.filter(({ name, id }) => running.get(name) !== id);
  await Promise.all(
    others.map(async (chunkedFunction) => {
      const { name, id } = chunkedFunction;
      say({ function: name, directory: await write(chunkedFunction) });
      running.set(name, id);
    }),
  );
  return others.length > 0;
}

// Left by an earlier platform with the same data.
rmSync(directory, { recursive: true, force: true });
const build = await chunker(bundleEntries, directory);
/** The files at the last look. Files that were saved during the start are not in it, so they count as changed. */
let known = new Map([...snapshot()].filter(([, changedAt]) => changedAt <= Number(since)));
/** Function name → the id of its code. Empty when sources changed before they could be bundled. */
const running = new Map<string, string>();
const first = await chunked();
if (first !== undefined && differences(known, snapshot()).length === 0)
  for (const { name, id } of first.functions) running.set(name, id);
say({ watching: true });
while (process.ppid === parent) {
  await pause(LOOKS_EVERY_MS);
  const now = snapshot();
  const changed = differences(known, now);
  known = now;
  if (changed.length === 0) continue;
  const more = changed.filter((file) => MORE_THAN_CODE.test(file));
  for (const file of more) say({ synthesize: file });
  const next = await chunked();
  if (next === undefined || (await swapped(next)) || more.length > 0) continue;
  say({ same: changed.join(', ') });
}
process.exit(0);
