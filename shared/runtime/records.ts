import { headers } from '../contracts/envelope.ts';

/** Kafka records as Lambda's event source hands them over, with keys and values as bytes. */

export interface KafkaHeader {
  readonly name: string;
  readonly value: Buffer;
}

export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** When it was written, or made, as the topic says: milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: Buffer | undefined;
  /** Undefined for a tombstone. */
  readonly value: Buffer | undefined;
  readonly headers: readonly KafkaHeader[];
}

/** What an event source mapping for Amazon MSK sends to the function. */
export interface KafkaEvent {
  readonly eventSource: string;
  readonly eventSourceArn?: string;
  readonly bootstrapServers?: string;
  /** `<topic>-<partition>` → records in the order of their offsets. */
  readonly records: Readonly<Record<string, readonly RawRecord[]>>;
}

export interface RawRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly timestampType?: string;
  /** Base64. */
  readonly key?: string | null;
  /** Base64. */
  readonly value?: string | null;
  /** Bytes as signed numbers, as Java has them. */
  readonly headers?: readonly Readonly<Record<string, readonly number[]>>[];
}

/** The partial response of a Kafka event source: what of the batch was not handled. */
export interface BatchResponse {
  readonly batchItemFailures: readonly {
    readonly itemIdentifier: { readonly partition: string; readonly offset: number };
  }[];
}

function bytes(text: string | null | undefined): Buffer | undefined {
  return text === null || text === undefined ? undefined : Buffer.from(text, 'base64');
}

export function recordOf(raw: RawRecord): KafkaRecord {
  return {
    topic: raw.topic,
    partition: raw.partition,
    offset: raw.offset,
    timestamp: raw.timestamp,
    key: bytes(raw.key),
    value: bytes(raw.value),
    headers: (raw.headers ?? []).flatMap((header) =>
      Object.entries(header).map(([name, value]) => ({ name, value: Buffer.from(Int8Array.from(value)) })),
    ),
  };
}

/** Every record of the event, each partition's in their order. */
export function recordsOf(event: KafkaEvent): KafkaRecord[] {
  return Object.values(event.records).flatMap((records) => records.map(recordOf));
}

/** Names every record that was not handled, so that either reading of "retry the failed items" brings it again. */
export function failuresOf(records: readonly KafkaRecord[]): BatchResponse {
  return {
    batchItemFailures: records.map(({ topic, partition, offset }) => ({
      itemIdentifier: { partition: `${topic}-${partition}`, offset },
    })),
  };
}

/** The header's last value as text. */
export function headerOf(record: Pick<KafkaRecord, 'headers'>, name: string): string | undefined {
  return record.headers.findLast((header) => header.name === name)?.value.toString('utf8');
}

/** The offset at which the record lay at first, also when a redrive has sent it again. */
export function originOf(record: Pick<KafkaRecord, 'headers' | 'offset'>): number {
  return Number(headerOf(record, headers.origin) ?? record.offset);
}

/** How often a redrive has sent the record again. */
export function redrivenOf(record: Pick<KafkaRecord, 'headers'>): number {
  return Number(headerOf(record, headers.redriven) ?? 0);
}
