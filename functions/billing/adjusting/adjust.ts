import {
  type adjustCharge,
  adjustmentNotPossible,
  adjustmentRejected,
  adjustmentRequested,
  adjustmentUnknown,
  adjustmentWaits,
  type approveAdjustment,
  chargeChanged,
  chargeNotFinal,
  type rejectAdjustment,
  secondPersonNeeded,
} from '../../../shared/contracts/billing/adjusting.ts';
import type { Adjustment } from '../../../shared/contracts/billing/adjustment.ts';
import type { Context, MessageOf, Refusal } from '../../../shared/runtime/domain.ts';
import {
  adjusted,
  type ChargeDecision,
  type ChargeState,
  chargeBody,
  chargedAgain,
  differenceOf,
} from '../charging/charge.ts';

/**
 * Operators adjust charges. The adjusted charge is another revision, and the one before it is credited. What one operator
 * changes of a charge alone is limited; above that, the adjustment waits for a second one.
 */

export const onlyOperators = {
  kind: 'refuse',
  code: 'FORBIDDEN',
  detail: 'Only an operator changes charges.',
} as const;

type Final = NonNullable<ChargeState['final']>;

/** The charge that can be adjusted, if it is the one that the operator has seen. */
function adjustable(state: ChargeState, revision: number): Final | ({ readonly kind: 'refuse' } & Refusal) {
  const { final, metered, notRated } = state;
  if (final === undefined || metered !== undefined) return chargeNotFinal('The rental is not over.');
  if (notRated !== undefined) return chargeNotFinal(`It could not be charged: ${notRated.problem.code}.`);
  if (final.revision !== revision) return chargeChanged(`Revision ${final.revision} counts by now.`);
  return final;
}

export function decideAdjust(
  state: ChargeState,
  { data, principal }: MessageOf<typeof adjustCharge>,
  context: Context,
): ChargeDecision {
  if (principal?.kind !== 'operator') return onlyOperators;
  const final = adjustable(state, data.revision);
  if ('kind' in final) return final;
  const { change, reason, alone, revision } = data;
  const { total, currency } = final.charge;
  const difference = differenceOf(total, change);
  if (difference === 0) return adjustmentNotPossible('It would change nothing.');
  if (change.kind === 'AMOUNT' && difference !== change.amount) {
    return adjustmentNotPossible(`The charge is ${total} minor units of ${currency}.`);
  }
  if (total + difference > MOST_TOTAL) return adjustmentNotPossible('No charge is as high as this.');
  const adjustment = {
    adjustmentId: context.id('adj'),
    change,
    difference,
    reason,
    operator: principal.id,
    time: context.now,
  };
  if (changedAlone(final) + Math.abs(difference) <= alone) return adjust(state, final, adjustment, context);
  if (state.pending !== undefined) {
    return adjustmentWaits(`${state.pending.adjustmentId} waits since ${state.pending.time}.`);
  }
  const names = namesIn(state);
  return {
    kind: 'accept',
    events: [adjustmentRequested({ ...names, adjustment: { ...adjustment, revision } })],
    resultAfter: chargeBody,
  };
}

/** Keeps sums exact, far above what rentals cost. */
const MOST_TOTAL = 1_000_000_000;

/** What operators have changed of a charge without a second one. Several small adjustments are as good as a large one. */
const changedAlone = ({ adjustments = [] }: Final): number =>
  adjustments
    .filter(({ approved }) => approved === undefined)
    .reduce((sum, { difference }) => sum + Math.abs(difference), 0);

export function decideApprove(
  state: ChargeState,
  { data: { adjustmentId }, principal }: MessageOf<typeof approveAdjustment>,
  context: Context,
): ChargeDecision {
  if (principal?.kind !== 'operator') return onlyOperators;
  const { pending } = state;
  if (pending?.adjustmentId !== adjustmentId) return adjustmentUnknown(`${adjustmentId} does not wait.`);
  if (pending.operator === principal.id) return secondPersonNeeded('You have requested it yourself.');
  const { revision, ...requested } = pending;
  const final = adjustable(state, revision);
  if ('kind' in final) return final;
  const approved = { operator: principal.id, time: context.now };
  return adjust(state, final, { ...requested, approved }, context);
}

export function decideReject(
  state: ChargeState,
  { data: { adjustmentId, reason }, principal }: MessageOf<typeof rejectAdjustment>,
  context: Context,
): ChargeDecision {
  if (principal?.kind !== 'operator') return onlyOperators;
  if (state.pending?.adjustmentId !== adjustmentId) {
    return adjustmentUnknown(`${adjustmentId} does not wait.`);
  }
  const rejected = { ...namesIn(state), adjustmentId, reason, operator: principal.id, time: context.now };
  return { kind: 'accept', events: [adjustmentRejected(rejected)], resultAfter: chargeBody };
}

function adjust(state: ChargeState, final: Final, adjustment: Adjustment, context: Context): ChargeDecision {
  const { usage, by, adjustments = [] } = final;
  const events = chargedAgain(state, namesIn(state), {
    charge: adjusted(final.charge, adjustment),
    usage,
    reason: 'ADJUSTED',
    adjustments: [...adjustments, adjustment],
    ...(by === undefined ? {} : { by }),
    time: context.now,
  });
  return { kind: 'accept', events, resultAfter: chargeBody };
}

export function namesIn({ rentalId, rental }: ChargeState) {
  if (rental === undefined) throw new Error(`${rentalId} has a charge without a rider`);
  const { riderId, vin } = rental;
  return { rentalId, riderId, vin };
}
