import { Integer, Array as List, Object as Obj, Optional, type Static, String as Str } from 'typebox';
import { exampleId } from '../../kernel/ids.ts';
import { Slug } from '../billing/conditions.ts';
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { pageQuery, strict, Time } from '../fields.ts';
import { PartnerId } from '../partners/partner-id.ts';
import { loyaltyCommands, loyaltyEvents } from './loyalty.ts';
import { LimitPeriod } from './programme.ts';

/** Programmes of partners with which points are exchanged, at published rates. Operators manage them. */

const Points = Integer({ minimum: 1, maximum: 10_000_000 });

/** So many points of theirs are so many of ours. `least`, `step` and `most` are in points of whoever gives. */
const Rate = Obj(
  {
    ours: Points,
    theirs: Points,
    least: Points,
    /** Only multiples of it, so that both sides are whole. */
    step: Points,
    /** The most that a member gives in such a period. */
    most: Optional(Obj({ points: Points, per: LimitPeriod }, strict)),
  },
  strict,
);
export type Rate = Static<typeof Rate>;

export const Exchange = Obj(
  {
    name: Str({ minLength: 1, maxLength: 60 }),
    /** Who books: transfers are sent to its webhook endpoints. */
    partnerId: PartnerId,
    /** From our programme to theirs. Without it none go there. */
    out: Optional(Rate),
    /** From their programme to ours. */
    in: Optional(Rate),
    /** After so many days without an answer a transfer is overdue. */
    answerDays: Integer({ minimum: 1, maximum: 90 }),
  },
  strict,
);
export type Exchange = Static<typeof Exchange>;

export const exchangeExample: Exchange = {
  name: 'Hotel Miles',
  partnerId: exampleId('ptn'),
  out: { ours: 2, theirs: 1, least: 200, step: 100, most: { points: 10_000, per: 'month' } },
  in: { ours: 1, theirs: 3, least: 300, step: 300 },
  answerDays: 7,
};

export const PublishedExchange = Obj(
  {
    programmeId: Slug,
    version: Integer({ minimum: 1 }),
    exchange: Exchange,
    changedAt: Time,
  },
  strict,
);
export type PublishedExchange = Static<typeof PublishedExchange>;

const programmeId = 'hotel-miles';
const time = '2026-01-31T09:30:00.000Z';
const published: PublishedExchange = { programmeId, version: 1, exchange: exchangeExample, changedAt: time };

export const exchangeNotValid = roomError('EXCHANGE_NOT_VALID', {
  status: 400,
  title: 'The rates of exchange are not valid',
  advice: 'The list `errors` says for each fault where it is and why. Correct them and send it again.',
  retry: 'change',
});
export const exchangeUnknown = roomError('EXCHANGE_UNKNOWN', {
  status: 404,
  title: 'Points are not exchanged with this programme',
  advice: 'GET /v1/points-partners lists the programmes.',
  retry: 'change',
});
export const exchangePartnerFixed = roomError('EXCHANGE_PARTNER_FIXED', {
  status: 409,
  title: 'The partner of a programme cannot change: transfers wait for its answer',
  advice: 'Publish the rates under another id.',
  retry: 'change',
});

export const publishExchange = command({
  topic: loyaltyCommands,
  type: 'loyalty.publish-exchange.v1',
  description: 'An operator publishes at which rates points are exchanged with the programme of a partner',
  key: 'programmeId',
  expiresAfterSeconds: 60,
  data: Obj({ programmeId: Slug, exchange: Exchange }, strict),
  example: { programmeId, exchange: exchangeExample },
});

export const exchangePublished = event({
  topic: loyaltyEvents,
  type: 'loyalty.exchange-published.v1',
  description: 'Points are exchanged with the programme of a partner at these rates from now on',
  key: 'programmeId',
  heardBy: { nobody: 'is the answer to the operator who manages the rates; others read it' },
  data: Obj(
    { programmeId: Slug, version: Integer({ minimum: 1 }), exchange: Exchange, operator: Str(), time: Time },
    strict,
  ),
  example: { programmeId, version: 1, exchange: exchangeExample, operator: 'eva', time },
});

export const putExchange = route({
  id: 'publishPointsPartner',
  method: 'PUT',
  path: '/v1/points-partners/{programmeId}',
  summary: 'Publish the rates at which points are exchanged with the programme of a partner',
  description:
    'Transfers that were requested before keep their rate. Without `out` or `in`, none go that way.',
  principals: ['operator'],
  params: Obj({ programmeId: Slug }, strict),
  body: Exchange,
  bodyExample: exchangeExample,
  command: publishExchange,
  success: { status: 200, description: 'Published', body: PublishedExchange, example: published },
  errors: [exchangeNotValid.code, exchangePartnerFixed.code],
});

export const listExchanges = route({
  id: 'listPointsPartners',
  method: 'GET',
  path: '/v1/points-partners',
  summary: 'The programmes with which points are exchanged, and their rates',
  principals: ['rider', 'operator'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of programmes; `cursor` when there are more',
    body: Obj({ programmes: List(PublishedExchange), cursor: Optional(Str()) }, strict),
    example: { programmes: [published] },
  },
  errors: [],
});
