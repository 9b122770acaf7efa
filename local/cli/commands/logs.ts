import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { LogLine } from '../../cloud/journal.ts';
import { CommandError } from '../command-error.ts';
import { type CommonOptions, target } from '../target.ts';

interface LogOptions extends CommonOptions {
  readonly follow: boolean;
}

/** A log line for people: time, function, level, message; a JSON line's other fields behind it. */
function readable({ time, source, level, text }: LogLine): string {
  const clock = new Date(time).toISOString().slice(11, 23);
  let message = text.trimEnd();
  if (text.startsWith('{')) {
    try {
      const {
        message: said,
        level: _level,
        timestamp: _timestamp,
        ...rest
      } = JSON.parse(text) as Record<string, unknown>;
      message = `${typeof said === 'string' ? said : ''} ${JSON.stringify(rest)}`.trim();
    } catch {
      // Not JSON after all: as it is.
    }
  }
  return `${clock} ${level.padEnd(5)} ${source}  ${message}`;
}

export async function logs(name: string | undefined, options: LogOptions): Promise<void> {
  const { platform } = target(options);
  const query = new URLSearchParams({
    follow: String(options.follow),
    ...(name === undefined ? {} : { source: name }),
  });
  const response = await fetch(`${platform.url}/_local/logs?${query.toString()}`);
  if (response.body === null || !response.ok) {
    throw new CommandError('NO_LOGS', `The platform gave no logs (status ${response.status}).`);
  }
  for await (const line of createInterface({ input: Readable.fromWeb(response.body) })) {
    process.stdout.write(`${options.json === true ? line : readable(JSON.parse(line) as LogLine)}\n`);
  }
}
