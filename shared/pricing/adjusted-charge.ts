import type { Charge, ChargeLine } from '../contracts/billing/charge.ts';
import { halfUpProduct, millionths } from '../kernel/decimal.ts';

/**
 * A charge with another line, by which its total changes by an amount that has the taxes in it. Each tax is that of the
 * new total, so a charge at zero has no tax.
 */
export function adjustedCharge(
  charge: Charge,
  {
    adjustmentId,
    text,
    amount,
  }: { readonly adjustmentId: string; readonly text: string; readonly amount: number },
): Charge {
  const total = charge.total + amount;
  const percents = charge.taxes.map(({ percent }) => millionths(percent));
  const whole = millionths('100') + percents.reduce((sum, percent) => sum + percent, 0);
  const taxes = charge.taxes.map((tax, n) => ({
    ...tax,
    amount: halfUpProduct(total, percents[n] ?? 0, whole),
  }));
  const changes = taxes.map(({ taxId, amount: after }, n) => ({
    taxId,
    amount: after - (charge.taxes[n]?.amount ?? 0),
  }));
  const net = amount - changes.reduce((sum, { amount: change }) => sum + change, 0);
  const line: ChargeLine = {
    lineId: `adjustment-${charge.lines.length + 1}`,
    reason: { code: 'ADJUSTMENT', adjustmentId, text },
    parts: [],
    net,
    taxes: changes,
    gross: amount,
  };
  const payments = within(charge.payments, total);
  return {
    ...charge,
    lines: [...charge.lines, line],
    net: charge.net + net,
    taxes,
    total,
    payments,
    due: total - payments.reduce((sum, payment) => sum + payment.amount, 0),
  };
}

/** Account credit pays no more than there is to pay. */
function within(payments: Charge['payments'], total: number): Charge['payments'] {
  let left = total;
  return payments.flatMap((payment) => {
    const amount = Math.min(payment.amount, left);
    left -= amount;
    return amount === 0 ? [] : [{ ...payment, amount }];
  });
}
