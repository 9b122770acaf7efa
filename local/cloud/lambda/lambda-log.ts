import type { LoggingConfig } from './function-definition.ts';

/** Lambda's own lines around an invocation, in the two formats it has. Durations are milliseconds. */

export interface InvocationReport {
  readonly requestId: string;
  readonly durationMs: number;
  readonly memoryMb: number;
  readonly maxMemoryUsedMb: number;
  /** Present for the invocation that waited for a cold start. */
  readonly initDurationMs?: number;
  readonly failure?: { readonly status: 'error' | 'timeout'; readonly errorType?: string };
}

function two(milliseconds: number): string {
  return milliseconds.toFixed(2);
}

function jsonEvent(time: number, type: string, record: object): string {
  return JSON.stringify({ time: new Date(time).toISOString(), type, record });
}

/** Says that an environment is being made: a cold start. `runtime` is such as `nodejs24.x`. */
export function initStartLine(
  logging: LoggingConfig,
  time: number,
  { region, runtime }: { readonly region: string; readonly runtime: string },
): string {
  const runtimeVersion = `${runtime.replace(/(\d+)\.x$/, ':$1')}.local`;
  const runtimeVersionArn = `arn:aws:lambda:${region}::runtime:local`;
  if (logging.format === 'JSON') {
    const record = { initializationType: 'on-demand', phase: 'init', runtimeVersion, runtimeVersionArn };
    return jsonEvent(time, 'platform.initStart', record);
  }
  return `INIT_START Runtime Version: ${runtimeVersion}\tRuntime Version ARN: ${runtimeVersionArn}`;
}

/** Of a cold start that failed: one that succeeds is told by the REPORT of the invocation that waited for it. */
export function initReportLine(
  logging: LoggingConfig,
  time: number,
  { durationMs, errorType }: { readonly durationMs: number; readonly errorType: string },
): string {
  const status = errorType === 'Sandbox.Timedout' ? 'timeout' : 'error';
  if (logging.format === 'JSON') {
    const metrics = { durationMs: Number(two(durationMs)) };
    const record = { initializationType: 'on-demand', phase: 'init', status, errorType, metrics };
    return jsonEvent(time, 'platform.initReport', record);
  }
  const fields = [`Init Duration: ${two(durationMs)} ms`, 'Phase: init', `Status: ${status}`];
  return `INIT_REPORT ${[...fields, `Error Type: ${errorType}`].join('\t')}`;
}

export function startLine(logging: LoggingConfig, time: number, requestId: string): string {
  if (logging.format === 'JSON') return jsonEvent(time, 'platform.start', { requestId, version: '$LATEST' });
  return `START RequestId: ${requestId} Version: $LATEST`;
}

/** The text format's END line; JSON has none. */
export function endLine(logging: LoggingConfig, requestId: string): string | undefined {
  return logging.format === 'JSON' ? undefined : `END RequestId: ${requestId}`;
}

function jsonReport(time: number, report: InvocationReport): string {
  return jsonEvent(time, 'platform.report', {
    requestId: report.requestId,
    metrics: {
      durationMs: Number(two(report.durationMs)),
      billedDurationMs: billed(report),
      memorySizeMB: report.memoryMb,
      maxMemoryUsedMB: report.maxMemoryUsedMb,
      ...(report.initDurationMs === undefined ? {} : { initDurationMs: Number(two(report.initDurationMs)) }),
    },
    status: report.failure?.status ?? 'success',
    ...(report.failure?.errorType === undefined ? {} : { errorType: report.failure.errorType }),
  });
}

/** Since August 2025 the cold start is billed too. */
function billed(report: InvocationReport): number {
  return Math.ceil(report.durationMs + (report.initDurationMs ?? 0));
}

export function reportLine(logging: LoggingConfig, time: number, report: InvocationReport): string {
  if (logging.format === 'JSON') return jsonReport(time, report);
  const fields = [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${two(report.durationMs)} ms`,
    `Billed Duration: ${billed(report)} ms`,
    `Memory Size: ${report.memoryMb} MB`,
    `Max Memory Used: ${report.maxMemoryUsedMb} MB`,
  ];
  if (report.initDurationMs !== undefined) fields.push(`Init Duration: ${two(report.initDurationMs)} ms`);
  if (report.failure !== undefined) fields.push(`Status: ${report.failure.status}`);
  if (report.failure?.errorType !== undefined) fields.push(`Error Type: ${report.failure.errorType}`);
  return `${fields.join('\t')}\t`;
}
