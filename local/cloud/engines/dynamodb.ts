import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type EngineOptions, type HttpEngine, stopEngine } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { onFreePorts } from './free-ports.ts';
import { startJvm } from './jvm.ts';
import { preparedEngine } from './prepared-engine.ts';

const HEAP_MEGABYTES = 384;

/** Where the engine keeps all tables with `-sharedDb`: an SQLite database. */
const DATABASE = 'shared-local-instance.db';
/** SQLite's code for a database that another process is writing to. */
const SQLITE_BUSY = 5;

/**
 * The engine serves with a damaged database, and answers requests with "unknown error" or loses items.
 * Throws an EngineError (DATA_DAMAGED).
 */
function checkDatabase(file: string): void {
  if (!existsSync(file)) return;
  const found = damageOf(file);
  if (found === undefined) return;
  throw new EngineError(
    'DATA_DAMAGED',
    `${file}, which has the tables of DynamoDB Local, is damaged (${found}); put a copy of it back, or name another folder with --data-dir`,
  );
}

function damageOf(file: string): string | undefined {
  try {
    // Not read-only: what a process that died has left half written is rolled back first.
    using database = new DatabaseSync(file);
    const { quick_check: result } = database.prepare('PRAGMA quick_check(1)').get() ?? {};
    return result === 'ok' ? undefined : String(result).replaceAll(/\s+/g, ' ');
  } catch (error) {
    // Another platform uses it: the engine says so.
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return undefined;
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Starts Amazon DynamoDB Local on a free port of the loopback interface: one database whatever region or access key a request names. In memory
 * unless it is kept. Access keys may have letters and digits only. Rejects with an EngineError.
 */
export async function startDynamoDb(options: EngineOptions): Promise<HttpEngine> {
  const engine = preparedEngine('dynamodb');
  if (options.isKept) checkDatabase(join(options.directory, DATABASE));
  return onFreePorts(1, async ([port]) => {
    const jvm = await startJvm({
      engine,
      heap: HEAP_MEGABYTES,
      options: [`-Dsqlite4java.library.path=${engine.libraries}`],
      main: 'roadstream.engines.dynamodb.LoopbackServer',
      arguments: [
        '-port',
        String(port),
        '-sharedDb',
        ...(options.isKept ? ['-dbPath', options.directory] : ['-inMemory']),
      ],
      ...options,
    });
    return { endpoint: `http://127.0.0.1:${port}`, pid: jvm.pid, stop: () => stopEngine(jvm, options) };
  });
}
