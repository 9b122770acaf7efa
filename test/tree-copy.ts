import { cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
/** What is made from the tree, or is not part of it. */
const LEFT_OUT = new Set(['.git', '.roadstream', 'cdk.out', 'coverage', 'node_modules', 'target']);

/**
 * Copies this project's sources into a temporary folder, for whoever changes them; installed packages and downloaded
 * engines are those of the original. Returns the folder, which the caller removes.
 */
export function copyTree(prefix: string): string {
  const tree = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  cpSync(root, tree, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
  symlinkSync(realpathSync(join(root, 'node_modules')), join(tree, 'node_modules'));
  mkdirSync(join(tree, '.roadstream'));
  symlinkSync(join(root, '.roadstream/engines'), join(tree, '.roadstream/engines'));
  return tree;
}
