import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Built, type BundleSize, bundle, bundleOf } from '../../infra/bundle.ts';
import { bundleEntries } from '../../infra/bundle-entries.ts';
import { isOverBudget } from '../../infra/bundle-sizes.ts';
import { roomErrors } from '../../shared/contracts/catalogue.ts';
import { handler as unbundled } from './kafka-token.handler.ts';

let folder = '';
let built: Built;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roadstream-bundles-'));
  built = await bundle(bundleEntries, folder);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const fileOf = (name: string): string => join(bundleOf(built.bundles, name), 'index.mjs');
const inputsOf = (name: string): readonly string[] => [...(built.inputs.get(name) ?? [])];
const source = (name: string): string => readFileSync(fileOf(name), 'utf8');

describe.each(bundleEntries.map((entry) => [entry.name, entry] as const))(
  'the bundle of %s',
  (name, entry) => {
    it('stays within its budget', () => {
      const size = built.sizes.find((one) => one.name === name);
      expect(size?.bytes).toBe(statSync(fileOf(name)).size);
      expect(size).toSatisfy((one: BundleSize) => !isOverBudget(one));
    });

    it('contains the validators that its declaration needs, and not their compiler', () => {
      const text = source(name);
      expect(Object.keys(entry.checks).filter((check) => !text.includes(check))).toEqual([]);
      expect(inputsOf(name).filter((input) => input.includes('node_modules/ajv/'))).toEqual([]);
    });

    it('contains nothing of the local cloud, of tests or of other rooms, and no path of its build', () => {
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

it('the function that shows operations knows the error codes of every room', () => {
  const codes = roomErrors.map(({ code }) => code);
  expect(codes.length).toBeGreaterThan(0);
  expect(codes.filter((code) => !source('platform-http').includes(code))).toEqual([]);
});

describe('bundling', () => {
  it('is deterministic, and leaves unchanged bundles alone', async () => {
    const times = bundleEntries.map(({ name }) => statSync(fileOf(name)).mtimeMs);
    const again = await bundle(bundleEntries, folder);
    expect(again.changed).toEqual([]);
    expect(bundleEntries.map(({ name }) => statSync(fileOf(name)).mtimeMs)).toEqual(times);
  });

  it('gives the same bundle for one function as for all', async () => {
    const other = mkdtempSync(join(tmpdir(), 'roadstream-bundles-'));
    try {
      const one = bundleEntries.filter(({ name }) => name === 'telemetry-deferred');
      const { bundles, changed } = await bundle(one, other);
      expect(changed).toEqual(['telemetry-deferred']);
      const alone = readFileSync(join(bundleOf(bundles, 'telemetry-deferred'), 'index.mjs'), 'utf8');
      expect(alone === source('telemetry-deferred')).toBe(true);
    } finally {
      rmSync(other, { recursive: true });
    }
  });

  it('names the missing handlers', async () => {
    const entry = { name: 'rooms-none', handler: 'functions/rooms/none.handler.ts', checks: {}, budgetKb: 1 };
    await expect(bundle([entry], folder)).rejects.toThrow(
      'No handler: write functions/rooms/none.handler.ts',
    );
  });

  it('leaves out credentials that are not Lambda’s, and keeps those that are', async () => {
    const other = mkdtempSync(join(tmpdir(), 'roadstream-bundles-'));
    const entry = { name: 'probe', handler: 'test/infra/kafka-token.handler.ts', checks: {}, budgetKb: 300 };
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAPROBE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    try {
      const { bundles, sizes } = await bundle([entry], other);
      const file = join(bundleOf(bundles, 'probe'), 'index.mjs');
      const { handler } = (await import(pathToFileURL(file).href)) as { handler: () => Promise<string> };
      const signed = /^https:\/\/kafka\.eu-west-1\.amazonaws\.com\/\?.*AKIAPROBE/;
      expect([await handler(), await unbundled()]).toEqual([
        expect.stringMatching(signed),
        expect.stringMatching(signed),
      ]);
      expect(readFileSync(file, 'utf8').includes('sso.amazonaws.com')).toBe(false);
      expect(sizes.filter(isOverBudget)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
      rmSync(other, { recursive: true });
    }
  });
});
