import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

/**
 * Dependencies point one way: kernel ← contracts ← runtime ← functions ← infra. The local cloud reads `cdk.out` and
 * contracts; the street graph stands beside contracts; rooms never import each other.
 */
const root = resolve(import.meta.dirname, '../..');

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'shared/kernel': [],
  'shared/roads': ['shared/kernel'],
  'shared/contracts': ['shared/kernel'],
  'shared/runtime': ['shared/contracts', 'shared/kernel'],
  functions: ['shared/runtime', 'shared/roads', 'shared/contracts', 'shared/kernel'],
  infra: ['functions', 'shared/runtime', 'shared/contracts', 'shared/kernel'],
  local: ['shared/roads', 'shared/contracts', 'shared/kernel'],
  docs: ['functions', 'shared/runtime', 'shared/contracts', 'shared/kernel'],
};

/** Packages that a layer may use beside Node's own; layers that are not named may use any. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'shared/kernel': [],
  'shared/roads': [],
  'shared/contracts': ['typebox', 'ajv'],
};

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
}

let imports: Import[] = [];

beforeAll(async () => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...new Set(layers.flatMap(sourcesIn))],
    outdir: join(root, '.roadstream/never-written'),
    bundle: true,
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
    })),
  );
  const typeImport = /^\s*(?:import|export) type [^;]*? from '(\.[^']+)'/gms;
  for (const from of new Set(layers.flatMap(sourcesIn))) {
    for (const match of readFileSync(join(root, from), 'utf8').matchAll(typeImport)) {
      imports.push({ from, to: relative(root, resolve(root, from, '..', match[1] ?? '')), external: false });
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

  it('domains know neither clock nor random nor SDK', () => {
    for (const file of sourcesIn('functions').filter((name) =>
      /\/[a-z-]*domain[a-z-]*\.ts$|\/domain\//.test(name),
    )) {
      const source = readFileSync(join(root, file), 'utf8');
      expect(source, file).not.toMatch(/Date\.now|new Date\(\)|Math\.random|randomUUID|process\.env/);
      expect(imports.filter(({ from, to }) => from === file && to.startsWith('@aws-sdk'))).toEqual([]);
    }
  });

  it('no file is called utils, helpers, types or common', () => {
    const names = [...new Set(layers.flatMap(sourcesIn))].filter((file) =>
      /\/(utils?|helpers?|types|common|misc)\.ts$/.test(file),
    );
    expect(names).toEqual([]);
  });
});
