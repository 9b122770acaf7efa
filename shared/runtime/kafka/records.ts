import { headers } from '../../contracts/envelope.ts';

/** Kafka records from Lambda's event source, with keys and values as bytes. */

export interface KafkaHeader {
  readonly name: string;
  readonly value: Buffer;
}

export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** When it was written, or created, by the topic's setting: milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: Buffer | undefined;
  /** Undefined for a tombstone. */
  readonly value: Buffer | undefined;
  readonly headers: readonly KafkaHeader[];
}

/** The event that an event source mapping for Amazon MSK sends to the function. */
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
  /** Bytes as signed numbers, as in Java. */
  readonly headers?: readonly Readonly<Record<string, readonly number[]>>[];
}

/** The partial response to a Kafka event source: the records of the batch that were not handled. */
export interface BatchResponse {
  readonly batchItemFailures: readonly {
    readonly itemIdentifier: { readonly partition: string; readonly offset: number };
  }[];
}

function bytes(text: string | null | undefined): Buffer | undefined {
  return text === null || text === undefined ? undefined : Buffer.from(text, 'base64');
}

/** A record of an event. Its headers are decoded at first use, because most of telemetry's are never used. */
class EventRecord implements KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: Buffer | undefined;
  readonly value: Buffer | undefined;
  readonly #raw: RawRecord;
  #headers: readonly KafkaHeader[] | undefined;

  constructor(raw: RawRecord) {
    this.topic = raw.topic;
    this.partition = raw.partition;
    this.offset = raw.offset;
    this.timestamp = raw.timestamp;
    this.key = bytes(raw.key);
    this.value = bytes(raw.value);
    this.#raw = raw;
  }

  get headers(): readonly KafkaHeader[] {
    this.#headers ??= (this.#raw.headers ?? []).flatMap((header) =>
      Object.entries(header).map(([name, value]) => ({ name, value: Buffer.from(Int8Array.from(value)) })),
    );
    return this.#headers;
  }
}

export function recordOf(raw: RawRecord): KafkaRecord {
  return new EventRecord(raw);
}

/** Every record of the event, those of a partition in order. */
export function recordsOf(event: KafkaEvent): KafkaRecord[] {
  return Object.values(event.records).flatMap((records) => records.map(recordOf));
}

/** Names every record that was not handled. So each is retried under either meaning of "retry the failed items". */
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

/** The record's first offset, also after a redrive has sent it again. */
export function originOf(record: Pick<KafkaRecord, 'headers' | 'offset'>): number {
  return Number(headerOf(record, headers.origin) ?? record.offset);
}

/** How often a redrive has sent the record again. */
export function redrivenOf(record: Pick<KafkaRecord, 'headers'>): number {
  return Number(headerOf(record, headers.redriven) ?? 0);
}
