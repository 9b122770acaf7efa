import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BUNDLES, type Built, bundle, bundler } from './bundle.ts';
import { type BundleEntry, bundleEntries } from './bundle-entries.ts';

/**
 * `node infra/watch.ts`: bundles functions again when their sources change, until it is ended. Says on standard output,
 * one JSON object a line:
 *
 * - `{ "watching": true }` once, when changes from now on are seen,
 * - `{ "function": "rentals-consumer", "directory": "…" }` for each bundle that is another than the one that runs,
 * - `{ "synthesize": "shared/contracts/car.ts" }` when the change is in more than code: declarations, validators and
 *   templates have to be made anew (`npm run synth`),
 * - `{ "error": "…" }` when the code does not bundle.
 */
const root = resolve(import.meta.dirname, '..');
const SOURCES = ['functions', 'shared', 'infra'];
const MORE_THAN_CODE = /^shared\/contracts\/|\/rooms?\.ts$|^infra\//;
/** Some hundred files are looked at in milliseconds; `fs.watch` loses files that an editor replaces. */
const LOOKS_EVERY_MS = 250;

/** So many functions are bundled faster by themselves than all together from what was read before. */
const FEW = 4;
const bundleAgain = await bundler(bundleEntries, BUNDLES);

/** Function name → what is in its bundle. */
const inputs = new Map<string, ReadonlySet<string>>();
/**
 * Function name → what is known to run. Not asked of the files: a synthesis or a second platform may have written them
 * meanwhile.
 */
const running = new Map(bundleEntries.map(({ name }) => [name, bundleHash(join(BUNDLES, name))]));
/** Functions that did not bundle: any change may mend them. */
const broken = new Set<string>();

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

function affected(changed: readonly string[]): readonly BundleEntry[] {
  return bundleEntries.filter(
    ({ name }) => broken.has(name) || changed.some((file) => inputs.get(name)?.has(file)),
  );
}

async function rebuild(entries: readonly BundleEntry[]): Promise<void> {
  if (entries.length === 0) return;
  try {
    tell(await (entries.length > FEW ? bundleAgain() : bundle(entries, BUNDLES)));
  } catch (error) {
    for (const { name } of entries) broken.add(name);
    say({ error: error instanceof Error ? error.message : String(error) });
  }
}

function tell(built: Built): void {
  for (const [name, files] of built.inputs) {
    inputs.set(name, files);
    broken.delete(name);
  }
  for (const [name, directory] of built.bundles) {
    const hash = bundleHash(directory);
    if (running.get(name) === hash) continue;
    running.set(name, hash);
    say({ function: name, directory });
  }
}

/** Undefined when it was never made. */
function bundleHash(directory: string): string | undefined {
  const file = join(directory, 'index.mjs');
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : undefined;
}

let known = snapshot();
await rebuild(bundleEntries);
say({ watching: true });
for (;;) {
  await pause(LOOKS_EVERY_MS);
  const now = snapshot();
  const changed = differences(known, now);
  known = now;
  for (const file of changed.filter((name) => MORE_THAN_CODE.test(name))) say({ synthesize: file });
  if (changed.length > 0) await rebuild(affected(changed));
}
