import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
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

interface Meta {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>>;
}

/** The files that went into a bundle. */
function inputsOf(name: string): string[] {
  const { outputs } = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as Meta;
  const output = Object.entries(outputs).find(([path]) => path.endsWith(`/${name}/index.mjs`));
  return Object.keys(output?.[1].inputs ?? {});
}

const source = (name: string): string => readFileSync(join(bundleOf(bundles, name), 'index.mjs'), 'utf8');

describe.each(bundleEntries.map((entry) => [entry.name, entry] as const))(
  'the bundle of %s',
  (name, entry) => {
    it('stays within its budget', () => {
      const size = bundler.sizes.find((one) => one.name === name);
      expect(size?.bytes).toBe(statSync(join(bundleOf(bundles, name), 'index.mjs')).size);
      expect(size).toSatisfy((one: BundleSize) => !isOverBudget(one));
    });

    it('holds the validators that its declaration needs, and not their compiler', () => {
      const text = source(name);
      expect(Object.keys(entry.checks).filter((check) => !text.includes(check))).toEqual([]);
      expect(inputsOf(name).filter((input) => input.includes('node_modules/ajv/'))).toEqual([]);
    });

    it('holds nothing of the local cloud, of tests or of other rooms, nor where it was built', () => {
      const [room = ''] = name.split('-');
      const foreign = inputsOf(name).filter(
        (input) =>
          /^(local|test|bench|docs)\//.test(input) ||
          (input.startsWith('functions/') && !input.startsWith(`functions/${room}/`)),
      );
      expect(foreign).toEqual([]);
      expect(source(name).includes(process.cwd())).toBe(false);
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

  it('leaves out credentials that are not Lambda’s, and keeps those that are', async () => {
    const other = mkdtempSync(join(tmpdir(), 'roadstream-bundles-'));
    const entry = { name: 'probe', handler: 'test/infra/kafka-token.handler.ts', checks: {}, budgetKb: 300 };
    const probe = await Bundler.open([entry], other);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAPROBE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    try {
      const file = join(bundleOf(await probe.build(), 'probe'), 'index.mjs');
      const { handler } = (await import(pathToFileURL(file).href)) as { handler: () => Promise<string> };
      expect(await handler()).toMatch(/^https:\/\/kafka\.eu-west-1\.amazonaws\.com\/\?.*AKIAPROBE/);
      expect(readFileSync(file, 'utf8').includes('sso.amazonaws.com')).toBe(false);
      expect(probe.sizes.filter(isOverBudget)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
      await probe.close();
      rmSync(other, { recursive: true });
    }
  });
});
