import { execFileSync } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installAdvice } from './install-advice.mjs';
import { onPath } from './on-path.mjs';
import { SetupError } from './setup-error.mjs';

export const LEAST_JAVA = 17;

/**
 * @typedef {object} Jdk
 * @property {string} java path
 * @property {string} javac path
 * @property {string} jar path
 * @property {string} version such as 17.0.15
 */

/**
 * The path of the `java` to use, from JAVA_HOME or else the PATH. Does not run it.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string | undefined}
 */
export function javaProgram(environment = process.env) {
  const home = environment['JAVA_HOME'];
  return home ? onPath('java', { PATH: join(home, 'bin') }) : onPath('java', environment);
}

/**
 * Changes when another Java is installed in the same place, or found first.
 *
 * @param {string} java
 */
export function javaIdentity(java) {
  const real = realpathSync(java);
  return `${real} ${statSync(real).mtimeMs}`;
}

/**
 * A JDK, not only a JRE, because set-up compiles. Throws SetupError JDK_MISSING.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Jdk}
 */
export function findJdk(environment = process.env) {
  const java = javaProgram(environment);
  if (java === undefined) throw missing(`no Java found ${whereLooked(environment)}`);
  const version = versionOf(java);
  if (version === undefined) throw missing(`${java} does not run`);
  if (Number.parseInt(version, 10) < LEAST_JAVA) throw missing(`${java} is version ${version}`);
  const tools = dirname(realpathSync(java));
  const [javac, jar] = ['javac', 'jar'].map(
    (tool) => onPath(tool, { PATH: tools }) ?? onPath(tool, { PATH: dirname(java) }),
  );
  if (javac === undefined || jar === undefined || versionOf(javac) === undefined)
    throw missing(`${java} (${version}) is a runtime without a compiler`);
  return { java, javac, jar, version };
}

/** @param {string} found */
function missing(found) {
  return new SetupError(
    'JDK_MISSING',
    `a JDK ${LEAST_JAVA} or newer is needed, and ${found}. Get one: ${installAdvice('jdk')}`,
  );
}

/** @param {NodeJS.ProcessEnv} environment */
function whereLooked(environment) {
  return environment['JAVA_HOME'] ? `in JAVA_HOME (${environment['JAVA_HOME']})` : 'on the PATH';
}

/**
 * @param {string} program `java` or `javac`
 * @returns {string | undefined} such as 17.0.15
 */
function versionOf(program) {
  try {
    const text = execFileSync(program, ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return /\d+(?:\.\d+)*/.exec(text)?.[0];
  } catch {
    return undefined;
  }
}
