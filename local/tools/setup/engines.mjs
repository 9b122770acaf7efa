import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { javaIdentity, javaProgram } from './java.mjs';
import { ENGINES, PROJECT } from './places.mjs';

/**
 * An engine of the local cloud: a Maven module in `local/cloud/engines/<folder>` whose class path is resolved once, a
 * compiled launcher, and an archive of its loaded classes, which halves the time of its start.
 *
 * @typedef {object} Engine
 * @property {string} folder
 * @property {string} name
 * @property {string} externalBy the environment variable that names an engine that runs elsewhere
 * @property {boolean} canArchive
 */

/** @type {readonly Engine[]} */
export const ALL_ENGINES = [
  { folder: 'kafka', name: 'Kafka', externalBy: 'KAFKA_BROKERS', canArchive: true },
  // Its jar's manifest has a folder on the class path, which archives do not support.
  { folder: 'dynamodb', name: 'DynamoDB Local', externalBy: 'DYNAMODB_ENDPOINT', canArchive: false },
  { folder: 'elasticmq', name: 'ElasticMQ', externalBy: 'SQS_ENDPOINT', canArchive: true },
];

/** Part of every stamp. Increase it when prepared folders have to be made again. */
const LAYOUT = 1;
const SOURCES = join(PROJECT, 'local', 'cloud', 'engines');
const LAUNCHER = 'launcher';

/**
 * The engines that are used here and are not prepared for this Java and these sources.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 */
export function unpreparedEngines(environment = process.env) {
  const java = javaProgram(environment);
  return ALL_ENGINES.filter((engine) => !environment[engine.externalBy]).filter(
    (engine) => java === undefined || preparedAs(engine)?.stamp !== stamp(engine, java),
  );
}

/**
 * The contents of an engine's `engine.json`; undefined when there is none.
 *
 * @param {Engine} engine
 * @returns {{ stamp: string, version: string, jars: number, bytes: number } | undefined}
 */
export function preparedAs(engine) {
  try {
    return JSON.parse(readFileSync(join(ENGINES, engine.folder, 'engine.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Changes with everything that a prepared folder is made from.
 *
 * @param {Engine} engine
 * @param {string} java
 */
export function stamp(engine, java) {
  const hash = createHash('sha256').update(JSON.stringify([LAYOUT, PROJECT, javaIdentity(java)]));
  for (const path of [moduleOf(engine), ...javaSources(engine)]) hash.update(readFileSync(path));
  return hash.digest('hex');
}

/** @param {Engine} engine */
export function moduleOf(engine) {
  return join(SOURCES, engine.folder, 'pom.xml');
}

/**
 * The sources that are compiled for the engine: the launcher, and the engine's own classes if it has some.
 *
 * @param {Engine} engine
 */
export function javaSources(engine) {
  return [LAUNCHER, engine.folder]
    .map((folder) => join(SOURCES, folder, 'src', 'main', 'java'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((path) => join(folder, String(path))))
    .filter((path) => path.endsWith('.java'))
    .sort();
}
