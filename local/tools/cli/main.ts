import { Command, InvalidArgumentError, Option } from 'commander';
import { refuseOptionsForNpm, tellBriefly } from '../platform/usage.ts';

/** `npm run cli -- COMMAND`: the tools around a running local platform. */

/** Loads a command when it is called. Some import the whole local cloud, and `logs` must not wait for that. */
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
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return text;
}

function common(command: Command): Command {
  return command
    .option('--json', 'machine-readable output')
    .option('--http-port <port>', 'the platform that serves HTTP on this port', port)
    .option('--mqtt-port <port>', 'the platform whose cars connect to this port', port)
    .option('--data-dir <directory>', 'the platform that keeps its state there');
}

const program = new Command('npm run cli --').description(
  'Tools around a running Roadstream. Every command finds the one that runs; of several, name one.',
);

common(
  program
    .command('doctor')
    .description('check this computer: what it has, what is missing, and how to get it'),
).action(lazily(async () => (await import('./commands/doctor.ts')).doctor));
common(program.command('token').description('print a bearer token of the running platform'))
  .option('--rider <id>', 'for a rider')
  .option('--operator [id]', 'for an operator')
  .option('--partner <id>', 'for a partner, by its own app client')
  .action(lazily(async () => (await import('./commands/token.ts')).token));
const rider = program.command('rider').description('riders of the running platform');
common(
  rider
    .command('add')
    .description('sign a rider up with a driving licence and a payment method, through the public API'),
)
  .requiredOption('--rider <id>', 'the id of the rider, as for `token --rider`')
  .option('--name <name>', 'the name of the rider')
  .action(lazily(async () => (await import('./commands/rider-add.ts')).riderAdd));
const partner = program.command('partner').description('partners of the running platform');
common(
  partner
    .command('add')
    .description('add a partner, as an operator would; prints its id')
    .argument('<name>', 'such as "Hotel Andorra"'),
)
  .option('--kind <kind>', 'APP, CHARGING, CITY, HOTEL, INSURER, RESTAURANT or OTHER', 'OTHER')
  .option('--scopes <scopes>', 'what it may see, comma separated', 'CARS,RIDERS,PLACES,USAGE,CHARGES')
  .option('--events <types>', 'the types of events that it may have, comma separated', '*')
  .action(lazily(async () => (await import('./commands/partner-add.ts')).partnerAdd));
common(
  partner.command('list').description('list the partners, with their state and what they may have'),
).action(lazily(async () => (await import('./commands/partner-lists.ts')).partnerList));
common(
  partner
    .command('mails')
    .description('list the mails to a partner about its endpoints')
    .argument('<partner>', 'as `partner list` prints it'),
).action(lazily(async () => (await import('./commands/partner-lists.ts')).partnerMails));
const ofPartner = (command: Command): Command =>
  common(command).requiredOption('--partner <id>', 'the partner, as `partner add` printed it');
const endpoint = program.command('endpoint').description('webhook endpoints of a partner');
ofPartner(
  endpoint
    .command('add')
    .description('have events sent to a URL; prints its id and secret')
    .argument('<url>', 'https://…, or http://localhost:…'),
)
  .option('--events <types>', 'the types of events, comma separated', '*')
  .option('--description <text>', 'what it is for')
  .option('--mail-to <address>', 'who gets a mail when it fails')
  .action(lazily(async () => (await import('./commands/endpoint.ts')).endpointAdd));
ofPartner(
  endpoint
    .command('test')
    .description('have a test event sent; prints its id')
    .argument('<endpoint>', 'as `endpoint add` printed it'),
).action(lazily(async () => (await import('./commands/endpoint.ts')).endpointTest));
common(
  endpoint
    .command('list')
    .description('list the endpoints of a partner, as an operator sees them')
    .argument('<partner>', 'as `partner list` prints it'),
).action(lazily(async () => (await import('./commands/partner-lists.ts')).endpointList));
const deliveries = program.command('deliveries').description('what was sent to a webhook endpoint');
common(
  deliveries
    .command('list', { isDefault: true })
    .description('list the newest')
    .argument('<endpoint>', 'as `endpoint add` or `endpoint list` printed it'),
)
  .option('--partner <id>', 'as this partner sees them; without it, as an operator')
  .option('--state <state>', 'only PENDING, DELIVERED, FAILED or HELD')
  .action(lazily(async () => (await import('./commands/endpoint.ts')).deliveries));
