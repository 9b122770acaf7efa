import { setTimeout as pause } from 'node:timers/promises';
import { generateAuthToken } from 'aws-msk-iam-sasl-signer-js';
import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import { variable } from '../environment.ts';
import { RuntimeFailure } from '../failure.ts';
import { logger } from '../observability.ts';
import type { OutgoingRecord, Publisher } from './producer.ts';

/** The broker refuses requests that are too large to store at once. This many of our records are far below that limit. */
const MOST_RECORDS = 2_000;
/** Kafka answers in milliseconds, but never on a connection that died while the function was frozen. */
const SEND_LIMIT_MS = 8_000;
/** Brokers close a connection that was idle for ten minutes. */
const IDLE_LIMIT_MS = 4 * 60_000;
/** IAM sessions end. A new connection has a new token. */
const AGE_LIMIT_MS = 45 * 60_000;

let ours: Publisher | undefined;

/** The producer of this execution environment. It connects at its first use. */
export function publisher(): Publisher {
  ours ??= new KafkaPublisher(() => producer(variable('brokers').split(','), variable('room')));
  return ours;
}

/** The part of kafkajs that a `KafkaPublisher` uses. */
export type Connection = Pick<Producer, 'connect' | 'sendBatch' | 'disconnect'>;

interface Waiting {
  readonly topic: string;
  readonly records: readonly OutgoingRecord[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Sends one request at a time. All records that come meanwhile go together in the next one. So the records of a key
 * keep the order of the calls, and many callers need few round trips.
 */
export class KafkaPublisher implements Publisher {
  private readonly make: () => Connection;
  private readonly limitMs: number;
  private waiting: Waiting[] = [];
  private sending = false;
  private connection: { readonly producer: Connection; readonly since: number; used: number } | undefined;

  constructor(make: () => Connection, limitMs = SEND_LIMIT_MS) {
    this.make = make;
    this.limitMs = limitMs;
  }

  async send(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return;
    for (let start = 0; start < records.length; start += MOST_RECORDS) {
      await this.sendPart(topic, records.slice(start, start + MOST_RECORDS));
    }
  }

  private sendPart(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ topic, records, done, failed });
      if (!this.sending) void this.sendAll();
    });
  }

  private async sendAll(): Promise<void> {
    this.sending = true;
    while (this.waiting.length > 0) {
      const batch = this.nextBatch();
      try {
        await this.sendBatch(batch);
        for (const { done } of batch) done();
      } catch (error) {
        this.close();
        for (const { failed } of batch) failed(error);
      }
    }
    this.sending = false;
  }

  private nextBatch(): Waiting[] {
    let records = 0;
    const end = this.waiting.findIndex((waiting) => {
      records += waiting.records.length;
      return records > MOST_RECORDS;
    });
    return this.waiting.splice(0, end === -1 ? this.waiting.length : Math.max(1, end));
  }

  private async sendBatch(batch: readonly Waiting[]): Promise<void> {
    const topicMessages = [...Map.groupBy(batch, ({ topic }) => topic)].map(([topic, sends]) => ({
      topic,
      messages: sends
        .flatMap(({ records }) => records)
        .map(({ headers, ...record }) => ({
          ...record,
          ...(headers === undefined ? {} : { headers: copied(headers) }),
        })),
    }));
    const controller = new AbortController();
    const work = async (): Promise<void> => {
      const producer = await this.connected();
      await producer.sendBatch({ topicMessages, acks: -1 });
    };
    const limit = pause(this.limitMs, undefined, { signal: controller.signal }).then(() => {
      throw new RuntimeFailure('SEND_TIMED_OUT', `Kafka did not answer within ${this.limitMs} ms`);
    });
    try {
      await Promise.race([work(), limit]);
    } finally {
      controller.abort();
      limit.catch(() => undefined);
    }
    if (this.connection !== undefined) this.connection.used = Date.now();
  }

  private async connected(): Promise<Connection> {
    const now = Date.now();
    const known = this.connection;
    if (known !== undefined && now - known.used < IDLE_LIMIT_MS && now - known.since < AGE_LIMIT_MS) {
      return known.producer;
    }
    this.close();
    const producer = this.make();
    this.connection = { producer, since: now, used: now };
    await producer.connect();
    return producer;
  }

  /** The next send connects again. */
  private close(): void {
    this.connection?.producer.disconnect().catch(() => undefined);
    this.connection = undefined;
  }
}

function copied(headers: NonNullable<OutgoingRecord['headers']>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]): [string, string | Buffer | (string | Buffer)[]] => [
      name,
      typeof value === 'string' || Buffer.isBuffer(value) ? value : [...value],
    ]),
  );
}

/** Signs in with the function's role. */
export function kafka(brokers: string[], clientId: string): Kafka {
  return new Kafka({
    clientId,
    brokers,
    ssl: true,
    sasl: {
      mechanism: 'oauthbearer',
      oauthBearerProvider: async () => {
        const { token } = await generateAuthToken({ region: process.env['AWS_REGION'] ?? '' });
        return { value: token };
      },
    },
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    // Without it, kafkajs 2.2.4 sets timers with negative times on Node 24. `KafkaPublisher` has a limit of its own.
    enforceRequestTimeout: false,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 },
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ namespace, log: { message, error } }) =>
        logger.warn('Kafka', { namespace, said: message, because: error as string | undefined }),
  });
}

function producer(brokers: string[], clientId: string): Producer {
  return kafka(brokers, clientId).producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    // Keeps the order of a key also when a request is sent again.
    maxInFlightRequests: 1,
    idempotent: false,
  });
}
