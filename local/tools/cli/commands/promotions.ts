import type { UsedPromotion } from '../../../../shared/contracts/billing/promotions.ts';
import { moneyText } from '../../../../shared/kernel/money.ts';
import { everyPage } from '../every-page.ts';
import { harmless } from '../paint.ts';
import { type CommonOptions, orNone, print, target } from '../target.ts';

/** Promotion codes as an operator sees them, with what is used of each budget. */
export async function promotions(options: CommonOptions): Promise<void> {
  const list = await everyPage<UsedPromotion>(target(options).platform, '/v1/promotions', 'promotions');
  print(options, { promotions: list }, orNone(list.map(promotionText)));
}

export function promotionText({ code, state, used, uses, money, valid, name }: UsedPromotion): string {
  const { currency, amount } = money;
  const spent = `${moneyText(used.money)} of ${moneyText({ amount: uses * amount, currency })} ${currency}`;
  return [
    code,
    state.padEnd(9),
    `used ${used.uses} of ${uses}`,
    spent,
    `until ${valid.until}`,
    harmless(name),
  ].join('  ');
}
