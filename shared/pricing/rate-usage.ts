import type { Tariff } from '../contracts/billing/tariff.ts';
import type { Usage } from '../contracts/billing/usage.ts';
import { linesOf, type PricedUsage } from './charge-lines.ts';
import { type CompiledTariff, compiledTariff } from './compiled-tariff.ts';
import { discountProblem, paidByCredit } from './discounts.ts';
import { metered } from './metered.ts';
import { packageFor } from './package-use.ts';
import type { Rating, RatingContext } from './rating.ts';
import { sumsOf, TaxSplit, taxesAt } from './taxes.ts';
import { type CannotBeRated, cannotBeRated, timedUsage } from './usage-times.ts';

/**
 * What a usage costs by a tariff. The tariff must be without faults. Works in this order, which docs/billing.md explains:
 * package, free units, steps, rounding of each line, caps, minimum, discounts, taxes, account credit.
 */
export function rateUsage(tariff: Tariff, usage: Usage, context: RatingContext = {}): Rating {
  const compiled = compiledTariff(tariff);
  const { discounts = [], handedOverAt } = context;
  const timed = timedUsage(usage, compiled.measuresDistance);
  if ('code' in timed) return timed;
  const taxes = taxesAt(tariff, handedOverAt);
  if (taxes === undefined)
    return cannotBeRated(
      'NO_TAX_AT_PLACE',
      `The tariff says no tax for a car that is handed over ${handedOverAt === undefined ? 'at an unknown place' : `in ${handedOverAt}`}.`,
    );
  const problem = optionProblem(compiled, usage) ?? discountProblem(discounts);
  if (problem !== undefined) return problem;
  const chosen = compiled.packages.length === 0 ? undefined : packageFor(compiled, usage, timed, context);
  if (chosen !== undefined && 'code' in chosen) return chosen;

  const priced: PricedUsage = metered(compiled, usage, timed, context, chosen);
  const split = new TaxSplit(tariff.taxes.included, taxes);
  const lines = linesOf(compiled, priced, timed.isUsed, discounts, split);
  const sums = sumsOf(lines, taxes);
  if (!Number.isSafeInteger(sums.total) || !Number.isSafeInteger(sums.net))
    return cannotBeRated('TOO_LARGE', 'The total is too large to be exact.');
  const payments = discounts.length === 0 ? [] : paidByCredit(sums.total, discounts);
  const { tariffId, version, currency } = tariff;
  return {
    kind: 'rated',
    charge: {
      tariff: { tariffId, version },
      currency,
      lines: [...lines],
      ...sums,
      payments,
      due: payments.reduce((due, { amount }) => due - amount, sums.total),
      estimated: timed.estimated,
    },
  };
}

function optionProblem({ options }: CompiledTariff, usage: Usage): CannotBeRated | undefined {
  const unknown = usage.options.find((option) => !options.has(option));
  return unknown === undefined
    ? undefined
    : cannotBeRated('UNKNOWN_OPTION', `The tariff has no option ${unknown}.`);
}
