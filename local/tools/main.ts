import { once } from 'node:events';
import { parseStartOptions, type StartOptions } from './platform/options.ts';
import { type RunningPlatform, startPlatform } from './platform/start.ts';

/** `npm start`: everything on this computer, until Ctrl-C. */

// Functions run in threads of this process and see its time zone; Lambda's is UTC.
process.env['TZ'] = 'UTC';

const started = performance.now();
const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
const say = (text: string): void => void process.stdout.write(`${seconds().padStart(7)}  ${text}\n`);

function welcome({ httpPort, connection, cars, client }: RunningPlatform): string {
  const rows = [
    `API      ${client.url}    (try: curl ${client.url}/health)`,
    ...(connection === undefined
      ? []
      : [`MQTT     mqtts://${connection.host}:${connection.port}    (${cars.length} simulated cars)`]),
    `Page     ${client.url}/_local    (functions, lag, rules, the last errors)`,
    `Tools    npm run cli -- token --rider ana    (more: npm run cli -- --help)`,
    `Logs     npm run cli -- logs`,
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

async function run(options: StartOptions): Promise<number> {
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  let failure: Error | undefined;
  const failed = Promise.withResolvers<void>();
  const starting = startPlatform({
    ...options,
    onProgress: say,
    onFailure: (error) => {
      failure = error;
      failed.resolve();
    },
  });
  const platform = await Promise.race([starting, interrupted.then(() => undefined)]);
  if (platform === undefined) {
    say('stopping before the start is complete');
    await starting.then(
      (late) => late.stop(),
      () => {},
    );
    return 130;
  }
  say('ready');
  process.stdout.write(welcome(platform));
  await Promise.race([interrupted, failed.promise]);
  if (failure !== undefined) process.stderr.write(`${explain(failure)}\n`);
  say('stopping');
  await platform.stop();
  say('stopped');
  return failure === undefined ? 0 : 1;
}

// A second Ctrl-C must not interrupt the stop: npm and the terminal may both send one.
process.on('SIGINT', () => {});

try {
  process.exitCode = await run(parseStartOptions(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n`);
  process.exitCode = 1;
}
