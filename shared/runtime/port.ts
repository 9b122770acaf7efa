import type { Static, TSchema } from 'typebox';
import type { CommandContract, Data } from '../contracts/define.ts';
import { violations } from '../contracts/validate.ts';
import { derivedId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/time.ts';
import { PORT_REQUEST_CHECK } from './check-names.ts';
import { publisher } from './kafka/publish.ts';
import { logger } from './observability.ts';
import { PortRequest } from './operations/drafts.ts';
import { commandRecord, roomOf, sourceOf } from './operations/envelopes.ts';
import { eachMessage, type QueueEvent, type QueueResponse } from './queue-event.ts';
import type { RoomDeclaration } from './room.ts';
import { now, regionOf } from './room-table.ts';

/** The answer of a port: a command for a room. */
export interface PortAnswer<Contract extends CommandContract = CommandContract> {
  readonly contract: Contract;
  readonly data: Data<Contract>;
}

export interface PortSetup<Schema extends TSchema> {
  readonly room: RoomDeclaration;
  readonly functionName: string;
  /** The schema of a request. Its validator is compiled under `schemaName`, which the function's declaration lists. */
  readonly request: Schema;
  readonly schemaName: string;
  /**
   * Calls out. `operation` is the same when the request comes again: use it as the idempotency key of the call. When
   * this throws, the request is retried, and finally goes to the queue's dead letters.
   */
  readonly serve: (
    request: Static<Schema>,
    context: { readonly operation: string; readonly now: Instant },
  ) => Promise<PortAnswer | undefined>;
}

/** The handler of a port's function. It takes requests from the port's queue, and answers with commands. */
export function port<Schema extends TSchema>(
  setup: PortSetup<Schema>,
): (event: QueueEvent) => Promise<QueueResponse> {
  const { room, request: schema, schemaName, serve } = setup;
  const handle = async (body: string): Promise<void> => {
    const asked = checked(PORT_REQUEST_CHECK, PortRequest, JSON.parse(body)) as PortRequest;
    const request = checked(schemaName, schema, asked.request) as Static<Schema>;
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
      logger.error('A port request failed and comes again', { messageId, error: error as Error }),
    );
}

function checked(name: string, schema: TSchema, value: unknown): unknown {
  const [wrong] = violations(name, schema, value);
  if (wrong === undefined) return value;
  throw new TypeError(`This is no ${name}: ${wrong.path} ${wrong.message}`);
}
