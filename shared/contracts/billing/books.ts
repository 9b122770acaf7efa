import { Array as List, Object as Obj, Optional, String as Str } from 'typebox';
import { route } from '../define.ts';
import { Cursor, pageQuery, strict, Time } from '../fields.ts';
import { DayQuery } from './adjusting.ts';
import { chargedExample } from './charges.ts';
import { Movement } from './ledger.ts';

/** The books, for accountants: the ledger's movements, as they were booked. */

export const BookedMovement = Obj({ ...Movement.properties, time: Time }, strict);

const { movement, time } = chargedExample;

export const listMovements = route({
  id: 'listMovements',
  method: 'GET',
  path: '/v1/ledger/movements',
  summary: 'The movements of a day, in the order of time',
  principals: ['operator'],
  query: Obj({ ...pageQuery.properties, day: DayQuery }, strict),
  success: {
    status: 200,
    description: 'A page of movements; `cursor` when there are more',
    body: Obj({ movements: List(BookedMovement), cursor: Optional(Str()) }, strict),
    example: { movements: [{ ...movement, time }] },
  },
  errors: [],
});

export const getJournal = route({
  id: 'getJournal',
  method: 'GET',
  path: '/v1/journal',
  summary: 'The journal of a day or a month, as CSV',
  description:
    'A row for each posting (RFC 4180, UTF-8). The columns are described in docs/billing.md. When there is more, the header `Link` leads to the next page, which has no heading.',
  principals: ['operator'],
  query: Obj(
    {
      day: Optional(DayQuery),
      month: Optional(Str({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$', description: 'A month, UTC' })),
      cursor: Optional(Cursor),
    },
    strict,
  ),
  success: {
    status: 200,
    description: 'The rows',
    mediaType: 'text/csv',
    body: Str(),
    example:
      'time,movement,kind,reference,account,currency,minor_units,amount\r\n2026-01-31T10:10:01.000Z,charge/rnt_00000000000000000000000001/1,charge,rnt_00000000000000000000000001,receivable/ana,EUR,899,8.99\r\n',
  },
  errors: [],
});
