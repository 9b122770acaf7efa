import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** The service worker of the riders' app, which keeps its shell. Its place decides which pages it serves. */
export const SERVICE_WORKER = 'rider/service-worker.js';

const PAGE = 'rider/index.html';
/** Files of the folder `public` that the shell shows. */
const ICONS = ['/icon.svg', '/icon-192.png', '/rider.webmanifest'];

const publicFiles = join(import.meta.dirname, 'public');

interface Built {
  readonly type: 'chunk' | 'asset';
  readonly fileName: string;
}
interface Chunk extends Built {
  readonly facadeModuleId: string | null;
  readonly moduleIds: readonly string[];
  readonly imports: readonly string[];
  readonly dynamicImports: readonly string[];
  readonly viteMetadata?: { readonly importedCss: ReadonlySet<string> };
  code: string;
}

/** The map is larger than all the rest, and nothing without the streets and the cars. */
const isOfMap = ({ moduleIds }: Chunk): boolean => moduleIds.some((id) => id.includes('/maplibre-gl/'));

/** Tells the service worker which files the shell has, and a version that changes with them. */
export const shellFiles: Plugin = {
  name: 'roadstream-shell-files',
  enforce: 'post',
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle as unknown as Record<string, Built>).filter(
      (one): one is Chunk => one.type === 'chunk',
    );
    const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
    const first = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(PAGE) === true);
    const worker = byName.get(SERVICE_WORKER);
    const page = bundle[PAGE];
    if (first === undefined || worker === undefined || page?.type !== 'asset')
      throw new Error('The riders’ app has no page or no worker');
    const files = new Set<string>();
    const add = (chunk: Chunk | undefined): void => {
      if (chunk === undefined || files.has(chunk.fileName) || isOfMap(chunk)) return;
      files.add(chunk.fileName);
      for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style);
      for (const name of [...chunk.imports, ...chunk.dynamicImports]) add(byName.get(name));
    };
    add(first);
    const paths = [...[...files].toSorted().map((name) => `/${name}`), ...ICONS];
    const version = createHash('sha256').update(JSON.stringify([paths, page.source]));
    for (const icon of ICONS) version.update(readFileSync(join(publicFiles, icon)));
    worker.code = `const SHELL_FILES = ${JSON.stringify(paths)};\nconst SHELL_VERSION = "${version.digest('hex').slice(0, 12)}";\n${worker.code}`;
  },
};
