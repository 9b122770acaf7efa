import type { Charge, Reason } from '../../../shared/contracts/billing/charge.ts';
import type { Movement, Posting } from '../../../shared/contracts/billing/ledger.ts';

/** A charge in double entry: what the customer owes is what the lines and the taxes get. */
export function chargeMovement(movementId: string, accountId: string, charge: Charge): Movement {
  const { currency, lines, taxes, payments, due } = charge;
  return {
    movementId,
    currency,
    postings: together([
      { account: `receivable/${accountId}`, amount: due },
      ...payments.map(({ amount }) => ({ account: `credit/${accountId}`, amount })),
      ...lines.map(({ reason, net }) => ({ account: accounts[reason.code], amount: -net })),
      ...taxes.map(({ taxId, amount }) => ({ account: `tax/${taxId}`, amount: -amount })),
    ]),
  };
}

const accounts: Readonly<Record<Reason['code'], string>> = {
  TIME: 'revenue/time',
  DISTANCE: 'revenue/distance',
  FIXED: 'revenue/fixed',
  ZONE: 'revenue/zone',
  OPTION: 'revenue/option',
  PACKAGE: 'revenue/package',
  CAP: 'revenue/cap',
  MINIMUM: 'revenue/minimum',
  VOUCHER: 'discount/vouchers',
  POINTS: 'discount/points',
  ADJUSTMENT: 'revenue/adjustment',
  FEE: 'revenue/fees',
  FEATURE: 'revenue/features',
};

/** The same the other way round. */
export function reversed(movementId: string, { currency, postings }: Movement): Movement {
  return {
    movementId,
    currency,
    postings: postings.map(({ account, amount }) => ({ account, amount: -amount })),
  };
}

/** One posting an account; none of nothing. */
function together(postings: readonly Posting[]): Posting[] {
  const sums = new Map<string, number>();
  for (const { account, amount } of postings) sums.set(account, (sums.get(account) ?? 0) + amount);
  return [...sums].flatMap(([account, amount]) => (amount === 0 ? [] : [{ account, amount }]));
}
