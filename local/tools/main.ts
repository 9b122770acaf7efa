import { enableCompileCache } from 'node:module';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { Distributions } from '../cloud/cloudfront/distributions.ts';
import { catchFaults, FaultError } from './platform/last-resort.ts';
import { parseStartOptions, type StartOptions } from './platform/options.ts';
import { type RunningPlatform, startPlatform } from './platform/start.ts';
import { onStopSignal, type StopSignal } from './platform/stop-signals.ts';
import { toolCommand } from './platform/tool-command.ts';

/** `npm start`: everything on this computer, until Ctrl-C. */

// Functions run in threads of this process and see its time zone; Lambda's is UTC.
process.env['TZ'] = 'UTC';

// What Node has compiled, of this program and of the functions, is read at the next start.
enableCompileCache(resolve(import.meta.dirname, '../../.roadstream/compiled'));

const started = performance.now();
const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
const say = (text: string): void => void process.stdout.write(`${seconds().padStart(7)}  ${text}\n`);

function welcome({ httpPort, connection, cars, client, cloud }: RunningPlatform): string {
  const rows = [
    ...(cloud.existing(Distributions) === undefined
      ? []
      : [
          `Start    ${client.url}/    (be a rider, an operator, a partner)`,
          `Console  ${client.url}/console/`,
          `Rider    ${client.url}/rider/`,
          `Partner  ${toolCommand("partner add 'Hotel Andorra'", httpPort)}    (docs/webhooks.md)`,
        ]),
    `API      ${client.url}    (try: curl ${client.url}/health)`,
    ...(connection === undefined
      ? []
      : [`MQTT     mqtts://${connection.host}:${connection.port}    (${cars.length} simulated cars)`]),
    `Page     ${client.url}/_local    (functions, lag, rules, the last errors)`,
    `Tools    ${toolCommand('token --rider ana', httpPort)}    (more: npm run cli -- --help)`,
    `Logs     ${toolCommand('logs', httpPort)}`,
    'Stop     Ctrl-C',
  ];
  return `\nRoadstream runs (port ${httpPort}).\n\n${rows.map((row) => `  ${row}`).join('\n')}\n\n`;
}

/** An error with a code says what to do. Another one is a fault of ours, and is printed with its stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `\n  because: ${error.cause.message}` : '';
  return 'code' in error ? `${error.message}${cause}` : (error.stack ?? error.message);
}

/** What a shell gives for a process that a signal has ended. */
const exitCodeOf = (signal: StopSignal): number => 128 + constants.signals[signal];

async function run(options: StartOptions): Promise<number> {
  const stopping = new AbortController();
  const ending = Promise.withResolvers<void>();
  let failure: Error | undefined;
  let signalled: StopSignal | undefined;
  /** Only the first reason counts. */
  const end = (reason: Error): void => {
    if (stopping.signal.aborted) return;
    say('stopping');
    stopping.abort(reason);
    ending.resolve();
  };
  onStopSignal(
    (signal) => {
      signalled = signal;
      end(new Error(`stopped by ${signal}`));
    },
    (signal) => {
      say('stopped at once: what was under way is cut off');
      process.exit(exitCodeOf(signal));
    },
  );
  const fail = (error: Error): void => {
    if (!stopping.signal.aborted) failure = error;
    end(error);
  };
  let platform: RunningPlatform | undefined;
  catchFaults({
    report: (text) => {
      // What a start that was stopped leaves behind fails in its turn.
      if (stopping.signal.aborted && platform === undefined) return;
      process.stderr.write(`${text}\n`);
      const { journal, clock } = platform?.cloud ?? {};
      journal?.write({ time: clock?.now() ?? Date.now(), source: 'cloud', level: 'ERROR', text });
      // A platform that is still starting serves no client, and half a start is worse than none.
      if (platform === undefined) fail(new FaultError('The start has failed by this fault.'));
    },
    giveUp: fail,
  });
  try {
    platform = await startPlatform({ ...options, onProgress: say, onFailure: fail, signal: stopping.signal });
  } catch (error) {
    failure ??= stopping.signal.aborted ? undefined : (error as Error);
  }
  if (platform !== undefined && !stopping.signal.aborted) {
    say('ready');
    process.stdout.write(welcome(platform));
    await ending.promise;
  }
  await platform?.stop();
  if (failure !== undefined) process.stderr.write(`\n${explain(failure)}\n`);
  if (stopping.signal.aborted) say('stopped');
  if (failure !== undefined) return 1;
  return platform === undefined && signalled !== undefined ? exitCodeOf(signalled) : 0;
}

// The reader has closed its end (`… | head`), or the terminal is gone. The platform goes on without it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

let code = 1;
try {
  code = await run(parseStartOptions(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n`);
}
// Not when all is quiet: a start that was stopped may have left something that would go on for a while.
process.exit(code);
