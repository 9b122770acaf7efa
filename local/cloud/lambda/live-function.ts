import { randomBytes, randomUUID } from 'node:crypto';
import type { Cloud } from '../core/cloud.ts';
import type { LogLine } from '../core/journal.ts';
import { environmentOf } from './environment.ts';
import type { DebugHooks, FunctionDefinition } from './function-definition.ts';
import { FunctionError } from './function-error.ts';
import { type InvocationNumbers, InvocationStatistics } from './invocation-statistics.ts';
import { endLine, initReportLine, initStartLine, reportLine, startLine } from './lambda-log.ts';
import { OwnLog } from './own-log.ts';
import { type Outcome, Sandbox } from './sandbox.ts';
import type { SharedClock } from './shared-clock.ts';
import type { Failure, LogLevel } from './worker/messages.ts';
import { newLogStream, type PoolState, WorkerPool } from './worker-pool.ts';

/** Lambda's limit for the event and the response of a synchronous invocation. */
export const SYNCHRONOUS_PAYLOAD_BYTES = 6_291_556;
const TAIL_CHARACTERS = 4096;

export interface InvocationResult {
  readonly requestId: string;
  /** What the handler returned, or Lambda's `{ errorType, errorMessage, trace? }` when it failed. */
  readonly payload: unknown;
  readonly functionError?: 'Unhandled';
  /** The last 4 KB of what the invocation wrote. */
  readonly logs: string;
}

export interface FunctionStatistics extends PoolState, InvocationNumbers {
  readonly name: string;
  readonly arn: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly throttles: number;
  /** Whether a debugger may look in. */
  readonly debugged: boolean;
}

function journalLevel(level: LogLevel): LogLine['level'] {
  if (level === 'TRACE') return 'DEBUG';
  return level === 'FATAL' ? 'ERROR' : level;
}

/** A trace header as Lambda sets it for each invocation; nothing is sampled here. */
function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}

/** What an environment writes: its log, and the last lines of the invocation. */
interface Output {
  readonly log: OwnLog;
  readonly tail: string[];
  /** Of the invocation under way, or of the last one. */
  requestId?: string;
}

/** A deployed function with its environments: runs invocations and writes what Lambda would write about them. */
export class LiveFunction {
  definition: FunctionDefinition;
  private readonly cloud: Cloud;
  private readonly clock: SharedClock;
  private readonly pool: WorkerPool;
  private readonly outputs = new WeakMap<Sandbox, Output>();
  private readonly ended = new InvocationStatistics();
  private throttles = 0;

  constructor(cloud: Cloud, clock: SharedClock, definition: FunctionDefinition) {
    this.cloud = cloud;
    this.clock = clock;
    this.definition = definition;
    this.pool = new WorkerPool(definition, (current) => this.createSandbox(current));
  }

  get statistics(): FunctionStatistics {
    const { name, arn, memoryMb, timeoutSeconds, debug } = this.definition;
    const known = { name, arn, memoryMb, timeoutSeconds, throttles: this.throttles };
    return { ...known, debugged: debug !== undefined, ...this.ended.all, ...this.pool.state };
  }

  get busy(): boolean {
    return this.pool.state.busy + this.pool.state.waiting > 0;
  }

  /** `event` is JSON text. Throws a FunctionError when the invocation cannot take place. */
  async run(event: string): Promise<InvocationResult> {
    if (Buffer.byteLength(event) > SYNCHRONOUS_PAYLOAD_BYTES) {
      const limit = `${SYNCHRONOUS_PAYLOAD_BYTES} bytes`;
      throw new FunctionError(
        'PAYLOAD_TOO_LARGE',
        `${this.definition.name}: the event is larger than ${limit}`,
      );
    }
    const sandbox = await this.acquire();
    try {
      return await this.runIn(sandbox, event);
    } finally {
      this.pool.release(sandbox);
    }
  }

  /** Goes on with another bundle: invocations under way finish in the old one. */
  async swap(folder: string): Promise<void> {
    const { debug, ...definition } = this.definition;
    if (debug === undefined) this.definition = { ...definition, folder };
    else {
      const { sourceMap: _, ...hooks } = debug;
      this.definition = { ...definition, folder, debug: hooks };
    }
    await this.pool.replace(this.definition);
    if (debug !== undefined) this.pool.warm();
  }

  /** From now on one environment that a debugger can look into; without hooks, as before. */
  async debug(hooks: DebugHooks | undefined): Promise<void> {
    const { debug: _, ...definition } = this.definition;
    this.definition = hooks === undefined ? definition : { ...definition, debug: hooks };
    await this.pool.replace(this.definition);
    if (hooks !== undefined) this.pool.warm();
  }

  async kill(): Promise<void> {
    await this.pool.kill();
  }

