import { Object as Obj, Optional, type Static, String as Str, Unknown } from 'typebox';
import { COMMAND_JWS_TYPE, receipt, signedCommand, trustList } from '../../contracts/car/car.ts';
import type { DeadLetter } from '../../contracts/envelope.ts';
import { deadLetters } from '../../contracts/platform/platform.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/time.ts';
import type { DeadLetterOutput, Output } from '../domain.ts';
import type { Delivery } from './delivery.ts';
import { commandRecord, type NewCommand, roomOf } from './envelopes.ts';

/** A delivery before signing: the payload to sign, its kind (`typ`), and the place for the signed text. */
export type Draft =
  | Delivery
  | {
      readonly to: 'signature';
      readonly typ: string;
      readonly payload: string;
      /** The list of trusted keys of the car that has to verify it, if that list is known. */
      readonly list?: number;
      readonly into:
        | { readonly topic: string }
        /** This field of the command's data. */
        | { readonly command: NewCommand; readonly field: string };
    }
  /** The list of trusted keys after this one, if there is one. */
  | { readonly to: 'trusted-keys'; readonly topic: string; readonly after: number };

/** A request to a port's function. */
export const PortMessage = Obj({
  /** Derived from the operation. It is the idempotency key for the call out of the platform. */
  id: Str(),
  operation: Str(),
  request: Unknown(),
  traceparent: Optional(Str()),
});
export type PortMessage = Static<typeof PortMessage>;

/** Where the message lies in Kafka, milliseconds, and who handles it. */
interface Coordinates {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly consumer: string;
}

const carTopics = { commands: signedCommand.topic, trust: trustList.topic, receipts: receipt.topic };

/** Converts a decision's outputs to the form in which they leave, without the signatures. */
export function draftsOf(
  outputs: readonly Output[],
  from: {
    readonly operation: string;
    readonly source: string;
    readonly time: Instant;
    readonly traceparent: string;
    readonly record: Coordinates;
  },
): Draft[] {
  return outputs.map((output, n): Draft => {
    if (output.to === 'car') {
      const topic = carTopics[output.topic].replace('{vin}', output.vin);
      const payload = JSON.stringify(output.payload);
      if (!output.sign) return { to: 'car', topic, payload };
      const typ = output.topic === 'commands' ? COMMAND_JWS_TYPE : output.typ;
      return { to: 'signature', typ, payload, ...listOf(output), into: { topic } };
    }
    if (output.to === 'trusted-keys') {
      const topic = carTopics.trust.replace('{vin}', output.vin);
      return { to: 'trusted-keys', topic, after: output.after };
    }
    if (output.to === 'dead-letters') return deadLetterDraft(output, from);
    if (output.to === 'port') {
      const message: PortMessage = {
        id: derivedId('req', from.operation, 'output', n),
        operation: from.operation,
        request: output.request,
        traceparent: from.traceparent,
      };
      return { to: 'port', port: output.port.id, body: JSON.stringify(message) };
    }
    const command: NewCommand = {
      id: derivedId(`op_${roomOf(output.contract)}`, from.operation, 'output', n),
      contract: output.contract,
      data: output.data,
      ...(output.expires === undefined ? {} : { expires: output.expires }),
      source: from.source,
      time: from.time,
      traceparent: from.traceparent,
      operation: from.operation,
    };
    if (output.signs === undefined) return commandRecord(command);
    const { field, typ, payload } = output.signs;
    return {
      to: 'signature',
      typ,
      payload: JSON.stringify(payload),
      ...listOf(output.signs),
      into: { command, field },
    };
  });
}

const listOf = ({ list }: { readonly list?: number }) => (list === undefined ? {} : { list });

/** In the form of a record that could not be handled, so that the same tools show it. */
function deadLetterDraft(
  { key, value, detail }: DeadLetterOutput,
  { time, record }: { readonly time: Instant; readonly record: Coordinates },
): Draft {
  const { topic, partition, offset, timestamp, consumer } = record;
  const letter: DeadLetter = {
    reason: 'UNDECODABLE',
    detail,
    consumer,
    time,
    source: { topic, partition, offset: String(offset), timestamp },
    key: Buffer.from(key).toString('base64'),
    value: Buffer.from(value).toString('base64'),
    headers: [],
  };
  return { to: 'topic', topic: deadLetters.name, key, value: JSON.stringify(letter) };
}
