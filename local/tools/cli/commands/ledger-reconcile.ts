import type { BalanceDifference } from '../../../../shared/contracts/billing/reconciliation.ts';
import { isDay } from '../../../../shared/kernel/day.ts';
import { moneyText } from '../../../../shared/kernel/money.ts';
import { comparedWithProvider } from '../../ledger/compared-with-provider.ts';
import { CommandError } from '../command-error.ts';
import { type CommonOptions, print, target } from '../target.ts';

interface ReconcileOptions extends CommonOptions {
  readonly day: string;
}

interface SignedMoney {
  readonly amount: number;
  readonly currency: string;
}

/** Compares a day of the ledger with the payment provider's balance, and lists what differs. Nothing is mended. */
export async function ledgerReconcile(options: ReconcileOptions): Promise<void> {
  const { day } = options;
  if (!isDay(day)) throw new CommandError('BAD_DAY', `${day} is no day such as 2026-01-31.`);
  const { found } = await comparedWithProvider(target(options).platform, day);
  const { provider, there, here, fees, payouts, differing, differences } = found;
  print(options, { ok: differing === 0, day, ...found }, [
    `${day}, UTC: ${there} changes of the balance at ${provider}, ${here} movements of clearing/${provider}.`,
    `Not in the ledger: fees ${listed(fees)}; payouts ${listed(payouts)}.`,
    ...differences.map(differenceText),
    ...(differing > differences.length ? [`  and ${differing - differences.length} more`] : []),
    differing === 0 ? '✓ Ledger and provider agree.' : `✗ ${differing} differences.`,
  ]);
  if (differing > 0) process.exitCode = 1;
}

const text = (money: SignedMoney): string => `${moneyText(money)} ${money.currency}`;
const listed = (moneys: readonly SignedMoney[]): string =>
  moneys.length === 0 ? 'none' : moneys.map(text).join(', ');

function differenceText({ kind, about, here, there, detail }: BalanceDifference): string {
  const sides = [
    here === undefined ? '' : `here ${text(here)}`,
    there === undefined ? '' : `there ${text(there)}`,
  ].filter((side) => side !== '');
  return `  ${kind} ${about}: ${sides.join(', ')}. ${detail}`;
}
