import type { Movement } from '../../../shared/contracts/billing/ledger.ts';

/** What moves when money does, in double entry: the first account gets it, the second gives it. */

function movement(
  movementId: string,
  currency: string,
  amount: number,
  debit: string,
  credit: string,
): Movement {
  return {
    movementId,
    currency,
    postings: [
      { account: debit, amount },
      { account: credit, amount: -amount },
    ],
  };
}

interface Moved {
  readonly accountId: string;
  readonly currency: string;
  readonly amount: number;
}

const receivable = ({ accountId }: Moved): string => `receivable/${accountId}`;
/** What the provider owes us, until it pays out. */
const clearing = (provider: string): string => `clearing/${provider}`;

export const captureMovement = (paymentId: string, provider: string, moved: Moved): Movement =>
  movement(`capture/${paymentId}`, moved.currency, moved.amount, clearing(provider), receivable(moved));

export const refundMovement = (refundId: string, provider: string, moved: Moved): Movement =>
  movement(`refund/${refundId}`, moved.currency, moved.amount, receivable(moved), clearing(provider));

/** A refund that the bank of the payer did not take came back. */
export const refundFailureMovement = (refundId: string, provider: string, moved: Moved): Movement =>
  movement(`refund-failure/${refundId}`, moved.currency, moved.amount, clearing(provider), receivable(moved));

/** Account credit pays, or gets back what it has paid. */
export const creditMovement = (subject: string, number: number, moved: Moved): Movement => {
  const { currency, amount, accountId } = moved;
  const credit = `credit/${accountId}`;
  const id = `credit-use/${subject}/${number}`;
  return amount >= 0
    ? movement(id, currency, amount, credit, receivable(moved))
    : movement(id, currency, -amount, receivable(moved), credit);
};

export const goodwillMovement = (creditId: string, { accountId, currency, amount }: Moved): Movement =>
  movement(`goodwill/${creditId}`, currency, amount, 'discount/goodwill', `credit/${accountId}`);

/** What a promotion code gives. */
export const promotionMovement = (creditId: string, { accountId, currency, amount }: Moved): Movement =>
  movement(`promotion/${creditId}`, currency, amount, 'discount/promotion', `credit/${accountId}`);

/** A dispute takes the money from us until it is decided. What is lost is a loss. */
export function disputeMovement(
  disputeId: string,
  state: 'OPEN' | 'WON' | 'LOST',
  provider: string,
  { accountId, currency, amount }: Moved,
): Movement {
  const held = `disputed/${accountId}`;
  const id = `dispute/${disputeId}/${state.toLowerCase()}`;
  switch (state) {
    case 'OPEN':
      return movement(id, currency, amount, held, clearing(provider));
    case 'WON':
      return movement(id, currency, amount, clearing(provider), held);
    case 'LOST':
      return movement(id, currency, amount, 'loss/disputes', held);
  }
}
