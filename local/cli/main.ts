import { Command, InvalidArgumentError } from 'commander';
import { carAdd } from './commands/car-add.ts';
import { clockAdvance } from './commands/clock-advance.ts';
import { doctor } from './commands/doctor.ts';
import { explain } from './commands/explain.ts';
import { logs } from './commands/logs.ts';
import { replayRecording } from './commands/replay.ts';
import { token } from './commands/token.ts';

/** `npm run cli -- COMMAND`: the tools around a running local platform. */

function port(text: string): string {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new InvalidArgumentError('A port is a whole number from 1 to 65535.');
  }
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
  doctor,
);
common(program.command('token').description('print a bearer token of the running platform'))
  .option('--rider <id>', 'for a rider')
  .option('--operator [id]', 'for an operator')
  .option('--partner <id>', 'for a partner')
  .action(token);
const car = program.command('car').description('cars of one’s own');
common(
  car
    .command('add')
    .description('register a car; prints VIN, host, port and the paths of its certificate and key'),
)
  .option('--vin <vin>', 'its VIN; made up when absent')
  .option('--model <model>', 'its model', 'Own car')
  .action(carAdd);
common(
  program
    .command('logs')
    .description('follow the functions’ logs')
    .argument('[function]', 'only of this function'),
)
  .option('--no-follow', 'print what there is and end')
  .action(logs);
program
  .command('explain')
  .description('what of the templates has no effect on this computer, and why; needs no running platform')
  .argument('[about]', 'part of a stack’s name, a logical id or a type')
  .option('--json', 'machine-readable output')
  .option('--assembly <directory>', 'another synthesized app instead of this one')
  .action(explain);
const clock = program.command('clock').description('the platform’s time');
common(
  clock
    .command('advance')
    .description('move the time forward: due timers fire in order; returns when all is quiet')
    .argument('<duration>', 'such as 90s, 15m, 24h, 7d'),
).action(clockAdvance);
common(
  program
    .command('replay')
    .description('play a sensor recording through MQTT, each car on its own connection')
    .argument('<file>', 'CSV with a row a reading'),
).action(replayRecording);

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
