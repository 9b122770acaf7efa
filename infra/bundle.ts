import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type OutputFile } from 'esbuild';
import { onlyErrorCodes } from './all-errors.ts';
import { onlyRoutePlaces } from './all-routes.ts';
import { type BundleEntry, bundleEntries } from './bundle-entries.ts';
import { onceForSources } from './bundle-memory.ts';
import { bundleStubs, stubOf } from './bundle-stubs.ts';
import { withoutUnused } from './unused-in-lambda.ts';
import { usedContracts } from './used-contracts.ts';

/** Function name → folder with `index.mjs`. */
export type Bundles = ReadonlyMap<string, string>;

const root = resolve(import.meta.dirname, '..');
/** The folder of the bundles, which are kept between syntheses. */
export const BUNDLES = join(root, '.roadstream/bundles');
const SOURCE_MAPS = join(root, '.roadstream/source-maps');

/** CommonJS packages call `require` for Node's own modules. ESM needs this line for it. */
const REQUIRE =
  "import{createRequire as roadstreamRequire}from'node:module';const require=roadstreamRequire(import.meta.url);";

export interface BundleSize {
  readonly name: string;
  readonly bytes: number;
  readonly budgetKb: number;
}

export interface Built {
  readonly bundles: Bundles;
  /** Largest first. */
  readonly sizes: readonly BundleSize[];
  /** The functions whose bundles have changed. */
  readonly changed: readonly string[];
  /** Function name → the paths of the files in its bundle, from the project's root. */
  readonly inputs: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Bundles functions, all at once, and writes those that changed. Throws esbuild's messages when the code does not
 * bundle, and throws when a function has no handler.
 */
export async function bundle(entries: readonly BundleEntry[], directory: string): Promise<Built> {
  checkHandlers(entries);
  const { outputFiles, metafile } = await build({ ...options(entries), outdir: directory });
  const written = await Promise.all(
    outputFiles.map(async ({ path, contents }) => ((await writeIfChanged(path, contents)) ? [path] : [])),
  );
  return {
    bundles: new Map(entries.map(({ name }) => [name, join(directory, name)])),
    sizes: sizesOf(entries, metafile),
    changed: written.flat().map(functionOf),
    inputs: new Map(
      Object.entries(metafile.outputs).map(([path, { inputs }]) => [
        functionOf(path),
        new Set(Object.keys(inputs)),
      ]),
    ),
  };
}

/** Throws for functions without a handler. */
export function checkHandlers(entries: readonly BundleEntry[]): void {
  const missing = entries.filter(({ handler }) => !existsSync(join(root, handler)));
  if (missing.length === 0) return;
  throw new Error(
    `No handler: write ${missing.map(({ handler }) => handler).join(', ')}, or take the function out of its room`,
  );
}

/** What bundles are made of, and how. */
const SOURCES = [
  'functions',
  'infra',
  'shared',
  'package-lock.json',
  'node_modules/.package-lock.json',
  'tsconfig.json',
];

/** Bundles every function that is deployed, unless the bundles of the last time are of the same sources. */
export async function bundleAll(report: (sizes: readonly BundleSize[]) => void = () => {}): Promise<Bundles> {
  const memory = {
    file: join(root, '.roadstream/bundles.json'),
    sources: SOURCES.map((path) => join(root, path)),
  };
  const folderOf = (name: string): string => join(BUNDLES, name);
  const sizes = await onceForSources<readonly BundleSize[]>(
    memory,
    (all) => all.map(({ name }) => join(folderOf(name), 'index.mjs')),
    async () => (await bundle(bundleEntries, BUNDLES)).sizes,
  );
  report(sizes);
  return new Map(sizes.map(({ name }) => [name, folderOf(name)]));
}

/** A function's source map, and the bundle that it belongs to. */
export interface SourceMapFile {
  readonly path: string;
  /** Hex, of the bundle's bytes. The map fits only this bundle. */
  readonly bundleSha256: string;
}

/**
 * Writes the source map of a function's current sources, for debuggers. The bundle is deployed without the map, which
 * has a folder of its own.
 */
export async function writeSourceMap(entry: BundleEntry, directory = SOURCE_MAPS): Promise<SourceMapFile> {
  const { outputFiles } = await build({ ...options([entry]), outdir: directory, sourcemap: 'external' });
  const isMap = ({ path }: OutputFile): boolean => path.endsWith('.map');
  const [map, code] = [outputFiles.find(isMap), outputFiles.find((file) => !isMap(file))];
  if (map === undefined || code === undefined) throw new Error(`${entry.name} has no source map`);
  await mkdir(dirname(map.path), { recursive: true });
  await writeFile(map.path, map.contents);
  return { path: map.path, bundleSha256: createHash('sha256').update(code.contents).digest('hex') };
}

/** The folder of a function's bundle. Throws for a function that was not bundled. */
export function bundleOf(bundles: Bundles, name: string): string {
  const directory = bundles.get(name);
  if (directory === undefined) throw new Error(`There is no bundle of ${name}`);
  return directory;
}

function options(entries: readonly BundleEntry[]): BuildOptions & { write: false; metafile: true } {
  return {
    ...bundling(entries),
    entryPoints: entries.map(({ name }) => ({ in: stubOf(name), out: join(name, 'index') })),
  };
}

/** The options by which functions are bundled, for any output folder. */
export function bundling(entries: readonly BundleEntry[]): BuildOptions & { write: false; metafile: true } {
  return {
    absWorkingDir: root,
    plugins: [bundleStubs(entries, root), onlyErrorCodes, onlyRoutePlaces, usedContracts, withoutUnused],
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Take the ES modules of packages that have both kinds: only from those can unused code be left out.
    mainFields: ['module', 'main'],
    conditions: ['module'],
    banner: { js: REQUIRE },
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    write: false,
    logLevel: 'silent',
  };
}

/** The function of a bundle's path, such as `…/rentals-consumer/index.mjs`. */
function functionOf(path: string): string {
  return basename(dirname(path));
}

function sizesOf(entries: readonly BundleEntry[], { outputs }: Metafile): BundleSize[] {
  const bytes = new Map(Object.entries(outputs).map(([path, output]) => [functionOf(path), output.bytes]));
  return entries
    .map(({ name, budgetKb }) => ({ name, budgetKb, bytes: bytes.get(name) ?? 0 }))
    .toSorted((a, b) => b.bytes - a.bytes);
}

/** Unchanged files keep their time, so that watchers see only real changes. */
async function writeIfChanged(path: string, contents: Uint8Array): Promise<boolean> {
  const before = await readFile(path).catch(() => undefined);
  if (before?.equals(contents)) return false;
  await mkdir(dirname(path), { recursive: true });
  // Renaming is one step, so a function that starts meanwhile finds the whole old or the whole new bundle. The
  // temporary name is unique, because two syntheses may write the same bundle at once.
  const fresh = `${path}.${randomUUID()}`;
  await writeFile(fresh, contents);
  await rename(fresh, path);
  return true;
}
