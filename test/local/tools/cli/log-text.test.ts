import { WriteStream } from 'node:tty';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LogLine } from '../../../../local/cloud/core/journal.ts';
import type { LoggingConfig } from '../../../../local/cloud/lambda/function-definition.ts';
import { initReportLine, initStartLine } from '../../../../local/cloud/lambda/lambda-log.ts';
import { logText } from '../../../../local/tools/cli/log-text.ts';

/** Standard output as it is when somebody looks, at a terminal with colours; nothing else here (`CI`, say) has a word in it. */
const terminal = Object.create(process.stdout, {
  isTTY: { value: true },
  getColorDepth: {
    value: () =>
      WriteStream.prototype.getColorDepth({ TERM: 'xterm-256color', NO_COLOR: process.env['NO_COLOR'] }),
  },
}) as NodeJS.WriteStream;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

function shown(text: string, given: Partial<LogLine> = {}): string {
  const time = Date.parse('2026-01-31T09:30:00.250Z');
  return logText({ time, source: 'rentals-consumer', level: 'INFO', text, ...given });
}

/** As the logger of our functions writes it. */
const FAILED = JSON.stringify({
  level: 'ERROR',
  message: 'A request failed',
  timestamp: '2026-01-31T09:30:00.250Z',
  service: 'rentals',
  sampling_rate: 0,
  xray_trace_id: '1-5',
  route: 'GET /v1/cars',
  error: {
    name: 'TypeError',
    location: 'x',
    message: 'no such car',
    stack: 'TypeError: no such car\n    at find (use.ts:3:1)',
    cause: { name: 'Error', message: 'table gone', stack: 'Error: table gone' },
  },
});

describe('a log line for people', () => {
  it.each([
    ['a message', { message: 'seen\n09:30:00.250 ERROR forged' }, 'seen\\x0a09:30:00.250 ERROR forged'],
    ['a field', { message: 'seen', vin: 'X\u2028forged\u202e' }, 'seen vin=X\\x2028forged\\x202e'],
  ])('cannot be forged in %s', (_, fields, text) => {
    expect(shown(JSON.stringify(fields))).toBe(`09:30:00.250 INFO  rentals-consumer ${text}`);
  });

  it('of the logger: message, fields that say something, the error with its stack and cause', () => {
    expect(shown(FAILED, { level: 'ERROR' })).toBe(
      [
        '09:30:00.250 ERROR rentals-consumer A request failed route=GET /v1/cars',
        '    TypeError: no such car',
        '    at find (use.ts:3:1)',
        '    because Error: table gone',
      ].join('\n'),
    );
  });

  it('of Lambda’s runtime: what a handler threw', () => {
    const text = JSON.stringify({
      timestamp: '2026-01-31T09:30:00.250Z',
      level: 'ERROR',
      requestId: 'b9',
      message: {
        errorType: 'RangeError',
        errorMessage: 'too far',
        stackTrace: ['RangeError: too far', '    at x'],
      },
    });
    expect(shown(text, { level: 'ERROR' })).toBe(
      '09:30:00.250 ERROR rentals-consumer\n    RangeError: too far\n    at x',
    );
  });

  it('of the text format: without what the line already has', () => {
    expect(shown('2026-01-31T09:30:00.250Z\tb9\tINFO\tone\rtwo')).toBe(
      '09:30:00.250 INFO  rentals-consumer one\n    two',
    );
  });

  it('of metrics: names and values', () => {
    const metrics = JSON.stringify({
      _aws: {
        CloudWatchMetrics: [
          { Namespace: 'Roadstream', Dimensions: [['service']], Metrics: [{ Name: 'Folded' }] },
        ],
      },
      service: 'telemetry',
      Folded: 3,
    });
    expect(shown(metrics)).toBe('09:30:00.250 INFO  rentals-consumer Folded=3');
  });

  it('of a report: duration, memory, cold start, how it ended', () => {
    const metrics = { durationMs: 12.5, memorySizeMB: 256, maxMemoryUsedMB: 92, initDurationMs: 240.1 };
    const record = { requestId: 'b9', metrics, status: 'error', errorType: 'Runtime.ExitError' };
    expect(shown(JSON.stringify({ type: 'platform.report', record }), { level: 'DEBUG' })).toBe(
      '09:30:00.250 DEBUG rentals-consumer report 12.5 ms, 92 of 256 MB, cold start 240.1 ms, error Runtime.ExitError requestId=b9',
    );
  });

  it('of a cold start, which belongs to no request: its beginning and its failure', () => {
    const logging = { format: 'JSON' } as LoggingConfig;
    const began = initStartLine(logging, 0, { region: 'eu-west-1', runtime: 'nodejs24.x' });
    expect(shown(began, { level: 'DEBUG' })).toBe(
      '09:30:00.250 DEBUG rentals-consumer cold start nodejs:24.local',
    );
    const failed = initReportLine(logging, 0, {
      durationMs: 240.1,
      errorType: 'Runtime.UserCodeSyntaxError',
    });
    expect(shown(failed, { level: 'DEBUG' })).toBe(
      '09:30:00.250 DEBUG rentals-consumer cold start 240.1 ms, error Runtime.UserCodeSyntaxError',
    );
  });

  it('shows control characters in it instead of obeying them', () => {
    expect(shown('gone\u001b[2J\u009b31m')).toContain(String.raw`gone\x1b[2J\x9b31m`);
    expect(shown(JSON.stringify({ message: 'a\u0007', to: '\u001b]0;x' }))).toContain(
      String.raw`a\x07 to=\x1b]0;x`,
    );
  });

  it('is coloured only on a terminal, or on request', () => {
    vi.stubEnv('NO_COLOR', undefined);
    vi.stubEnv('FORCE_COLOR', undefined);
    expect(shown('x')).not.toContain('\u001b');
    vi.stubEnv('FORCE_COLOR', '1');
    expect(shown('x')).toContain('\u001b[');
    vi.stubEnv('FORCE_COLOR', undefined);
    vi.stubGlobal('process', Object.create(process, { stdout: { value: terminal } }));
    expect(shown('x')).toContain('\u001b[');
    vi.stubEnv('NO_COLOR', '1');
    expect(shown('x')).not.toContain('\u001b');
  });
});
