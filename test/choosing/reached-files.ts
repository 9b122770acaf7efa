import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');

/** Every file with tests, from the project's root. */
export function testFiles(): readonly string[] {
  return globSync('test/**/*.test.ts', { cwd: root }).map((path) => path.replaceAll('\\', '/'));
}

/** The project files that each of these files loads by its imports, including itself. Types are not loaded. */
export async function reachedBy(files: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...files],
    outdir: join(root, '.roadstream/never-written'),
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    loader: { '.geojson': 'json', '.csv': 'text' },
  });
  const imports = new Map(
    Object.entries(metafile.inputs).map(([file, input]) => [
      file,
      input.imports.filter(({ external }) => external !== true).map(({ path }) => path),
    ]),
  );
  return new Map(files.map((file) => [file, reached(file, imports)]));
}

function reached(file: string, imports: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set([file]);
  // A loop over a set also visits what is added during the loop.
  for (const each of found) for (const next of imports.get(each) ?? []) found.add(next);
  return found;
}
