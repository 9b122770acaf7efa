import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type BuildContext, type BuildOptions, context, type Metafile } from 'esbuild';
import { type BundleEntry, bundleEntries } from './bundle-entries.ts';
import { bundleStubs, stubOf } from './bundle-stubs.ts';
import { withoutUnused } from './unused-in-lambda.ts';

/** Function name → folder with `index.mjs`. */
export type Bundles = ReadonlyMap<string, string>;

const root = resolve(import.meta.dirname, '..');

/** CommonJS packages call `require` for Node's own modules, which ESM has only by this. */
const REQUIRE =
  "import{createRequire as roadstreamRequire}from'node:module';const require=roadstreamRequire(import.meta.url);";

export interface BundleSize {
  readonly name: string;
  readonly bytes: number;
  readonly budgetKb: number;
}

/** Bundles functions, again and again: only what changed is read anew. */
export class Bundler {
  /** Of the last build, largest first. */
  sizes: readonly BundleSize[] = [];
  /** The functions whose bundles the last build changed. */
  changed: readonly string[] = [];
  private readonly entries: readonly BundleEntry[];
  private readonly directory: string;
  private readonly esbuild: BuildContext<BuildOptions & { write: false; metafile: true }>;

  private constructor(
    entries: readonly BundleEntry[],
    directory: string,
    esbuild: BuildContext<BuildOptions & { write: false; metafile: true }>,
  ) {
    this.entries = entries;
    this.directory = directory;
    this.esbuild = esbuild;
  }

  /** Throws when a function has no handler. */
  static async open(
    entries: readonly BundleEntry[] = bundleEntries,
    directory = join(root, '.roadstream/bundles'),
  ): Promise<Bundler> {
    const missing = entries.filter(({ handler }) => !existsSync(join(root, handler)));
    if (missing.length > 0) {
      throw new Error(
        `No handler: write ${missing.map(({ handler }) => handler).join(', ')}, or take the function out of its room`,
      );
    }
    const esbuild = await context({ ...options(entries), outdir: directory });
    return new Bundler(entries, directory, esbuild);
  }

  /** Writes what changed. Throws with esbuild's messages when the code does not bundle. */
  async build(): Promise<Bundles> {
    const { outputFiles, metafile } = await this.esbuild.rebuild();
    const written = await Promise.all(
      outputFiles.map(async ({ path, contents }) => ((await writeIfChanged(path, contents)) ? [path] : [])),
    );
    this.changed = written.flat().map((path) => basename(dirname(path)));
    await writeIfChanged(join(this.directory, 'meta.json'), Buffer.from(JSON.stringify(metafile)));
    this.sizes = sizesOf(this.entries, metafile);
    return new Map(this.entries.map(({ name }) => [name, join(this.directory, name)]));
  }

  async close(): Promise<void> {
    await this.esbuild.dispose();
  }
}

/** Bundles every function once. */
export async function bundleAll(report: (sizes: readonly BundleSize[]) => void = () => {}): Promise<Bundles> {
  const bundler = await Bundler.open();
  try {
    const bundles = await bundler.build();
    report(bundler.sizes);
    return bundles;
  } finally {
    await bundler.close();
  }
}

/** The folder of a function's bundle. Throws for a function that was not bundled. */
export function bundleOf(bundles: Bundles, name: string): string {
  const directory = bundles.get(name);
  if (directory === undefined) throw new Error(`There is no bundle of ${name}`);
  return directory;
}

function options(entries: readonly BundleEntry[]): BuildOptions & { write: false; metafile: true } {
  return {
    absWorkingDir: root,
    entryPoints: entries.map(({ name }) => ({ in: stubOf(name), out: join(name, 'index') })),
    plugins: [bundleStubs(entries, root), withoutUnused],
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // The ES modules of packages that have both: only those leave out what is not used.
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

function sizesOf(entries: readonly BundleEntry[], { outputs }: Metafile): BundleSize[] {
  const bytes = new Map(
    Object.entries(outputs).map(([path, output]) => [basename(dirname(path)), output.bytes]),
  );
  return entries
    .map(({ name, budgetKb }) => ({ name, budgetKb, bytes: bytes.get(name) ?? 0 }))
    .toSorted((a, b) => b.bytes - a.bytes);
}

/** Unchanged files keep their time, so that whoever watches them sees what did change. */
async function writeIfChanged(path: string, contents: Uint8Array): Promise<boolean> {
  const before = await readFile(path).catch(() => undefined);
  if (before?.equals(contents)) return false;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
  return true;
}
