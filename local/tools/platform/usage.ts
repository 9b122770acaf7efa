import type { Command } from 'commander';

/** What a user of the command line is told when it was called in a wrong way: one line, the usage, and where more is. */
export function tellBriefly(program: Command): void {
  for (const command of withSubcommands(program)) {
    const usage = command.createHelp().commandUsage(command);
    const help = `${usage.replace(/ \[options\].*$| [<[].*$/, '')} --help`;
    command.showHelpAfterError(`Usage: ${usage}\nSee ${help}`);
  }
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** Options that npm has itself, and may have from its own configuration. */
const NPM_OWN: ReadonlySet<string> = new Set(['json', 'key']);

/**
 * npm takes options that stand before `--` for its own, and passes on only what is left of them: `npm start --cars 3`
 * arrives as `3`. Ends the process with what to type instead, if it was called so.
 */
export function refuseOptionsForNpm(
  program: Command,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): void {
  // Only npm's own child: a process that this one starts has the same variables.
  const script = environment['npm_lifecycle_event'];
  if (script !== 'start' && script !== 'cli') return;
  const taken = new Map(
    withSubcommands(program)
      .flatMap(({ options }) => options.map(({ long }) => long?.replace(/^--/, '') ?? ''))
      .filter((name) => name !== '' && !NPM_OWN.has(name))
      .flatMap((name) => {
        const value = environment[`npm_config_${name.replaceAll('-', '_')}`];
        return value === undefined || value === '' ? [] : [[name, value] as const];
      }),
  );
  if (taken.size === 0) return;
  const names = [...taken.keys()].map((name) => `--${name}`);
  const options = [...taken].map(([name, value]) => (value === 'true' ? `--${name}` : `--${name}=${value}`));
  const call = script === 'start' ? 'npm start' : 'npm run cli';
  // A value that was written apart from its option is the last thing that npm has passed on.
  const typed =
    script === 'start' ? [...options, ...args] : [...args.slice(0, 1), ...options, ...args.slice(1)];
  program.error(
    `error: npm has taken ${names.join(', ')} for itself. Options go after --, such as: ${[call, '--', ...typed].join(' ')}`,
  );
}
