import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { printedChanges } from './printed-change.ts';

let tree: string;
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'roadstream-printed-'));
  writeFileSync(
    join(tree, 'list.ts'),
    "import a from 'a';\nimport c from 'c';\n\nexport const all = [\n  a,\n  c,\n];\n",
  );
});
afterEach(() => rmSync(tree, { recursive: true }));

const fence = '```';
const page = (diff: string): string =>
  `Words.\n\n\`list.ts\`: what is in it\n\n${fence}diff\n${diff}\n${fence}\n`;
const applied = (diff: string): string => {
  for (const change of printedChanges(page(diff))) change.applyTo(tree);
  return readFileSync(join(tree, 'list.ts'), 'utf8');
};

describe('a change that a page prints', () => {
  it.each(['ts', 'js'])('makes a new file of a %s block, and never writes over one', (kind) => {
    const [change] = printedChanges(`\`deep/new.ts\`\n\n${fence}${kind}\nexport {};\n${fence}\n`);

    change?.applyTo(tree);

    expect(change).toMatchObject({ path: 'deep/new.ts', isNew: true, lines: 1 });
    expect(readFileSync(join(tree, 'deep/new.ts'), 'utf8')).toBe('export {};\n');
    expect(() => change?.applyTo(tree)).toThrow('EEXIST');
  });

  it('adds lines where its other lines are', () => {
    expect(applied("+import b from 'b';\n import c from 'c';\n@@\n   a,\n+  b,")).toBe(
      "import a from 'a';\nimport b from 'b';\nimport c from 'c';\n\nexport const all = [\n  a,\n  b,\n  c,\n];\n",
    );
  });

  it.each(['+b\n nowhere', '+b\n \n export const all = [\n   c,'])(
    'is refused where these are not: %s',
    (diff) => {
      expect(() => applied(diff)).toThrow('list.ts does not have this once');
    },
  );
});
