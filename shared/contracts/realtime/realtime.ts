import {
  Integer,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Unknown,
} from 'typebox';
import { exampleId, idPattern } from '../../kernel/ids.ts';
import { route, socket } from '../define.ts';
import { strict, Time } from '../fields.ts';
import { RentalState } from '../rentals/rental-state.ts';
import { Position, positionExample } from '../telemetry/telemetry.ts';

/** The realtime room: what apps receive over a WebSocket, and how they open one. */

/** A ticket opens one connection, within this time. */
export const TICKET_SECONDS = 60;

/**
 * The version of the messages, as a WebSocket subprotocol. A client requests it, and sends its ticket as a second
 * subprotocol, so that the ticket is in no URL. A change that an old client would misread is a new version.
 */
export const SUBPROTOCOL = 'roadstream.v1' as const;

/** Positions come for so long after a client has asked for them. */
export const WATCH_SECONDS = 90;

export const TICKET_PATTERN = '^tkt_[A-Za-z0-9_-]{43}$';

/** A ticket with this secret, 32 bytes. */
export function ticketWith(secret: Uint8Array): string {
  return `tkt_${Buffer.from(secret).toString('base64url')}`;
}

const version = Literal(1);
const time = '2026-01-31T09:30:00.000Z';
const ticket = ticketWith(new Uint8Array(32));

export const createTicket = route({
  id: 'createRealtimeTicket',
  method: 'POST',
  path: '/v1/realtime/tickets',
  summary: 'Get a ticket for a WebSocket connection',
  description:
    'Opens one connection within 60 seconds: `new WebSocket(url, [protocol, ticket])`. A rider receives what concerns them, an operator what concerns the whole fleet. The AsyncAPI document has the messages.',
  principals: ['rider', 'operator'],
  success: {
    status: 201,
    description: 'The ticket, and where to use it',
    body: Obj(
      {
        ticket: Str({ pattern: TICKET_PATTERN, description: 'A secret; it works only once' }),
        url: Str({ description: 'Where to connect' }),
        protocol: Literal(SUBPROTOCOL),
        expires: Time,
      },
      strict,
    ),
    example: {
      ticket,
      url: 'wss://abcdef1234.execute-api.eu-west-1.amazonaws.com/live',
      protocol: SUBPROTOCOL,
      expires: '2026-01-31T09:31:00.000Z',
    },
  },
  errors: [],
});

const Sequence = Integer({ minimum: 0 });

export const Push = Obj(
  {
    id: Str({ pattern: idPattern('psh'), description: 'The same each time it is sent' }),
    sequence: Integer({
      minimum: 1,
      description: 'Counts the pushes of this rider, or of the fleet: each is one more than the one before',
    }),
    time: Str({ description: 'When it happened, RFC 3339' }),
    event: Str({ description: 'What happened: the type of an event in Kafka' }),
    /** The rental's state after the event. Absent when it keeps, or goes back to, its state before the request. */
    state: Optional(RentalState),
    data: Unknown({
      description:
        'The data of the event, as its contract defines it; for a grant only `rentalId`, `grantId` and `state`',
    }),
  },
  strict,
);
export type Push = Static<typeof Push>;

const push: Push = {
  id: exampleId('psh'),
  sequence: 7,
  time,
  event: 'rentals.started.v1',
  state: 'IN_USE',
  data: {
    vin: 'WRS00001X0T000001',
    rentalId: exampleId('rnt'),
    riderId: 'ana',
    car: { odometerKm: 18230.4, chargePercent: 71.5, locked: false },
    time,
  },
};

export const ping = socket({
  name: 'ping',
  direction: 'up',
  description:
    'Answered by `pong`. A connection is closed after 10 minutes without a message, and in any case after 2 hours.',
  payload: Obj({ type: Literal('ping') }, strict),
  example: { type: 'ping' },
});

export const since = socket({
  name: 'since',
  direction: 'up',
  description:
    'Requests everything after this sequence, the last one that the client knows; without it, everything after the connection was made. Best sent first. Answered by `pushes`, if there are any, and `current`; or by `reset`.',
  payload: Obj({ type: Literal('since'), since: Optional(Sequence) }, strict),
  example: { type: 'since', since: 6 },
});

export const watch = socket({
  name: 'watch',
  direction: 'up',
  description: `An operator looks at the fleet: for the next ${WATCH_SECONDS} seconds \`positions\` come. Say it again in time, and not when nobody looks.`,
  payload: Obj({ type: Literal('watch') }, strict),
  example: { type: 'watch' },
});

export const pushes = socket({
  name: 'pushes',
  direction: 'down',
  description:
    'What happened, in order. A push may come twice, with the same sequence. After a gap, `since` brings what is missing.',
  payload: Obj({ version, type: Literal('pushes'), pushes: List(Push, { minItems: 1 }) }, strict),
  example: { version: 1, type: 'pushes', pushes: [push] },
});

export const current = socket({
  name: 'current',
  direction: 'down',
  description: 'The answer to `since` is complete; the last push has this sequence',
  payload: Obj({ version, type: Literal('current'), sequence: Sequence }, strict),
  example: { version: 1, type: 'current', sequence: 7 },
});

export const reset = socket({
  name: 'reset',
  direction: 'down',
  description:
    'The missed pushes are no longer kept: read everything again over HTTP, and go on from this sequence',
  payload: Obj({ version, type: Literal('reset'), sequence: Sequence }, strict),
  example: { version: 1, type: 'reset', sequence: 712 },
});

export const positions = socket({
  name: 'positions',
  direction: 'down',
  description:
    'Where cars are now, to operators who watch. They have no sequence and are not kept: some may be missing, and an older one may come after a newer one. A car has the fields that it has just reported.',
  payload: Obj({ version, type: Literal('positions'), positions: List(Position, { minItems: 1 }) }, strict),
  example: { version: 1, type: 'positions', positions: [positionExample] },
});

export const pong = socket({
  name: 'pong',
  direction: 'down',
  description: 'The answer to `ping`',
  payload: Obj({ version, type: Literal('pong'), time: Time }, strict),
  example: { version: 1, type: 'pong', time },
});

export const notUnderstood = socket({
  name: 'error',
  direction: 'down',
  description: 'The client’s message is not one of these',
  payload: Obj({ version, type: Literal('error'), code: Literal('BAD_REQUEST'), detail: Str() }, strict),
  example: { version: 1, type: 'error', code: 'BAD_REQUEST', detail: '/type must be equal to constant' },
});

/** A request, through a queue, to the function that posts to connections. A stream's requests are taken in order. */
export const PushRequest = Obj(
  {
    /** `rider/<id>`, or `fleet`. */
    stream: Str({ pattern: '^(fleet|rider/.+)$' }),
    /** Post to this connection only. Without it: to all connections of the stream that lack something. */
    connection: Optional(Str({ minLength: 1 })),
    /** Everything after this sequence, again if need be. */
    since: Optional(Sequence),
    /** Ends the connection: its principal has too many. */
    close: Optional(Literal(true)),
  },
  strict,
);
export type PushRequest = Static<typeof PushRequest>;
