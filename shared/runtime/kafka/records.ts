import { headers } from '../../contracts/envelope.ts';

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

/** A record of an event. Its headers are read when somebody asks: most readings of telemetry never are. */
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
