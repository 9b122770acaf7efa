import type { Cloud } from '../../../cloud/cloud.ts';
import type { Functions } from '../../functions.ts';
import type { InvocationResult } from '../../live-function.ts';
import type { Switches } from '../event-sources.ts';
import type { Mapping, MappingStatus } from '../mapping.ts';
import { STOP_MS, waitAtMost } from '../wait-at-most.ts';
import { EVENT_BYTES } from './batch.ts';
import { deliverGivenUp } from './give-up.ts';
import { kafkaEvent } from './kafka-event.ts';
import type { KafkaMappingConfig } from './kafka-mapping-config.ts';
import { eventBytes, type LogRecord } from './log-record.ts';
import type { PartitionQueue } from './partition-queue.ts';
import { PollerSet } from './poller-set.ts';
import { RecordFeed } from './record-feed.ts';
import { runBatch, type Verdict } from './run-batch.ts';

const TOO_LARGE: Verdict = {
  condition: 'MaximumPayloadSizeExceeded',
  invokeCount: 0,
  requestId: undefined,
  functionError: undefined,
};

/** A record that no event can hold is in a batch of its own. */
function exceedsEvent([first, ...others]: readonly LogRecord[]): boolean {
  return first !== undefined && others.length === 0 && eventBytes(first) > EVENT_BYTES;
}

/** A topic as a function's event source: reads it, invokes the function batch by batch, and commits what is done. */
export class KafkaMapping implements Mapping {
  private readonly cloud: Cloud;
  private readonly functions: Functions;
  private readonly switches: Switches;
  private readonly config: KafkaMappingConfig;
  private readonly feed: RecordFeed;
  private readonly stopping = new AbortController();
  private readonly pollers: PollerSet;
  private readonly pausesOff = new Set<() => void>();
  private waiting = 0;
  private isPaused = false;
  private lastResult = 'No records processed';
  private counts = { batches: 0, records: 0, failures: 0, discarded: 0 };

  constructor(cloud: Cloud, functions: Functions, switches: Switches, config: KafkaMappingConfig) {
    this.cloud = cloud;
    this.functions = functions;
    this.switches = switches;
    this.config = config;
    this.pollers = new PollerSet({
      limits: config.limits,
      range: config.pollers,
      queues: () => this.queues,
      run: async (queues, batch) => await this.run(queues, batch),
    });
    this.feed = new RecordFeed({
      brokers: cloud.engines.kafka.internal,
      topic: config.topic,
      group: config.group,
      startingPosition: config.startingPosition,
      onRecords: (queue, fetched) => {
        queue.accept(fetched, (record) => config.filter(record.value?.toString()), performance.now());
        void this.commitIdle(queue);
        this.pollers.dispatch();
      },
      onError: (error) => this.report('PROBLEM', error),
    });
  }

  get status(): MappingStatus {
    const { id, functionArn, source, topic, enabled } = this.config;
    const state = this.isPaused ? 'Paused' : 'Enabled';
    return {
      id,
      functionName: this.functions.definition(functionArn).name,
      eventSourceArn: source.eventSourceArn,
      source: topic,
      state: enabled ? state : 'Disabled',
      lastResult: this.lastResult,
      ...this.counts,
      inFlight: this.pollers.inFlight - this.waiting,
      lag: Object.fromEntries([...this.feed.queues.values()].map(({ partition, lag }) => [partition, lag])),
    };
  }

  async start(): Promise<void> {
    if (this.config.enabled) {
      this.feed.start();
      this.pollers.start();
    }
    await Promise.resolve();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    for (const end of this.pausesOff) end();
    await waitAtMost(STOP_MS, this.pollers.stop());
    await this.feed.stop();
  }

  pause(): void {
    this.isPaused = true;
    this.pollers.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.pollers.resume();
  }

