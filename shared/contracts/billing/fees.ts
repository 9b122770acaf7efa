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
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { pageQuery, RentalId, RiderId, strict, Time, Vin } from '../fields.ts';
import { personal } from '../personal.ts';
import { OperatorReason } from './adjustment.ts';
import { billingCommands, billingEvents, TARIFF_FLEET, TariffFleet } from './billing.ts';
import { Charge } from './charge.ts';
import { chargeUnknown, rentalExample } from './charges.ts';
import { Slug } from './conditions.ts';
import { Movement } from './ledger.ts';

/**
 * Fees beside the price of a rental: an excess of damage, a fine, a toll, cleaning, towing, a no-show. They come from a list
 * that operators manage; the rider may object for some days, and an operator decides.
 */

/** The fee for a reservation that expired. It is posted by itself, if the list has it. */
export const NO_SHOW = 'no-show';

const FeeType = Slug;
export const FeeId = Str({ pattern: idPattern('fee') });
const MinorUnits = Integer({
  minimum: 1,
  maximum: 1_000_000_000,
  description: 'Minor units, taxes included',
});

/** A kind of fee: of a fixed amount, or of one that the operator names, up to a limit. */
const FeeTerms = Obj(
  {
    feeType: FeeType,
    name: Str({ minLength: 1, maxLength: 80 }),
    amount: Union([
      Obj({ kind: Literal('FIXED'), amount: MinorUnits }, strict),
      Obj({ kind: Literal('UP_TO'), most: MinorUnits }, strict),
    ]),
    /** Absent where the fee is not taxed, such as damages and fines that are passed on. */
    tax: Optional(
      Obj(
        { taxId: Slug, name: Str(), percent: Str({ pattern: String.raw`^(0|[1-9]\d?)(\.\d{1,4})?$` }) },
        strict,
      ),
    ),
    objectionDays: Integer({ minimum: 1, maximum: 365 }),
  },
  strict,
);
export type FeeTerms = Static<typeof FeeTerms>;
export const FeeList = Obj(
  {
    currency: Str({ pattern: '^[A-Z]{3}$' }),
    fees: List(FeeTerms, { maxItems: 50 }),
  },
  strict,
);
export type FeeList = Static<typeof FeeList>;

const Evidence = Obj(
  {
    text: OperatorReason,
    photos: Optional(
      List(Str({ maxLength: 200, description: 'Ids of damage reports or photos' }), { maxItems: 20 }),
    ),
  },
  strict,
);

export const feeUnknown = roomError('FEE_UNKNOWN', {
  status: 404,
  title: 'There is no such fee, or it is not yours',
  advice: 'GET /v1/fee-list has the kinds of fees; GET /v1/riders/me/fees the own ones.',
  retry: 'change',
});
export const feeListNotValid = roomError('FEE_LIST_NOT_VALID', {
  status: 400,
  title: 'The list of fees is not valid',
  advice: 'The detail says what is wrong.',
  retry: 'change',
});
export const feeAmountNotPossible = roomError('FEE_AMOUNT_NOT_POSSIBLE', {
  status: 409,
  title: 'The fee cannot have this amount',
  advice: 'The detail says what the list of fees allows.',
  retry: 'change',
});
export const objectionTooLate = roomError('OBJECTION_TOO_LATE', {
  status: 409,
  title: 'The time for an objection is over, or one was made already',
  advice: 'Contact the support.',
  retry: 'never',
});
export const feeSettled = roomError('FEE_SETTLED', {
  status: 409,
  title: 'There is nothing to decide about this fee',
  advice: 'It was withdrawn already, or nobody has objected to it.',
  retry: 'never',
});

const time = '2026-02-02T09:00:00.000Z';
const feeId = exampleId('fee');
const { rentalId, riderId } = rentalExample;
const listExample: FeeList = {
  currency: 'EUR',
  fees: [
    {
      feeType: 'cleaning',
      name: 'Cleaning',
      amount: { kind: 'FIXED', amount: 4500 },
      tax: { taxId: 'igi', name: 'IGI', percent: '4.5' },
      objectionDays: 14,
    },
    { feeType: 'fine', name: 'Fine', amount: { kind: 'UP_TO', most: 50_000 }, objectionDays: 14 },
  ],
};
const evidenceExample = { text: 'Sand on all seats' };
const encrypted = 'enc.v1.q83vEjRWeJ0.3q2-7w';

