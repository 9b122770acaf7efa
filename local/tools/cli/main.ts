import { Command, InvalidArgumentError } from 'commander';

/** `npm run cli -- COMMAND`: the tools around a running local platform. */

/** Loads a command when it is called: some bring the whole local cloud along, and `logs` must not wait for that. */
function lazily<Args extends readonly unknown[]>(
  load: () => Promise<(...args: Args) => Promise<void>>,
): (...args: Args) => Promise<void> {
  return async (...args) => (await load())(...args);
}

function port(text: string): string {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new InvalidArgumentError('A port is a whole number from 1 to 65535.');
  }
  return text;
}

function whole(text: string): string {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Say a whole number.');
  return text;
}

function common(command: Command): Command {
  return command
    .option('--json', 'machine-readable output')
    .option('--http-port <port>', 'the platform that serves HTTP on this port', port)
    .option('--mqtt-port <port>', 'the platform whose cars connect to this port', port)
    .option('--data-dir <directory>', 'the platform that keeps its state there');
}

const program = new Command('npm run cli --')
  .description('Tools around a running Roadstream. Every command finds the running platform by itself.')
  .showHelpAfterError();

common(program.command('doctor').description('what this machine has and lacks, and how to get it')).action(
  lazily(async () => (await import('./commands/doctor.ts')).doctor),
);
common(program.command('token').description('print a bearer token of the running platform'))
  .option('--rider <id>', 'for a rider')
  .option('--operator [id]', 'for an operator')
  .option('--partner <id>', 'for a partner')
  .action(lazily(async () => (await import('./commands/token.ts')).token));
const rider = program.command('rider').description('riders of the running platform');
common(
  rider
    .command('add')
    .description('sign a rider up with a driving licence and a payment method, through the public API'),
)
  .requiredOption('--rider <id>', 'whose token `token --rider` prints')
  .option('--name <name>', 'what the rider is called')
  .action(lazily(async () => (await import('./commands/rider-add.ts')).riderAdd));
const car = program.command('car').description('cars of one’s own');
common(
  car
    .command('add')
    .description('register a car; prints VIN, host, port and the paths of its certificate and key'),
)
  .option('--vin <vin>', 'its VIN; made up when absent')
  .option('--model <model>', 'its model', 'Own car')
  .action(lazily(async () => (await import('./commands/car-add.ts')).carAdd));
for (const [action, description] of [
  ['state', 'how a simulated car stands, and where phones reach it'],
  ['offline', 'take a simulated car out of the network, as a garage does'],
  ['online', 'bring it back'],
  ['drive', 'let its driver drive off'],
  ['park', 'park it where it is, also before it has driven off'],
  ['tow', 'have a truck take it a few hundred metres away, while it stands'],
  ['drain', 'leave it 3 % of charge: it stops, and does not drive off again'],
] as const) {
  common(car.command(action).description(description).argument('<vin>', 'a car of the fleet')).action(
    lazily(async () => (await import('./commands/car-control.ts')).carControl(action)),
  );
}
const phone = program
  .command('phone')
  .description('a phone that opens cars with a grant, also without a network');
const keyed = (command: Command): Command =>
  common(command).option('--key <file>', 'the file with the phone’s key', 'phone.key');
keyed(phone.command('key').description('make the phone’s key, and say its thumbprint')).action(
  lazily(async () => (await import('./commands/phone.ts')).phoneKey),
);
keyed(phone.command('register').description('register the key for a rider; prints its id'))
  .requiredOption('--rider <id>', 'who has signed up')
  .action(lazily(async () => (await import('./commands/phone.ts')).phoneRegister));
common(phone.command('grant').description('fetch a grant for a rental, while there is a network'))
  .requiredOption('--rider <id>', 'whose rental it is')
  .requiredOption('--rental <id>', 'the rental')
  .requiredOption('--phone-key <id>', 'what `phone register` has printed')
  .option('--out <file>', 'where to keep it', 'grant.jws')
  .action(lazily(async () => (await import('./commands/phone.ts')).phoneGrant));
for (const action of ['unlock', 'lock', 'start-enable', 'stop-enable', 'find', 'open-trunk'] as const) {
  keyed(
    phone
      .command(action)
      .description(`ask a car near by to ${action.replace('-', ' ')}, without the platform`),
  )
    .option('--grant <file>', 'the grant', 'grant.jws')
    .requiredOption('--car <vin>', 'a car of the fleet')
    .action(lazily(async () => (await import('./commands/phone.ts')).phoneAsk(action)));
}
common(
  program
    .command('logs')
    .description('follow the functions’ logs')
    .argument(
      '[function]',
      'a function, a room, or a pattern such as "*-consumer"; iot, http, … for the local cloud',
    ),
)
  .option('--no-follow', 'print what there is and end')
  .option('--level <level>', 'the least level: DEBUG, INFO, WARN or ERROR', 'INFO')
  .option('--id <id>', 'of one invocation (its request id), or with this id in it: a trace, a rental, a car')
  .option('--grep <text>', 'with this text, whatever its case')
  .option('--since <when>', 'such as 5m (platform time), or 2026-01-31T09:30:00Z')
  .option('--lines <n>', 'so many of the lines so far', whole, '1000')
  .option('--reports', 'also START and REPORT: duration, memory, cold starts')
  .action(lazily(async () => (await import('./commands/logs.ts')).logs));
common(
  program
    .command('events')
    .description('follow a topic and decode its records; without a topic, list all')
    .argument('[topic]', 'such as vehicles.events'),
)
  .option('--from-beginning', 'from its first record on, instead of what comes from now on')
  .option('--since <when>', 'from 5m ago (platform time), or 2026-01-31T09:30:00Z on')
  .option('--key <key>', 'only records with this key: a VIN, a rider')
  .option('--limit <n>', 'end after so many', whole)
  .option('--no-follow', 'end at the end of what there is')
  .action(lazily(async () => (await import('./commands/events.ts')).events));
common(
  program
    .command('debug')
    .description('let a debugger attach to one function, until Ctrl-C')
    .argument('<function>', 'such as rentals-consumer'),
)
  .option('--port <port>', 'where the debugger attaches', port, '9229')
  .action(lazily(async () => (await import('./commands/debug.ts')).debug));
program
  .command('explain')
  .description('what of the templates has no effect on this computer, and why; needs no running platform')
  .argument('[about]', 'part of a stack’s name, a logical id or a type')
  .option('--json', 'machine-readable output')
  .option('--assembly <directory>', 'another synthesized app instead of this one')
  .action(lazily(async () => (await import('./commands/explain.ts')).explain));
const clock = program.command('clock').description('the platform’s time');
common(
  clock
    .command('advance')
    .description('move the time forward: due timers fire in order; returns when all is quiet')
    .argument('<duration>', 'such as 90s, 15m, 24h, 7d'),
).action(lazily(async () => (await import('./commands/clock-advance.ts')).clockAdvance));
common(
  program
    .command('replay')
    .description('play a sensor recording through MQTT, each car on its own connection')
    .argument('<file>', 'CSV with a row a reading'),
).action(lazily(async () => (await import('./commands/replay.ts')).replayRecording));

// Whoever reads has had enough (`… | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  // Errors with a code say what to do; others are faults of ours and come with their stack.
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error;
  process.stderr.write(
    process.argv.includes('--json')
      ? `${JSON.stringify({ error: { code: error.code, message: error.message } })}\n`
      : `${error.message}\n`,
  );
  process.exitCode = 1;
}
