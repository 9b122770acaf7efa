import type { CommandContract, Principal } from '../../contracts/define.ts';
import type { Envelope } from '../../contracts/envelope.ts';
import { addSeconds, type Instant, isBefore } from '../../kernel/time.ts';
import type { DomainEvent } from '../domain.ts';
import { RuntimeFailure } from '../failure.ts';
import type { Delivery } from './delivery.ts';
import type { Outcome } from './outcome.ts';

/** The only place that puts messages of a room into their envelopes. */

export function sourceOf(region: string, room: string): string {
  return `/roadstream/${region}/${room}`;
}

/** The room that a command or event belongs to: its type begins with it. */
export function roomOf(contract: { readonly type: string }): string {
  return contract.type.slice(0, contract.type.indexOf('.'));
}

/** A topic's records of one aggregate have one key: the aggregate without its kind, such as the VIN of `car/<vin>`. */
export function keyOfAggregate(aggregate: string): string {
  return aggregate.slice(aggregate.indexOf('/') + 1);
}

interface CommandParts {
  readonly id: string;
  readonly data: unknown;
  readonly source: string;
  readonly time: Instant;
  /** An earlier time than the contract's. A later one is cut to the contract's. */
  readonly expires?: Instant;
  readonly traceparent?: string | undefined;
  readonly operation?: string;
  readonly principal?: { readonly kind: Principal; readonly id: string } | undefined;
  readonly fingerprint?: string | undefined;
}

export interface NewCommand extends CommandParts {
  readonly contract: CommandContract;
}

/** A command whose contract is known only by its names. */
export interface NamedCommand extends CommandParts {
  readonly type: string;
  readonly topic: string;
  readonly key: string;
  readonly expiresAfterSeconds: number;
}

type TopicDelivery = Extract<Delivery, { to: 'topic' }>;

/** The record of a command. Throws NOT_DECLARED when the data lacks the key's property. */
export function commandRecord({ contract, ...command }: NewCommand): TopicDelivery {
  const { type, expiresAfterSeconds } = contract;
  const key = keyOf(contract, command.data);
  return namedCommandRecord({ ...command, type, topic: contract.topic.name, key, expiresAfterSeconds });
}

export function namedCommandRecord(command: NamedCommand): TopicDelivery {
  const { time, principal } = command;
  const latest = addSeconds(time, command.expiresAfterSeconds);
  const envelope: Envelope = {
    specversion: '1.0',
    id: command.id,
    type: command.type,
    source: command.source,
    subject: command.key,
    time,
    data: command.data,
    traceparent: command.traceparent,
    operationid: command.operation,
    expires: command.expires !== undefined && isBefore(command.expires, latest) ? command.expires : latest,
    principal: principal === undefined ? undefined : `${principal.kind}/${principal.id}`,
    fingerprint: command.fingerprint,
  };
  return { to: 'topic', topic: command.topic, key: command.key, value: JSON.stringify(envelope) };
}

/** The record key of a command with this data. */
export function keyOf(contract: CommandContract, data: unknown): string {
  const key = (data as Record<string, unknown>)[contract.key];
  if (typeof key === 'string' && key !== '') return key;
  throw new RuntimeFailure(
    'NOT_DECLARED',
    `The data of ${contract.type} has no ${String(contract.key)}, which is its key`,
  );
}

export interface NewEvent {
  readonly id: string;
  readonly topic: string;
  readonly event: DomainEvent;
  readonly source: string;
  readonly time: Instant;
  readonly aggregate: string;
  /** The version of the aggregate after this event. */
  readonly version: number;
  readonly operation: string;
  readonly traceparent: string;
  /** On the operation's last event: the data from which a rebuild makes the operation's record. */
  readonly last?: { readonly outcome: Outcome; readonly fingerprint?: string | undefined };
}

export function eventRecord({ event, ...known }: NewEvent): TopicDelivery {
  const key = keyOfAggregate(known.aggregate);
  const envelope: Envelope = {
    specversion: '1.0',
    id: known.id,
    type: event.type,
    source: known.source,
    subject: key,
    time: known.time,
    data: event.data,
    traceparent: known.traceparent,
    aggregate: known.aggregate,
    aggregateversion: known.version,
    operationid: known.operation,
    ...(known.last === undefined
      ? {}
      : { outcome: JSON.stringify(known.last.outcome), fingerprint: known.last.fingerprint }),
  };
  return { to: 'topic', topic: known.topic, key, value: JSON.stringify(envelope) };
}
