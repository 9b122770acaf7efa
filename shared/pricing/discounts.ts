import type { Charge, Discount, Reason } from '../contracts/billing/charge.ts';
import { halfUpProduct, millionths } from '../kernel/decimal.ts';
import { type CannotBeRated, cannotBeRated } from './usage-times.ts';

/**
 * Vouchers and points lower the price, and so its taxes; none lowers it below zero. Account credit is money that the rider
 * has: it pays, after taxes, and is no discount.
 */
const HUNDRED_PERCENT = millionths('100');

export interface Lowered {
  readonly lineId: string;
  readonly reason: Reason;
  /** Minor units, negative. */
  readonly amount: number;
}

export function discountProblem(discounts: readonly Discount[]): CannotBeRated | undefined {
  const isAmount = (amount: number | undefined): boolean =>
    amount === undefined || (Number.isSafeInteger(amount) && amount >= 0);
  const wrong = discounts.find(
    (one) =>
      !isAmount(one.amount) ||
      (one.kind === 'voucher' && one.percent === undefined && one.amount === undefined),
  );
  if (wrong === undefined) return undefined;
  return cannotBeRated('NOT_A_DISCOUNT', `The ${wrong.kind} has no value that is a whole number from 0 on.`);
}

/** What vouchers and points take off a price, in the order in which they are given. */
export function lowered(price: number, discounts: readonly Discount[]): readonly Lowered[] {
  let left = price;
  const found: Lowered[] = [];
  for (const [n, discount] of discounts.entries()) {
    if (discount.kind === 'credit') continue;
    const amount = Math.min(left, valueOf(discount, left));
    if (amount <= 0) continue;
    left -= amount;
    found.push({ lineId: `${discount.kind}-${n + 1}`, reason: reasonOf(discount, amount), amount: -amount });
  }
  return found;
}

/** A percentage is of what the discounts before it have left. */
function valueOf(discount: Exclude<Discount, { kind: 'credit' }>, left: number): number {
  if (discount.kind === 'points' || discount.percent === undefined) return discount.amount ?? 0;
  const share = halfUpProduct(left, millionths(discount.percent), HUNDRED_PERCENT);
  return Math.min(share, discount.amount ?? share);
}

function reasonOf(discount: Exclude<Discount, { kind: 'credit' }>, amount: number): Reason {
  if (discount.kind === 'points') return { code: 'POINTS', pointsId: discount.pointsId, amount };
  const { voucherId, percent } = discount;
  return { code: 'VOUCHER', voucherId, ...(percent === undefined ? {} : { percent }), amount };
}

/** What account credit pays of a total, in the order in which it is given. */
export function paidByCredit(total: number, discounts: readonly Discount[]): Charge['payments'] {
  let left = total;
  return discounts.flatMap((discount) => {
    const amount = discount.kind === 'credit' ? Math.min(left, discount.amount) : 0;
    if (discount.kind !== 'credit' || amount <= 0) return [];
    left -= amount;
    return [{ kind: 'credit' as const, creditId: discount.creditId, amount }];
  });
}
