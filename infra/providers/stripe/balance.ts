import type { Stripe } from 'stripe';
import type { BalanceFinding, ListBalance, Movement } from '../../../shared/contracts/payments/provider.ts';
import { DAY_SECONDS, milliseconds } from '../../../shared/kernel/time.ts';
import { fromStripe } from './amounts.ts';
import { METADATA, paymentOf, timeOf } from './seen.ts';

const PAGE = 100;

/** Stripe's categories for accountants → ours (https://docs.stripe.com/reports/reporting-categories). */
const KINDS: ReadonlyMap<string, Movement['kind']> = new Map([
  ['charge', 'CHARGE'],
  ['charge_failure', 'OTHER'],
  ['refund', 'REFUND'],
  ['partial_capture_reversal', 'REFUND'],
  ['refund_failure', 'REFUND_FAILURE'],
  ['dispute', 'DISPUTE'],
  ['dispute_reversal', 'DISPUTE_REVERSAL'],
  ['fee', 'FEE'],
  ['network_cost', 'FEE'],
  ['tax', 'FEE'],
  ['payout', 'PAYOUT'],
  ['payout_reversal', 'PAYOUT'],
]);

/** A page of the day's movements, newest first. */
export async function listBalance(stripe: Stripe, { day, cursor }: ListBalance): Promise<BalanceFinding> {
  const start = milliseconds(`${day}T00:00:00Z`) / 1000;
  const { data, has_more } = await stripe.balanceTransactions.list({
    created: { gte: start, lt: start + DAY_SECONDS },
    limit: PAGE,
    expand: ['data.source'],
    ...(cursor === undefined ? {} : { starting_after: cursor }),
  });
  const last = data.at(-1);
  return {
    result: 'MOVEMENTS',
    movements: data.map(movementOf),
    ...(has_more && last !== undefined ? { cursor: last.id } : {}),
  };
}

function movementOf(transaction: Stripe.BalanceTransaction): Movement {
  const { id, type, reporting_category, created, amount, fee, currency, source } = transaction;
  const { reference, paymentId, refundId, disputeId } = originOf(source);
  return {
    movement: id,
    kind: KINDS.get(reporting_category) ?? 'OTHER',
    type,
    time: timeOf(created),
    money: fromStripe(amount, currency),
    fee: fromStripe(fee, currency).amount,
    ...(reference === undefined ? {} : { reference }),
    ...(paymentId === undefined ? {} : { paymentId }),
    ...(refundId === undefined ? {} : { refundId }),
    ...(disputeId === undefined ? {} : { disputeId }),
  };
}

interface Origin {
  readonly reference?: string;
  readonly paymentId?: string | undefined;
  readonly refundId?: string | undefined;
  readonly disputeId?: string;
}

/** A charge repeats our ids of its payment, a refund has its own, and a dispute has Stripe's. */
function originOf(source: Stripe.BalanceTransaction['source']): Origin {
  if (source === null || typeof source === 'string') return {};
  if (source.object === 'charge')
    return { reference: paymentOf(source), paymentId: source.metadata[METADATA.paymentId] };
  if (source.object === 'refund')
    return { reference: paymentOf(source), refundId: source.metadata?.[METADATA.refundId] };
  return source.object === 'dispute' ? { reference: paymentOf(source), disputeId: source.id } : {};
}
