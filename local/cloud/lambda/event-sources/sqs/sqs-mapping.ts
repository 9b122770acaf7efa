import { setTimeout as delay } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Cloud } from '../../../core/cloud.ts';
import { Queues } from '../../../sqs/queues.ts';
import type { Functions } from '../../functions.ts';
import { SqsClients } from '../../sqs-client.ts';
import type { Switches } from '../event-sources.ts';
import type { Mapping, MappingStatus } from '../mapping.ts';
import { STOP_MS, waitAtMost } from '../wait-at-most.ts';
import { failedMessages } from './failed-messages.ts';
import { sqsEvent } from './sqs-event.ts';
import type { SqsMappingConfig } from './sqs-mapping-config.ts';

const RECEIVE_LIMIT = 10;
const LONG_POLL_SECONDS = 20;
const LOOK_EVERY_MS = 200;
const AFTER_ERROR_MS = 1000;
/** How often the engine is asked about a message that nobody has brought: others may have received or deleted it. */
const LOOKS = 3;

/**
 * A queue as a function's event source: polls it with the function's role, deletes what the function handled, and
 * leaves the rest to the queue's visibility timeout and redrive policy.
 */
export class SqsMapping implements Mapping {
  private readonly cloud: Cloud;
  private readonly functions: Functions;
  private readonly switches: Switches;
  private readonly config: SqsMappingConfig;
  private readonly client: SQSClient;
  private readonly queues: Queues;
  private readonly queueUrl: string;
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private polling: Promise<void> | undefined;
  /** Messages that were received and wait for their batch to fill. */
  private gathered = 0;
  /** Of the messages that were sent since the start, those that are known to lie in the queue no more. */
  private accounted: number | undefined;
  private looks = 0;
  private endWindow = (): void => undefined;
  private lag = 0;
  private resumed: (() => void) | undefined;
  private isPaused = false;
  private lastResult = 'No records processed';
  private counts = { batches: 0, records: 0, failures: 0, discarded: 0 };

  constructor(cloud: Cloud, functions: Functions, switches: Switches, config: SqsMappingConfig) {
    this.cloud = cloud;
    this.functions = functions;
    this.switches = switches;
    this.config = config;
    this.queues = cloud.part(Queues);
    const clients = cloud.part(SqsClients);
    this.client = clients.as(functions.definition(config.functionArn).identity);
    this.queueUrl = clients.url(config.queueArn);
  }

  get status(): MappingStatus {
    const { id, functionArn, queueArn, enabled } = this.config;
    const state = this.isPaused ? 'Paused' : 'Enabled';
    return {
      id,
      functionName: this.functions.definition(functionArn).name,
      eventSourceArn: queueArn,
      source: queueArn.split(':')[5] ?? queueArn,
      state: enabled ? state : 'Disabled',
      lastResult: this.lastResult,
      ...this.counts,
      inFlight: this.running.size,
      lag: { messages: this.lag },
    };
  }

  async start(): Promise<void> {
    if (this.config.enabled) this.polling = this.poll();
    await Promise.resolve();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.resumed?.();
    await waitAtMost(STOP_MS, Promise.all([this.polling, ...this.running]));
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    this.resumed?.();
  }

  /**
   * Whoever asks waits for it, so an open window ends. Messages that a failed batch left invisible come back by the
   * queue's own time and are not waited for.
   */
  async isQuiet(): Promise<boolean> {
    if (!this.config.enabled || this.isPaused) return true;
    this.endWindow();
    if (this.isWorking) return false;
    const sent = this.queues.sent(this.config.queueArn);
    if (this.accounted === sent) {
      this.lag = 0;
      return true;
    }
    const command = new GetQueueAttributesCommand({
      QueueUrl: this.queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages'],
    });
    const { Attributes } = await this.client.send(command);
    this.lag = Number(Attributes?.ApproximateNumberOfMessages ?? 0);
    this.looks = this.lag > 0 || this.isWorking ? 0 : this.looks + 1;
    // What is not there any more may be on its way to us.
    if (this.looks === 0 || (this.looks < LOOKS && this.accounted !== undefined)) return false;
    this.looks = 0;
    this.accounted = sent;
    return true;
  }

  private get isWorking(): boolean {
    return this.running.size > 0 || this.gathered > 0;
  }

  private get isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async poll(): Promise<void> {
    while (!this.isStopped) {
      if (this.isPaused) await this.untilResumed();
      else if (this.running.size >= this.config.concurrency) await Promise.race(this.running);
      else await this.pollOnce();
    }
  }

  private async untilResumed(): Promise<void> {
    if (this.isStopped) return;
    await new Promise<void>((resolve) => {
      this.resumed = resolve;
    });
  }

