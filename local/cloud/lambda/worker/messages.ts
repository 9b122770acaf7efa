import type { MessagePort } from 'node:worker_threads';

/** What crosses between the main thread and a function's worker thread. */

export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';

/** `workerData`: all that a worker knows of the local cloud. */
export interface SandboxData {
  readonly functionName: string;
  /** Folder with the deployed bundle. */
  readonly taskRoot: string;
  /** Such as `index.handler`. */
  readonly handler: string;
  /** Such as `nodejs24.x`. */
  readonly runtime: string;
  readonly memoryLimitMb: number;
  /** Where compiled code is kept, so that a bundle is compiled once and not at each cold start. */
  readonly compiledFolder?: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly logFormat: 'Text' | 'JSON';
  /** Lines below it are dropped; Lambda knows it only with the JSON format. */
  readonly logLevel: LogLevel;
  /** PEM of the authority behind the local servers' certificates. */
  readonly certificate: string;
  /** A `SharedClock`. */
  readonly clock: SharedArrayBuffer;
  /** One Int32 that the main thread raises for each invocation: it wakes the frozen worker. */
  readonly doorbell: SharedArrayBuffer;
  /** Present when a debugger may look in. */
  readonly debug?: { readonly sourceMap?: string };
  /** Where invocations arrive. Read only after the doorbell rang, so that a frozen worker runs nothing. */
  readonly inbox: MessagePort;
}

export interface Invocation {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  readonly functionArn: string;
  readonly traceId: string;
  /** Real milliseconds since 1970 at which the function's time is over. */
  readonly deadline: number;
}

/** How Lambda words an error in the payload of a failed invocation. */
export interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  /** WebSocket address at which a debugger finds this thread. */
  | { readonly kind: 'inspectable'; readonly inspector: string }
  /** The thread is about to end: debuggers must leave. */
  | { readonly kind: 'exiting' }
  | { readonly kind: 'init-failed'; readonly failure: Failure }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly text: string }
  /** `payload` is JSON text; undefined when the handler returned nothing that JSON knows. */
  | { readonly kind: 'returned'; readonly payload: string | undefined; readonly memoryBytes: number }
  | { readonly kind: 'threw'; readonly failure: Failure; readonly memoryBytes: number }
  /** An uncaught exception or unhandled rejection: the thread ends after this message. */
  | { readonly kind: 'crashed'; readonly failure: Failure };
