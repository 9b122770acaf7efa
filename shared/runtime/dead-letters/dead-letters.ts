import { DeadLetter } from '../../contracts/envelope.ts';
import { deadLetters, lambdaDeadLetters } from '../../contracts/platform/platform.ts';
import { violations } from '../../contracts/validate.ts';
import type { Instant } from '../../kernel/time.ts';
import { DEAD_LETTER_CHECK } from '../check-names.ts';
import type { DeadLetterReason } from '../kafka/consume.ts';
import type { OutgoingRecord } from '../kafka/producer.ts';
import { type KafkaHeader, type KafkaRecord, type RawRecord, recordOf } from '../kafka/records.ts';

/** A dead letter: the common form of ours and Lambda's. */
export interface Letter {
  /** The original record that could not be handled, with its topic, partition and offset. */
  readonly record: KafkaRecord;
  /** The function that gave up. */
  readonly consumer: string;
  readonly reason: string;
  /** What was said of it, where our own function gave up. */
  readonly detail?: string;
}

/** The record for `dead-letters`: original key, value and headers, and the reason. */
export function deadLetterOf(
  record: KafkaRecord,
  why: DeadLetterReason,
  consumer: string,
  time: Instant,
): OutgoingRecord {
  const letter: DeadLetter = {
    reason: why.reason,
    detail: why.detail,
    consumer,
    time,
    source: {
      topic: record.topic,
      partition: record.partition,
      offset: String(record.offset),
      timestamp: record.timestamp,
    },
    ...(record.key === undefined ? {} : { key: record.key.toString('base64') }),
    ...(record.value === undefined ? {} : { value: record.value.toString('base64') }),
    headers: record.headers.map(({ name, value }) => ({ name, value: value.toString('base64') })),
  };
  return { key: record.key ?? null, value: JSON.stringify(letter) };
}

/** The letters in a record of either dead-letter topic; undefined when the record is not a dead letter. */
export function lettersIn(record: Pick<KafkaRecord, 'topic' | 'value'>): readonly Letter[] | undefined {
  const value = parsed(record.value);
  if (record.topic === deadLetters.name) return ownLetter(value);
  return record.topic === lambdaDeadLetters.name ? lambdaLetters(value) : undefined;
}

function ownLetter(value: unknown): readonly Letter[] | undefined {
  if (violations(DEAD_LETTER_CHECK, DeadLetter, value).length > 0) return undefined;
  const letter = value as DeadLetter;
  const { topic, partition, offset, timestamp } = letter.source;
  return [
    {
      record: {
        topic,
        partition,
        offset: Number(offset),
        timestamp,
        key: letter.key === undefined ? undefined : Buffer.from(letter.key, 'base64'),
        value: letter.value === undefined ? undefined : Buffer.from(letter.value, 'base64'),
        headers: letter.headers.map(
          ({ name, value }): KafkaHeader => ({ name, value: Buffer.from(value, 'base64') }),
        ),
      },
      consumer: letter.consumer,
      reason: letter.reason,
      detail: letter.detail,
    },
  ];
}

/**
 * The format of a Kafka on-failure destination: metadata of the failed invocation, and as `payload` the event of the
 * function, with the one record.
 * https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure-destination.html
 */
function lambdaLetters(value: unknown): readonly Letter[] | undefined {
  const { requestContext, payload } = (value ?? {}) as {
    readonly requestContext?: { readonly functionArn?: unknown; readonly condition?: unknown };
    readonly payload?: { readonly records?: Readonly<Record<string, readonly RawRecord[]>> };
  };
  if (typeof requestContext?.functionArn !== 'string' || payload?.records === undefined) return undefined;
  const consumer = /:function:([^:]+)/.exec(requestContext.functionArn)?.[1] ?? requestContext.functionArn;
  const reason = String(requestContext.condition);
  return Object.values(payload.records)
    .flat()
    .map((raw) => ({ record: recordOf(raw), consumer, reason }));
}

function parsed(value: Buffer | undefined): unknown {
  try {
    return value === undefined ? undefined : JSON.parse(value.toString('utf8'));
  } catch {
    return undefined;
  }
}
