import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';

/** What the pages name must be there: files in backticks that begin with one of our folders, and relative links. */
const root = resolve(import.meta.dirname, '../..');
const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root });

function namedIn(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const files = [...text.matchAll(/`((?:infra|functions|shared|local|test|bench|docs)\/[\w./-]*)`/g)].map(
    ([, path = '']) => path,
  );
  const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, link = '']) =>
    join(dirname(page), link),
  );
  // `parking` is the room that CONTRIBUTING makes up.
  return [...files, ...links].filter((path) => !path.includes('parking'));
}

it('finds pages', () => {
  expect(pages.length).toBeGreaterThan(5);
});

it.each(pages)('%s names only files that exist', (page) => {
  const missing = namedIn(page).filter((path) => !existsSync(join(root, path)));
  expect(missing).toEqual([]);
});
