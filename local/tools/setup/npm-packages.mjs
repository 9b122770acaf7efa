import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PROJECT, PROJECT_NODE } from './places.mjs';
import { megabytes, progress, secondsSince } from './progress.mjs';
import { SetupError } from './setup-error.mjs';

const MODULES = join(PROJECT, 'node_modules');
const LOOK_MILLISECONDS = 2000;

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {boolean} [optional]
 * @property {boolean} [devOptional]
 */

/** Whether node_modules matches package-lock.json. Optional packages of other platforms may be missing. */
export function arePackagesInstalled() {
  const wanted = lockedPackages(join(PROJECT, 'package-lock.json'));
  const installed = lockedPackages(join(MODULES, '.package-lock.json'));
  return (
    existsSync(PROJECT_NODE) &&
    Object.entries(wanted).every(
      ([path, entry]) =>
        path === '' || (installed[path] ? installed[path].version === entry.version : entry.optional),
    )
  );
}

/**
 * `npm install` rather than `npm ci`: it keeps correct packages, and fetches this platform's binaries even if the lock
 * file was written on another one. Versions still come from the lock file. Throws SetupError PACKAGES_FAILED.
 */
export async function installPackages() {
  const paths = Object.keys(lockedPackages(join(PROJECT, 'package-lock.json'))).filter((path) => path !== '');
  const began = Date.now();
  const shown = progress('npm packages: installing (about 300 MB to download when nothing is cached)');
  const watch = setInterval(() => {
    const there = paths.filter((path) => existsSync(join(PROJECT, path))).length;
    shown.update(
      `npm packages: ${there} of at most ${paths.length}, ${megabytes(bytesBelow(MODULES))} on disk`,
    );
  }, LOOK_MILLISECONDS);
  const { status, output } = await npmInstall();
  clearInterval(watch);
  if (status !== 0) {
    shown.abandon();
    throw new SetupError('PACKAGES_FAILED', `npm install failed; start again when this is fixed:\n${output}`);
  }
  const there = paths.filter((path) => existsSync(join(PROJECT, path))).length;
  shown.done(`npm packages: ${there}, ${megabytes(bytesBelow(MODULES))} on disk (${secondsSince(began)})`);
}

/**
 * Uses the host's npm and Node, because those in node_modules may be replaced.
 *
 * @returns {Promise<{ status: unknown, output: string }>}
 */
function npmInstall() {
  const path = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'));
  const child = spawn('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: PROJECT,
    env: { ...process.env, PATH: path.join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ status: error.message, output: error.message }));
    child.once('close', (status) => resolve({ status, output }));
  });
}

/**
 * @param {string} file a lock file of npm, version 2 or 3
 * @returns {Record<string, LockedPackage>} by path; empty when there is no such file
 */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/**
 * @param {string} folder
 * @returns {number}
 */
function bytesBelow(folder) {
  return entriesOf(folder).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sum + bytesBelow(path);
    const stat = statSync(path, { throwIfNoEntry: false });
    // A file with several names, such as Node itself, is counted once.
    return sum + (stat === undefined ? 0 : stat.size / stat.nlink);
  }, 0);
}

/** @param {string} folder that npm may be removing at this moment */
function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
