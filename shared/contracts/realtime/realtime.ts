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
import { idPattern } from '../../kernel/ids.ts';
import { route, socket } from '../define.ts';
import { strict, Time } from '../fields.ts';
import { RentalState } from '../rentals/rentals.ts';

/** The realtime room: what apps hear over a WebSocket, and how they get one. */

/** A ticket opens one connection, within this time. */
export const TICKET_SECONDS = 60;

/**
 * The form of the messages, as a WebSocket subprotocol: a client asks for it and gives its ticket as a second one, so
 * that the ticket is in no URL. A change that an old client would misread is a new version.
 */
export const SUBPROTOCOL = 'roadstream.v1' as const;

export const TICKET_PATTERN = '^tkt_[A-Za-z0-9_-]{43}$';

const version = Literal(1);
const time = '2026-01-31T09:30:00.000Z';
const ticket = 'tkt_3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

export const createTicket = route({
  id: 'createRealtimeTicket',
  method: 'POST',
  path: '/v1/realtime/tickets',
  summary: 'Get a ticket for a WebSocket connection',
  description:
    'Opens one connection within 60 seconds: `new WebSocket(url, [protocol, ticket])`. A rider hears of what is theirs, an operator of the whole fleet. The messages are in AsyncAPI.',
  principals: ['rider', 'operator'],
  success: {
    status: 201,
    description: 'The ticket, and where to use it',
    body: Obj(
      {
        ticket: Str({ pattern: TICKET_PATTERN, description: 'A secret; of no use once it was used' }),
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
    id: Str({ pattern: idPattern('psh'), description: 'The same whenever it is sent' }),
    sequence: Integer({
      minimum: 1,
      description: 'Counts what this rider, or the fleet, hears of: each is one more than that before',
    }),
    time: Str({ description: 'When it happened, RFC 3339' }),
    event: Str({ description: 'What happened: the type of an event in Kafka' }),
    /** Of the rental, when the event alone says it; without it the rental is what it was before it was asked. */
    state: Optional(RentalState),
    data: Unknown({
      description: 'Of the event, as its contract says; of a grant `rentalId`, `grantId` and `state` only',
    }),
  },
  strict,
);
export type Push = Static<typeof Push>;

const push: Push = {
  id: 'psh_00000000000000000000000001',
  sequence: 7,
  time,
  event: 'rentals.started.v1',
  state: 'IN_USE',
  data: {
    vin: 'WRS00001X0T000001',
    rentalId: 'rnt_00000000000000000000000001',
    riderId: 'ana',
    car: { odometerKm: 18230.4, chargePercent: 71.5, locked: false },
    time,
  },
};

export const ping = socket({
  name: 'ping',
  direction: 'up',
  description:
    'Is answered by `pong`. A connection on which nothing was said for 10 minutes is closed; one of 2 hours is, too.',
  payload: Obj({ type: Literal('ping') }, strict),
  example: { type: 'ping' },
});

export const since = socket({
  name: 'since',
  direction: 'up',
  description:
    'Asks for everything after this sequence, the last that the client knows; without one, after the connection was made. Best sent first. Answered by `pushes`, if there are any, and `current`; or by `reset`.',
  payload: Obj({ type: Literal('since'), since: Optional(Sequence) }, strict),
  example: { type: 'since', since: 6 },
});

export const pushes = socket({
  name: 'pushes',
  direction: 'down',
  description:
    'What happened, in order. The same may come twice: the sequence tells. After a gap, `since` brings what is missing.',
  payload: Obj({ version, type: Literal('pushes'), pushes: List(Push, { minItems: 1 }) }, strict),
  example: { version: 1, type: 'pushes', pushes: [push] },
});

export const current = socket({
  name: 'current',
  direction: 'down',
  description: 'The answer to `since` is whole; the last that happened has this sequence',
  payload: Obj({ version, type: Literal('current'), sequence: Sequence }, strict),
  example: { version: 1, type: 'current', sequence: 7 },
});

export const reset = socket({
  name: 'reset',
  direction: 'down',
  description:
    'What was missed is not kept any more: read everything anew over HTTP, and go on from this sequence',
  payload: Obj({ version, type: Literal('reset'), sequence: Sequence }, strict),
  example: { version: 1, type: 'reset', sequence: 712 },
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
  description: 'The client’s message is none of these',
  payload: Obj({ version, type: Literal('error'), code: Literal('BAD_REQUEST'), detail: Str() }, strict),
  example: { version: 1, type: 'error', code: 'BAD_REQUEST', detail: '/type must be equal to constant' },
});

/** What the function that posts to connections is asked, through its queue. A stream's requests are taken in order. */
export const PushRequest = Obj(
  {
    /** `rider/<id>`, or `fleet`. */
    stream: Str({ pattern: '^(fleet|rider/.+)$' }),
    /** This connection alone; all of the stream that lack something, without it. */
    connection: Optional(Str({ minLength: 1 })),
    /** Everything after this sequence, again if need be. */
    since: Optional(Sequence),
    /** Ends the connection: its principal has too many. */
    close: Optional(Literal(true)),
  },
  strict,
);
export type PushRequest = Static<typeof PushRequest>;
