import type { NumberedEvent } from '../../contracts/car/car.ts';
import type { MessageContract, MqttContract, Principal } from '../../contracts/define.ts';
import { Envelope, headers } from '../../contracts/envelope.ts';
import { type Violation, violations } from '../../contracts/validate.ts';
import { derivedId } from '../../kernel/ids.ts';
import { instant, readInstant } from '../../kernel/time.ts';
import { isVin } from '../../kernel/vin.ts';
import { checkNameOf, ENVELOPE_CHECK } from '../check-names.ts';
import type { Message } from '../domain.ts';
import type { CarEventMessage, Incoming } from '../operations/messages.ts';
import type { Consumption } from '../room.ts';
import { headerOf, type KafkaRecord, originOf } from './records.ts';

export type Decoded =
  | { readonly kind: 'message'; readonly incoming: Incoming }
  /** The function does not take this type. */
  | { readonly kind: 'passed' }
  /** A redrive has given up the record at this origin. */
  | { readonly kind: 'discarded' }
  /** `detail` says what is wrong, without the values, because they may be personal. */
  | { readonly kind: 'undecodable'; readonly detail: string };

/** Decodes the records of a function's topics with their contracts. Never throws for a bad record. */
export function decoder(consumes: readonly Consumption[]): (record: KafkaRecord) => Decoded {
  const topics = new Map(consumes.map((consumption) => [consumption.topic.name, consumption]));
  return (record) => {
    const consumption = topics.get(record.topic);
    if (consumption === undefined) return { kind: 'passed' };
    if (headerOf(record, headers.discarded) !== undefined) return { kind: 'discarded' };
    const key = record.key?.toString('utf8');
    if (key === undefined || key === '') return undecodable('the record has no key');
    const value = parsed(record.value);
    if (value === undefined) return undecodable('the value is not JSON');
    const decoded =
      consumption.topic.format === 'car'
        ? carMessage(consumption, record, key, value)
        : cloudEvent(consumption, key, value);
    if ('kind' in decoded) return decoded;
    const { topic } = consumption;
    return {
      kind: 'message',
      incoming: {
        ...decoded,
        key,
        topic: topic.name,
        partition: record.partition,
        offset: record.offset,
        arrivalTime: instant(record.timestamp),
        origin: originOf(record),
        blocking: topic.onPoison === 'block',
        retentionDays: topic.retentionDays,
      },
    };
  };
}

type Content = Pick<Incoming, 'message' | 'expires' | 'fingerprint' | 'traceparent' | 'aggregateVersion'>;

function cloudEvent({ messages }: Consumption, key: string, value: unknown): Content | Decoded {
  const wrong = violations(ENVELOPE_CHECK, Envelope, value);
  if (wrong.length > 0) return undecodable(listed('the envelope', wrong));
  const envelope = value as Envelope;
  const contract = messages.find(
    (candidate): candidate is MessageContract =>
      candidate.kind !== 'mqtt' && candidate.type === envelope.type,
  );
  if (contract === undefined) return { kind: 'passed' };
  if (envelope.subject !== key) return undecodable('the subject is not the key of the record');
  const wrongData = violations(checkNameOf(contract), contract.data, envelope.data);
  if (wrongData.length > 0) return undecodable(listed('data', wrongData));
  const principal = principalOf(envelope.principal);
  const message: Message = {
    type: envelope.type,
    id: envelope.id,
    time: envelope.time,
    data: envelope.data,
    ...(principal === undefined ? {} : { principal }),
  };
  return {
    message,
    ...(envelope.traceparent === undefined ? {} : { traceparent: envelope.traceparent }),
    ...(envelope.aggregateversion === undefined ? {} : { aggregateVersion: envelope.aggregateversion }),
    // The fingerprint of an event belongs to the command that caused it.
    ...(contract.kind === 'command' && envelope.expires !== undefined ? { expires: envelope.expires } : {}),
    ...(contract.kind === 'command' && envelope.fingerprint !== undefined
      ? { fingerprint: envelope.fingerprint }
      : {}),
  };
}

/** A car's numbered event. VIN, lane, log and number make its id, so that a resend has the same id. */
function carMessage(
  { messages }: Consumption,
  record: KafkaRecord,
  vin: string,
  value: unknown,
): Content | Decoded {
  const contract = messages.find((candidate): candidate is MqttContract => candidate.kind === 'mqtt');
  if (contract === undefined) return { kind: 'passed' };
  if (!isVin(vin)) return undecodable('the key is not a VIN');
  const wrong = violations(checkNameOf(contract), contract.taken ?? contract.payload, value);
  if (wrong.length > 0) return undecodable(listed('the event', wrong));
  const event = value as NumberedEvent;
  const traceparent = traceIn(event['traceparent']) ?? traceOfRule(headerOf(record, headers.trace));
  const message: CarEventMessage = {
    type: 'cars.events',
    id: derivedId('msg', vin, event.lane ?? 'normal', event.log, event.seq),
    time: instant(readInstant(event['time']) ?? record.timestamp),
    data: { vin, event },
  };
  return { message, ...(traceparent === undefined ? {} : { traceparent }) };
}

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** A car may send anything. */
function traceIn(value: unknown): string | undefined {
  return typeof value === 'string' && TRACEPARENT.test(value) ? value : undefined;
}

/** The rule's trace id is a UUID: 32 hexadecimal digits without the dashes. */
function traceOfRule(trace: string | undefined): string | undefined {
  const digits = trace?.replaceAll('-', '').toLowerCase() ?? '';
  return /^(?!0{16})[0-9a-f]{32}$/.test(digits) ? `00-${digits}-${digits.slice(0, 16)}-01` : undefined;
}

function principalOf(text: string | undefined): Message['principal'] {
  const [, kind, id] = /^(rider|operator|partner)\/(.+)$/.exec(text ?? '') ?? [];
  return kind === undefined || id === undefined ? undefined : { kind: kind as Principal, id };
}

function parsed(value: Buffer | undefined): unknown {
  try {
    return value === undefined ? undefined : JSON.parse(value.toString('utf8'));
  } catch {
    return undefined;
  }
}

const undecodable = (detail: string): Decoded => ({ kind: 'undecodable', detail });

const listed = (what: string, wrong: readonly Violation[]): string =>
  `${what} does not follow its contract: ${wrong
    .slice(0, 5)
    .map(({ path, message }) => `${path === '' ? '/' : path} ${message}`)
    .join('; ')}`;
