import type { Random } from '../../../../../shared/kernel/random.ts';
import type { KafkaRecord } from '../../../../../shared/runtime/kafka/records.ts';
import type { Process } from './steps.ts';

/** Which reading of "the failed items are retried" holds: Lambda's documentation leaves it open. */
export type Reading = 'failed items' | 'from the first failed item';

/**
 * Lambda's poller of one partition: one batch in flight; a batch comes again until all of it is handled or its retries
 * are used up, then what is left goes to Lambda's dead letters.
 */
export class EventSource {
  readonly topic: string;
  readonly partition: number;
  /** The invocation that is under way. */
  running: Process | undefined;
  private readonly log: () => readonly KafkaRecord[];
  private readonly reading: Reading;
  private readonly attempts: number;
  private readonly exhausted: (records: readonly KafkaRecord[]) => void;
  private position = 0;
  private batch: readonly KafkaRecord[] = [];
  private tries = 0;

  constructor(options: {
    topic: string;
    partition: number;
    log: () => readonly KafkaRecord[];
    reading: Reading;
    attempts: number;
    exhausted: (records: readonly KafkaRecord[]) => void;
  }) {
    this.topic = options.topic;
    this.partition = options.partition;
    this.log = options.log;
    this.reading = options.reading;
    this.attempts = options.attempts;
    this.exhausted = options.exhausted;
  }

  get ready(): boolean {
    return this.running === undefined && (this.batch.length > 0 || this.position < this.log().length);
  }

  /** The batch for the next invocation: what failed before, or something new. */
  next(random: Random): readonly KafkaRecord[] {
    if (this.batch.length === 0) {
      this.batch = this.log().slice(this.position, this.position + 1 + random.integer(6));
      this.position += this.batch.length;
      this.tries = 0;
    }
    return this.batch;
  }

  /** What the function reported, or the whole batch when it died. */
  finished(unhandled: ReadonlySet<KafkaRecord>): void {
    this.running = undefined;
    const first = this.batch.findIndex((record) => unhandled.has(record));
    const left = first === -1 ? [] : this.batch.slice(first);
    this.batch = this.reading === 'failed items' ? left.filter((record) => unhandled.has(record)) : left;
    this.tries += 1;
    if (this.batch.length > 0 && this.tries >= this.attempts) {
      this.exhausted(this.batch);
      this.batch = [];
    }
  }
}
