import { Object as Obj, Optional, type Static, String as Str, Unknown } from 'typebox';
import { receipt, signedCommand } from '../contracts/car.ts';
import { derivedId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/time.ts';
import type { Draft } from './delivery.ts';
import type { Output } from './domain.ts';
import { commandRecord, roomOf } from './envelopes.ts';

/** What a port's function gets. */
export const PortRequest = Obj({
  /** Derived from the operation: what is called outside takes it as its idempotency key. */
  id: Str(),
  operation: Str(),
  request: Unknown(),
  traceparent: Optional(Str()),
});
export type PortRequest = Static<typeof PortRequest>;

const carTopics = { commands: signedCommand.topic, receipts: receipt.topic };

/** Puts a decision's outputs into the form in which they leave; signatures are still missing. */
export function draftsOf(
  outputs: readonly Output[],
  from: {
    readonly operation: string;
    readonly source: string;
    readonly time: Instant;
    readonly traceparent: string;
  },
): Draft[] {
  return outputs.map((output, n): Draft => {
    if (output.to === 'car') {
      const topic = carTopics[output.topic].replace('{vin}', output.vin);
      const payload = JSON.stringify(output.payload);
      return output.sign ? { to: 'signature', topic, payload } : { to: 'car', topic, payload };
    }
    if (output.to === 'port') {
      const request: PortRequest = {
        id: derivedId('req', from.operation, 'output', n),
        operation: from.operation,
        request: output.request,
        traceparent: from.traceparent,
      };
      return { to: 'port', port: output.port, body: JSON.stringify(request) };
    }
    return commandRecord({
      id: derivedId(`op_${roomOf(output.contract)}`, from.operation, 'output', n),
      contract: output.contract,
      data: output.data,
      ...(output.expires === undefined ? {} : { expires: output.expires }),
      source: from.source,
      time: from.time,
      traceparent: from.traceparent,
      operation: from.operation,
    });
  });
}
