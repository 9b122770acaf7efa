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
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { pageQuery, strict, Time } from '../fields.ts';
import { SignedMoney } from '../payments/seen-payment.ts';
import { DayQuery } from './adjusting.ts';
import { billingCommands, billingEvents } from './billing.ts';

/**
 * The reconciliation: each change of our balance at the payment provider against the ledger's clearing account, and the
 * other way round. Differences are listed, and none is mended by itself.
 */

const day = '2026-01-31';
const time = '2026-02-01T03:00:02.000Z';
const Count = Integer({ minimum: 0 });

export const BalanceDifference = Obj(
  {
    kind: Union([Literal('MISSING_HERE'), Literal('MISSING_THERE'), Literal('OTHER_AMOUNT')], {
      description: 'The ledger does not have it; the provider does not; they differ in the amount',
    }),
    /** The business key in the ledger; the provider's own id where there is none. */
    about: Str(),
    here: Optional(SignedMoney),
    there: Optional(SignedMoney),
    /** The provider's payment. */
    reference: Optional(Str()),
    detail: Str(),
  },
  strict,
);
export type BalanceDifference = Static<typeof BalanceDifference>;

const found = {
  /** Of the clearing account. */
  provider: Str(),
  /** Changes of the balance on that day, and movements of the clearing account. */
  there: Count,
  here: Count,
  /** What the provider kept, and what it paid out: by currency. The ledger does not book these. */
  fees: List(SignedMoney),
  payouts: List(SignedMoney),
  /** How many there are; the first ones are listed. */
  differing: Count,
  differences: List(BalanceDifference),
};
const differenceExample: BalanceDifference = {
  kind: 'MISSING_HERE',
  about: 'txn_3Qa1',
  there: { amount: -700, currency: 'EUR' },
  reference: 'pi_1',
  detail: 'REFUND of 2026-01-31T10:12:00.000Z without an id of ours: made at the provider by hand?',
};
const foundExample = {
  provider: 'stripe',
  there: 3,
  here: 2,
  fees: [{ amount: 142, currency: 'EUR' }],
  payouts: [],
  differing: 1,
  differences: [differenceExample],
};

export const MOST_DIFFERENCES = 200;

export const Reconciliation = Obj(
  {
    day: DayQuery,
    state: Union([Literal('REQUESTED'), Literal('DONE')]),
    /** How often it was done. */
    runs: Count,
    requestedAt: Time,
    by: Optional(Obj({ operator: Str() }, strict)),
    /** Of the last run that is done. */
    found: Optional(Obj({ ...found, time: Time }, strict)),
  },
  strict,
);
export type Reconciliation = Static<typeof Reconciliation>;
const example: Reconciliation = {
  day,
  state: 'DONE',
  runs: 1,
  requestedAt: time,
  found: { ...foundExample, time },
};

export const reconcile = command({
  topic: billingCommands,
  type: 'billing.reconcile.v1',
  description:
    'The ledger’s function every day, or an operator: compare the ledger with the provider’s balance',
  key: 'day',
  expiresAfterSeconds: 86_400,
  data: Obj({ day: DayQuery }, strict),
  example: { day },
});
export const recordReconciliation = command({
  topic: billingCommands,
  type: 'billing.record-reconciliation.v1',
  description: 'The port’s answer: what differs',
  key: 'day',
  expiresAfterSeconds: 14 * 86_400,
  data: Obj({ day: DayQuery, ...found }, strict),
  example: { day, ...foundExample },
});
export const reconciliationRequested = event({
  topic: billingEvents,
  type: 'billing.reconciliation-requested.v1',
  description: 'A day of the ledger is being compared with the provider’s balance',
  key: 'day',
  heardBy: { nobody: 'its outcome is another event' },
  data: Obj({ day: DayQuery, by: Optional(Obj({ operator: Str() }, strict)), time: Time }, strict),
  example: { day, time },
});
export const reconciled = event({
  topic: billingEvents,
  type: 'billing.reconciled.v1',
  description: 'What differs between a day of the ledger and the provider’s balance',
  key: 'day',
  heardBy: { operators: true },
  data: Obj({ day: DayQuery, ...found, time: Time }, strict),
  example: { day, ...foundExample, time },
});

export const notReconciled = roomError('NOT_RECONCILED', {
  status: 404,
  title: 'This day was not compared with the provider’s balance yet',
  advice: 'POST /v1/reconciliations does it.',
  retry: 'later',
});

export const postReconciliation = route({
  id: 'reconcile',
  method: 'POST',
  path: '/v1/reconciliations',
  summary: 'Compare a day of the ledger with the provider’s balance',
  description:
    'By itself every day for the day before. The answer is the request: read it again, or wait for the push. A day that is not over may differ by what is under way.',
  principals: ['operator'],
  body: Obj({ day: DayQuery }, strict),
  bodyExample: { day },
  command: reconcile,
  success: {
    status: 200,
    description: 'It is under way',
    body: Reconciliation,
    example: { day, state: 'REQUESTED', runs: 0, requestedAt: time },
  },
  errors: [],
});
export const getReconciliation = route({
  id: 'getReconciliation',
  method: 'GET',
  path: '/v1/reconciliations/{day}',
  summary: 'What differs between a day of the ledger and the provider’s balance',
  principals: ['operator'],
  params: Obj({ day: DayQuery }, strict),
  success: { status: 200, description: 'The last comparison', body: Reconciliation, example },
  errors: [notReconciled.code],
});
export const listReconciliations = route({
  id: 'listReconciliations',
  method: 'GET',
  path: '/v1/reconciliations',
  summary: 'The comparisons with the provider’s balance, the newest day first',
  principals: ['operator'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of days; `cursor` when there are more',
    body: Obj({ reconciliations: List(Reconciliation), cursor: Optional(Str()) }, strict),
    example: { reconciliations: [example] },
  },
  errors: [],
});
