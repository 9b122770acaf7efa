import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { DEBUGGING_MS, type DebugHooks, type FunctionDefinition } from './function-definition.ts';
import type { Failure, Invocation, LogLevel, SandboxData, WorkerMessage } from './worker/messages.ts';
import { workerProgram } from './worker-program.ts';

/** What Node itself takes of a function's memory on Lambda; a thread here shares it with all others. */
const RUNTIME_BYTES = 60 * 2 ** 20;
const YOUNG_GENERATION_MB = 16;
const MEMORY_CHECK_MS = 50;
/**
 * V8's own limit lies this far above the function's memory and is not meant to be met: a thread that meets it can end
 * the whole process, or be stuck in collecting garbage where `terminate` does not reach it (both seen). What looks at
 * the memory and terminates needs the thread to look up now and then; a loop of built-in calls alone does not.
 */
const HEAP_HEADROOM_MB = 1024;
/** Functions keep compiled code where this process does, if it does: Node says so with a folder for its version. */
function compiledFolder(): Pick<SandboxData, 'compiledFolder'> {
  const own = getCompileCacheDir();
  return own === undefined ? {} : { compiledFolder: dirname(own) };
}

/** Lambda gives a cold start ten seconds, then starts over on the function's own time. */
const INIT_LIMIT_MS = 10_000;

export type Outcome = { readonly memoryBytes: number } & (
  | { readonly kind: 'returned'; readonly payload: string }
  /** `fatal`: the environment is gone. */
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      readonly fatal: boolean;
      readonly timedOut?: boolean;
    }
);

export interface SandboxSetup {
  readonly definition: FunctionDefinition;
  readonly environment: Readonly<Record<string, string>>;
  readonly logStream: string;
  readonly clock: SharedArrayBuffer;
  readonly certificate: string;
  readonly onLog: (level: LogLevel, text: string) => void;
}

function exitFailure(requestId: string, how: string, errorType = 'Runtime.ExitError'): Failure {
  return { errorType, errorMessage: `RequestId: ${requestId} Error: Runtime exited ${how}` };
}

function timeoutFailure(requestId: string, seconds: number): Failure {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
  return { errorType: 'Sandbox.Timedout', errorMessage };
}

function debugData({ sourceMap }: DebugHooks): NonNullable<SandboxData['debug']> {
  return sourceMap === undefined ? {} : { sourceMap };
}

/** One execution environment: a worker thread with the function's bundle, for one invocation at a time. */
export class Sandbox {
  readonly definition: FunctionDefinition;
  readonly logStream: string;
  /** Resolves when the handler is loaded, to what went wrong if anything did. */
  readonly ready: Promise<Failure | undefined>;
  /** Milliseconds from the start of the thread until the handler was loaded. */
  initDurationMs = 0;
  alive = true;

  private readonly worker: Worker;
  private readonly inbox: MessagePort;
  private readonly doorbell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  private readonly startedAt = performance.now();
  private readonly onLog: SandboxSetup['onLog'];
  private settleReady: (failure: Failure | undefined) => void = () => undefined;
  private settleInvocation: ((outcome: Outcome) => void) | undefined;
  private requestId = 'undefined';
  private memoryBytes = RUNTIME_BYTES;
  private ended: Failure | undefined;
  private inspector: string | undefined;

  constructor(setup: SandboxSetup) {
    this.definition = setup.definition;
    this.logStream = setup.logStream;
    this.onLog = setup.onLog;
    const { port1, port2 } = new MessageChannel();
    this.inbox = port1;
    this.inbox.unref();
    this.ready = new Promise((resolve) => {
      this.settleReady = resolve;
    });
    this.worker = this.start(setup, port2);
  }

  private start(setup: SandboxSetup, inbox: MessagePort): Worker {
    const { definition } = setup;
    const data: SandboxData = {
      functionName: definition.name,
      taskRoot: definition.folder,
      handler: definition.handler,
      runtime: definition.runtime,
      memoryLimitMb: definition.memoryMb,
      ...compiledFolder(),
      logGroup: definition.logging.group,
      logStream: setup.logStream,
      logFormat: definition.logging.format,
      logLevel: definition.logging.applicationLevel,
      certificate: setup.certificate,
      clock: setup.clock,
      doorbell: this.doorbell.buffer,
      inbox,
      ...(definition.debug === undefined ? {} : { debug: debugData(definition.debug) }),
    };
    const worker = new Worker(workerProgram(), {
      name: definition.name,
      workerData: data,
      transferList: [inbox],
      env: setup.environment,
      // The second: the inspector does not announce itself on standard error.
      execArgv: ['--no-warnings=ExperimentalWarning', '--inspect-publish-uid=http'],
      resourceLimits: {
        maxOldGenerationSizeMb: definition.memoryMb + HEAP_HEADROOM_MB,
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      },
    });
    worker.on('message', (message: WorkerMessage) => this.hear(message));
    worker.on('error', (error) => this.breakDown(error));
    worker.on('exit', (code) => this.end(code));
    return worker;
  }

  /** Waits for the cold start, if there is one; `invoke` reports what went wrong in it. */
  async prepare(requestId: string): Promise<void> {
    this.requestId = requestId;
    const limit = INIT_LIMIT_MS + this.timeLimitMs;
    const timer = setTimeout(() => this.timeOut(), limit);
    await this.ready;
    clearTimeout(timer);
  }

