import type { LogRecord } from '../lambda/event-sources/kafka/log-record.ts';

/** A record of a topic as the tools show it: what is JSON or text as such, other bytes told as such. */
export interface DecodedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** RFC 3339: when its producer says that it was made, or when the broker took it. */
  readonly time: string;
  /** Base64 when it is no text. */
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: DecodedValue;
}

export type DecodedValue =
  | { readonly kind: 'json'; readonly json: unknown }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: number; readonly base64: string }
  /** A tombstone. */
  | { readonly kind: 'null' };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Text may have tabs and line ends; other control characters say that these bytes only happen to be UTF-8. */
function isReadable(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- these are what it is about
  return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text);
}

export function decodedValue(value: Buffer | null): DecodedValue {
  if (value === null) return { kind: 'null' };
  const text = textOf(value);
  if (text !== undefined) {
    try {
      return { kind: 'json', json: JSON.parse(text) };
    } catch {
      if (isReadable(text)) return { kind: 'text', text };
    }
  }
  return { kind: 'binary', bytes: value.length, base64: value.toString('base64') };
}

export function decodedRecord(record: LogRecord): DecodedRecord {
  const { topic, partition, offset, timestamp, key, value, headers } = record;
  const shown = (bytes: Buffer): string => textOf(bytes) ?? bytes.toString('base64');
  return {
    topic,
    partition,
    offset,
    time: new Date(timestamp).toISOString(),
    key: key === null ? null : shown(key),
    headers: Object.fromEntries(headers.map(({ name, value: bytes }) => [name, shown(bytes)])),
    value: decodedValue(value),
  };
}
