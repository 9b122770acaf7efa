import { randomUUID } from 'node:crypto';
import { type KafkaSource, kafkaEvent } from './kafka-event.ts';
import { type LogRecord, partitionName } from './log-record.ts';

/** Why records are given up. */
export type GivenUp = 'RetryAttemptsExhausted' | 'RecordAgeExceeded' | 'MaximumPayloadSizeExceeded';

export interface FailureContext extends KafkaSource {
  readonly functionArn: string;
  readonly condition: GivenUp;
  readonly invokeCount: number;
  readonly requestId: string | undefined;
  readonly functionError: string | undefined;
  /** Platform milliseconds. */
  readonly now: number;
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function common(context: FailureContext, condition: string): object {
  const invoked = context.condition !== 'MaximumPayloadSizeExceeded';
  const functionError = context.functionError === undefined ? {} : { functionError: context.functionError };
  return {
    requestContext: {
      requestId: context.requestId ?? randomUUID(),
      functionArn: context.functionArn,
      condition,
      approximateInvokeCount: context.invokeCount,
    },
    responseContext: invoked ? { statusCode: 200, executedVersion: '$LATEST', ...functionError } : null,
    version: '1.0',
    timestamp: iso(context.now),
  };
}

/**
 * What Lambda writes to a Kafka topic for one record that it gave up: why, and the record as the function saw it.
 * The topic's documentation says `RetriesExhausted` where other destinations say `RetryAttemptsExhausted`.
 */
export function topicFailureRecord(context: FailureContext, record: LogRecord): string {
  const { eventSourceArn, bootstrapServers } = context;
  const payload = kafkaEvent({ eventSourceArn, bootstrapServers }, [record]);
  const condition = context.condition === 'RetryAttemptsExhausted' ? 'RetriesExhausted' : context.condition;
  return JSON.stringify({
    ...common(context, condition),
    KafkaBatchInfo: {
      batchSize: 1,
      eventSourceArn,
      bootstrapServers,
      payloadSize: Buffer.byteLength(JSON.stringify(payload)),
      recordInfo: { offset: String(record.offset), timestamp: iso(record.timestamp) },
    },
    payload,
  });
}

/** What Lambda sends to a queue for a batch that it gave up: where its records lie, not the records. */
export function queueFailureRecord(context: FailureContext, records: readonly LogRecord[]): string {
  const { eventSourceArn, bootstrapServers } = context;
  const recordsInfo: Record<string, object> = {};
  for (const name of new Set(records.map(partitionName))) {
    const own = records.filter((record) => partitionName(record) === name);
    recordsInfo[name] = {
      firstRecordOffset: String(own[0]?.offset),
      lastRecordOffset: String(own.at(-1)?.offset),
      firstRecordTimestamp: iso(own[0]?.timestamp ?? 0),
      lastRecordTimestamp: iso(own.at(-1)?.timestamp ?? 0),
    };
  }
  return JSON.stringify({
    ...common(context, context.condition),
    KafkaBatchInfo: {
      batchSize: records.length,
      eventSourceArn,
      bootstrapServers,
      payloadSize: Buffer.byteLength(
        JSON.stringify(kafkaEvent({ eventSourceArn, bootstrapServers }, records)),
      ),
      recordsInfo,
    },
  });
}
