import {
  chargeIsRated,
  chargeStands,
  type rateRental,
  ratingNotPossible,
  type writeOffCharge,
} from '../../../shared/contracts/billing/adjusting.ts';
import type { Charge } from '../../../shared/contracts/billing/charge.ts';
import type { Context, MessageOf } from '../../../shared/runtime/domain.ts';
import {
  adjusted,
  type ChargeDecision,
  type ChargeState,
  chargeBody,
  chargedAgain,
  discountsOf,
  rated,
} from '../charging/charge.ts';
import { tariffVersions } from '../read-models.ts';
import { namesIn, onlyOperators } from './adjust.ts';

/** Operators settle rentals that could not be charged: by what was missing, or at zero. */

export function decideRate(
  state: ChargeState,
  { data, principal }: MessageOf<typeof rateRental>,
  context: Context,
): ChargeDecision {
  if (principal?.kind !== 'operator') return onlyOperators;
  const { notRated, final } = state;
  if (notRated === undefined) return chargeIsRated('It has a charge, or is not over.');
  const { tariff, periods, reason } = data;
  const { options = [], ...recorded } = notRated.usage;
  const has = context.read(tariffVersions, tariff)?.options ?? [];
  // Another tariff than that of the reservation may not have what was chosen then.
  const kept = options.filter((option) => has.some(({ optionId }) => optionId === option));
  const usage = {
    ...recorded,
    tariff,
    ...(kept.length === 0 ? {} : { options: kept }),
    ...(periods === undefined ? {} : { periods }),
  };
  const rating = rated(usage, context, discountsOf(state));
  if ('code' in rating) return ratingNotPossible(`${rating.code}: ${rating.detail}`);
  const adjustments = final?.adjustments ?? [];
  const events = chargedAgain(state, namesIn(state), {
    charge: adjustments.reduce(adjusted, rating.charge),
    usage,
    reason: 'RATED',
    adjustments,
    by: { operator: principal.id, reason },
    time: context.now,
  });
  return { kind: 'accept', events, resultAfter: chargeBody };
}

/** A usage that comes later, and can be charged, is charged nothing either. */
export function decideWriteOff(
  state: ChargeState,
  { data: { currency, reason }, principal }: MessageOf<typeof writeOffCharge>,
  context: Context,
): ChargeDecision {
  if (principal?.kind !== 'operator') return onlyOperators;
  const { notRated, final } = state;
  if (notRated === undefined) return chargeIsRated('It has a charge, or is not over.');
  if (final !== undefined) return chargeStands(`Revision ${final.revision} stands.`);
  const by = { operator: principal.id, reason };
  const adjustment = {
    adjustmentId: context.id('adj'),
    change: { kind: 'TO_ZERO' },
    difference: 0,
    ...by,
    time: context.now,
  } as const;
  const events = chargedAgain(state, namesIn(state), {
    charge: nothing(currency),
    usage: notRated.usage,
    reason: 'WRITTEN_OFF',
    adjustments: [adjustment],
    by,
    time: context.now,
  });
  return { kind: 'accept', events, resultAfter: chargeBody };
}

const nothing = (currency: string): Charge => ({
  currency,
  lines: [],
  net: 0,
  taxes: [],
  total: 0,
  payments: [],
  due: 0,
  estimated: [],
});
