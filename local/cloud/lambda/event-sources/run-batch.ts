import { FunctionError } from '../function-error.ts';
import type { InvocationResult } from '../live-function.ts';
import type { Verdict } from './failure-record.ts';

/** A record of a topic or stream. */
export interface Timed {
  /** Platform milliseconds. */
  readonly timestamp: number;
}

/** What a template says about records that fail. */
export interface RetryPolicy {
  /** After the first attempt; may be infinite. */
  readonly maximumAttempts: number;
  readonly maximumAgeMs: number;
  /** Whether a batch that failed is split in two. */
  readonly bisect: boolean;
  /** Whether the function answers with what failed. */
  readonly reportsFailures: boolean;
}

export interface FailedRecords<Item> {
  /** In the order of the batch; empty after success. */
  readonly records: readonly Item[];
  /** True when the batch failed as a whole: only then it is split. */
  readonly whole: boolean;
}

/** What running a batch needs of the world. */
export interface BatchSteps<Item> {
  /** Rejects with a FunctionError when the function could not be invoked at all. */
  invoke(records: readonly Item[]): Promise<InvocationResult>;
  /** Which records must come again, by what a function returned that reports failures. */
  failed(records: readonly Item[], payload: unknown): FailedRecords<Item>;
  /** Hands records to the on-failure destination, or drops them. */
  giveUp(records: readonly Item[], verdict: Verdict): Promise<void>;
  /** Says which records of the batch are not done yet: everything else need not come again. */
  progress(remaining: readonly Item[]): Promise<void>;
  /** Waits before an attempt; resolves early when the mapping stops. */
  pause(milliseconds: number): Promise<void>;
  /** Platform milliseconds. */
  now(): number;
  readonly signal: AbortSignal;
}

interface Part<Item> {
  readonly records: readonly Item[];
  readonly retries: number;
  readonly invokeCount: number;
}

interface Attempt<Item> {
  readonly failed: FailedRecords<Item>;
  readonly requestId: string | undefined;
  readonly functionError: string | undefined;
  /** The function was not even begun: that is no attempt. */
  readonly throttled: boolean;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;

async function attempt<Item>(
  records: readonly Item[],
  policy: RetryPolicy,
  steps: BatchSteps<Item>,
): Promise<Attempt<Item>> {
  try {
    const { functionError, payload, requestId } = await steps.invoke(records);
    const whole = { records, whole: true };
    if (functionError !== undefined) return { failed: whole, requestId, functionError, throttled: false };
    const failed = policy.reportsFailures ? steps.failed(records, payload) : { records: [], whole: false };
    return { failed, requestId, functionError, throttled: false };
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    return {
      failed: { records, whole: true },
      requestId: undefined,
      functionError: undefined,
      throttled: true,
    };
  }
}

function split<Item>(part: Part<Item>): readonly Part<Item>[] {
  const middle = Math.ceil(part.records.length / 2);
  // Splitting does not count as a retry, so that the record at fault is found whatever the limit.
  return [part.records.slice(0, middle), part.records.slice(middle)].map((records) => ({ ...part, records }));
}

async function withoutExpired<Item extends Timed>(
  part: Part<Item>,
  policy: RetryPolicy,
  steps: BatchSteps<Item>,
): Promise<Part<Item>> {
  const isExpired = (record: Item): boolean => steps.now() - record.timestamp > policy.maximumAgeMs;
  const expired = part.records.filter(isExpired);
  if (expired.length === 0) return part;
  const { invokeCount } = part;
  const verdict = {
    condition: 'RecordAgeExceeded',
    invokeCount,
    requestId: undefined,
    functionError: undefined,
  } as const;
  await steps.giveUp(expired, verdict);
  return { ...part, records: part.records.filter((record) => !isExpired(record)) };
}

/**
 * Brings a batch to its end: invokes the function until every record was handled or given up, in the order of each
 * partition. Returns early, with records undone, only when the mapping stops.
 */
export async function runBatch<Item extends Timed>(
  batch: readonly Item[],
  policy: RetryPolicy,
  steps: BatchSteps<Item>,
): Promise<void> {
  const parts: Part<Item>[] = [{ records: batch, retries: 0, invokeCount: 0 }];
  let pauses = 0;
  for (let part = parts.shift(); part !== undefined && !steps.signal.aborted; part = parts.shift()) {
    const current = await withoutExpired(part, policy, steps);
    if (current.records.length > 0) {
      const made = await attempt(current.records, policy, steps);
      if (steps.signal.aborted) return;
      const next = await afterAttempt(current, made, policy, steps);
      parts.unshift(...next);
      const mustWait = next.length > 0;
      pauses = mustWait ? pauses + 1 : 0;
      await steps.progress(parts.flatMap(({ records }) => records));
      if (mustWait) await steps.pause(Math.min(FIRST_PAUSE_MS * 2 ** (pauses - 1), LONGEST_PAUSE_MS));
    } else await steps.progress(parts.flatMap(({ records }) => records));
  }
}

/** What is left to do of a part; gives up what has no attempts left. */
async function afterAttempt<Item>(
  part: Part<Item>,
  made: Attempt<Item>,
  policy: RetryPolicy,
  steps: BatchSteps<Item>,
): Promise<readonly Part<Item>[]> {
  const { failed, requestId, functionError } = made;
  if (failed.records.length === 0) return [];
  if (made.throttled) return [part];
  const invokeCount = part.invokeCount + 1;
  if (policy.bisect && failed.whole && part.records.length > 1) return split({ ...part, invokeCount });
  if (part.retries < policy.maximumAttempts) {
    return [{ records: failed.records, retries: part.retries + 1, invokeCount }];
  }
  await steps.giveUp(failed.records, {
    condition: 'RetryAttemptsExhausted',
    invokeCount,
    requestId,
    functionError,
  });
  return [];
}
