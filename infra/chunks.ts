import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { context, type Metafile } from 'esbuild';
import { bundling, checkHandlers } from './bundle.ts';
import type { BundleEntry } from './bundle-entries.ts';
import { stubOf } from './bundle-stubs.ts';

/**
 * Bundles in several files, for `--watch`: code that functions share is built once instead of once for each function,
 * which takes a fifth of the time. The modules are those of a deployed bundle, with the same minification. Each file
 * has a source map beside it.
 */

/** The code of a function. Its id changes with the code and with the source lines that the code comes from. */
export interface ChunkedFunction {
  readonly name: string;
  /** Hex. */
  readonly id: string;
}

/** All functions, built from their current sources. */
export interface Chunked {
  readonly functions: readonly ChunkedFunction[];
  /** Writes a folder with `index.mjs` and all that it imports, and returns its path. The folder never changes later. */
  readonly write: (chunked: ChunkedFunction) => Promise<string>;
}

/** Returns a function that bundles these functions. It does not read unchanged files again. */
export async function chunker(
  entries: readonly BundleEntry[],
  directory: string,
): Promise<() => Promise<Chunked>> {
  const kept = await context({
    ...bundling(entries),
    entryPoints: entries.map(({ name }) => ({ in: stubOf(name), out: name })),
    splitting: true,
    chunkNames: 'chunk-[hash]',
    // As deep as the folders of functions, because the paths of sources are relative to it.
    outdir: join(directory, 'function', 'id'),
    sourcemap: 'linked',
    sourcesContent: false,
  });
  /** Chunk, or its map → its path once it is written. */
  const shared = new Map<string, Promise<string>>();
  return async () => {
    checkHandlers(entries);
    const { outputFiles, metafile } = await kept.rebuild();
    const files = new Map(outputFiles.map((file) => [basename(file.path), file.contents]));
    const imports = importsOf(metafile);
    return {
      functions: entries.map(({ name }) => ({ name, id: idOf(files, `${name}.mjs`) })),
      write: async ({ name, id }) => {
        const folder = join(directory, name, id);
        const entry = `${name}.mjs`;
        // The entry is written last: when it exists, the folder is complete.
        if (existsSync(join(folder, 'index.mjs'))) return folder;
        await mkdir(folder, { recursive: true });
        const chunks = reachable(entry, imports).filter((file) => file !== entry);
        await Promise.all(
          chunks
            .flatMap((chunk) => [chunk, `${chunk}.map`])
            .map(async (file) => {
              const written = shared.get(file) ?? writeShared(directory, file, contentsOf(files, file));
              shared.set(file, written);
              await link(await written, join(folder, file));
            }),
        );
        await writeFile(join(folder, `${entry}.map`), contentsOf(files, `${entry}.map`));
        await writeFile(join(folder, 'index.mjs'), contentsOf(files, entry));
        return folder;
      },
    };
  };
}

/** The folders of functions have links to the shared files. */
async function writeShared(directory: string, name: string, contents: Uint8Array): Promise<string> {
  const folder = join(directory, 'shared');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), contents);
  return join(folder, name);
}

function contentsOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const contents = files.get(name);
  if (contents === undefined) throw new Error(`The bundler has not made ${name}`);
  return contents;
}

/** A chunk's name is a hash of its contents and its map, so hashing the entry and its map covers all of them. */
function idOf(files: ReadonlyMap<string, Uint8Array>, entry: string): string {
  const hash = createHash('sha256').update(contentsOf(files, entry));
  return hash
    .update(contentsOf(files, `${entry}.map`))
    .digest('hex')
    .slice(0, 16);
}

/** File name → the names of the files that it imports. */
function importsOf({ outputs }: Metafile): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(outputs).map(([path, { imports }]) => [
      basename(path),
      imports.filter(({ external }) => external !== true).map((imported) => basename(imported.path)),
    ]),
  );
}

/** The file itself, and all files that it imports directly or indirectly. */
function reachable(entry: string, imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found = new Set([entry]);
  for (const name of found) for (const imported of imports.get(name) ?? []) found.add(imported);
  return [...found];
}
