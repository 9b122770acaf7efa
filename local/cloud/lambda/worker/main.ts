import { enableCompileCache, flushCompileCache } from 'node:module';
import tls from 'node:tls';
import { getHeapStatistics } from 'node:v8';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { SharedClock } from '../shared-clock.ts';
import { failureOf, loadFailure, unhandledRejectionFailure } from './failure.ts';
import { openInspector } from './inspector.ts';
import { type Handler, loadHandler } from './load-handler.ts';
import type { Failure, Invocation, SandboxData, WorkerMessage } from './messages.ts';
import { isolateModules } from './module-rules.ts';
import { captureOutput } from './output-capture.ts';
import { followPlatformClock, realNow } from './platform-date.ts';

/**
 * The thread in which one execution environment of a function lives: sets up what Lambda's Node runtime would,
 * loads the handler, then takes one invocation after the other and stands frozen in between.
 */
const data = workerData as SandboxData;
const doorbell = new Int32Array(data.doorbell);
let requestId: string | undefined;

function tell(message: WorkerMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
  parentPort?.postMessage(message);
}

/** Blocks the whole thread, timers and sockets included, until there is an invocation. */
function nextInvocation(): Invocation {
  for (;;) {
    const rung = Atomics.load(doorbell, 0);
    const received = receiveMessageOnPort(data.inbox);
    if (received !== undefined) return received.message;
    Atomics.wait(doorbell, 0, rung);
  }
}

function contextOf(invocation: Invocation): object {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: '$LATEST',
    functionName: data.functionName,
    memoryLimitInMB: String(data.memoryLimitMb),
    logGroupName: data.logGroup,
    logStreamName: data.logStream,
    invokedFunctionArn: invocation.functionArn,
    awsRequestId: invocation.requestId,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadline - realNow()),
  };
}

/** Bytes that this thread holds: the heap, and buffers, which the heap's own limit does not count. */
function memoryBytes(): number {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}

function logFailure(title: string, failure: Failure): void {
  console.error(title, JSON.stringify({ ...failure, trace: undefined, stack: failure.trace }));
}

async function run(handler: Handler, invocation: Invocation): Promise<void> {
  requestId = invocation.requestId;
  process.env['_X_AMZN_TRACE_ID'] = invocation.traceId;
  try {
    const result = await handler(JSON.parse(invocation.event), contextOf(invocation));
    tell({ kind: 'returned', payload: JSON.stringify(result), memoryBytes: memoryBytes() });
  } catch (thrown) {
    const failure = failureOf(thrown);
    logFailure('Invoke Error', failure);
    tell({ kind: 'threw', failure, memoryBytes: memoryBytes() });
  }
}

function crash(title: string, failure: Failure, code: number): never {
  logFailure(title, failure);
  tell({ kind: 'crashed', failure });
  process.exit(code);
}

async function initialize(): Promise<Handler> {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), data.certificate]);
  followPlatformClock(new SharedClock(data.clock));
  captureOutput({
    format: data.logFormat,
    minimum: data.logLevel,
    requestId: () => requestId,
    sink: (level, text) => tell({ kind: 'log', level, text }),
  });
  isolateModules(data.taskRoot);
  if (data.debug !== undefined) {
    tell({ kind: 'inspectable', inspector: openInspector(data, data.debug.sourceMap) });
    // Node would wait here until the debugger leaves.
    process.on('exit', () => tell({ kind: 'exiting' }));
  }
  if (data.compiledFolder !== undefined) enableCompileCache(data.compiledFolder);
  const handler = await loadHandler(data.taskRoot, data.handler, data.runtime);
  // A thread is terminated, so it would never write at its end.
  flushCompileCache();
  return handler;
}

// The codes with which Lambda's Node runtime exits.
process.on('uncaughtException', (error) => crash('Uncaught Exception', failureOf(error), 129));
process.on('unhandledRejection', (reason) =>
  crash('Unhandled Promise Rejection', unhandledRejectionFailure(reason), 128),
);

try {
  const handler = await initialize();
  tell({ kind: 'ready' });
  for (;;) {
    await run(handler, nextInvocation());
    // One turn of the event loop before the freeze, as on Lambda: a rejection that nobody handles shows itself.
    await new Promise((resolve) => setImmediate(resolve));
  }
} catch (thrown) {
  tell({ kind: 'init-failed', failure: loadFailure(thrown) });
  process.exit(1);
}
