import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Apart from the project's own packages, because a start does not need 200 more. */
const wanted = join(import.meta.dirname, 'npm');
const folder = resolve(import.meta.dirname, '../../.roadstream/referees-npm');
const stamp = join(folder, 'package-lock.sha256');

let prepared: Promise<void> | undefined;

/** The folder of the npm packages of the referees, which are installed when they are not there. */
export async function npmPackages(): Promise<string> {
  // Once for all referees that ask meanwhile.
  prepared ??= prepare();
  await prepared;
  return join(folder, 'node_modules');
}

async function prepare(): Promise<void> {
  const lock = createHash('sha256')
    .update(readFileSync(join(wanted, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  process.stdout.write(`  installing into ${folder} what ${wanted} names\n`);
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(wanted, file), join(folder, file));
  // Scripts of the packages only report their installation.
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
  writeFileSync(stamp, lock);
}