  private async acquire(): Promise<Sandbox> {
    try {
      return await this.pool.acquire();
    } catch (error) {
      this.throttles += 1;
      throw error;
    }
  }

  private createSandbox(definition: FunctionDefinition): Sandbox {
    const logStream = newLogStream(this.cloud.clock.now());
    const output: Output = { log: new OwnLog(this.cloud, definition, logStream), tail: [] };
    output.log.open();
    const sandbox = new Sandbox({
      definition,
      logStream,
      environment: environmentOf(this.cloud, definition, logStream),
      clock: this.clock.buffer,
      certificate: this.cloud.authority.certificate,
      onLog: (level, text) => this.write(output, journalLevel(level), text),
    });
    this.outputs.set(sandbox, output);
    if (definition.logging.systemLevel !== 'WARN') {
      const { region, clock } = this.cloud;
      const { logging, runtime } = definition;
      this.write(output, 'DEBUG', initStartLine(logging, clock.now(), { region, runtime }), true);
    }
    return sandbox;
  }

  /** `system`: a line of Lambda's own. */
  private write(
    { log, tail, requestId }: Output,
    level: LogLine['level'],
    text: string,
    system = false,
  ): void {
    tail.push(text);
    const line = { level, text, ...(requestId === undefined ? {} : { requestId }) };
    log.write(system ? { ...line, system } : line);
  }

  private async runIn(sandbox: Sandbox, event: string): Promise<InvocationResult> {
    const requestId = randomUUID();
    const output = this.outputOf(sandbox);
    output.requestId = requestId;
    output.log.open();
    const { logging, memoryMb, arn } = sandbox.definition;
    const system = (line: string | undefined): void => {
      if (line !== undefined && logging.systemLevel !== 'WARN') this.write(output, 'DEBUG', line, true);
    };
    const cold = sandbox.initDurationMs === 0;
    const initStarted = performance.now();
    await sandbox.prepare(requestId);
    const broken = cold ? await sandbox.ready : undefined;
    if (broken !== undefined) {
      const init = { durationMs: performance.now() - initStarted, errorType: broken.errorType };
      system(initReportLine(logging, this.cloud.clock.now(), init));
    }
    system(startLine(logging, this.cloud.clock.now(), requestId));
    const started = performance.now();
    const found = await sandbox.invoke({ requestId, event, functionArn: arn, traceId: newTraceId() });
    const outcome = this.withinLimit(found);
    const durationMs = performance.now() - started;
    const maxMemoryUsedMb = Math.ceil(outcome.memoryBytes / 2 ** 20);
    system(endLine(logging, requestId));
    system(
      reportLine(logging, this.cloud.clock.now(), {
        requestId,
        durationMs,
        memoryMb,
        maxMemoryUsedMb,
        ...(cold ? { initDurationMs: sandbox.initDurationMs } : {}),
        ...(outcome.kind === 'failed' ? { failure: statusOf(outcome) } : {}),
      }),
    );
    const time = this.cloud.clock.now();
    const ended = { time, requestId, durationMs, memoryUsedMb: maxMemoryUsedMb, cold };
    this.ended.add(outcome.kind === 'failed' ? { ...ended, failure: outcome.failure } : ended);
    if (outcome.kind === 'failed') this.cloud.journal.count(`functions.${this.definition.name}.errors`);
    const logs = output.tail.splice(0).join('\n').slice(-TAIL_CHARACTERS);
    if (outcome.kind === 'failed') {
      return { requestId, payload: outcome.failure, functionError: 'Unhandled', logs };
    }
    return { requestId, payload: JSON.parse(outcome.payload), logs };
  }

  private outputOf(sandbox: Sandbox): Output {
    const output = this.outputs.get(sandbox);
    if (output === undefined) throw new Error(`${this.definition.name}: an environment of nobody's`);
    return output;
  }

  private withinLimit(outcome: Outcome): Outcome {
    if (outcome.kind === 'failed' || Buffer.byteLength(outcome.payload) <= SYNCHRONOUS_PAYLOAD_BYTES)
      return outcome;
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${SYNCHRONOUS_PAYLOAD_BYTES} bytes).`;
    const failure: Failure = { errorType: 'Function.ResponseSizeTooLarge', errorMessage };
    return { kind: 'failed', failure, fatal: false, memoryBytes: outcome.memoryBytes };
  }
}

/** What the REPORT line says of a failure: only that of an environment that is gone. */
function statusOf(outcome: Extract<Outcome, { kind: 'failed' }>): {
  status: 'error' | 'timeout';
  errorType?: string;
} {
  if (outcome.timedOut === true) return { status: 'timeout' };
  return outcome.fatal ? { status: 'error', errorType: outcome.failure.errorType } : { status: 'error' };
}
