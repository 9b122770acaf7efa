import { type LogRecord, partitionName } from './log-record.ts';

/** What Lambda says about the source in every event. */
export interface KafkaSource {
  readonly eventSourceArn: string;
  /** The brokers as the function would reach them, separated by commas. */
  readonly bootstrapServers: string;
}

export interface KafkaEvent extends KafkaSource {
  readonly eventSource: 'aws:kafka';
  readonly records: Readonly<Record<string, readonly KafkaEventRecord[]>>;
}

export interface KafkaEventRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME';
  /** Base64. */
  readonly key?: string;
  /** Base64; absent or null for a tombstone. */
  readonly value?: string | null;
  /** Each header's bytes as Java has them: -128 to 127. */
  readonly headers: readonly Readonly<Record<string, readonly number[]>>[];
}

/** Sources differ on how a record without a value looks in the event. A function must be right under both. */
export type Tombstone = 'absent' | 'null';

function valueOf({ value }: LogRecord, tombstone: Tombstone): Pick<KafkaEventRecord, 'value'> {
  if (value !== null) return { value: value.toString('base64') };
  return tombstone === 'null' ? { value: null } : {};
}

function eventRecord(record: LogRecord, tombstone: Tombstone): KafkaEventRecord {
  const { topic, partition, offset, timestamp, timestampType } = record;
  return {
    topic,
    partition,
    offset,
    timestamp,
    timestampType,
    ...(record.key === null ? {} : { key: record.key.toString('base64') }),
    ...valueOf(record, tombstone),
    headers: record.headers.map(({ name, value }) => ({
      [name]: [...new Int8Array(value.buffer, value.byteOffset, value.length)],
    })),
  };
}

/** The event of a batch, exactly as Lambda makes it for Amazon MSK. */
export function kafkaEvent(
  source: KafkaSource,
  batch: readonly LogRecord[],
  tombstone: Tombstone = 'absent',
): KafkaEvent {
  const records: Record<string, KafkaEventRecord[]> = {};
  for (const record of batch) {
    const name = partitionName(record);
    const list = (records[name] ??= []);
    list.push(eventRecord(record, tombstone));
  }
  return { eventSource: 'aws:kafka', ...source, records };
}