ofPartner(
  deliveries
    .command('replay')
    .description('send again what failed or was held, or one delivery')
    .argument('<endpoint>', 'as `endpoint add` printed it'),
)
  .option('--delivery <id>', 'only this one')
  .option('--since <time>', 'only events from then on, such as 2026-01-31T09:30:00Z')
  .option('--until <time>', 'only events before then')
  .action(lazily(async () => (await import('./commands/endpoint.ts')).deliveriesReplay));
const car = program.command('car').description('register own cars, and control simulated ones');
common(
  car
    .command('add')
    .description('register a car; prints VIN, host, port and the paths of its certificate and key'),
)
  .option('--vin <vin>', 'its VIN; generated by default')
  .option('--model <model>', 'its model', 'Own car')
  .action(lazily(async () => (await import('./commands/car-add.ts')).carAdd));
for (const [action, description] of [
  ['state', 'print the state of a simulated car, and the address for phones'],
  ['offline', 'cut a simulated car off from the network, as in a garage'],
  ['online', 'connect it to the network again'],
  ['drive', 'make its driver drive off'],
  ['park', 'park it where it is, even before it has driven off'],
  ['tow', 'tow it a few hundred metres away, while it is parked'],
  ['drain', 'reduce its charge to 3 %: it stops, and does not drive off again'],
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
keyed(phone.command('key').description('make the phone’s key, and print its thumbprint')).action(
  lazily(async () => (await import('./commands/phone.ts')).phoneKey),
);
keyed(phone.command('register').description('register the key for a rider; prints its id'))
  .requiredOption('--rider <id>', 'a rider who has signed up')
  .action(lazily(async () => (await import('./commands/phone.ts')).phoneRegister));
common(phone.command('grant').description('fetch a grant for a rental, while there is a network'))
  .requiredOption('--rider <id>', 'the rider of the rental')
  .requiredOption('--rental <id>', 'the rental')
  .requiredOption('--phone-key <id>', 'the id that `phone register` printed')
  .option('--out <file>', 'the file for the grant', 'grant.jws')
  .action(lazily(async () => (await import('./commands/phone.ts')).phoneGrant));
for (const action of ['unlock', 'lock', 'start-enable', 'stop-enable', 'find', 'open-trunk'] as const) {
  keyed(phone.command(action).description(`request ${action} from a car near by, without the platform`))
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
  .option('--no-follow', 'print the existing lines and exit')
  .option('--level <level>', 'the lowest level: DEBUG, INFO, WARN or ERROR', 'INFO')
  .option(
    '--id <id>',
    'only lines of this invocation (request id), or with this id: a trace, a rental, a car',
  )
  .option('--grep <text>', 'only lines with this text, ignoring case')
  .option('--since <when>', 'only lines since then: 5m ago (platform time), or 2026-01-31T09:30:00Z')
  .option('--lines <n>', 'print at most this many of the earlier lines', whole, '1000')
  .option('--reports', 'also START and REPORT: duration, memory, cold starts')
  .action(lazily(async () => (await import('./commands/logs.ts')).logs));
const events = program
  .command('events')
  .description('follow a topic and decode its records; without a topic, list all');
common(
  events
    .command('tail', { isDefault: true })
    .description('follow a topic and decode its records; without a topic, list all')
    .argument('[topic]', 'such as vehicles.events'),
)
  .option('--from-beginning', 'start at its first record, instead of at new ones')
  .option('--since <when>', 'start at 5m ago (platform time), or at 2026-01-31T09:30:00Z')
  .option('--key <key>', 'only records with this key: a VIN, a rider')
  .option('--limit <n>', 'exit after this many', whole)
  .option('--no-follow', 'exit after the last existing record')
  .action(lazily(async () => (await import('./commands/events.ts')).events));
common(
  program
    .command('debug')
    .description('let a debugger attach to one function, until Ctrl-C')
    .argument('<function>', 'such as rentals-consumer'),
)
  .option('--port <port>', 'the port for the debugger', port, '9229')
  .action(lazily(async () => (await import('./commands/debug.ts')).debug));
program
  .command('explain')
  .description(
    'list what has no effect on this computer in the templates, and why; needs no running platform',
  )
  .argument('[about]', 'part of a stack’s name, a logical id or a type')
  .option('--json', 'machine-readable output')
  .option('--assembly <directory>', 'another synthesized app instead of this one')
  .action(lazily(async () => (await import('./commands/explain.ts')).explain));
program
  .command('rate')
  .description('price the rides of a CSV file by a tariff; needs no running platform')
  .argument('<file>', 'CSV with pickup, dropoff, distance (miles), fare, and zones')
  .requiredOption('--tariff <file>', 'a tariff as JSON, such as docs/examples/tariffs/nyc-2019.json')
  .option('--moving-mph <speed>', 'the assumed speed of a cab that is neither slow nor stopped', '16')
  .option('--json', 'machine-readable output')
  .action(lazily(async () => (await import('./commands/rate.ts')).rate));
common(
  program
    .command('charges')
    .description('list charges as an operator sees them: those of today, or of another day'),
)
  .option('--day <day>', 'of this day, UTC: 2026-01-31')
  .option('--rider <id>', 'of this rider')
  .option('--not-rated', 'rentals that could not be charged')
  .option('--waiting', 'adjustments that wait for a second operator')
  .action(lazily(async () => (await import('./commands/charges.ts')).charges));
common(program.command('offers').description('list the offers, those that changed last first')).action(
  lazily(async () => (await import('./commands/offers.ts')).offers),
);
common(
  program
    .command('promotions')
    .description('list promotion codes with what is used of their budgets, newest first'),
).action(lazily(async () => (await import('./commands/promotions.ts')).promotions));
const ledger = program.command('ledger').description('the books of the running platform');
common(
  ledger
    .command('check')
    .description('prove from table and topic, each alone, that the books add up; exit code 1 if they do not'),
)
  .option(
    '--since <when>',
    'only rentals that were over since then: where billing started later than rentals',
  )
  .option(
    '--from <day>',
    'look for movements in the table from this day on; by default the first of the topic',
  )
  .action(lazily(async () => (await import('./commands/ledger-check.ts')).ledgerCheck));
const loyalty = program.command('loyalty').description('the points of the running platform');
common(
  ledger
    .command('reconcile')
    .description(
      'compare a day of the ledger with the payment provider’s balance; exit code 1 if they differ',
    ),
)
  .requiredOption('--day <day>', 'UTC: 2026-01-31')
  .action(lazily(async () => (await import('./commands/ledger-reconcile.ts')).ledgerReconcile));
common(
  loyalty
    .command('check')
    .description(
      'prove from table and topic that points add up, and that the ledger agrees; exit code 1 if not',
    ),
).action(lazily(async () => (await import('./commands/loyalty-check.ts')).loyaltyCheck));
common(
  loyalty
    .command('reconcile')
    .description(
      'compare transfers of points with the statement of the partner’s programme; exit code 1 if they differ',
    )
    .argument('<statement>', 'CSV with the columns transfer, direction, points, reference'),
)
  .requiredOption('--programme <id>', 'the programme, as its rates were published')
  .option('--from <time>', 'what was booked from then on must be in the statement', '2000-01-01')
  .option('--until <time>', 'what was booked until then must be in it', '2100-01-01')
  .action(lazily(async () => (await import('./commands/loyalty-reconcile.ts')).loyaltyReconcile));
common(
  loyalty
    .command('partner')
    .description('stand for a partner with a programme, which answers transfers, until interrupted'),
)
  .option('--programme <id>', 'publish its rates under this id', 'hotel-miles')
  .addOption(
    new Option('--behaves <how>', 'what it does with a transfer')
      .choices(['book', 'refuse', 'twice', 'contradict', 'book-silently', 'ignore'])
      .default('book'),
  )
  .option('--statement <file>', 'write its statement there, for `loyalty reconcile`')
  .action(lazily(async () => (await import('./commands/points-partner.ts')).pointsPartner));
common(program.command('journal').description('print the journal of all movements as CSV, for accountants'))
  .requiredOption('--from <day>', 'the first day, UTC: 2026-01-31')
  .option('--to <day>', 'the last day, inclusive; by default the first')
  .action(lazily(async () => (await import('./commands/journal.ts')).journal));
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
    .argument('<file>', 'CSV with a row for each reading'),
).action(lazily(async () => (await import('./commands/replay.ts')).replayRecording));

tellBriefly(program);
refuseOptionsForNpm(program, process.argv.slice(2));

// The reader has closed its end (`… | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  // Errors with a code say what to do. Others are faults of ours, and are printed with their stack.
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error;
  process.stderr.write(
    process.argv.includes('--json')
      ? `${JSON.stringify({ error: { code: error.code, message: error.message } })}\n`
      : `${error.message}\n`,
  );
  process.exitCode = 1;
}
