import { watch } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BUNDLES, type Built, bundle } from './bundle.ts';
import { type BundleEntry, bundleEntries } from './bundle-entries.ts';

/**
 * `node infra/watch.ts`: bundles functions again when their sources change, until it is ended. Says on standard output,
 * one JSON object a line:
 *
 * - `{ "function": "rentals-consumer", "directory": "…" }` for each bundle that is another than before,
 * - `{ "synthesize": "shared/contracts/car.ts" }` when the change is in more than code: declarations, validators and
 *   templates have to be made anew (`npm run synth`),
 * - `{ "error": "…" }` when the code does not bundle.
 */
const root = resolve(import.meta.dirname, '..');
const MORE_THAN_CODE = /^shared\/contracts\/|\/rooms?\.ts$|^infra\//;
/** Editors write a file in several steps. */
const SETTLES_MS = 50;

/** Function name → what is in its bundle. */
const inputs = new Map<string, ReadonlySet<string>>();
const dirty = new Set<string>();
let settling: NodeJS.Timeout | undefined;
let working = Promise.resolve();

function say(line: Readonly<Record<string, string>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function rebuild(entries: readonly BundleEntry[]): Promise<void> {
  if (entries.length === 0) return;
  try {
    tell(await bundle(entries, BUNDLES));
  } catch (error) {
    say({ error: error instanceof Error ? error.message : String(error) });
  }
}

function tell(built: Built): void {
  for (const [name, files] of built.inputs) inputs.set(name, files);
  for (const name of built.changed) say({ function: name, directory: built.bundles.get(name) ?? '' });
}

/** Those that hold a changed file. A file that is in none may be new to one whose bundling failed: then all. */
function affected(): readonly BundleEntry[] {
  const files = [...dirty];
  dirty.clear();
  const found = bundleEntries.filter(({ name }) => files.some((file) => inputs.get(name)?.has(file)));
  return found.length > 0 || inputs.size === bundleEntries.length ? found : bundleEntries;
}

function changed(file: string): void {
  if (MORE_THAN_CODE.test(file)) say({ synthesize: file });
  dirty.add(file);
  clearTimeout(settling);
  settling = setTimeout(() => {
    working = working.then(() => rebuild(affected()));
  }, SETTLES_MS);
}

async function follow(folder: string): Promise<void> {
  for await (const { filename } of watch(join(root, folder), { recursive: true })) {
    if (filename?.endsWith('.ts')) changed(`${folder}/${filename.replaceAll('\\', '/')}`);
  }
}

const following = ['functions', 'shared', 'infra'].map(follow);
await rebuild(bundleEntries);
await Promise.all(following);
