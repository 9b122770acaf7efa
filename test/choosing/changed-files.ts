import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

function git(...args: readonly string[]): string[] {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .split('\n')
    .filter((line) => line !== '');
}

/** The commit where this branch left the main branch, or the last commit if there is no main branch here. */
function base(): string {
  for (const main of ['main', 'origin/main']) {
    try {
      const [commit] = git('merge-base', 'HEAD', main);
      if (commit !== undefined) return commit;
    } catch {
      // There is no such branch.
    }
  }
  return 'HEAD';
}

/** The files that differ from the main branch, committed or not. Paths from the project's root. */
export function changedFiles(): readonly string[] {
  const known = git('diff', '--name-only', '--no-renames', base());
  return [...new Set([...known, ...git('ls-files', '--others', '--exclude-standard')])];
}
