import type { Static, TSchema } from 'typebox';
import type { Command, PortContract } from '../contracts/define.ts';
import { violations } from '../contracts/validate.ts';
import { derivedId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/time.ts';
import { PORT_REQUEST_CHECK } from './check-names.ts';
import { publisher } from './kafka/publish.ts';
import { logger } from './observability.ts';
import { PortMessage } from './operations/drafts.ts';
import { commandRecord, roomOf, sourceOf } from './operations/envelopes.ts';
import { eachMessage, type QueueEvent, type QueueResponse } from './queue-event.ts';
import type { RoomDeclaration } from './room.ts';
import { now, regionOf } from './room-table.ts';

export interface PortSetup<Schema extends TSchema> {
  readonly room: RoomDeclaration;
  readonly functionName: string;
  /** The room's requests that the function takes. Its declaration lists their check. */
  readonly contract: PortContract<Schema>;
  /**
   * Calls out, and answers with a command. `operation` is the same when the request comes again: use it as the
   * idempotency key of the call. When this throws, the request is retried, and finally goes to the queue's dead letters.
   */
  readonly serve: (
    request: Static<Schema>,
    context: { readonly operation: string; readonly now: Instant },
  ) => Promise<Command | undefined>;
}

/** The handler of a port's function. It takes requests from the port's queue, and answers with commands. */
export function port<Schema extends TSchema>(
  setup: PortSetup<Schema>,
): (event: QueueEvent) => Promise<QueueResponse> {
  const { room, contract, serve } = setup;
  const handle = async (body: string): Promise<void> => {
    const asked = checked(PORT_REQUEST_CHECK, PortMessage, JSON.parse(body)) as PortMessage;
    const request = checked(contract.check, contract.request, asked.request) as Static<Schema>;
    const answer = await serve(request, { operation: asked.id, now: now() });
    if (answer === undefined) return;
    const { topic, key, value } = commandRecord({
      id: derivedId(`op_${roomOf(answer.contract)}`, asked.id, 'answer'),
      contract: answer.contract,
      data: answer.data,
      source: sourceOf(regionOf(), room.name),
      time: now(),
      traceparent: asked.traceparent,
      operation: asked.operation,
    });
    await publisher().send(topic, [{ key, value }]);
  };
  return (event) =>
    eachMessage(event, handle, (messageId, error) =>
      logger.error('A port request failed and will be retried', { messageId, error: error as Error }),
    );
}

function checked(name: string, schema: TSchema, value: unknown): unknown {
  const [wrong] = violations(name, schema, value);
  if (wrong === undefined) return value;
  throw new TypeError(`This is no ${name}: ${wrong.path} ${wrong.message}`);
}
