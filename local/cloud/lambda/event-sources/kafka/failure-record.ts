import { type FailureContext, failureRecord } from '../failure-record.ts';
import { type KafkaSource, kafkaEvent } from './kafka-event.ts';
import { type LogRecord, partitionName } from './log-record.ts';

export type KafkaFailureContext = FailureContext & KafkaSource;

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/**
 * What Lambda writes to a Kafka topic for one record that it gave up: why, and the record as the function saw it.
 * The topic's documentation says `RetriesExhausted` where other destinations say `RetryAttemptsExhausted`.
 */
export function topicFailureRecord(context: KafkaFailureContext, record: LogRecord): string {
  const { eventSourceArn, bootstrapServers } = context;
  const payload = kafkaEvent({ eventSourceArn, bootstrapServers }, [record]);
  const condition = context.condition === 'RetryAttemptsExhausted' ? 'RetriesExhausted' : context.condition;
  return JSON.stringify({
    ...failureRecord(context, condition),
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
export function queueFailureRecord(context: KafkaFailureContext, records: readonly LogRecord[]): string {
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
    ...failureRecord(context),
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