  private async pollOnce(): Promise<void> {
    try {
      const batch = await this.gather();
      if (this.isPaused) await this.untilResumed();
      if (batch.length === 0 || this.isStopped) return;
      const run = this.run(batch).finally(() => this.running.delete(run));
      this.running.add(run);
    } catch (error) {
      if (this.isStopped) return;
      this.report(error);
      await delay(AFTER_ERROR_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    } finally {
      this.gathered = 0;
    }
  }

  /** One batch: what a receive brings, and with a window what comes until it is full or over. */
  private async gather(): Promise<Message[]> {
    const { batchSize, windowMs } = this.config;
    const batch: Message[] = [];
    await this.take(batchSize, LONG_POLL_SECONDS, batch);
    if (batch.length === 0 || windowMs === 0) return batch;
    const window = this.openWindow(windowMs);
    try {
      while (batch.length < batchSize && !this.isStopped) {
        const isLast = window.isOver;
        // No long poll: who ends it early may lose what it was about to bring.
        const received = await this.take(batchSize - batch.length, 0, batch);
        if (received === 0 && isLast) break;
        if (received === 0) await window.pause(LOOK_EVERY_MS);
      }
      return batch;
    } finally {
      window.close();
    }
  }

  /** A window of the platform's time. */
  private openWindow(milliseconds: number) {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.stopping.signal]);
    const { clock } = this.cloud;
    const callOff = clock.schedule(clock.now() + milliseconds, `batching window of ${this.queueUrl}`, () =>
      over.abort(),
    );
    const close = (): void => {
      callOff();
      over.abort();
    };
    this.endWindow = close;
    return {
      get isOver(): boolean {
        return signal.aborted;
      },
      pause: async (most: number): Promise<void> =>
        await delay(most, undefined, { signal }).catch(() => undefined),
      close,
    };
  }

  /** Adds to a batch what the queue has and the filter lets through; answers how much the queue had. */
  private async take(most: number, seconds: number, batch: Message[]): Promise<number> {
    const received = await this.receive(most, seconds);
    batch.push(...(await this.filtered(received)));
    this.gathered = batch.length;
    // One that comes again was counted when it came first.
    const fresh = received.filter(({ Attributes }) => Attributes?.ApproximateReceiveCount === '1').length;
    if (this.accounted !== undefined)
      this.accounted = Math.min(this.accounted + fresh, this.queues.sent(this.config.queueArn));
    return received.length;
  }

  private async receive(most: number, seconds: number): Promise<readonly Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.queueUrl,
      MaxNumberOfMessages: Math.min(most, RECEIVE_LIMIT),
      WaitTimeSeconds: seconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await this.client.send(command, { abortSignal: this.stopping.signal });
    return Messages;
  }

  /** What the filter keeps back is deleted, as Lambda does. */
  private async filtered(messages: readonly Message[]): Promise<readonly Message[]> {
    const wanted = messages.filter(({ Body }) => this.config.filter(Body));
    await this.delete(messages.filter((message) => !wanted.includes(message)));
    return wanted;
  }

  private async run(batch: readonly Message[]): Promise<void> {
    this.counts.batches += 1;
    this.counts.records += batch.length;
    try {
      const event = sqsEvent(this.config.queueArn, batch);
      const invoke = async () =>
        await this.functions.invoke(this.config.functionArn, event, { source: 'event-source' });
      let result = await invoke();
      if (result.functionError === undefined && this.switches.deliversAgain()) result = await invoke();
      this.lastResult = result.functionError === undefined ? 'OK' : 'PROBLEM: Function call failed';
      const failed = this.failedOf(batch, result);
      if (failed.length > 0) this.counts.failures += 1;
      await this.delete(batch.filter((message) => !failed.includes(message)));
    } catch (error) {
      // Throttled, say: the messages become visible again and come back.
      this.report(error);
    }
  }

  private failedOf(
    batch: readonly Message[],
    result: { readonly functionError?: string; readonly payload: unknown },
  ): readonly Message[] {
    if (result.functionError !== undefined) return batch;
    return this.config.reportsFailures ? failedMessages(batch, result.payload) : [];
  }

  private async delete(messages: readonly Message[]): Promise<void> {
    for (let index = 0; index < messages.length; index += RECEIVE_LIMIT) {
      const Entries = messages.slice(index, index + RECEIVE_LIMIT).map(({ ReceiptHandle }, position) => ({
        Id: String(position),
        ReceiptHandle,
      }));
      await this.client.send(new DeleteMessageBatchCommand({ QueueUrl: this.queueUrl, Entries }));
    }
  }

  private report(error: unknown): void {
    const text = `PROBLEM: ${error instanceof Error ? error.message : String(error)}`;
    if (text === this.lastResult) return;
    this.lastResult = text;
    this.cloud.journal.write({
      time: this.cloud.clock.now(),
      source: 'event-sources',
      level: 'WARN',
      text: `event source ${this.config.queueArn} of ${this.config.functionArn}: ${text}`,
    });
  }
}
