import { type BalanceTransaction, newId } from './objects.ts';
import type { Work } from './work.ts';

/** Of a charge, in thousandths, and in minor units. */
const FEE_THOUSANDTHS = 15;
const FEE_FIXED = 25;
const DISPUTE_FEE = 2000;

interface Movement {
  readonly category: 'charge' | 'dispute' | 'dispute_reversal' | 'refund' | 'refund_failure';
  /** Of what is moved: positive. */
  readonly amount: number;
  readonly currency: string;
  readonly source: string;
}

const TYPES = {
  charge: 'charge',
  dispute: 'adjustment',
  dispute_reversal: 'adjustment',
  refund: 'refund',
  refund_failure: 'refund_failure',
} as const;

/** Books a change of the account's balance. */
export function recordMovement(work: Work, { category, amount, currency, source }: Movement): void {
  const isOut = category === 'dispute' || category === 'refund';
  const moved = isOut ? -amount : amount;
  const fee = feeOf(category, amount);
  const transaction: BalanceTransaction = {
    id: newId('txn'),
    object: 'balance_transaction',
    created: work.now,
    amount: moved,
    currency,
    fee,
    net: moved - fee,
    reporting_category: category,
    source,
    status: 'pending',
    type: TYPES[category],
  };
  work.put(transaction, ['balance_transaction']);
}

function feeOf(category: Movement['category'], amount: number): number {
  if (category === 'charge') return Math.round((amount * FEE_THOUSANDTHS) / 1000) + FEE_FIXED;
  return category === 'dispute' ? DISPUTE_FEE : 0;
}
