import {
  type PushRequest,
  ping,
  SUBPROTOCOL,
  since,
  WATCH_SECONDS,
  watch,
} from '../../shared/contracts/realtime/realtime.ts';
import { violations } from '../../shared/contracts/validate.ts';
import { addSeconds } from '../../shared/kernel/time.ts';
import { askInOrder } from '../../shared/runtime/outbox/queues.ts';
import { now } from '../../shared/runtime/room-table.ts';
import { addConnection, connectionsOf, markWatching, removeConnection } from './connections.ts';
import { errorFrame, pongFrame } from './frames.ts';
import { PING_CHECK, pushesPort, SINCE_CHECK, WATCH_CHECK } from './ports.ts';
import type { SocketEvent, SocketResult } from './socket-event.ts';
import { FLEET, type Stream, streamOf } from './streams.ts';
import type { Bearer } from './tickets.ts';

/** A principal's oldest connections are ended when there are more than this: a phone, a browser, and some to spare. */
const MOST_CONNECTIONS = 5;

export async function handler(event: SocketEvent): Promise<SocketResult> {
  const bearer = bearerOf(event);
  if (bearer === undefined) return { statusCode: 403 };
  const stream = streamOf(bearer);
  const { eventType, connectionId, requestId } = event.requestContext;
  switch (eventType) {
    case 'CONNECT':
      await connect(stream, bearer, connectionId);
      // A client that offers subprotocols wants to be told which it is.
      return { statusCode: 200, headers: { 'Sec-WebSocket-Protocol': SUBPROTOCOL } };
    case 'DISCONNECT':
      await removeConnection(stream, connectionId);
      return { statusCode: 200 };
    case 'MESSAGE': {
      const body = await answerTo(event.body ?? '', { stream, connection: connectionId }, requestId);
      return { statusCode: 200, ...(body === undefined ? {} : { body }) };
    }
  }
}

function bearerOf({ requestContext: { authorizer } }: SocketEvent): Bearer | undefined {
  const { kind, id } = authorizer ?? {};
  return (kind === 'rider' || kind === 'operator') && typeof id === 'string' ? { kind, id } : undefined;
}

async function connect(stream: Stream, { kind, id }: Bearer, connectionId: string): Promise<void> {
  const principal = `${kind}/${id}`;
  await addConnection(stream, { id: connectionId, principal, connectedAt: now() });
  const own = (await connectionsOf(stream)).filter((connection) => connection.principal === principal);
  for (const { id: oldest } of own.slice(0, -MOST_CONNECTIONS))
    await ask({ stream, connection: oldest, close: true }, `close/${oldest}`);
}

const ask = (request: PushRequest, id: string): Promise<void> =>
  askInOrder(pushesPort, JSON.stringify(request), { group: request.stream, id });

/** What the client is answered at once. */
async function answerTo(
  text: string,
  from: { readonly stream: Stream; readonly connection: string },
  requestId: string,
): Promise<string | undefined> {
  const message = parsed(text);
  if (isOf(PING_CHECK, ping, message)) return pongFrame(now());
  if (isOf(WATCH_CHECK, watch, message)) {
    if (from.stream !== FLEET) return errorFrame('Only operators watch the fleet.');
    await markWatching(from.stream, from.connection, addSeconds(now(), WATCH_SECONDS));
    return undefined;
  }
  if (!isOf(SINCE_CHECK, since, message)) return errorFrame(whatIsWrong(message));
  const { since: sequence } = message as { since?: number };
  await ask({ ...from, ...(sequence === undefined ? {} : { since: sequence }) }, `since/${requestId}`);
  return undefined;
}

const isOf = (
  check: string,
  contract: typeof ping | typeof since | typeof watch,
  message: unknown,
): boolean => violations(check, contract.payload, message).length === 0;

function whatIsWrong(message: unknown): string {
  const asked = (message as { type?: unknown } | undefined)?.type;
  const [wrong] = asked === 'since' ? violations(SINCE_CHECK, since.payload, message) : [];
  return wrong === undefined
    ? 'Send { "type": "ping" } or { "type": "since", "since": <the last sequence that you know> }.'
    : `${wrong.path} ${wrong.message}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
