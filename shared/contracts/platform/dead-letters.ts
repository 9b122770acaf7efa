import {
  Boolean as Bool,
  Integer,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { route } from '../define.ts';
import { pageQuery, strict, Time } from '../fields.ts';

/** What our functions have given up, for operators: to look at, and to send again. */

/** The first characters of a payload are shown; a redrive sends all of it. */
export const PAYLOAD_SHOWN = 8000;

export const WaitingLetter = Obj(
  {
    letterId: Str({ description: 'Where the letter is: topic, partition and offset' }),
    /** When it was given up. */
    time: Time,
    /** The function that gave up. */
    consumer: Str(),
    /** A code, such as UNDECODABLE. */
    reason: Str(),
    detail: Optional(Str()),
    topic: Str({ description: 'Of the record that could not be handled' }),
    partition: Integer(),
    offset: Integer(),
    key: Optional(Str()),
    /** How often it has been sent again already. */
    redriven: Integer({ minimum: 0 }),
    payload: Obj(
      {
        encoding: Union([Literal('text'), Literal('base64')]),
        content: Str(),
        /** Of the whole payload. */
        bytes: Integer({ minimum: 0 }),
      },
      strict,
    ),
  },
  strict,
);
export type WaitingLetter = Static<typeof WaitingLetter>;

const letterExample: WaitingLetter = {
  letterId: 'dead-letters/0/17',
  time: '2026-01-31T09:30:00.000Z',
  consumer: 'billing-consumer',
  reason: 'UNDECIDABLE',
  detail: 'There is no tariff pri_standard.',
  topic: 'rentals.events',
  partition: 3,
  offset: 4711,
  key: 'WRS00001X0T000001',
  redriven: 0,
  payload: { encoding: 'text', content: '{"specversion":"1.0"}', bytes: 21 },
};

export const listDeadLetters = route({
  id: 'listDeadLetters',
  method: 'GET',
  path: '/v1/dead-letters',
  summary: 'What could not be handled, and waits for a redrive',
  description: 'Read from the topics themselves, so it takes some seconds.',
  principals: ['operator'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of letters, the newest first; `cursor` when there are more',
    body: Obj(
      {
        letters: List(WaitingLetter),
        /** Records in the dead-letter topics that no redrive has taken. */
        waiting: Integer({ minimum: 0 }),
        cursor: Optional(Str()),
      },
      strict,
    ),
    example: { letters: [letterExample], waiting: 1 },
  },
  errors: [],
});

/** Which letters. Without any field, all of them. */
export const selection = {
  topic: Optional(Str({ description: 'Only records of this topic' })),
  key: Optional(Str({ description: 'Only records with this key' })),
  consumer: Optional(Str({ description: 'Only what this function gave up' })),
  reason: Optional(Str({ description: 'Only what died for this reason' })),
};
export const discard = Optional(
  Bool({ description: 'Throws them away instead: later messages of their keys wait for them no longer' }),
);

export const redriveDeadLetters = route({
  id: 'redriveDeadLetters',
  method: 'POST',
  path: '/v1/dead-letters/redrive',
  summary: 'Send dead letters to their topics again, or throw them away',
  description:
    'Those of one key go in the order in which they were first written. A record that still cannot be handled is a dead letter again a moment later.',
  principals: ['operator'],
  body: Obj(
    {
      letters: Obj(selection, strict),
      discard,
      reason: Str({ minLength: 1, maxLength: 200, description: 'Why: it is kept in the log' }),
    },
    strict,
  ),
  bodyExample: {
    letters: { topic: letterExample.topic, key: letterExample.key },
    reason: 'the tariff is there now',
  },
  success: {
    status: 200,
    description: 'How many were sent or thrown away, and how many stay',
    body: Obj({ sent: Integer({ minimum: 0 }), kept: Integer({ minimum: 0 }) }, strict),
    example: { sent: 1, kept: 0 },
  },
  errors: [],
});
