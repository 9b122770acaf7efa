import type { LogLine } from '../core/journal.ts';
import { matches } from '../iam/policy/pattern.ts';

const LEVELS: readonly LogLine['level'][] = ['DEBUG', 'INFO', 'WARN', 'ERROR'];

export interface LogFilter {
  /** A function's name, a room, a part of the local cloud, or a pattern with `*` and `?`. */
  readonly source?: string;
  /** The least level. */
  readonly level?: LogLine['level'];
  /** Platform milliseconds. */
  readonly since?: number;
  /** A text in the line, whatever its case. */
  readonly text?: string;
  /** An invocation's request id, or an id in the line: a trace, a rental, a car. */
  readonly id?: string;
  /** Lambda's own lines too. */
  readonly system: boolean;
}

export function isLevel(text: string): text is LogLine['level'] {
  return (LEVELS as readonly string[]).includes(text);
}

/** Whether a pattern means this function or part. A room means all of its functions. */
export function meansSource(pattern: string, source: string): boolean {
  return matches(pattern, source) || source.startsWith(`${pattern}-`);
}

export function fitsFilter(line: LogLine, { source, level, since, text, id, system }: LogFilter): boolean {
  if (line.system === true && !system) return false;
  // Lambda writes its own lines at DEBUG; whoever asks for them gets them.
  const isLow = level !== undefined && LEVELS.indexOf(line.level) < LEVELS.indexOf(level);
  if (isLow && line.system !== true) return false;
  if (source !== undefined && !meansSource(source, line.source)) return false;
  if (since !== undefined && line.time < since) return false;
  if (id !== undefined && line.requestId !== id && !line.text.includes(id)) return false;
  return text === undefined || line.text.toLowerCase().includes(text.toLowerCase());
}
