import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { keep } from './keep.ts';
import { FOLDER_VARIABLE } from './recorder.ts';

/**
 * `npm run answers`: runs the tests that use a whole platform, one after the other, and keeps what its routes answered and its
 * topics got as the examples of the documents.
 *
 * `npm run answers -- PATTERN…` runs only those whose path contains a pattern. An example that is what its contract says stays;
 * with `--again`, all that was received takes the place of what was there.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { again: { type: 'boolean', default: false } },
});
const USUAL = [
  'test/journeys/rental.test.ts',
  'test/journeys/webhooks.test.ts',
  'test/journeys/permissions.test.ts',
  'test/apps/console.test.ts',
  'test/apps/rider.test.ts',
];

const folder = mkdtempSync(join(tmpdir(), 'roadstream-answers-'));
try {
  const { status } = spawnSync(
    'vitest',
    ['run', '--no-file-parallelism', ...(positionals.length === 0 ? USUAL : positionals)],
    { stdio: 'inherit', env: { ...process.env, [FOLDER_VARIABLE]: folder } },
  );
  const { changed, refused } = keep(folder, values.again);
  for (const line of refused) process.stdout.write(`no example: ${line}\n`);
  process.stdout.write(`${changed.length} examples are new: ${changed.join(', ')}\n`);
  const { status: written } = spawnSync(process.execPath, ['docs/generate.ts'], {
    cwd: resolve(import.meta.dirname, '../..'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  process.exitCode = status === 0 && written === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
