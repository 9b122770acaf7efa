import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

/** What a merge could not decide is marked in the file. In a comment, no compiler finds it. */

const root = resolve(import.meta.dirname, '../..');
const OURS =
  '{apps,bench,docs,functions,infra,local,sdk,shared,test}/**/*.{ts,tsx,css,html,js,mjs,md,json,py,java}';
const MARK = /^(?:<{7}|\|{7}|>{7})(?: |$)/m;

it('no file has the marks of a merge that was not finished', () => {
  const files = globSync(['*.{ts,json,md}', OURS], {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**'],
  });
  expect(files.length).toBeGreaterThan(1000);
  expect(files.filter((file) => MARK.test(readFileSync(resolve(root, file), 'utf8')))).toEqual([]);
});
