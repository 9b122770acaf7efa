import { once } from 'node:events';
import type { Cloud } from '../core/cloud.ts';
import { LocalApi, LocalApiError } from '../core/local-api.ts';
import { Debugging } from '../lambda/debugging/debugging.ts';
import type { FunctionDefinition } from '../lambda/function-definition.ts';
import { FunctionError } from '../lambda/function-error.ts';
import { Functions } from '../lambda/functions.ts';

/** Finds a source map of a function's bundle, or says why there is none. */
export type SourceMapOf = (
  definition: FunctionDefinition,
) => Promise<{ readonly path?: string; readonly why?: string }>;

/** What is told when debuggers may attach. */
export interface DebugStarted {
  readonly functionName: string;
  readonly port: number;
  /** Why the debugger will show the bundle instead of its sources. */
  readonly noSourceMap?: string;
}

/** Throws FUNCTION_NOT_FOUND, naming those that there are. */
export function requireFunction(cloud: Cloud, name: string): FunctionDefinition {
  const functions = cloud.part(Functions);
  try {
    return functions.definition(name);
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    const names = functions.list().map((known) => known.name);
    throw new LocalApiError(
      404,
      error.code,
      `No function is called ${name}. There are ${names.toSorted().join(', ')}.`,
    );
  }
}

/** Lets debuggers look into a function until `end` is called. */
export async function debugFunction(
  cloud: Cloud,
  name: string,
  port: number,
  sourceMapOf: SourceMapOf,
): Promise<DebugStarted & { readonly end: () => Promise<void> }> {
  const { path, why } = await sourceMapOf(requireFunction(cloud, name));
  const options = path === undefined ? { port } : { port, sourceMap: path };
  const session = await cloud.part(Debugging).begin(name, options);
  const started = { functionName: session.functionName, port: session.port, end: () => session.end() };
  return why === undefined ? started : { ...started, noSourceMap: why };
}

/** `POST /_local/debug { function, port }`: says in one line where to attach, and ends when the asker goes. */
export function serveDebugging(cloud: Cloud, sourceMapOf: SourceMapOf): void {
  cloud.part(LocalApi).register('POST', '/_local/debug', async ({ body }, response) => {
    const { function: name, port } = body;
    if (typeof name !== 'string' || typeof port !== 'number')
      throw new LocalApiError(400, 'BAD_DEBUG', 'Send { "function": "rentals-consumer", "port": 9229 }.');
    const { end, ...started } = await debugFunction(cloud, name, port, sourceMapOf);
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(`${JSON.stringify(started)}\n`);
    if (!response.destroyed) await once(response, 'close');
    await end();
  });
}
