import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError, type EngineName } from './engine-error.ts';

/** What set-up left on this machine for one engine: `.roadstream/engines/<folder>/engine.json`. */
export interface PreparedEngine {
  readonly name: EngineName;
  readonly version: string;
  /** The Java virtual machine that set-up found. */
  readonly java: string;
  readonly classPath: readonly string[];
  /** Folder of the jars and native libraries. */
  readonly libraries: string;
  /** Class data sharing archive, which halves the start; undefined where it could not be made. */
  readonly archive: string | undefined;
}

export type EngineFolder = 'kafka' | 'dynamodb' | 'elasticmq';

const PROJECT = join(import.meta.dirname, '..', '..', '..');
const NAMES: Readonly<Record<EngineFolder, EngineName>> = {
  kafka: 'Kafka',
  dynamodb: 'DynamoDB Local',
  elasticmq: 'ElasticMQ',
};

/** Throws EngineError ENGINE_NOT_PREPARED or JDK_MISSING, with the command that helps. */
export function preparedEngine(folder: EngineFolder): PreparedEngine {
  const name = NAMES[folder];
  const path = join(PROJECT, '.roadstream', 'engines', folder, 'engine.json');
  const found = parse(read(path, name));
  if (found === undefined) throw notPrepared(name, path);
  if (!existsSync(found.java))
    throw new EngineError(
      'JDK_MISSING',
      `${name}: the Java that set-up found, ${found.java}, is gone; install a JDK 17 or newer and run: npm run setup`,
    );
  if (!found.classPath.every((jar) => existsSync(jar))) throw notPrepared(name, path);
  return { ...found, name };
}

function notPrepared(name: EngineName, path: string, cause?: unknown): EngineError {
  return new EngineError('ENGINE_NOT_PREPARED', `${name} is not set up (${path}); run: npm run setup`, {
    cause,
  });
}

function read(path: string, name: EngineName): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw notPrepared(name, path, cause);
  }
}

function parse(value: unknown): Omit<PreparedEngine, 'name'> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { version, java, classPath, libraries, archive } = value as Record<string, unknown>;
  if (typeof version !== 'string' || typeof java !== 'string' || typeof libraries !== 'string')
    return undefined;
  if (!Array.isArray(classPath) || !classPath.every((jar) => typeof jar === 'string')) return undefined;
  return { version, java, classPath, libraries, archive: typeof archive === 'string' ? archive : undefined };
}
