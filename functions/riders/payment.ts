import {
  askPaymentProvider,
  paymentAuthenticationNeeded,
  paymentMethodRefused,
  paymentMethodSet,
  paymentMethodSubmitted,
  paymentProviderAsked,
  type recordPaymentMethodCheck,
  type submitPaymentMethod,
} from '../../shared/contracts/riders/payment.ts';
import type { Context, Decision, MessageOf, Timer } from '../../shared/runtime/domain.ts';
import type { RiderEvent } from './evolve.ts';
import { paymentPort } from './ports.ts';
import { askAgainAt, MOST_QUESTIONS } from './questions.ts';
import { absent, isSignedUp, type RiderState } from './state.ts';

/** Takes a payment method to be checked; the one before is used until then. */
export function decideSubmitPaymentMethod(
  state: RiderState,
  { data }: MessageOf<typeof submitPaymentMethod>,
  context: Context,
): Decision<RiderEvent> {
  if (!isSignedUp(state)) return absent(state);
  const { riderId, token } = data;
  const paymentMethodId = context.id('pay');
  return {
    kind: 'accept',
    events: [paymentMethodSubmitted({ riderId, paymentMethodId, token, time: context.now })],
    outputs: [paymentPort({ riderId, paymentMethodId, token, attempt: 1 })],
    result: { riderId, paymentMethodId, status: 'PENDING' },
  };
}

/** What the provider says of it. */
export function decideRecordPaymentMethodCheck(
  { paymentCheck: check }: RiderState,
  { data }: MessageOf<typeof recordPaymentMethodCheck>,
  context: Context,
): Decision<RiderEvent> {
  const { riderId, paymentMethodId, outcome } = data;
  if (check?.paymentMethodId !== paymentMethodId || check.status !== 'PENDING') {
    return { kind: 'ignore', reason: 'It was decided on, or another was submitted since.' };
  }
  const known = { riderId, paymentMethodId, time: context.now };
  switch (outcome.result) {
    case 'ACCEPTED': {
      const accepted = { ...known, kind: outcome.kind, token: outcome.token ?? check.token };
      return { kind: 'accept', events: [paymentMethodSet(accepted)] };
    }
    case 'REFUSED': {
      const refused = { ...known, reason: outcome.reason };
      return { kind: 'accept', events: [paymentMethodRefused(refused)] };
    }
    // Asked again, the provider says whether the rider did it. Its link may be another by then.
    case 'NEEDS_AUTHENTICATION':
      return { kind: 'accept', events: [paymentAuthenticationNeeded({ ...known, link: outcome.link })] };
    case 'PENDING':
      return { kind: 'ignore', reason: 'The provider is asked again later.' };
  }
}

/** The timer: asks again, or gives up. */
export function decideAskPaymentProvider(
  { paymentCheck: check }: RiderState,
  { data }: MessageOf<typeof askPaymentProvider>,
  context: Context,
): Decision<RiderEvent> {
  const { riderId, paymentMethodId, attempt } = data;
  const isNext =
    check?.paymentMethodId === paymentMethodId &&
    check.status === 'PENDING' &&
    attempt === check.asked.attempt + 1;
  if (!isNext) return { kind: 'ignore', reason: 'It was decided on, or another was submitted since.' };
  if (attempt > MOST_QUESTIONS) {
    const refused = { riderId, paymentMethodId, reason: 'NO_RESULT', time: context.now } as const;
    return { kind: 'accept', events: [paymentMethodRefused(refused)] };
  }
  return {
    kind: 'accept',
    events: [paymentProviderAsked({ ...data, time: context.now })],
    outputs: [paymentPort({ ...data, token: check.token })],
  };
}

/** When the provider is asked again. */
export function paymentTimers({ riderId, paymentCheck: check }: RiderState): readonly Timer[] {
  if (check?.status !== 'PENDING') return [];
  const { paymentMethodId, asked } = check;
  const attempt = asked.attempt + 1;
  return [
    {
      id: `ask-payment-provider/${paymentMethodId}/${attempt}`,
      at: askAgainAt(asked),
      command: askPaymentProvider({ riderId, paymentMethodId, attempt }),
    },
  ];
}
