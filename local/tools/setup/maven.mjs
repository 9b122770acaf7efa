import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { installAdvice } from './install-advice.mjs';
import { onPath } from './on-path.mjs';
import { SetupError } from './setup-error.mjs';

const COPY_DEPENDENCIES = 'dependency:copy-dependencies';
const SHOWN_LINES = 15;
/** Matches Maven's `Downloaded from central: https://…/x.jar (1.2 MB at 3.4 MB/s)`. */
const DOWNLOADED = /Downloaded from \S+ (\S+) \(([\d.]+) (B|kB|MB|GB)/;
/** @type {Readonly<Record<string, number>>} */
const UNITS = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

/** Throws SetupError MAVEN_MISSING. */
export function findMaven() {
  const maven = onPath('mvn');
  if (maven === undefined)
    throw new SetupError(
      'MAVEN_MISSING',
      `Maven is needed, and there is no mvn on the PATH. Get it: ${installAdvice('maven')}`,
    );
  return maven;
}

/**
 * @param {string} maven
 * @returns {string | undefined} such as 3.9.9
 */
export function mavenVersion(maven) {
  try {
    return /Apache Maven ([\d.]+)/.exec(execFileSync(maven, ['--version'], { encoding: 'utf8' }))?.[1];
  } catch {
    return undefined;
  }
}

/**
 * Copies what a module needs at run time into a folder. Maven downloads what its local repository lacks (MAVEN_OPTS
 * and settings.xml apply as usual). Throws SetupError DOWNLOAD_FAILED.
 *
 * @param {object} request
 * @param {string} request.maven
 * @param {string} request.module path of the pom.xml
 * @param {string} request.folder
 * @param {(downloaded: { files: number, bytes: number }) => void} request.onDownload
 * @returns {Promise<{ files: number, bytes: number }>} what was downloaded: jars and native libraries, all bytes
 */
export async function copyDependencies({ maven, module, folder, onDownload }) {
  const child = spawn(
    maven,
    ['-B', '-f', module, COPY_DEPENDENCIES, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const downloaded = { files: 0, bytes: 0 };
  /** @type {string[]} */
  const lines = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      const found = DOWNLOADED.exec(line);
      if (!found) return;
      if (!/\.(pom|xml)$/.test(found[1] ?? '')) downloaded.files++;
      downloaded.bytes += Number(found[2]) * (UNITS[found[3] ?? ''] ?? 0);
      onDownload(downloaded);
    });
  const status = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', resolve);
  });
  if (status !== 0) throw failed(module, lines);
  return downloaded;
}

/**
 * @param {string} module
 * @param {readonly string[]} lines
 */
function failed(module, lines) {
  const errors = lines.filter((line) => line.includes('ERROR'));
  const shown = (errors.length > 0 ? errors : lines).slice(0, SHOWN_LINES).map((line) => `\n    ${line}`);
  return new SetupError(
    'DOWNLOAD_FAILED',
    `Maven could not resolve ${module}. If Maven Central cannot be reached, set a mirror or proxy in ~/.m2/settings.xml ` +
      `and start again; what was downloaded is kept.${shown.join('')}`,
  );
}
