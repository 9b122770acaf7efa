import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { ENGINES, ENGINES_ALONE } from './test/engines/tests-with-engines.ts';
import { LongestFirst } from './test/longest-first.ts';
import { PATIENCE_MS } from './test/patience.ts';

/** What is checked of the tree itself, before anything runs. */
const ARCHITECTURE = ['test/architecture/**/*.test.ts', 'test/docs/**/*.test.ts'];
/**
 * Tests that need a process of their own, because they register something for all, or load functions that read their
 * environment once. All others share processes, so that the same modules are loaded only once.
 */
const ALONE = [
  'test/infra/custom-resources/*.test.ts',
  'test/functions/handlers.test.ts',
  'test/local/cloud/lambda/worker.test.ts',
  'test/shared/contracts/compile.test.ts',
];

const project = (
  name: string,
  isolate: boolean,
  include: readonly string[],
  exclude: readonly string[] = [],
): TestProjectConfiguration => ({
  extends: true,
  test: { name, isolate, include: [...include], exclude: [...exclude] },
});

const withEngines = (
  name: string,
  isolate: boolean,
  include: readonly string[],
): TestProjectConfiguration => ({
  extends: true,
  test: { name, isolate, include: [...include], globalSetup: ['test/engines/host.ts'] },
});

export default defineConfig({
  test: {
    projects: [
      project('architecture', false, ARCHITECTURE),
      project('alone', true, ALONE),
      project(
        'parts',
        false,
        ['test/**/*.test.ts'],
        [...ARCHITECTURE, ...ALONE, ...ENGINES, ...ENGINES_ALONE],
      ),
      withEngines('engines', false, ENGINES),
      withEngines('engines-alone', true, ENGINES_ALONE),
    ],
    // Only what hangs takes so long: it is several times the patience of one wait, so that the wait can say what it waited for.
    testTimeout: 5 * PATIENCE_MS,
    hookTimeout: 5 * PATIENCE_MS,
    expect: { poll: { timeout: PATIENCE_MS, interval: 20 } },
    // One more than there are cores, because many wait for engines most of the time; a platform takes 2 GB.
    maxWorkers: Math.min(availableParallelism() + 1, 4),
    sequence: { sequencer: LongestFirst },
    // Node runs this TypeScript as it is, so Vitest need not transform it first.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    reporters: ['default'],
  },
});
