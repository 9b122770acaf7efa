import type { Instant } from '../../../shared/kernel/time.ts';
import type { Decision } from '../../../shared/runtime/domain.ts';
import type { KnownPayment, Money, PaymentEvent, PaymentState } from './state.ts';

/** What the decisions about a payment have in common. */

export type PaymentDecision = Decision<PaymentEvent, PaymentState>;

/** What every event of a payment says of it. */
export const about = ({ request }: KnownPayment, time: Instant, money: Money = request.money) => ({
  ...request.names,
  money,
  time,
});
