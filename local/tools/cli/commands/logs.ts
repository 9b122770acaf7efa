import type { LogLine } from '../../../cloud/core/journal.ts';
import { jsonLines } from '../json-lines.ts';
import { logText } from '../log-text.ts';
import { sinceQuery } from '../since.ts';
import { type CommonOptions, target } from '../target.ts';

interface LogOptions extends CommonOptions {
  readonly follow: boolean;
  readonly level: string;
  readonly id?: string;
  readonly grep?: string;
  readonly since?: string;
  readonly lines?: string;
  readonly reports?: boolean;
}

export async function logs(source: string | undefined, options: LogOptions): Promise<void> {
  const { id, grep, lines } = options;
  const query = new URLSearchParams({
    follow: String(options.follow),
    level: options.level,
    system: String(options.reports === true),
    ...sinceQuery(options.since),
    ...(source === undefined ? {} : { source }),
    ...(id === undefined ? {} : { id }),
    ...(grep === undefined ? {} : { text: grep }),
    ...(lines === undefined ? {} : { lines }),
  });
  for await (const line of jsonLines(target(options), 'GET', `/_local/logs?${query.toString()}`)) {
    process.stdout.write(`${options.json === true ? line : logText(JSON.parse(line) as LogLine)}\n`);
  }
}
