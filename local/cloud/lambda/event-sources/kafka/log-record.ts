/** A record as it lies in the log. */
export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME';
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly { readonly name: string; readonly value: Buffer }[];
}

/** How Lambda names a partition: `<topic>-<number>`. */
export function partitionName({ topic, partition }: Pick<LogRecord, 'topic' | 'partition'>): string {
  return `${topic}-${partition}`;
}

/**
 * The bytes that a record takes in an event, or a little more: base64 of key and value, headers as lists of signed
 * numbers, and the names around them.
 */
export function eventBytes(record: LogRecord): number {
  const base64 = (bytes: Buffer | null): number => (bytes === null ? 4 : Math.ceil(bytes.length / 3) * 4);
  const headers = record.headers.reduce(
    (sum, { name, value }) => sum + Buffer.byteLength(name) + 12 + value.length * 5,
    0,
  );
  return base64(record.key) + base64(record.value) + headers + Buffer.byteLength(record.topic) + 180;
}
