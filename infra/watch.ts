import { watch } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Bundler } from './bundle.ts';

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

function say(line: Readonly<Record<string, string>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function rebuild(bundler: Bundler): Promise<void> {
  try {
    const bundles = await bundler.build();
    for (const name of bundler.changed) say({ function: name, directory: bundles.get(name) ?? '' });
  } catch (error) {
    say({ error: error instanceof Error ? error.message : String(error) });
  }
}

async function follow(folder: string, changed: (path: string) => void): Promise<void> {
  for await (const { filename } of watch(join(root, folder), { recursive: true })) {
    if (filename?.endsWith('.ts')) changed(`${folder}/${filename.replaceAll('\\', '/')}`);
  }
}

const bundler = await Bundler.open();
await rebuild(bundler);
let waiting: NodeJS.Timeout | undefined;
await Promise.all(
  ['functions', 'shared', 'infra'].map((folder) =>
    follow(folder, (path) => {
      if (MORE_THAN_CODE.test(path)) say({ synthesize: path });
      clearTimeout(waiting);
      waiting = setTimeout(() => void rebuild(bundler), SETTLES_MS);
    }),
  ),
);