const byRider = { topic: billingCommands, key: 'riderId' } as const;
const ofFee = { feeId: FeeId, riderId: RiderId };
const ofFeeExample = { feeId, riderId };

export const setFeeList = command({
  type: 'billing.set-fee-list.v1',
  topic: billingCommands,
  description: 'An operator replaces the list of fees',
  key: 'fleet',
  expiresAfterSeconds: 60,
  data: Obj({ fleet: TariffFleet, list: FeeList }, strict),
  example: { fleet: TARIFF_FLEET, list: listExample },
});
export const postFee = command({
  ...byRider,
  type: 'billing.post-fee.v1',
  description: 'An operator posts a fee',
  expiresAfterSeconds: 60,
  data: Obj(
    {
      ...ofFee,
      rentalId: RentalId,
      vin: Vin,
      feeType: FeeType,
      amount: Optional(MinorUnits),
      evidence: Evidence,
    },
    strict,
  ),
  example: { ...ofFeeExample, ...rentalExample, feeType: 'cleaning', evidence: evidenceExample },
});
/** They wait for as long as the topic keeps them, and are decided even later. */
const OWN_SECONDS = 14 * 86_400;
export const assessNoShow = command({
  ...byRider,
  type: 'billing.assess-no-show.v1',
  description: 'A reservation has expired: the room posts the fee for it, if the list has one',
  expiresAfterSeconds: OWN_SECONDS,
  data: Obj({ ...ofFee, rentalId: RentalId, vin: Vin }, strict),
  example: { ...ofFeeExample, ...rentalExample },
});
export const withdrawNoShow = command({
  ...byRider,
  type: 'billing.withdraw-no-show.v1',
  description: 'A reservation that had expired has begun after all',
  expiresAfterSeconds: OWN_SECONDS,
  data: Obj(ofFee, strict),
  example: ofFeeExample,
});
export const objectToFee = command({
  ...byRider,
  type: 'billing.object-to-fee.v1',
  description: 'A rider objects to a fee',
  expiresAfterSeconds: 60,
  data: Obj({ ...ofFee, text: personal() }, strict),
  example: { ...ofFeeExample, text: encrypted },
});
export const FeeDecision = Union([Literal('UPHELD'), Literal('WITHDRAWN')]);
export const decideFee = command({
  ...byRider,
  type: 'billing.decide-fee.v1',
  description: 'An operator decides about an objection, or withdraws a fee',
  expiresAfterSeconds: 60,
  data: Obj({ ...ofFee, decision: FeeDecision, reason: OperatorReason }, strict),
  example: { ...ofFeeExample, decision: 'WITHDRAWN', reason: 'It was the rider before' },
});

const posted = {
  ...ofFee,
  rentalId: RentalId,
  vin: Vin,
  feeType: FeeType,
  /** Of the list that it was posted by. */
  listVersion: Integer({ minimum: 1 }),
  charge: Charge,
  movement: Movement,
  evidence: Evidence,
  /** Absent when the room posted it by itself. */
  operator: Optional(Str()),
  objectionUntil: Time,
  time: Time,
};
const chargeExample: Static<typeof Charge> = {
  currency: 'EUR',
  lines: [
    {
      lineId: 'fee',
      reason: { code: 'FEE', feeType: 'cleaning', text: 'Cleaning: Sand on all seats' },
      parts: [],
      net: 4306,
      taxes: [{ taxId: 'igi', amount: 194 }],
      gross: 4500,
    },
  ],
  net: 4306,
  taxes: [{ taxId: 'igi', name: 'IGI', percent: '4.5', amount: 194 }],
  total: 4500,
  payments: [],
  due: 4500,
  estimated: [],
};
const postedExample = {
  ...ofFeeExample,
  ...rentalExample,
  feeType: 'cleaning',
  listVersion: 1,
  charge: chargeExample,
  movement: {
    movementId: `fee/${feeId}`,
    currency: 'EUR',
    postings: [
      { account: 'receivable/ana', amount: 4500 },
      { account: 'revenue/fees', amount: -4306 },
      { account: 'tax/igi', amount: -194 },
    ],
  },
  evidence: evidenceExample,
  operator: 'eva',
  objectionUntil: '2026-02-16T09:00:00.000Z',
  time,
};

