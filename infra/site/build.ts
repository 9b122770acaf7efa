import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { onceForSources } from '../bundle-memory.ts';

const root = resolve(import.meta.dirname, '../..');

/** What the web apps are made of. */
const SOURCES = ['apps', 'docs/api', 'sdk', 'infra/site', 'local/simulator/data', 'package-lock.json'];

/** Builds the web apps into a folder, unless it has those of the same sources. Throws Vite's errors. */
export async function buildSite(folder: string): Promise<void> {
  await onceForSources<readonly string[]>(
    {
      // Beside the folder: another folder has other files.
      file: `${folder}.json`,
      sources: SOURCES.map((path) => join(root, path)).filter((path) => existsSync(path)),
    },
    (files) => files,
    async () => {
      // Loaded only now, because most starts find everything built.
      const { build } = await import('vite');
      await build({
        configFile: join(root, 'apps/vite.config.ts'),
        build: { outDir: folder, emptyOutDir: true },
        logLevel: 'warn',
      });
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    },
  );
}
