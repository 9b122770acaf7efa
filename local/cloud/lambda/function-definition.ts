import type { Identity } from '../core/identities.ts';
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
  /** Not of the template: somebody wants to look into the function with a debugger. */
  readonly debug?: DebugHooks;
}

/** The time that a function, and whoever waits for it, has while it is debugged: nobody is hurried at a breakpoint. */
export const DEBUGGING_MS = 24 * 3_600_000;

/** For a function that is being debugged: it has one environment, which no timeout and no memory limit ends. */
export interface DebugHooks {
  /** Path of a source map of the bundle in `folder`. */
  readonly sourceMap?: string;
  /** An environment has opened its inspector at this WebSocket address. */
  readonly opened: (inspector: string) => void;
  /** The environment is about to end: debuggers must leave, or Node waits for them. */
  readonly ending: (inspector: string) => void;
}

export interface LoggingConfig {
  readonly format: 'Text' | 'JSON';
  /** Of the function's own lines. */
  readonly applicationLevel: LogLevel;
  /** Of Lambda's START, END and REPORT. */
  readonly systemLevel: 'DEBUG' | 'INFO' | 'WARN';
  readonly group: string;
}