export const feeListSet = event({
  topic: billingEvents,
  type: 'billing.fee-list-set.v1',
  description: 'These fees can be posted from now on',
  key: 'fleet',
  heardBy: ANSWERED,
  data: Obj(
    { fleet: TariffFleet, version: Integer({ minimum: 1 }), list: FeeList, operator: Str(), time: Time },
    strict,
  ),
  example: { fleet: TARIFF_FLEET, version: 1, list: listExample, operator: 'eva', time },
});
export const feePosted = event({
  topic: billingEvents,
  type: 'billing.fee-posted.v1',
  description: 'A rider owes a fee',
  key: 'riderId',
  heardBy: { nobody: 'is told by mail, which the rider can answer for days' },
  data: Obj(posted, strict),
  example: postedExample,
});
export const feeObjected = event({
  topic: billingEvents,
  type: 'billing.fee-objected.v1',
  description: 'A rider objects to a fee: an operator has to decide',
  key: 'riderId',
  heardBy: { nobody: 'is in the list of objections, which operators read' },
  data: Obj({ ...ofFee, text: personal(), time: Time }, strict),
  example: { ...ofFeeExample, text: encrypted, time },
});
export const feeUpheld = event({
  topic: billingEvents,
  type: 'billing.fee-upheld.v1',
  description: 'An objection was considered, and the fee stays',
  key: 'riderId',
  heardBy: { nobody: 'is in the own fees' },
  data: Obj({ ...ofFee, reason: OperatorReason, operator: Str(), time: Time }, strict),
  example: { ...ofFeeExample, reason: 'The photos show it', operator: 'ivo', time },
});
export const feeWithdrawn = event({
  topic: billingEvents,
  type: 'billing.fee-withdrawn.v1',
  description: 'A fee is not owed any more, and is credited',
  key: 'riderId',
  heardBy: { nobody: 'is in the own fees' },
  data: Obj(
    {
      ...ofFee,
      rentalId: RentalId,
      charge: Charge,
      movement: Movement,
      reason: OperatorReason,
      operator: Optional(Str()),
      time: Time,
    },
    strict,
  ),
  example: {
    ...ofFeeExample,
    rentalId,
    charge: chargeExample,
    movement: {
      movementId: `fee-credit/${feeId}`,
      currency: 'EUR',
      postings: postedExample.movement.postings.map(({ account, amount }) => ({ account, amount: -amount })),
    },
    reason: 'It was the rider before',
    operator: 'ivo',
    time,
  },
});

/** A fee, as it is read. */
export const Fee = Obj(
  {
    feeId: FeeId,
    rentalId: RentalId,
    riderId: RiderId,
    feeType: FeeType,
    listVersion: Integer(),
    state: Union([Literal('POSTED'), Literal('OBJECTED'), Literal('UPHELD'), Literal('WITHDRAWN')]),
    charge: Charge,
    evidence: Evidence,
    operator: Optional(Str()),
    objectionUntil: Time,
    /** As it was written, for who may read it; sealed in the table. */
    objection: Optional(Obj({ text: Str(), time: Time }, strict)),
    decision: Optional(Obj({ reason: Str(), operator: Optional(Str()), time: Time }, strict)),
    time: Time,
  },
  strict,
);
export type Fee = Static<typeof Fee>;

const { movement: _, vin: __, ...shown } = postedExample;
const feeExample: Fee = { ...shown, state: 'POSTED' };
const onFee = Obj({ feeId: FeeId }, strict);
const answer = { status: 200, body: Fee, example: feeExample } as const;

