import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A change that a page prints: the path of a file on a line of its own, then its text as a `ts` or `js` block, or what
 * is added to it as a `diff` block whose other lines say where.
 */
export interface PrintedChange {
  readonly path: string;
  readonly isNew: boolean;
  /** Lines of a new file, or added ones. */
  readonly lines: number;
  applyTo(tree: string): void;
}

const BLOCK = /^`([^`\n]+)`[^\n]*\n\n```(ts|js|diff)\n(.*?)^```$/gms;

export function printedChanges(page: string): readonly PrintedChange[] {
  return [...page.matchAll(BLOCK)].map(([, path = '', kind, text = '']) =>
    kind === 'diff' ? addition(path, text) : newFile(path, text),
  );
}

function newFile(path: string, text: string): PrintedChange {
  return {
    path,
    isNew: true,
    lines: text.trimEnd().split('\n').length,
    applyTo: (tree) => {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text, { flag: 'wx' });
    },
  };
}

function addition(path: string, text: string): PrintedChange {
  const hunks = text.split(/^@@$\n/m).map((hunk) => hunk.trimEnd().split('\n'));
  return {
    path,
    isNew: false,
    lines: hunks.flat().filter((line) => line.startsWith('+')).length,
    applyTo: (tree) => {
      const file = join(tree, path);
      writeFileSync(
        file,
        hunks.reduce((before, hunk) => added(path, before, hunk), readFileSync(file, 'utf8')),
      );
    },
  };
}

function added(path: string, before: string, hunk: readonly string[]): string {
  const there = hunk.flatMap((line) => (line.startsWith('+') ? [] : [`${line.slice(1)}\n`])).join('');
  const after = hunk.map((line) => `${line.slice(1)}\n`).join('');
  const [head = '', tail, ...more] = `\n${before}`.split(`\n${there}`);
  if (tail === undefined || more.length > 0) throw new Error(`${path} does not have this once:\n${there}`);
  return `${head}\n${after}${tail}`.slice(1);
}
