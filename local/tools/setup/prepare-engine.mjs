import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { javaSources, moduleOf, stamp } from './engines.mjs';
import { copyDependencies } from './maven.mjs';
import { ENGINES, PROJECT, PROJECT_NODE } from './places.mjs';
import { megabytes, progress, secondsSince } from './progress.mjs';
import { SetupError } from './setup-error.mjs';

/** The oldest Java that can run the compiled classes. */
const RELEASE = '17';
const OWN_JAR = 'roadstream.jar';
const ARCHIVE_PROGRAM = join(PROJECT, 'local', 'cloud', 'engines', 'archive-classes.ts');

/**
 * Resolves an engine's class path, compiles its launcher, archives its classes, and writes `engine.json` for
 * `local/cloud/engines/prepared-engine.ts`. Throws SetupError.
 *
 * @param {import('./engines.mjs').Engine} engine
 * @param {{ jdk: import('./java.mjs').Jdk, maven: string }} tools
 */
export async function prepareEngine(engine, { jdk, maven }) {
  const label = `${engine.name} ${versionOf(engine)}`;
  const shown = progress(`${label}: resolving from Maven Central`);
  const began = Date.now();
  try {
    const folder = join(ENGINES, engine.folder);
    const libraries = join(folder, 'lib');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(libraries, { recursive: true });
    const downloaded = await copyDependencies({
      maven,
      module: moduleOf(engine),
      folder: libraries,
      onDownload: ({ files, bytes }) =>
        shown.update(`${label}: ${files} jars, ${megabytes(bytes)} downloaded`),
    });
    const { jars, bytes } = sizeOf(libraries);
    const size = `${jars} jars, ${megabytes(bytes)}`;
    shown.update(`${label}: ${size}; preparing its start`);
    compile(engine, jdk, folder);
    const record = {
      version: versionOf(engine),
      java: jdk.java,
      jars,
      bytes,
      libraries,
      classPath: classPath(folder),
    };
    writeRecord(folder, record);
    const archive = engine.canArchive ? archiveClasses(engine, folder) : undefined;
    writeRecord(folder, { ...record, archive, stamp: stamp(engine, jdk.java) });
    const fetched =
      downloaded.files > 0 ? `${megabytes(downloaded.bytes)} downloaded` : 'nothing to download';
    shown.done(`${label}: ${size} (${fetched}, ${secondsSince(began)})`);
  } catch (error) {
    shown.abandon();
    throw error;
  }
}

/** @param {import('./engines.mjs').Engine} engine */
export function versionOf(engine) {
  return /<engine\.version>(.*)<\/engine\.version>/.exec(readFileSync(moduleOf(engine), 'utf8'))?.[1] ?? '';
}

/** @param {string} libraries */
function sizeOf(libraries) {
  const files = readdirSync(libraries);
  const bytes = files.reduce((sum, file) => sum + statSync(join(libraries, file)).size, 0);
  return { jars: files.filter((file) => file.endsWith('.jar')).length, bytes };
}

/**
 * Always in the same order, because an archive is valid for one class path only.
 *
 * @param {string} folder
 */
function classPath(folder) {
  const libraries = readdirSync(join(folder, 'lib')).filter((file) => file.endsWith('.jar'));
  return [join(folder, OWN_JAR), ...libraries.sort().map((file) => join(folder, 'lib', file))];
}

/**
 * @param {import('./engines.mjs').Engine} engine
 * @param {import('./java.mjs').Jdk} jdk
 * @param {string} folder
 */
function compile(engine, jdk, folder) {
  const classes = join(folder, 'classes');
  const libraries = join(folder, 'lib', '*');
  run(
    jdk.javac,
    ['--release', RELEASE, '-d', classes, '-cp', libraries, ...javaSources(engine)],
    engine.name,
  );
  run(jdk.jar, ['--create', '--file', join(folder, OWN_JAR), '-C', classes, '.'], engine.name);
}

/**
 * @param {string} program
 * @param {readonly string[]} commandLine
 * @param {string} engine
 */
function run(program, commandLine, engine) {
  const { status, error, stdout, stderr } = spawnSync(program, commandLine, { encoding: 'utf8' });
  if (status === 0) return;
  throw new SetupError(
    'COMPILE_FAILED',
    `${program} failed while the launcher of ${engine} was compiled: ${error?.message ?? `${stdout}${stderr}`}`,
  );
}

/**
 * Runs the engine once to archive the classes that it loads. Undefined when this Java makes no archive: then the engine
 * only starts more slowly.
 *
 * @param {import('./engines.mjs').Engine} engine
 * @param {string} folder
 * @returns {string | undefined}
 */
function archiveClasses(engine, folder) {
  const archive = join(folder, 'classes.jsa');
  const { status } = spawnSync(PROJECT_NODE, [ARCHIVE_PROGRAM, engine.folder, archive], { stdio: 'ignore' });
  return status === 0 && existsSync(archive) ? archive : undefined;
}

/**
 * @param {string} folder
 * @param {object} record
 */
function writeRecord(folder, record) {
  writeFileSync(join(folder, 'engine.json'), `${JSON.stringify(record, null, 2)}\n`);
}