  /** What waits for its next attempt on the platform clock does not count: only the clock can bring it. */
  async isQuiet(): Promise<boolean> {
    if (!this.config.enabled || this.isPaused) return true;
    if (this.pollers.inFlight > this.waiting) return false;
    const ends = await this.feed.ends().catch(() => undefined);
    // A topic that is not there brings nothing, however long one waits.
    if (ends === undefined) return this.feed.queues.size === 0 && this.lastResult.startsWith('PROBLEM');
    const isBehind = [...this.feed.queues.values()].some(
      (queue) =>
        !queue.busy && (queue.waiting.length > 0 || queue.position < (ends.get(queue.partition) ?? 0)),
    );
    return !isBehind && this.pollers.inFlight === this.waiting;
  }

  private get queues(): PartitionQueue[] {
    return [...this.feed.queues.values()];
  }

  private async run(queues: readonly PartitionQueue[], batch: readonly LogRecord[]): Promise<void> {
    this.counts.batches += 1;
    this.counts.records += batch.length;
    const policy = { ...this.config.retry, partialRetry: this.switches.partialRetry };
    try {
      if (exceedsEvent(batch)) {
        await this.giveUp(batch, TOO_LARGE);
        await this.commit(queues, []);
        return;
      }
      await runBatch(batch, policy, {
        invoke: async (records) => await this.invoke(records),
        giveUp: async (records, verdict) => await this.giveUp(records, verdict),
        progress: async (remaining) => await this.commit(queues, remaining),
        pause: async (milliseconds) => await this.wait(milliseconds),
        now: () => this.cloud.clock.now(),
        signal: this.stopping.signal,
      });
    } catch (error) {
      this.report('PROBLEM', error);
    }
  }

  private async invoke(records: readonly LogRecord[]): Promise<InvocationResult> {
    const event = kafkaEvent(this.config.source, records);
    const invoke = async (): Promise<InvocationResult> =>
      await this.functions.invoke(this.config.functionArn, event, { source: 'event-source' });
    const result = await invoke();
    this.lastResult = result.functionError === undefined ? 'OK' : 'PROBLEM: Function call failed';
    if (result.functionError !== undefined) this.counts.failures += 1;
    else if (this.switches.deliversAgain()) return await invoke();
    return result;
  }

  private async giveUp(records: readonly LogRecord[], verdict: Verdict): Promise<void> {
    this.counts.discarded += records.length;
    this.cloud.journal.count(`event-sources.${this.config.topic}.discarded`, records.length);
    await deliverGivenUp(
      this.cloud,
      this.functions.definition(this.config.functionArn),
      this.config,
      records,
      verdict,
    );
  }

  /** Commits each partition up to its first record that is not done. */
  private async commit(queues: readonly PartitionQueue[], remaining: readonly LogRecord[]): Promise<void> {
    for (const queue of queues) {
      const undone = remaining.filter(({ partition }) => partition === queue.partition);
      const first = undone.reduce((least, { offset }) => Math.min(least, offset), queue.handledUpTo);
      if (first <= queue.committed) continue;
      queue.committed = first;
      await this.feed.commit(queue.partition, first);
    }
  }

  /** Moves past records that the filter kept back, when nothing of the partition is under way. */
  private async commitIdle(queue: PartitionQueue): Promise<void> {
    if (!queue.busy && queue.waiting.length === 0) await this.commit([queue], []);
  }

  /** Back-off runs on the platform clock, so that `clock advance` passes it. */
  private async wait(milliseconds: number): Promise<void> {
    if (this.stopping.signal.aborted) return;
    this.waiting += 1;
    await new Promise<void>((resolve) => {
      const at = this.cloud.clock.now() + milliseconds;
      const callOff = this.cloud.clock.schedule(at, `retry ${this.config.topic}`, () => end());
      const end = (): void => {
        this.pausesOff.delete(end);
        callOff();
        resolve();
      };
      this.pausesOff.add(end);
    });
    this.waiting -= 1;
  }

  private report(result: string, error: unknown): void {
    const text = `${result}: ${error instanceof Error ? error.message : String(error)}`;
    if (text === this.lastResult) return;
    this.lastResult = text;
    const where = `event source ${this.config.topic} of ${this.config.functionArn}`;
    this.cloud.journal.write({
      time: this.cloud.clock.now(),
      source: 'event-sources',
      level: 'WARN',
      text: `${where}: ${text}`,
    });
  }
}
