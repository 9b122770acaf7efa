import { Cron } from 'croner';
import { own } from '../core/plain-value.ts';

/** When a schedule is due next after a time, both in milliseconds since 1970; undefined when never again. */
export type NextTime = (after: number) => number | undefined;

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** The lowest and highest value of cron's fields: minutes, hours, day of month, month, day of week, year. */
const BOUNDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [1, 7],
  [1970, 2199],
] as const;

function rate(text: string): NextTime | undefined {
  const parts = /^rate\((?<value>[1-9]\d*) (?<unit>minute|hour|day)s?\)$/.exec(text)?.groups;
  const unit = own(UNIT_MS, parts?.['unit'] ?? '');
  if (unit === undefined) return undefined;
  const period = Number(parts?.['value']) * unit;
  return (after) => after + period;
}

/** AWS writes `3/15` where others write `3-59/15`, and `?` for a day that the other day field decides. */
function plainField(field: string, index: number): string {
  if (field === '?') return '*';
  const last = BOUNDS[index]?.[1] ?? '';
  return field.replaceAll(/(?<=^|,)(\d+)\/(\d+)/g, `$1-${last}/$2`);
}

function cron(text: string, timezone: string): NextTime | undefined {
  const fields = /^cron\((?<fields>.+)\)$/.exec(text)?.groups?.['fields']?.trim().split(/\s+/);
  if (fields?.length !== BOUNDS.length) return undefined;
  // Seconds first; AWS counts the days of the week from Sunday = 1 and takes both day fields together.
  const pattern = ['0', ...fields.map(plainField)].join(' ');
  const schedule = new Cron(pattern, {
    mode: '7-part',
    alternativeWeekdays: true,
    domAndDow: true,
    paused: true,
    timezone,
  });
  return (after) => schedule.nextRun(new Date(after))?.getTime();
}

function at(text: string, timezone: string): NextTime | undefined {
  const time = /^at\((?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(text)?.groups?.['time'];
  if (time === undefined) return undefined;
  const once = new Cron(time, { paused: true, timezone }).nextRun(new Date(0))?.getTime();
  return (after) => (once !== undefined && once > after ? once : undefined);
}

/**
 * Reads `rate(5 minutes)`, `cron(0 9 ? * MON-FRI *)` and `at(2026-12-24T18:00:00)`. Throws an Error that says what is
 * wrong with the expression.
 */
export function parseSchedule(expression: string, timezone = 'UTC'): NextTime {
  try {
    const next = rate(expression) ?? cron(expression, timezone) ?? at(expression, timezone);
    if (next !== undefined) return next;
  } catch (error) {
    throw new Error(`${expression} is no schedule: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    });
  }
  throw new Error(`${expression} is no schedule: expected rate(…), cron(… six fields) or at(…)`);
}
