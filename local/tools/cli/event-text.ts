import type { DecodedRecord, DecodedValue } from '../../cloud/console/decoded-record.ts';
import { harmless, paint, paintName } from './paint.ts';

/** The number of bytes that are shown of a value that is not text. */
const SHOWN_BYTES = 32;

/**
 * A record for people. A CloudEvent's type is in the first line and its data in the second. Headers and ids come last.
 */
export function eventText({ topic, partition, offset, time, key, headers, value }: DecodedRecord): string {
  const event = cloudEventIn(value);
  const head = [
    paint('gray', time.slice(11, 23)),
    paintName(topic),
    paint('dim', `${partition}@${offset}`),
    key === null ? paint('dim', 'no key') : paint('bold', harmless(key)),
    ...(event === undefined ? [] : [paint('yellow', harmless(event.type))]),
  ];
  const beside = [...Object.entries(event?.attributes ?? {}), ...Object.entries(headers)].map(
    ([name, text]) => `${name}=${text}`,
  );
  return [
    head.join(' '),
    `    ${event === undefined ? valueText(value) : harmless(JSON.stringify(event.data))}`,
    ...(beside.length === 0 ? [] : [`    ${paint('dim', harmless(beside.join(' ')))}`]),
  ].join('\n');
}

function valueText(value: DecodedValue): string {
  switch (value.kind) {
    case 'json':
      return harmless(JSON.stringify(value.json));
    case 'text':
      return value.text.split('\n').map(harmless).join('\n    ');
    case 'null':
      return paint('dim', 'no value (a tombstone)');
    case 'binary': {
      const start = Buffer.from(value.base64, 'base64').subarray(0, SHOWN_BYTES).toString('hex');
      const dots = value.bytes > SHOWN_BYTES ? '…' : '';
      return `${paint('dim', `${value.bytes} bytes, neither JSON nor text:`)} ${start}${dots}`;
    }
  }
}

interface CloudEvent {
  readonly type: string;
  readonly data: unknown;
  /** All other attributes, except those that are the same in every event. */
  readonly attributes: Readonly<Record<string, string>>;
}

function cloudEventIn(value: DecodedValue): CloudEvent | undefined {
  if (value.kind !== 'json' || typeof value.json !== 'object' || value.json === null) return undefined;
  const { specversion, type, data, datacontenttype: _, ...others } = value.json as Record<string, unknown>;
  if (typeof specversion !== 'string' || typeof type !== 'string') return undefined;
  const attributes = Object.entries(others).map(([name, attribute]) => [
    name,
    typeof attribute === 'string' ? attribute : JSON.stringify(attribute),
  ]);
  return { type, data, attributes: Object.fromEntries(attributes) as Record<string, string> };
}
