import type { Data } from '../../../shared/contracts/define.ts';
import type { takeCallback } from '../../../shared/contracts/payments/commands.ts';
import type { CallbackEvent } from '../../../shared/contracts/payments/provider.ts';
import { idPattern } from '../../../shared/kernel/ids.ts';

const ours = new RegExp(idPattern('pmt'));

/** What a callback says, as a command. Undefined for what another platform has made with the same account, and for methods. */
export function commandOf(event: CallbackEvent, provider: string): Data<typeof takeCallback> | undefined {
  const { time } = event;
  switch (event.about) {
    case 'METHOD':
      // The riders room asks for it by itself.
      return undefined;
    case 'PAYMENT': {
      const { payer, paymentId } = event.payment;
      return named({ riderId: payer, paymentId, time, provider, about: { kind: 'PAYMENT' } });
    }
    case 'REFUND': {
      const { refundId, state } = event.refund;
      const about = {
        kind: 'REFUND' as const,
        ...(refundId === undefined ? {} : { refundId }),
        failed: state === 'FAILED',
      };
      return named({ riderId: event.payer, paymentId: event.paymentId, time, provider, about });
    }
    case 'DISPUTE': {
      const { dispute: disputeId, state, reason, money, answerBy } = event.dispute;
      const about = {
        kind: 'DISPUTE' as const,
        disputeId,
        state,
        reason,
        money,
        ...(answerBy === undefined ? {} : { answerBy }),
      };
      return named({ riderId: event.payer, paymentId: event.paymentId, time, provider, about });
    }
  }
}

const named = (data: Data<typeof takeCallback>) => (ours.test(data.paymentId) ? data : undefined);
