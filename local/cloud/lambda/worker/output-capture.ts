import { format } from 'node:util';
import type { LogLevel } from './messages.ts';

const ORDER: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const METHODS: readonly (readonly ['trace' | 'debug' | 'log' | 'info' | 'warn' | 'error', LogLevel])[] = [
  ['trace', 'TRACE'],
  ['debug', 'DEBUG'],
  ['log', 'INFO'],
  ['info', 'INFO'],
  ['warn', 'WARN'],
  ['error', 'ERROR'],
];

export interface OutputOptions {
  readonly format: 'Text' | 'JSON';
  readonly minimum: LogLevel;
  readonly requestId: () => string | undefined;
  readonly sink: (level: LogLevel, text: string) => void;
}

function parsedObject(text: unknown): Record<string, unknown> | undefined {
  if (typeof text !== 'string' || !text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function errorFields(error: Error): Record<string, unknown> {
  return { errorType: error.name, errorMessage: error.message, stackTrace: (error.stack ?? '').split('\n') };
}

function jsonLine(level: LogLevel, requestId: string | undefined, parts: readonly unknown[]): string {
  const record: Record<string, unknown> = { timestamp: new Date().toISOString(), level, requestId };
  const error = parts.find((part) => part instanceof Error);
  const only = parts.length === 1 ? parts[0] : format(...parts);
  record['message'] = only instanceof Error ? errorFields(only) : only;
  if (error !== undefined && parts.length > 1) Object.assign(record, errorFields(error));
  try {
    return JSON.stringify(record);
  } catch {
    return JSON.stringify({ ...record, message: format(...parts) });
  }
}

function textLine(level: LogLevel, requestId: string | undefined, parts: readonly unknown[]): string {
  const message = format(...parts).replaceAll('\n', '\r');
  return `${new Date().toISOString()}\t${requestId ?? 'undefined'}\t${level}\t${message}`;
}

/** One line as Lambda's Node runtime writes it. A message that is a JSON object already stays as it is. */
export function formatLine(
  options: Pick<OutputOptions, 'format' | 'requestId'>,
  level: LogLevel,
  parts: readonly unknown[],
): string {
  const [first] = parts;
  if (parts.length === 1 && typeof first === 'string' && parsedObject(first) !== undefined) return first;
  const line = options.format === 'JSON' ? jsonLine : textLine;
  return line(level, options.requestId(), parts);
}

function captureStream(stream: NodeJS.WriteStream, level: LogLevel, sink: OutputOptions['sink']): void {
  const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    for (const line of text.split('\n')) if (line !== '') sink(level, line);
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') process.nextTick(callback);
    return true;
  };
  Object.defineProperty(stream, 'write', { value: write, configurable: true, writable: true });
}

/** Sends `console.*`, stdout and stderr of this thread to the sink, line by line, also just before it is frozen. */
export function captureOutput(options: OutputOptions): void {
  const threshold = ORDER.indexOf(options.minimum);
  for (const [method, level] of METHODS) {
    console[method] = (...parts: unknown[]) => {
      if (ORDER.indexOf(level) >= threshold) options.sink(level, formatLine(options, level, parts));
    };
  }
  captureStream(process.stdout, 'INFO', options.sink);
  captureStream(process.stderr, 'ERROR', options.sink);
}
