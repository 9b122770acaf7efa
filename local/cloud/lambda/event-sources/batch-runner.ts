import { setTimeout as delay } from 'node:timers/promises';
import type { Cloud } from '../../core/cloud.ts';
import type { FunctionDefinition } from '../function-definition.ts';
import type { Functions } from '../functions.ts';
import type { InvocationResult } from '../live-function.ts';
import type { Switches } from './event-sources.ts';
import type { FailureContext, Verdict } from './failure-record.ts';
import { deliverGivenUp } from './give-up.ts';
import type { MappingStatus } from './mapping.ts';
import { type FailedRecords, type RetryPolicy, runBatch, type Timed } from './run-batch.ts';

/** What the batches of one kind of source have of their own. */
export interface BatchSource<Item> {
  readonly functionArn: string;
  /** The topic or table. */
  readonly name: string;
  readonly retry: RetryPolicy;
  /** The mapping's on-failure destination. */
  readonly onFailure: string | undefined;
  readonly event: (records: readonly Item[]) => unknown;
  /** Which records must come again, by what a function returned that reports failures. */
  readonly failed: (records: readonly Item[], payload: unknown) => FailedRecords<Item>;
  readonly deliver: (
    definition: FunctionDefinition,
    destination: string,
    context: FailureContext,
    records: readonly Item[],
  ) => Promise<void>;
}

/** How often a poller looks whether it may go on. */
const DENIED_PAUSE_MS = 100;

type Activity = Pick<MappingStatus, 'lastResult' | 'batches' | 'records' | 'failures' | 'discarded'>;

/** Invokes a mapping's function batch by batch, retries and gives up as the mapping says, and counts. */
export class BatchRunner<Item extends Timed> {
  private readonly cloud: Cloud;
  private readonly functions: Functions;
  private readonly switches: Switches;
  private readonly source: BatchSource<Item>;
  private readonly stopping = new AbortController();
  private readonly pausesOff = new Set<() => void>();
  private lastResult = 'No records processed';
  private counts = { batches: 0, records: 0, failures: 0, discarded: 0 };
  /** Batches that wait on the platform's clock for their next attempt. */
  waiting = 0;

  constructor(cloud: Cloud, functions: Functions, switches: Switches, source: BatchSource<Item>) {
    this.cloud = cloud;
    this.functions = functions;
    this.switches = switches;
    this.source = source;
  }

  get activity(): Activity {
    return { lastResult: this.lastResult, ...this.counts };
  }

  get functionName(): string {
    return this.functions.definition(this.source.functionArn).name;
  }

  /** Begins no further attempt. */
  stop(): void {
    this.stopping.abort();
    for (const end of this.pausesOff) end();
  }

  /** Brings a batch to its end. `progress` hears after each attempt what is not done yet. */
  async run(batch: readonly Item[], progress: (remaining: readonly Item[]) => Promise<void>): Promise<void> {
    this.count(batch);
    await runBatch(batch, this.source.retry, {
      invoke: async (records) => await this.invoke(records),
      failed: this.source.failed,
      giveUp: async (records, verdict) => await this.giveUp(records, verdict),
      progress,
      pause: async (milliseconds) => await this.wait(milliseconds),
      now: () => this.cloud.clock.now(),
      signal: this.stopping.signal,
    });
  }

  /** Waits as long as the check throws: pollers act with the function's role, which may have lost a permission. */
  async untilAllowed(check: () => void): Promise<void> {
    this.waiting += 1;
    try {
      while (!this.stopping.signal.aborted && !this.isAllowed(check))
        await delay(DENIED_PAUSE_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    } finally {
      this.waiting -= 1;
    }
  }

  private isAllowed(check: () => void): boolean {
    try {
      check();
      return true;
    } catch (error) {
      this.report(error);
      return false;
    }
  }

  /** For a batch that cannot even be tried. */
  async refuse(batch: readonly Item[], verdict: Verdict): Promise<void> {
    this.count(batch);
    await this.giveUp(batch, verdict);
  }

  report(error: unknown): void {
    const text = `PROBLEM: ${error instanceof Error ? error.message : String(error)}`;
    if (text === this.lastResult) return;
    this.lastResult = text;
    const where = `event source ${this.source.name} of ${this.source.functionArn}`;
    this.cloud.journal.write({
      time: this.cloud.clock.now(),
      source: 'event-sources',
      level: 'WARN',
      text: `${where}: ${text}`,
    });
  }

  private count(batch: readonly Item[]): void {
    this.counts.batches += 1;
    this.counts.records += batch.length;
  }

  private async invoke(records: readonly Item[]): Promise<InvocationResult> {
    const event = this.source.event(records);
    const invoke = async (): Promise<InvocationResult> =>
      await this.functions.invoke(this.source.functionArn, event, { source: 'event-source' });
    const result = await invoke();
    this.lastResult = result.functionError === undefined ? 'OK' : 'PROBLEM: Function call failed';
    if (result.functionError !== undefined) this.counts.failures += 1;
    else if (this.switches.deliversAgain()) return await invoke();
    return result;
  }

  private async giveUp(records: readonly Item[], verdict: Verdict): Promise<void> {
    const { name, functionArn, onFailure, deliver } = this.source;
    this.counts.discarded += records.length;
    this.cloud.journal.count(`event-sources.${name}.discarded`, records.length);
    const definition = this.functions.definition(functionArn);
    const context = { ...verdict, functionArn: definition.arn, now: this.cloud.clock.now() };
    await deliverGivenUp(this.cloud, {
      what: `${records.length} records of ${name} for ${definition.name} (${verdict.condition})`,
      destination: onFailure,
      deliver: async (destination) => await deliver(definition, destination, context, records),
    });
  }

  /** Back-off runs on the platform clock, so that `clock advance` passes it. */
  private async wait(milliseconds: number): Promise<void> {
    if (this.stopping.signal.aborted) return;
    this.waiting += 1;
    await new Promise<void>((resolve) => {
      const at = this.cloud.clock.now() + milliseconds;
      const callOff = this.cloud.clock.schedule(at, `retry ${this.source.name}`, () => end());
      const end = (): void => {
        this.pausesOff.delete(end);
        callOff();
        resolve();
      };
      this.pausesOff.add(end);
    });
    this.waiting -= 1;
  }
}