export const getFeeList = route({
  id: 'getFeeList',
  method: 'GET',
  path: '/v1/fee-list',
  summary: 'The fees that can be posted',
  principals: ['rider', 'operator'],
  success: {
    status: 200,
    description: 'The list in force',
    body: Obj({ version: Integer(), list: FeeList }, strict),
    example: { version: 1, list: listExample },
  },
  errors: ['NOT_FOUND'],
});
export const putFeeList = route({
  id: 'putFeeList',
  method: 'PUT',
  path: '/v1/fee-list',
  summary: 'Replace the list of fees',
  description: 'Fees that were posted keep the version by which they were posted.',
  principals: ['operator'],
  body: FeeList,
  bodyExample: listExample,
  command: setFeeList,
  success: {
    status: 200,
    description: 'The list in force',
    body: Obj({ version: Integer(), list: FeeList }, strict),
    example: { version: 1, list: listExample },
  },
  errors: [feeListNotValid.code],
});
export const postRentalFee = route({
  id: 'postFee',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/fees',
  summary: 'Post a fee to the rider of a rental',
  description: '`amount` only where the list has no fixed one.',
  principals: ['operator'],
  params: Obj({ rentalId: RentalId }, strict),
  body: Obj({ feeType: FeeType, amount: Optional(MinorUnits), evidence: Evidence }, strict),
  bodyExample: { feeType: 'cleaning', evidence: evidenceExample },
  command: postFee,
  success: { ...answer, status: 201, description: 'The rider owes it' },
  errors: [chargeUnknown.code, feeUnknown.code, feeAmountNotPossible.code],
});
export const postObjection = route({
  id: 'objectToFee',
  method: 'POST',
  path: '/v1/riders/me/fees/{feeId}/objection',
  summary: 'Object to an own fee',
  principals: ['rider'],
  params: onFee,
  body: Obj({ text: Str({ minLength: 3, maxLength: 1000, pattern: String.raw`\S` }) }, strict),
  bodyExample: { text: 'The car was dirty when I took it over' },
  command: objectToFee,
  success: { ...answer, description: 'An operator will decide' },
  errors: [feeUnknown.code, objectionTooLate.code, 'RIDER_ERASED'],
});
export const postFeeDecision = route({
  id: 'decideFee',
  method: 'POST',
  path: '/v1/fees/{feeId}/decision',
  summary: 'Decide about an objection, or withdraw a fee',
  description: 'UPHELD: the fee stays; only after an objection. WITHDRAWN: it is credited.',
  principals: ['operator'],
  params: onFee,
  body: Obj({ decision: FeeDecision, reason: OperatorReason }, strict),
  bodyExample: { decision: 'WITHDRAWN', reason: 'It was the rider before' },
  command: decideFee,
  success: { ...answer, description: 'The fee as it is now' },
  errors: [feeUnknown.code, feeSettled.code],
});
const page = {
  status: 200,
  body: Obj({ fees: List(Fee), cursor: Optional(Str()) }, strict),
  example: { fees: [feeExample] },
} as const;
export const listOwnFees = route({
  id: 'listOwnFees',
  method: 'GET',
  path: '/v1/riders/me/fees',
  summary: 'The own fees, newest first',
  principals: ['rider'],
  query: pageQuery,
  success: { ...page, description: 'A page of fees; `cursor` when there are more' },
  errors: [],
});
export const listFeesOfRider = route({
  id: 'listFeesOfRider',
  method: 'GET',
  path: '/v1/riders/{riderId}/fees',
  summary: 'The fees of a rider, newest first',
  principals: ['operator'],
  params: Obj({ riderId: RiderId }, strict),
  query: pageQuery,
  success: { ...page, description: 'A page of fees; `cursor` when there are more' },
  errors: [],
});
export const listObjections = route({
  id: 'listObjections',
  method: 'GET',
  path: '/v1/fees/objections',
  summary: 'Fees to which riders object, the oldest objection first',
  principals: ['operator'],
  query: pageQuery,
  success: { ...page, description: 'A page of fees; `cursor` when there are more' },
  errors: [],
});
