import type { Charge } from '../../../shared/contracts/billing/charge.ts';
import {
  type assessNoShow,
  type decideFee,
  type Fee,
  type FeeTerms,
  feeAmountNotPossible,
  feeObjected,
  feePosted,
  feeSettled,
  feeUnknown,
  feeUpheld,
  feeWithdrawn,
  NO_SHOW,
  objectionTooLate,
  type objectToFee,
  type postFee,
  type withdrawNoShow,
} from '../../../shared/contracts/billing/fees.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import { addSeconds, DAY_SECONDS, isBefore } from '../../../shared/kernel/time.ts';
import { sumsOf, TaxSplit } from '../../../shared/pricing/taxes.ts';
import type { Context, Decision, EventOf, MessageOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import { onlyOperators } from '../adjusting/adjust.ts';
import { moved } from '../charging/charge.ts';
import { chargeMovement, reversed } from '../charging/movement.ts';
import { feeLists, fees, feesOfRider, objectedFees, objections } from '../read-models.ts';

/** A fee: posted, maybe objected to, and upheld or withdrawn. What it costs never changes: it is credited as a whole. */

export interface FeeState {
  readonly kind: 'fee';
  readonly feeId: string;
  readonly posted?: Data<typeof feePosted>;
  readonly state: Fee['state'];
  /** Sealed. */
  readonly objection?: { readonly text: string; readonly time: string };
  readonly decision?: NonNullable<Fee['decision']>;
}

export type FeeEvent = EventOf<
  typeof feePosted | typeof feeObjected | typeof feeUpheld | typeof feeWithdrawn
>;
type FeeDecision = Decision<FeeEvent, FeeState>;

export const newFee = (feeId: string): FeeState => ({ kind: 'fee', feeId, state: 'POSTED' });

export function decidePost(
  state: FeeState,
  { data, principal }: MessageOf<typeof postFee>,
  context: Context,
): FeeDecision {
  if (principal?.kind !== 'operator') return onlyOperators;
  if (state.posted !== undefined) return feeSettled('It is posted already.');
  const { amount, feeType, evidence, ...names } = data;
  const known = context.read(feeLists, {});
  const terms = known?.list.fees.find((one) => one.feeType === feeType);
  if (known === undefined || terms === undefined) return feeUnknown(`The list of fees has no ${feeType}.`);
  const due = amountOf(terms, amount);
  if (typeof due === 'string') return feeAmountNotPossible(due);
  return post(names, { known, terms, due, evidence, operator: principal.id }, context);
}

/** What the fee comes to; or why it cannot. */
function amountOf({ amount: allowed }: FeeTerms, wanted: number | undefined): number | string {
  if (allowed.kind === 'FIXED') {
    return wanted === undefined || wanted === allowed.amount
      ? allowed.amount
      : `The list says ${allowed.amount} minor units.`;
  }
  if (wanted === undefined) return 'The list has no fixed amount: name one.';
  return wanted <= allowed.most ? wanted : `The list allows ${allowed.most} minor units at most.`;
}

/** Only a list with a fixed amount makes it a fee. */
export function decideNoShow(
  state: FeeState,
  { data }: MessageOf<typeof assessNoShow>,
  context: Context,
): FeeDecision {
  if (state.posted !== undefined) return { kind: 'ignore', reason: 'It is posted already.' };
  const known = context.read(feeLists, {});
  const terms = known?.list.fees.find(({ feeType }) => feeType === NO_SHOW);
  if (known === undefined || terms?.amount.kind !== 'FIXED') {
    return { kind: 'ignore', reason: 'The list of fees has no fixed one for a no-show.' };
  }
  const evidence = { text: 'The reservation expired.' };
  return post(data, { known, terms, due: terms.amount.amount, evidence }, context);
}

function post(
  names: Pick<Data<typeof feePosted>, 'feeId' | 'rentalId' | 'riderId' | 'vin'>,
  of: {
    readonly known: { readonly version: number; readonly list: { readonly currency: string } };
    readonly terms: FeeTerms;
    readonly due: number;
    readonly evidence: Data<typeof feePosted>['evidence'];
    readonly operator?: string;
  },
  { now: time }: Context,
): FeeDecision {
  const { known, terms, due, evidence, operator } = of;
  const { feeType, objectionDays } = terms;
  const charge = chargeOf(terms, due, known.list.currency, evidence.text);
  const event = feePosted({
    ...names,
    feeType,
    listVersion: known.version,
    charge,
    movement: chargeMovement(`fee/${names.feeId}`, names.riderId, charge),
    evidence,
    ...(operator === undefined ? {} : { operator }),
    objectionUntil: addSeconds(time, objectionDays * DAY_SECONDS),
    time,
  });
  return { kind: 'accept', events: [event], resultAfter: feeBody };
}

/** The tax, if there is one, is in the amount. */
function chargeOf({ feeType, name, tax }: FeeTerms, due: number, currency: string, text: string): Charge {
  const taxes = tax === undefined ? [] : [tax];
  const line = {
    lineId: 'fee',
    reason: { code: 'FEE', feeType, text: `${name}: ${text}` } as const,
    parts: [],
    ...new TaxSplit(true, taxes).split(due),
  };
  return { currency, lines: [line], ...sumsOf([line], taxes), payments: [], due, estimated: [] };
}

export function decideObjection(
  state: FeeState,
  { data: { feeId, text }, principal }: MessageOf<typeof objectToFee>,
  { now: time }: Context,
): FeeDecision {
  const { posted } = state;
  if (posted === undefined || principal?.id !== posted.riderId)
    return feeUnknown(`You have no fee ${feeId}.`);
  if (state.state !== 'POSTED') return objectionTooLate(`It is ${state.state}.`);
  if (isBefore(posted.objectionUntil, time)) {
    return objectionTooLate(`It was possible until ${posted.objectionUntil}.`);
  }
  const { riderId } = posted;
  return { kind: 'accept', events: [feeObjected({ feeId, riderId, text, time })], resultAfter: feeBody };
}

export function decideDecision(
  state: FeeState,
  { data: { feeId, decision, reason }, principal }: MessageOf<typeof decideFee>,
  context: Context,
): FeeDecision {
  if (principal?.kind !== 'operator') return onlyOperators;
  const { posted } = state;
  if (posted === undefined) return feeUnknown(`There is no fee ${feeId}.`);
  if (state.state === 'WITHDRAWN') return feeSettled('It was withdrawn.');
  const { id: operator } = principal;
  if (decision === 'WITHDRAWN') return withdraw(posted, { reason, operator }, context);
  if (state.state !== 'OBJECTED') return feeSettled('Nobody has objected to it.');
  const { riderId } = posted;
  const upheld = feeUpheld({ feeId, riderId, reason, operator, time: context.now });
  return { kind: 'accept', events: [upheld], resultAfter: feeBody };
}

export function decideWithdrawNoShow(
  { posted, state }: FeeState,
  _: MessageOf<typeof withdrawNoShow>,
  context: Context,
): FeeDecision {
  if (posted === undefined || state === 'WITHDRAWN') {
    return { kind: 'ignore', reason: 'There is no fee that counts.' };
  }
  return withdraw(posted, { reason: 'The rental began after all.' }, context);
}

function withdraw(
  { feeId, riderId, rentalId, charge, movement }: Data<typeof feePosted>,
  why: { readonly reason: string; readonly operator?: string },
  { now: time }: Context,
): FeeDecision {
  const credit = reversed(`fee-credit/${feeId}`, movement);
  const withdrawn = feeWithdrawn({ feeId, riderId, rentalId, charge, movement: credit, ...why, time });
  return { kind: 'accept', events: [withdrawn], resultAfter: feeBody };
}

export function evolveFee(state: FeeState, event: FeeEvent): FeeState {
  switch (event.type) {
    case 'billing.fee-posted.v1':
      return { ...state, posted: event.data, state: 'POSTED' };
    case 'billing.fee-objected.v1': {
      const { text, time } = event.data;
      return { ...state, state: 'OBJECTED', objection: { text, time } };
    }
    case 'billing.fee-upheld.v1': {
      const { reason, operator, time } = event.data;
      return { ...state, state: 'UPHELD', decision: { reason, operator, time } };
    }
    case 'billing.fee-withdrawn.v1': {
      const { reason, operator, time } = event.data;
      const decision = { reason, ...(operator === undefined ? {} : { operator }), time };
      return { ...state, state: 'WITHDRAWN', decision };
    }
  }
}

/** The objection is sealed in it. Undefined before it was posted. */
function feeBody({ posted, state, objection, decision }: FeeState): Fee | undefined {
  if (posted === undefined) return undefined;
  const { movement: _, vin: __, ...shown } = posted;
  return {
    ...shown,
    state,
    ...(objection === undefined ? {} : { objection }),
    ...(decision === undefined ? {} : { decision }),
  };
}

export function feeItems(state: FeeState): readonly ReadModelItem[] {
  const body = feeBody(state);
  if (body === undefined) return [];
  const { feeId, riderId, time, objection } = body;
  const key = { feeId };
  return [
    fees(key, body, feesOfRider({ riderId }, `${time}/${feeId}`)),
    ...(objection === undefined
      ? []
      : [
          state.state === 'OBJECTED'
            ? objectedFees(key, { of: body }, objections({}, `${objection.time}/${feeId}`))
            : objectedFees(key, {}),
        ]),
  ];
}

/** The movements of a fee, each once and for ever. */
export function feeEntries(event: FeeEvent): readonly ReadModelItem[] {
  return 'movement' in event.data ? [moved(event.data.movement, event.data.time)] : [];
}
