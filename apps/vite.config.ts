import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { SERVICE_WORKER, shellFiles } from './shell-files.ts';

const root = import.meta.dirname;
const maps = resolve(root, '../local/simulator/data');

/** The streets and places that the map draws, beside the pages: there is no tile server. */
const mapFiles: Plugin = {
  name: 'roadstream-map-files',
  writeBundle({ dir = '' }) {
    for (const name of ['andorra-roads', 'andorra-places'])
      cpSync(join(maps, `${name}.geojson`), join(dir, 'map', `${name.replace('andorra-', '')}.geojson`));
  },
};

/** The web apps: pages that share their scripts. Nothing is inline, because the policy of the site forbids it. */
export default defineConfig({
  root,
  publicDir: join(root, 'public'),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: [
        'index.html',
        'not-found.html',
        'console/index.html',
        'rider/index.html',
        'rider/shell-cache/service-worker.ts',
      ].map((page) => join(root, page)),
      output: {
        // A service worker keeps its address, and its place says which pages it serves.
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? SERVICE_WORKER : 'assets/[name]-[hash].js',
      },
    },
  },
  worker: { format: 'es' },
  plugins: [mapFiles, shellFiles],
});
