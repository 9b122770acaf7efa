import type { LogLine } from '../../cloud/core/journal.ts';
import { harmless, paint, paintName } from './paint.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Fields that are in every line of the logger, and are not repeated. */
const KNOWN = new Set([
  'level',
  'message',
  'timestamp',
  'service',
  'sampling_rate',
  'xray_trace_id',
  'error',
]);
const LAMBDAS = new Set([...KNOWN, 'requestId', 'errorType', 'errorMessage', 'stackTrace', 'stack']);

interface Said {
  readonly message: string;
  readonly fields: Fields;
  /** Printed on separate lines below. */
  readonly details: readonly string[];
}

/** A log line for people: time, level, function, message and its other fields, with an error's stack below. */
export function logText({ time, level, source, text }: LogLine): string {
  const { message, fields, details } = saidIn(text);
  const pairs = Object.entries(fields).map(([name, value]) => paint('dim', `${name}=${plain(value)}`));
  const clock = new Date(time).toISOString().slice(11, 23);
  const head = [paint('gray', clock), levelText(level), paintName(harmless(source)), message, ...pairs];
  return [head.filter((part) => part !== '').join(' '), ...details.map((line) => `    ${line}`)].join('\n');
}

function levelText(level: LogLine['level']): string {
  const padded = level.padEnd(5);
  if (level === 'ERROR') return paint('red', padded);
  return level === 'WARN' ? paint('yellow', padded) : paint('dim', padded);
}

function plain(value: unknown): string {
  return harmless(typeof value === 'string' ? value : JSON.stringify(value));
}

function saidIn(text: string): Said {
  const fields = text.startsWith('{') ? parsed(text) : undefined;
  if (fields === undefined) return saidInText(text);
  if ('_aws' in fields) return { message: paint('dim', metricsIn(fields)), fields: {}, details: [] };
  if (typeof fields['type'] === 'string' && fields['type'].startsWith('platform.')) return ofLambda(fields);
  return saidByLogger(fields);
}

function parsed(text: string): Fields | undefined {
  try {
    return JSON.parse(text) as Fields;
  } catch {
    return undefined;
  }
}

/** Lambda's text format: time, request id, level, message, with tabs between; lines end with a carriage return. */
function saidInText(text: string): Said {
  const [, message = text] = /^\d{4}-\d\d-\d\dT\S+\t\S+\t[A-Z]+\t(.*)$/s.exec(text) ?? [];
  const [first = '', ...rest] = message.trimEnd().split(/[\r\n]+/);
  return { message: harmless(first.replaceAll('\t', '  ')), fields: {}, details: rest.map(harmless) };
}

function saidByLogger(fields: Fields): Said {
  const { message, error } = fields;
  const isError = typeof message === 'object' && message !== null;
  const failure = isError ? (message as Fields) : isFields(error) ? error : fields;
  const details = stackOf(failure);
  const rest = Object.entries(fields).filter(([name]) => !(details.length > 0 ? LAMBDAS : KNOWN).has(name));
  return {
    message: isError ? '' : plain(message ?? ''),
    fields: Object.fromEntries(rest),
    details,
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/** The stack of an error from the logger (`name`, `message`, `stack`, `cause`) or Lambda's runtime (`errorType`, …). */
function stackOf(failure: Fields): string[] {
  const stack = failure['stack'] ?? failure['stackTrace'];
  const lines = Array.isArray(stack) ? stack.map(String) : typeof stack === 'string' ? stack.split('\n') : [];
  const name = failure['name'] ?? failure['errorType'];
  if (lines.length === 0 && name === undefined) return [];
  const title = `${plain(name ?? 'Error')}: ${plain(failure['message'] ?? failure['errorMessage'] ?? '')}`;
  const calls = lines.filter((line) => line.trim().startsWith('at '));
  const cause = isFields(failure['cause']) ? stackOf(failure['cause']) : [];
  return [
    paint('red', title),
    ...calls.map((line) => paint('dim', harmless(line.trim()))),
    ...cause.map((line, index) => (index === 0 ? `because ${line}` : line)),
  ];
}

/** The metrics of a line in the embedded metric format, without the names of its dimension sets. */
function metricsIn(fields: Fields): string {
  const { _aws: directive, ...values } = fields;
  const sets = isFields(directive) ? directive['CloudWatchMetrics'] : [];
  const names = (Array.isArray(sets) ? sets : [])
    .filter(isFields)
    .flatMap(({ Metrics }) => (Array.isArray(Metrics) ? Metrics : []))
    .filter(isFields)
    .map(({ Name }) => String(Name));
  return names.map((name) => harmless(`${name}=${JSON.stringify(values[name])}`)).join(' ');
}

/** START, REPORT and the lines of a cold start in the JSON format, as text. */
function ofLambda({ type, record }: Fields): Said {
  const known: Fields = isFields(record) ? record : {};
  const { metrics, status, errorType, requestId, runtimeVersion } = known;
  // A cold start belongs to no request.
  const said = (message: string): Said => ({
    message,
    fields: requestId === undefined ? {} : { requestId },
    details: [],
  });
  const numbers = (isFields(metrics) ? metrics : {}) as Readonly<Record<string, number>>;
  const { durationMs, maxMemoryUsedMB, memorySizeMB, initDurationMs } = numbers;
  const end =
    status === 'success' ? '' : `, ${paint('red', [status, errorType].filter(Boolean).map(plain).join(' '))}`;
  if (type === 'platform.initStart')
    return said(`${paint('cyan', 'cold start')} ${plain(runtimeVersion ?? '')}`);
  if (type === 'platform.initReport') return said(`${paint('cyan', `cold start ${durationMs} ms`)}${end}`);
  if (type !== 'platform.report') return said(plain(type).replace('platform.', ''));
  const cold = initDurationMs === undefined ? '' : `, ${paint('cyan', `cold start ${initDurationMs} ms`)}`;
  return said(`report ${durationMs} ms, ${maxMemoryUsedMB} of ${memorySizeMB} MB${cold}${end}`);
}
