import { isDay } from '../../../../shared/kernel/day.ts';
import { journalLines } from '../../ledger/journal-lines.ts';
import { CommandError } from '../command-error.ts';
import { type CommonOptions, target } from '../target.ts';

interface JournalOptions extends CommonOptions {
  readonly from: string;
  readonly to?: string;
}

/** Prints the journal of these days as CSV; with `--json`, each line as an array of its fields. */
export async function journal(options: JournalOptions): Promise<void> {
  const { from, to = from, json } = options;
  for (const day of [from, to]) {
    if (!isDay(day)) throw new CommandError('BAD_OPTION', `${day} is no day: write it as 2026-01-31.`);
  }
  for await (const line of journalLines(target(options).platform, from, to)) {
    // No field contains a comma or a quote: they are ids, codes and numbers.
    process.stdout.write(json === true ? `${JSON.stringify(line.trimEnd().split(','))}\n` : line);
  }
}
