import type { Identity } from '../cloud/identities.ts';
import type { LogLevel } from './worker/messages.ts';

/** A function as its template defines it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** The deployed bundle, unpacked. */
  readonly folder: string;
  /** Such as `index.handler`. */
  readonly handler: string;
  /** Such as `nodejs24.x`. */
  readonly runtime: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The role that it acts as. */
  readonly identity: Identity;
  /** At most so many invocations at once, others are throttled; unlimited when absent. */
  readonly reservedConcurrency?: number;
  readonly logging: LoggingConfig;
  /** ARN of the queue that takes events whose asynchronous invocations all failed. */
  readonly deadLetterQueue?: string;
}

export interface LoggingConfig {
  readonly format: 'Text' | 'JSON';
  /** Of the function's own lines. */
  readonly applicationLevel: LogLevel;
  /** Of Lambda's START, END and REPORT. */
  readonly systemLevel: 'DEBUG' | 'INFO' | 'WARN';
  readonly group: string;
}
