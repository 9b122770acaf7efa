import type { Data } from '../../shared/contracts/define.ts';
import { MethodFinding, type SetUpMethod } from '../../shared/contracts/payments/provider.ts';
import { recordPaymentMethodCheck } from '../../shared/contracts/riders/payment.ts';
import { RuntimeFailure } from '../../shared/runtime/failure.ts';
import { type RiderKey, riderKey } from '../../shared/runtime/keys/rider-keys.ts';
import { port } from '../../shared/runtime/port.ts';
import { askProvider } from '../../shared/runtime/provider.ts';
import { METHOD_FINDING_CHECK, paymentPort } from './ports.ts';
import { room } from './room.ts';

type Outcome = Data<typeof recordPaymentMethodCheck>['outcome'];

/** Opens the token and asks the payment provider to set up the method. */
export const handler = port({
  room,
  functionName: 'payment',
  contract: paymentPort,
  serve: async ({ riderId, paymentMethodId, attempt, token }) => {
    const key = await riderKey(riderId);
    // Erased meanwhile: there is nobody who could pay.
    if (key === undefined) return undefined;
    const question: SetUpMethod = {
      question: 'SET_UP_METHOD',
      check: paymentMethodId,
      attempt,
      payer: riderId,
      ...key.open({ token }),
    };
    const outcome = await outcomeOf(question, key);
    return recordPaymentMethodCheck({ riderId, paymentMethodId, attempt, outcome });
  },
});

/** What the provider says beyond its contract goes no further. What it made for the rider is sealed. */
async function outcomeOf(question: SetUpMethod, key: RiderKey): Promise<Outcome> {
  const finding = await askProvider(question, { schema: MethodFinding, check: METHOD_FINDING_CHECK });
  switch (finding.result) {
    case 'READY':
      return { result: 'ACCEPTED', kind: finding.kind, ...key.seal({ token: finding.method }) };
    case 'NEEDS_AUTHENTICATION':
      return { result: 'NEEDS_AUTHENTICATION', ...key.seal({ link: finding.link }) };
    case 'REFUSED':
      return { result: 'REFUSED', reason: finding.reason };
    case 'PENDING':
      return { result: 'PENDING' };
    // The queue asks again, with the same check, so that it is set up once.
    case 'UNKNOWN':
    case 'BUSY':
      throw new RuntimeFailure(
        'PROVIDER_FAILED',
        `The payment provider does not know yet: ${finding.result}`,
      );
  }
}
