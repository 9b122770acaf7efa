import { type EngineOptions, type HttpEngine, stopEngine } from './engine.ts';
import { onFreePorts } from './free-ports.ts';
import { startJvm } from './jvm.ts';
import { preparedEngine } from './prepared-engine.ts';

const HEAP_MEGABYTES = 384;

/**
 * Starts Amazon DynamoDB Local on a free port of the loopback interface: one database whatever region or access key a request names. In memory
 * unless it is kept. Access keys may have letters and digits only. Rejects with an EngineError.
 */
export async function startDynamoDb(options: EngineOptions): Promise<HttpEngine> {
  const engine = preparedEngine('dynamodb');
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
