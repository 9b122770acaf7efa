import type { Data } from '../../shared/contracts/define.ts';
import { recordPaymentMethodCheck } from '../../shared/contracts/riders/payment.ts';
import { PaymentFinding, type PaymentInquiry } from '../../shared/contracts/riders/providers.ts';
import { riderKey } from '../../shared/runtime/keys/rider-keys.ts';
import { port } from '../../shared/runtime/port.ts';
import { askProvider } from '../../shared/runtime/provider.ts';
import { PAYMENT_FINDING_CHECK, paymentPort } from './ports.ts';
import { room } from './room.ts';

type Outcome = Data<typeof recordPaymentMethodCheck>['outcome'];

/** Opens the token and asks the payment provider whether it is good. */
export const handler = port({
  room,
  functionName: 'payment',
  contract: paymentPort,
  serve: async ({ riderId, paymentMethodId, attempt, token }) => {
    const key = await riderKey(riderId);
    // Erased meanwhile: there is nobody who could pay.
    if (key === undefined) return undefined;
    const inquiry: PaymentInquiry = { check: paymentMethodId, attempt, ...key.open({ token }) };
    const outcome = await outcomeOf(inquiry);
    return recordPaymentMethodCheck({ riderId, paymentMethodId, attempt, outcome });
  },
});

/** What the provider says beyond its contract goes no further. */
async function outcomeOf(inquiry: PaymentInquiry): Promise<Outcome> {
  const finding = await askProvider(inquiry, { schema: PaymentFinding, check: PAYMENT_FINDING_CHECK });
  switch (finding.result) {
    case 'ACCEPTED':
      return { result: 'ACCEPTED', kind: finding.kind };
    case 'REFUSED':
      return { result: 'REFUSED', reason: finding.reason };
    case 'PENDING':
      return { result: 'PENDING' };
  }
}
