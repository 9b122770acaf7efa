import {
  Integer,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
  Unsafe,
} from 'typebox';
import { exampleId, idPattern } from '../../kernel/ids.ts';
import { strict, Time } from '../fields.ts';

/** How an operator changes what a rental costs. */

/** Riders and accountants read it. */
export const OperatorReason = Str({ minLength: 3, maxLength: 200, pattern: String.raw`\S` });

export const AdjustmentId = Str({ pattern: idPattern('adj') });

/** By an amount, taxes included, or to nothing. */
export const AdjustmentChange = Union([
  Obj(
    {
      kind: Literal('AMOUNT'),
      amount: Integer({
        minimum: -1_000_000_000,
        maximum: 1_000_000_000,
        description: 'Minor units, taxes included; negative for a reduction',
      }),
    },
    strict,
  ),
  Obj({ kind: Literal('TO_ZERO') }, strict),
]);
export type AdjustmentChange = Static<typeof AdjustmentChange>;

/** As it was accepted. The check of it is small, because it is part of what is pushed. */
const MadeChange = Unsafe<AdjustmentChange>(
  Obj({ kind: Str({ pattern: '^(AMOUNT|TO_ZERO)$' }), amount: Optional(Integer()) }, strict),
);
const requested = {
  adjustmentId: Str(),
  change: MadeChange,
  difference: Integer({ description: 'By how much the total changed when it was made, minor units' }),
  reason: Str(),
  operator: Str(),
  time: Time,
};

/** Stays with the rental: when its usage is corrected, the new charge is adjusted, too. */
export const Adjustment = Obj(
  { ...requested, approved: Optional(Obj({ operator: Str(), time: Time }, strict)) },
  strict,
);
export type Adjustment = Static<typeof Adjustment>;

/** Waits for a second operator. It is for this revision of the charge, and for no other. */
export const PendingAdjustment = Obj({ ...requested, revision: Integer({ minimum: 1 }) }, strict);
export type PendingAdjustment = Static<typeof PendingAdjustment>;

/** An operator who decided, and why. */
export const DecidedBy = Obj({ operator: Str(), reason: Str() }, strict);

export const pendingExample: PendingAdjustment = {
  adjustmentId: exampleId('adj'),
  change: { kind: 'AMOUNT', amount: -6000 },
  difference: -6000,
  reason: 'The car broke down',
  operator: 'eva',
  time: '2026-02-01T08:00:00.000Z',
  revision: 1,
};
