import type {
  paymentAuthenticationNeeded,
  paymentMethodRefused,
  paymentMethodSet,
  paymentMethodSubmitted,
  paymentProviderAsked,
} from '../../shared/contracts/riders/payment.ts';
import type { EventOf } from '../../shared/runtime/domain.ts';
import type { RiderState } from './state.ts';

export type PaymentEvent = EventOf<
  | typeof paymentMethodSubmitted
  | typeof paymentProviderAsked
  | typeof paymentAuthenticationNeeded
  | typeof paymentMethodSet
  | typeof paymentMethodRefused
>;

/** The rider after an event about how to pay. */
export function evolvePayment(state: RiderState, event: PaymentEvent): RiderState {
  const { paymentMethodId, time } = event.data;
  const { paymentCheck: check, ...rest } = state;
  switch (event.type) {
    case 'riders.payment-method-submitted.v1': {
      const { token } = event.data;
      const asked = { attempt: 1, time };
      return {
        ...state,
        paymentCheck: { paymentMethodId, token, status: 'PENDING', submittedAt: time, asked },
      };
    }
    case 'riders.payment-provider-asked.v1': {
      const asked = { attempt: event.data.attempt, time };
      return check === undefined ? state : { ...state, paymentCheck: { ...check, asked } };
    }
    case 'riders.payment-authentication-needed.v1':
      return check === undefined ? state : { ...state, paymentCheck: { ...check, link: event.data.link } };
    case 'riders.payment-method-set.v1':
      return { ...rest, paymentMethod: { paymentMethodId, kind: event.data.kind, time } };
    case 'riders.payment-method-refused.v1': {
      const { reason } = event.data;
      if (check === undefined) return state;
      const { link: _, ...known } = check;
      return { ...state, paymentCheck: { ...known, status: 'REFUSED', reason } };
    }
  }
}
