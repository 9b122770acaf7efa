import { readFileSync } from 'node:fs';
import { matchesGlob, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reachedBy, testFiles } from '../choosing/reached-files.ts';
import { ENGINES, ENGINES_ALONE } from '../engines/tests-with-engines.ts';

/** Vitest's projects are made from a list of the tests that need engines. These tests hold that the list is right. */

const root = resolve(import.meta.dirname, '../..');
const globs = [...ENGINES, ...ENGINES_ALONE];

/** The files that start a Java process, alone or with a platform, or use one that runs. */
const STARTS = ['local/cloud/engines/jvm.ts', 'local/tools/platform/start.ts', 'test/engines/shared.ts'];
/** The programs that do so, as the tests that run them name them. Files in `test/choosing/` only name them. */
const PROGRAMS = /'(?:local\/tools\/main\.ts|[^']*parent-that-dies\.ts)'/;
/** Tests that run such a program with a wrong call, so that it ends before any engine starts. */
const WRONG_CALLS = ['test/local/tools/platform/usage.test.ts'];

const reached = await reachedBy(testFiles());

function needsEngines(test: string): boolean {
  const files = reached.get(test) ?? new Set();
  return (
    STARTS.some((file) => files.has(file)) ||
    [...files].some(
      (file) =>
        file.startsWith('test/') &&
        !file.startsWith('test/choosing/') &&
        PROGRAMS.test(readFileSync(resolve(root, file), 'utf8')),
    )
  );
}

const isListed = (test: string): boolean => globs.some((glob) => matchesGlob(test, glob));

describe('tests with engines', () => {
  it('are all listed', () => {
    expect(testFiles().filter((test) => needsEngines(test) && !isListed(test))).toEqual(WRONG_CALLS);
  });

  it.each(ENGINES)('%s needs one', (glob) => {
    const files = testFiles().filter((test) => matchesGlob(test, glob));
    expect(files).not.toEqual([]);
    expect(files.filter((test) => !needsEngines(test))).toEqual([]);
  });

  it.each(ENGINES_ALONE)('%s is there', (glob) => {
    expect(testFiles().filter((test) => matchesGlob(test, glob))).not.toEqual([]);
  });
});
