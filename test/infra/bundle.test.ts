import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bundler, type BundleSize, type Bundles, bundleOf } from '../../infra/bundle.ts';
import { bundleEntries } from '../../infra/bundle-entries.ts';
import { isOverBudget } from '../../infra/bundle-sizes.ts';

let folder = '';
let bundler: Bundler;
let bundles: Bundles;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roadstream-bundles-'));
  bundler = await Bundler.open(bundleEntries, folder);
  bundles = await bundler.build();
});
afterAll(async () => {
  await bundler.close();
  rmSync(folder, { recursive: true });
});

const source = (name: string): string => readFileSync(join(bundleOf(bundles, name), 'index.mjs'), 'utf8');

describe.each(bundleEntries.map((entry) => [entry.name, entry] as const))(
  'the bundle of %s',
  (name, entry) => {
    it('stays within its budget', () => {
      const size = bundler.sizes.find((one) => one.name === name);
      expect(size?.bytes).toBe(statSync(join(bundleOf(bundles, name), 'index.mjs')).size);
      expect(size).toSatisfy((one: BundleSize) => !isOverBudget(one));
    });

    it('holds the validators that its declaration needs, and not the compiler', () => {
      const text = source(name);
      for (const check of Object.keys(entry.checks)) expect(text).toContain(check);
      expect(text).not.toContain('ajv/dist');
    });

    it('knows nothing of the local cloud, nor of where it was built', () => {
      expect(source(name)).not.toMatch(/localhost|AWS_ENDPOINT_URL=|roadstream\/local/);
      expect(source(name)).not.toContain(process.cwd());
    });
  },
);

describe('bundling', () => {
  it('is deterministic', async () => {
    const other = mkdtempSync(join(tmpdir(), 'roadstream-bundles-'));
    const again = await Bundler.open(bundleEntries, other);
    try {
      await again.build();
      const differing = bundleEntries.filter(
        ({ name }) => readFileSync(join(other, name, 'index.mjs'), 'utf8') !== source(name),
      );
      expect(differing).toEqual([]);
    } finally {
      await again.close();
      rmSync(other, { recursive: true });
    }
  });

  it('leaves unchanged bundles alone', async () => {
    const file = join(bundleOf(bundles, 'platform-token-scopes'), 'index.mjs');
    const before = statSync(file).mtimeMs;
    await bundler.build();
    expect(bundler.changed).toEqual([]);
    expect(statSync(file).mtimeMs).toBe(before);
  });

  it('says which handlers are missing', async () => {
    const entry = { name: 'rooms-none', handler: 'functions/rooms/none.handler.ts', checks: {}, budgetKb: 1 };
    await expect(Bundler.open([entry], folder)).rejects.toThrow(
      'No handler: write functions/rooms/none.handler.ts',
    );
  });

  it('makes modules that Node loads', async () => {
    const { handler } = (await import(
      pathToFileURL(join(bundleOf(bundles, 'platform-token-scopes'), 'index.mjs')).href
    )) as { handler: unknown };
    expect(handler).toBeTypeOf('function');
  });
});
