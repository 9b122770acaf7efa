import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

/**
 * Dependencies point one way: kernel ← contracts ← runtime ← functions ← infra. The local cloud knows AWS and nothing
 * of Roadstream; the client package and the web apps know nothing of the platform's code; the simulator knows the
 * contracts; the tools know both. The street graph stands beside the contracts, and what judges the cars' words and the
 * prices beside the runtime.
 * Rooms never import each other. The linter forbids import cycles.
 */
const root = resolve(import.meta.dirname, '../..');

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'shared/kernel': [],
  'shared/roads': ['shared/kernel'],
  'shared/contracts': ['shared/kernel'],
  'shared/evidence': ['shared/contracts', 'shared/kernel'],
  'shared/pricing': ['shared/contracts', 'shared/kernel'],
  'shared/ledger': ['shared/contracts', 'shared/kernel'],
  'shared/runtime': ['shared/contracts', 'shared/kernel'],
  functions: [
    'shared/runtime',
    'shared/evidence',
    'shared/roads',
    'shared/pricing',
    'shared/ledger',
    'shared/contracts',
    'shared/kernel',
  ],
  infra: ['functions', 'shared/runtime', 'shared/contracts', 'shared/kernel'],
  'local/cloud': [],
  'local/simulator': ['shared/roads', 'shared/contracts', 'shared/kernel'],
  'local/tools': [
    'local/cloud',
    'local/simulator',
    'shared/roads',
    'shared/pricing',
    'shared/ledger',
    'shared/contracts',
    'shared/kernel',
  ],
  sdk: [],
  apps: [],
  docs: ['functions', 'shared/runtime', 'shared/contracts', 'shared/kernel'],
};

/** Packages that a layer may use beside Node's own; layers that are not named may use any. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'shared/kernel': [],
  'shared/roads': [],
  'shared/pricing': [],
  'shared/ledger': [],
  'shared/contracts': ['typebox', 'ajv'],
  'shared/evidence': [],
  sdk: [],
};

/** What decisions may import from outside: hashes, and the shapes of contracts. */
const PURE_PACKAGES: ReadonlySet<string> = new Set(['node:crypto', 'typebox']);

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
}

const layers = Object.keys(MAY_IMPORT);
const layerOf = (file: string): string | undefined =>
  layers.filter((layer) => file.startsWith(`${layer}/`)).toSorted((a, b) => b.length - a.length)[0];
const roomOf = (file: string): string | undefined => /^functions\/([^/]+)\//.exec(file)?.[1];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly external: boolean;
  /** Only types come from there: nothing of it runs. */
  readonly onlyTypes: boolean;
}

let imports: Import[] = [];

beforeAll(async () => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...new Set(layers.flatMap(sourcesIn))],
    outdir: join(root, '.roadstream/never-written'),
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    // Type-only imports count as well: they couple just as much.
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    loader: { '.geojson': 'json', '.csv': 'text' },
  });
  imports = Object.entries(metafile.inputs).flatMap(([from, input]) =>
    input.imports.map((found) => ({
      from,
      to: found.external === true ? found.path : relative(root, resolve(root, found.path)),
      external: found.external === true,
      onlyTypes: false,
    })),
  );
  const typeImport = /^\s*(?:import|export) type [^;]*? from '(\.[^']+)'/gms;
  for (const from of new Set(layers.flatMap(sourcesIn))) {
    for (const match of readFileSync(join(root, from), 'utf8').matchAll(typeImport)) {
      const to = relative(root, resolve(root, from, '..', match[1] ?? ''));
      imports.push({ from, to, external: false, onlyTypes: true });
    }
  }
});

describe('dependencies', () => {
  it('are found at all', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it.each(layers)('of %s point to layers below it only', (layer) => {
    const wrong = imports.filter(({ from, to, external }) => {
      if (external || layerOf(from) !== layer) return false;
      const target = layerOf(to);
      return target !== layer && !(target !== undefined && MAY_IMPORT[layer]?.includes(target));
    });
    expect(wrong).toEqual([]);
  });

  it('never lead from one room to another', () => {
    const wrong = imports.filter(
      ({ from, to }) => roomOf(from) !== undefined && roomOf(to) !== undefined && roomOf(from) !== roomOf(to),
    );
    expect(wrong).toEqual([]);
  });

  it.each(Object.keys(PACKAGES))('of %s are the packages it is allowed', (layer) => {
    const wrong = imports.filter(
      ({ from, to, external }) =>
        external &&
        layerOf(from) === layer &&
        !to.startsWith('node:') &&
        !PACKAGES[layer]?.some((name) => to === name || to.startsWith(`${name}/`)),
    );
    expect(wrong).toEqual([]);
  });

  const domains = [
    ...sourcesIn('functions').filter((file) => /^functions\/[^/]+\/domain\.ts$/.test(file)),
    ...sourcesIn('shared/pricing'),
  ];

  it('domains and prices are found', () => {
    expect(domains.length).toBeGreaterThan(14);
  });

  it.each(domains)(
    'of %s know neither clock nor random nor environment nor SDK, at any distance',
    (domain) => {
      const reached = new Set([domain]);
      for (const file of reached)
        for (const { from, to, external, onlyTypes } of imports)
          if (from === file && !external && !onlyTypes) reached.add(to);
      const impure = [...reached].filter((file) =>
        /Date\.now|new Date\(\)|Math\.random|randomUUID|randomBytes|process\.|performance\.|setTimeout/.test(
          readFileSync(join(root, file), 'utf8'),
        ),
      );
      const packages = imports.filter(
        ({ from, to, external }) =>
          external && reached.has(from) && !PURE_PACKAGES.has(to.split('/')[0] ?? ''),
      );
      expect(impure).toEqual([]);
      expect(packages).toEqual([]);
    },
  );

  it('no file is called utils, helpers, types or common', () => {
    const names = [...new Set(layers.flatMap(sourcesIn))].filter((file) =>
      /\/(utils?|helpers?|types|common|misc)\.ts$/.test(file),
    );
    expect(names).toEqual([]);
  });
});
