import {
  Integer,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { exampleId, idPattern } from '../../kernel/ids.ts';
import { ANSWERED } from '../audience.ts';
import { Slug } from '../billing/conditions.ts';
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { pageQuery, RiderId, strict, Time } from '../fields.ts';
import { PartnerId } from '../partners/partner-id.ts';
import { exchangeUnknown } from './exchanges.ts';
import { loyaltyCommands, loyaltyEvents } from './loyalty.ts';
import { Counted, LotShare, notEnoughPoints } from './points.ts';
import { noProgramme } from './programme.ts';

/** Transfers of points to and from the programmes of partners: requested here, booked there, settled by their answer. */

const ofRider = { rider: { named: 'riderId' }, operators: true } as const;

export const TransferId = Str({ pattern: idPattern('ptx'), description: 'The same on both sides' });
const Direction = Union([
  /** From our programme to theirs. */
  Literal('OUT'),
  Literal('IN'),
]);
const Points = Integer({ minimum: 1 });
const Answer = Union([Literal('BOOKED'), Literal('REFUSED')]);
const Reference = Str({ minLength: 1, maxLength: 64, description: 'Of the booking, by whoever booked it' });
const Reason = Str({ minLength: 1, maxLength: 200, pattern: String.raw`\S` });

const asked = {
  transferId: TransferId,
  riderId: RiderId,
  programmeId: Slug,
  partnerId: PartnerId,
  direction: Direction,
  ours: Points,
  theirs: Points,
  requestedAt: Time,
  /** Without an answer by then it is overdue. It stays open: they may have booked it. */
  answerDueAt: Time,
};

/** What the partner, or an operator in its place, has said. */
const Answered = Obj(
  {
    answer: Answer,
    at: Time,
    by: Union([
      Obj({ partnerId: PartnerId, messageId: Str() }, strict),
      Obj({ operator: Str(), text: Str() }, strict),
    ]),
    reference: Optional(Reference),
    /** How many points of theirs they booked, if they say so. */
    theirs: Optional(Integer({ minimum: 0 })),
    reason: Optional(Str({ maxLength: 200 })),
  },
  strict,
);

export const Transfer = Obj(
  {
    ...asked,
    state: Union([
      Literal('PENDING'),
      Literal('BOOKED'),
      Literal('REFUSED'),
      /** The rider was erased before the answer. */
      Literal('FORFEITED'),
    ]),
    answered: Optional(Answered),
    /** Said later, and the opposite: nothing was changed by it. */
    contradicted: Optional(Answered),
  },
  strict,
);
export type Transfer = Static<typeof Transfer>;

const riderId = 'ana';
const transferId = exampleId('ptx');
const partnerId = exampleId('ptn');
const time = '2026-01-31T10:10:02.000Z';
export const transferExample: Transfer = {
  transferId,
  riderId,
  programmeId: 'hotel-miles',
  partnerId,
  direction: 'OUT',
  ours: 200,
  theirs: 100,
  requestedAt: time,
  answerDueAt: '2026-02-07T10:10:02.000Z',
  state: 'PENDING',
};
const bookedExample: Transfer = {
  ...transferExample,
  state: 'BOOKED',
  answered: {
    answer: 'BOOKED',
    at: '2026-01-31T10:10:05.000Z',
    by: { partnerId, messageId: 'msg_1' },
    reference: 'HM-77',
    theirs: 100,
  },
};

export const transferTooSmall = roomError('TRANSFER_NOT_OF_RATE', {
  status: 409,
  title: 'So many points cannot be transferred',
  advice: 'GET /v1/points-partners says how many at least, in which steps, and how many in a period.',
  retry: 'change',
});
export const transferUnknown = roomError('TRANSFER_UNKNOWN', {
  status: 404,
  title: 'There is no such transfer',
  advice: 'GET /v1/points-partners/{programmeId}/transfers lists them.',
  retry: 'change',
});
export const transferSettled = roomError('TRANSFER_SETTLED', {
  status: 409,
  title: 'The transfer was settled before',
  advice: 'Give or take points with an adjustment, with a reason.',
  retry: 'never',
});

export const requestTransfer = command({
  topic: loyaltyCommands,
  type: 'loyalty.request-transfer.v1',
  description: 'A member wants points to go to the programme of a partner, or to come from there',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj(
    {
      riderId: RiderId,
      programmeId: Slug,
      direction: Direction,
      points: Integer({ minimum: 1, maximum: 10_000_000, description: 'Of the programme that gives' }),
    },
    strict,
  ),
  example: { riderId, programmeId: 'hotel-miles', direction: 'OUT', points: 200 },
});

export const answerTransfer = command({
  topic: loyaltyCommands,
  type: 'loyalty.answer-transfer.v1',
  description: 'A partner has booked a transfer, or refused it; or an operator says so in its place',
  key: 'riderId',
  expiresAfterSeconds: 14 * 86_400,
  data: Obj(
    {
      riderId: RiderId,
      transferId: TransferId,
      answer: Answer,
      /** Whose signature was checked; none when an operator answers. */
      from: Optional(Obj({ partnerId: PartnerId, messageId: Str({ minLength: 1, maxLength: 200 }) }, strict)),
      reference: Optional(Reference),
      theirs: Optional(Integer({ minimum: 0, maximum: 1_000_000_000 })),
      reason: Optional(Str({ maxLength: 200 })),
    },
    strict,
  ),
  example: {
    riderId,
    transferId,
    answer: 'BOOKED',
    from: { partnerId, messageId: 'msg_1' },
    reference: 'HM-77',
    theirs: 100,
  },
});

export const transferRequested = event({
  topic: loyaltyEvents,
  type: 'loyalty.transfer-requested.v1',
  description: 'Points are to go to the programme of a partner, or to come from there: the partner is asked',
  key: 'riderId',
  heardBy: ANSWERED,
  data: Obj(
    {
      riderId: RiderId,
      transfer: Transfer,
      /** What is set aside for it: nothing when points come. */
      shares: List(LotShare),
      /** What counts for the limit of its period. */
      counted: Counted,
      time: Time,
    },
    strict,
  ),
  example: {
    riderId,
    transfer: transferExample,
    shares: [{ expiresAt: '2028-01-31T23:00:00.000Z', points: 200 }],
    counted: { ruleId: 'out/hotel-miles', per: 'month', period: '2026-01', points: 200 },
    time,
  },
});

export const transferAnswered = event({
  topic: loyaltyEvents,
  type: 'loyalty.transfer-answered.v1',
  description: 'A transfer of points is settled: booked, refused, or forfeited; or was contradicted later',
  key: 'riderId',
  heardBy: ofRider,
  data: Obj(
    {
      riderId: RiderId,
      transfer: Transfer,
      /** What counts for the limit of its period again, after a refusal. */
      counted: Optional(Counted),
      time: Time,
    },
    strict,
  ),
  example: { riderId, transfer: bookedExample, time: '2026-01-31T10:10:05.000Z' },
});

const one = <Status extends 200 | 201>(status: Status, description: string, example: Transfer) =>
  ({ status, description, body: Transfer, example }) as const;
const some = {
  status: 200,
  description: 'A page of transfers, the newest first; `cursor` when there are more',
  body: Obj({ transfers: List(Transfer), cursor: Optional(Str()) }, strict),
  example: { transfers: [bookedExample] },
} as const;

export const postTransfer = route({
  id: 'transferPoints',
  method: 'POST',
  path: '/v1/riders/me/points/transfers',
  summary: 'Transfer points to the programme of a partner, or from there',
  description:
    'Pending until the partner answers. Points that go are set aside meanwhile, and free again when it refuses. Where the partner does not know you, tell it the `transferId`.',
  principals: ['rider'],
  body: Obj(
    {
      programmeId: Slug,
      direction: Direction,
      points: requestTransfer.data.properties.points,
    },
    strict,
  ),
  bodyExample: { programmeId: 'hotel-miles', direction: 'OUT', points: 200 },
  command: requestTransfer,
  success: one(201, 'Requested', transferExample),
  errors: [notEnoughPoints.code, transferTooSmall.code, exchangeUnknown.code, noProgramme.code],
});

export const listTransfers = route({
  id: 'listPointsTransfers',
  method: 'GET',
  path: '/v1/riders/me/points/transfers',
  summary: 'The own transfers, and what became of them',
  principals: ['rider'],
  query: pageQuery,
  success: some,
  errors: [],
});

export const listProgrammeTransfers = route({
  id: 'listPointsPartnerTransfers',
  method: 'GET',
  path: '/v1/points-partners/{programmeId}/transfers',
  summary: 'The transfers to and from a programme, for its statement',
  principals: ['operator'],
  params: Obj({ programmeId: Slug }, strict),
  query: pageQuery,
  success: some,
  errors: [],
});

export const postSettlement = route({
  id: 'settlePointsTransfer',
  method: 'POST',
  path: '/v1/riders/{riderId}/points/transfers/{transferId}/settlement',
  summary: 'Settle a transfer that the partner does not answer, by its statement',
  principals: ['operator'],
  params: Obj({ riderId: RiderId, transferId: TransferId }, strict),
  body: Obj({ answer: Answer, reason: Reason, reference: Optional(Reference) }, strict),
  bodyExample: { answer: 'BOOKED', reason: 'is in the statement of January', reference: 'HM-77' },
  command: answerTransfer,
  success: one(200, 'Settled', bookedExample),
  errors: [transferUnknown.code, transferSettled.code],
});
