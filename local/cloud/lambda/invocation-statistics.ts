import type { Failure } from './worker/messages.ts';

/** A failed invocation, for whoever looks why. */
export interface LastFailure {
  /** Platform milliseconds. */
  readonly time: number;
  readonly requestId: string;
  /** `<error type>: <message>`. */
  readonly message: string;
}

export interface InvocationNumbers {
  readonly invocations: number;
  readonly errors: number;
  readonly coldStarts: number;
  /** Of the invocations that ended, in milliseconds. */
  readonly totalDurationMs: number;
  /** Median of the last thousand, and the longest of all. */
  readonly medianDurationMs: number;
  readonly maxDurationMs: number;
  /** The most that any invocation held. */
  readonly maxMemoryUsedMb: number;
  readonly lastFailure?: LastFailure;
}

export interface EndedInvocation {
  readonly time: number;
  readonly requestId: string;
  readonly durationMs: number;
  readonly memoryUsedMb: number;
  readonly cold: boolean;
  readonly failure?: Failure;
}

const KEPT_DURATIONS = 1000;

/** What a function's invocations were like. */
export class InvocationStatistics {
  private numbers = { invocations: 0, errors: 0, coldStarts: 0, totalDurationMs: 0 };
  private maxDurationMs = 0;
  private maxMemoryUsedMb = 0;
  private lastFailure: LastFailure | undefined;
  /** A ring: the oldest gives way to the newest. */
  private readonly durations: number[] = [];

  add({ time, requestId, durationMs, memoryUsedMb, cold, failure }: EndedInvocation): void {
    this.durations[this.numbers.invocations % KEPT_DURATIONS] = durationMs;
    this.numbers.invocations += 1;
    this.numbers.totalDurationMs += durationMs;
    if (cold) this.numbers.coldStarts += 1;
    this.maxDurationMs = Math.max(this.maxDurationMs, durationMs);
    this.maxMemoryUsedMb = Math.max(this.maxMemoryUsedMb, memoryUsedMb);
    if (failure === undefined) return;
    this.numbers.errors += 1;
    this.lastFailure = { time, requestId, message: `${failure.errorType}: ${failure.errorMessage}` };
  }

  get all(): InvocationNumbers {
    const { maxDurationMs, maxMemoryUsedMb, lastFailure } = this;
    const medianDurationMs = this.durations.toSorted((a, b) => a - b)[this.durations.length >> 1] ?? 0;
    const numbers = { ...this.numbers, medianDurationMs, maxDurationMs, maxMemoryUsedMb };
    return lastFailure === undefined ? numbers : { ...numbers, lastFailure };
  }
}