  /**
   * Runs the handler once, after `prepare`. Never rejects: what goes wrong is in the outcome, worded as Lambda does.
   * After a fatal outcome the thread is gone.
   */
  async invoke(invocation: Omit<Invocation, 'deadline'>): Promise<Outcome> {
    const failure = await this.ready;
    if (failure !== undefined || !this.alive) return this.fatal(failure ?? this.ended);
    const deadline = Date.now() + this.timeLimitMs;
    const outcome = new Promise<Outcome>((resolve) => {
      this.settleInvocation = resolve;
    });
    const timer = setTimeout(() => this.timeOut(), deadline - Date.now());
    const watch = setInterval(
      () => void this.checkMemory(),
      this.isDebugged ? DEBUGGING_MS : MEMORY_CHECK_MS,
    );
    const message: Invocation = { ...invocation, deadline };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
    this.inbox.postMessage(message);
    Atomics.add(this.doorbell, 0, 1);
    Atomics.notify(this.doorbell, 0);
    try {
      return await outcome;
    } finally {
      clearTimeout(timer);
      clearInterval(watch);
    }
  }

  /** Ends the thread wherever it is; an invocation under way fails as if its environment had been killed. */
  async terminate(): Promise<void> {
    this.ended ??= exitFailure(this.requestId, 'with error: signal: killed');
    this.cutDebuggers();
    await this.worker.terminate();
  }

  private hear(message: WorkerMessage): void {
    switch (message.kind) {
      case 'log':
        this.onLog(message.level, message.text);
        return;
      case 'ready':
        this.initDurationMs = performance.now() - this.startedAt;
        this.settleReady(undefined);
        return;
      case 'inspectable':
        this.inspector = message.inspector;
        this.definition.debug?.opened(message.inspector);
        return;
      case 'exiting':
        this.cutDebuggers();
        return;
      case 'init-failed':
      case 'crashed':
        this.ended = message.failure;
        this.cutDebuggers();
        return;
      case 'returned':
        if (this.overLimit(message.memoryBytes)) return;
        // Lambda answers `null` where the handler returned nothing.
        this.settle({ kind: 'returned', payload: message.payload ?? 'null', memoryBytes: this.memoryBytes });
        return;
      case 'threw':
        if (this.overLimit(message.memoryBytes)) return;
        this.settle({
          kind: 'failed',
          failure: message.failure,
          fatal: false,
          memoryBytes: this.memoryBytes,
        });
        return;
    }
  }

  private timeOut(): void {
    const failure = timeoutFailure(this.requestId, this.definition.timeoutSeconds);
    const invocationId = `${new Date().toISOString()} ${this.requestId}`;
    this.onLog(
      'ERROR',
      `${invocationId} Task timed out after ${this.definition.timeoutSeconds.toFixed(2)} seconds`,
    );
    this.stopWith(failure, true);
  }

  /** What the thread holds, its buffers too, which lie outside the heap. Works while it never yields. */
  private async checkMemory(): Promise<void> {
    const statistics = await this.worker.getHeapStatistics().catch(() => undefined);
    if (statistics !== undefined) this.overLimit(statistics.used_heap_size + statistics.external_memory);
  }

  private overLimit(bytes: number): boolean {
    this.memoryBytes = Math.max(this.memoryBytes, RUNTIME_BYTES + bytes);
    if (this.isDebugged || this.memoryBytes <= this.definition.memoryMb * 2 ** 20) return false;
    this.runOutOfMemory();
    return true;
  }

  private runOutOfMemory(): void {
    this.memoryBytes = this.definition.memoryMb * 2 ** 20;
    this.stopWith(exitFailure(this.requestId, 'with error: signal: killed', 'Runtime.OutOfMemory'), false);
  }

  private breakDown(error: Error & { code?: unknown }): void {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') this.runOutOfMemory();
    else
      this.ended ??= {
        errorType: error.name,
        errorMessage: error.message,
        trace: (error.stack ?? '').split('\n'),
      };
  }

  private stopWith(failure: Failure, timedOut: boolean): void {
    this.ended ??= failure;
    this.alive = false;
    this.settleReady(this.ended);
    this.settle({ ...this.fatal(this.ended), timedOut });
    this.cutDebuggers();
    void this.worker.terminate();
  }

  private end(code: number): void {
    this.alive = false;
    this.cutDebuggers();
    this.inbox.close();
    const how = code === 0 ? 'without providing a reason' : `with error: exit status ${code}`;
    this.ended ??= exitFailure(this.requestId, how);
    this.settleReady(this.ended);
    this.settle(this.fatal(this.ended));
  }

  private get isDebugged(): boolean {
    return this.definition.debug !== undefined;
  }

  private get timeLimitMs(): number {
    return this.isDebugged ? DEBUGGING_MS : this.definition.timeoutSeconds * 1000;
  }

  private cutDebuggers(): void {
    if (this.inspector !== undefined) this.definition.debug?.ending(this.inspector);
    this.inspector = undefined;
  }

  private fatal(failure: Failure | undefined): Extract<Outcome, { kind: 'failed' }> {
    const known = failure ?? exitFailure(this.requestId, 'without providing a reason');
    return { kind: 'failed', failure: known, fatal: true, memoryBytes: this.memoryBytes };
  }

  private settle(outcome: Outcome): void {
    const settle = this.settleInvocation;
    this.settleInvocation = undefined;
    settle?.(outcome);
  }
}
