import type { DebugStarted } from '../../../cloud/console/debug-api.ts';
import { jsonLines } from '../json-lines.ts';
import { type CommonOptions, target } from '../target.ts';

interface DebugOptions extends CommonOptions {
  readonly port: string;
}

/** Runs until Ctrl-C. The platform notices that the client has gone, and the function continues as before. */
export async function debug(name: string, options: DebugOptions): Promise<void> {
  const body = { function: name, port: Number(options.port) };
  for await (const line of jsonLines(target(options), 'POST', '/_local/debug', body)) {
    process.stdout.write(options.json === true ? `${line}\n` : started(JSON.parse(line) as DebugStarted));
  }
}

function started({ functionName, port, noSourceMap }: DebugStarted): string {
  return [
    `${functionName} waits for a debugger at 127.0.0.1:${port}.`,
    '',
    `  VS Code   "Debug: Attach to Node Process", or {"type":"node","request":"attach","port":${port},"restart":true}`,
    `  Chrome    chrome://inspect, Configure: localhost:${port}`,
    '',
    'Its invocations run one after the other, without limits of time and memory.',
    noSourceMap === undefined
      ? 'Breakpoints work in its TypeScript.'
      : `Breakpoints work only in the bundle: ${noSourceMap}.`,
    'Press Ctrl-C to stop.',
    '',
  ].join('\n');
}
