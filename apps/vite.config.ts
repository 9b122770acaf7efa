import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/** The documents that the pages below `/docs/` show, without the white space. */
const apiDocuments: Plugin = {
  name: 'roadstream-api-documents',
  writeBundle({ dir = '' }) {
    mkdirSync(join(dir, 'docs'), { recursive: true });
    for (const name of ['openapi.json', 'asyncapi.json']) {
      const document: unknown = JSON.parse(readFileSync(join(root, '../docs/api', name), 'utf8'));
      writeFileSync(join(dir, 'docs', name), JSON.stringify(document));
    }
  },
};

const FOREIGN_LOGO = 'https://cdn.redoc.ly/redoc/logo-mini-full.svg';

/** Redoc loads its logo from its maker's site. A page of ours loads nothing from others: it names Redoc by a file of its own. */
const ownLogo: Plugin = {
  name: 'roadstream-own-logo',
  transform(code, id) {
    if (!id.endsWith('/redoc.standalone.js')) return undefined;
    if (!code.includes(FOREIGN_LOGO)) this.error(`Redoc no longer loads ${FOREIGN_LOGO}`);
    return { code: code.replaceAll(FOREIGN_LOGO, '/docs/redoc.svg'), map: null };
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
    chunkSizeWarningLimit: 2500,
    rolldownOptions: {
      input: [
        'index.html',
        'not-found.html',
        'console/index.html',
        'rider/index.html',
        'docs/index.html',
        'docs/events/index.html',
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
  plugins: [mapFiles, apiDocuments, ownLogo, shellFiles],
});
