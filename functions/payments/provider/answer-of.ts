import type { Answer } from '../../../shared/contracts/payments/commands.ts';
import type { Question } from '../../../shared/contracts/payments/payments.ts';
import type {
  AuthorizeFinding,
  CaptureFinding,
  FindFinding,
  RefundFinding,
  VoidFinding,
} from '../../../shared/contracts/payments/provider.ts';
import type { SeenPayment, SeenRefund } from '../../../shared/contracts/payments/seen-payment.ts';

/** What the provider's findings say, in the room's words. The link is still open: the port seals it. */

/** Nothing is known of the outcome. */
const uncertain = (finding: Uncertain): Answer => ({
  result: 'UNKNOWN',
  reason: finding.result === 'BUSY' ? 'BUSY' : finding.reason,
});
type Uncertain = Extract<FindFinding, { result: 'UNKNOWN' | 'BUSY' }>;

/** Of AUTHORIZE and CHARGE. */
export function tryAnswer(finding: AuthorizeFinding): Answer {
  switch (finding.result) {
    case 'AUTHORIZED': {
      const { reference, money, until } = finding;
      return { result: 'AUTHORIZED', reference, amount: money.amount, until };
    }
    case 'CAPTURED':
      return { result: 'CAPTURED', reference: finding.reference, amount: finding.money.amount };
    case 'NEEDS_AUTHENTICATION':
      return { result: 'NEEDS_AUTHENTICATION', reference: finding.reference, link: finding.link };
    case 'DECLINED':
      return { result: 'DECLINED', reason: finding.reason, retry: finding.retry };
    case 'PENDING':
      return { result: 'PENDING', reference: finding.reference };
    case 'VOIDED':
      return { result: 'VOIDED', ...expiredIn(finding) };
    case 'UNKNOWN':
    case 'BUSY':
      return uncertain(finding);
  }
}

export function captureAnswer(finding: CaptureFinding): Answer {
  switch (finding.result) {
    case 'CAPTURED':
      return { result: 'CAPTURED', reference: finding.reference, amount: finding.money.amount };
    case 'REFUSED':
      return { result: 'REFUSED', reason: finding.reason };
    case 'ALREADY':
      return seenAnswer('CAPTURE', finding.payment);
    case 'NOT_FOUND':
      return { result: 'REFUSED', reason: 'NOT_FOUND' };
    case 'UNKNOWN':
    case 'BUSY':
      return uncertain(finding);
  }
}

export function voidAnswer(finding: VoidFinding): Answer {
  switch (finding.result) {
    case 'VOIDED':
      return { result: 'VOIDED', ...expiredIn(finding) };
    case 'ALREADY':
      return seenAnswer('VOID', finding.payment);
    case 'NOT_FOUND':
      return { result: 'REFUSED', reason: 'NOT_FOUND' };
    case 'UNKNOWN':
    case 'BUSY':
      return uncertain(finding);
  }
}

export function refundAnswer(finding: RefundFinding): Answer {
  switch (finding.result) {
    case 'REFUNDED':
      return { result: 'REFUNDED' };
    case 'PENDING':
      return { result: 'REFUND_PENDING' };
    case 'REFUSED':
      return { result: 'REFUSED', reason: finding.reason };
    case 'NOT_FOUND':
      return { result: 'REFUSED', reason: 'NOT_FOUND' };
    case 'UNKNOWN':
    case 'BUSY':
      return uncertain(finding);
  }
}

/** What FIND says of a question. Of several payments, the one that the question made counts. */
export function foundAnswer(
  asked: { readonly question: Question; readonly check: string; readonly refundId?: string | undefined },
  finding: FindFinding,
): Answer {
  const { question, check, refundId } = asked;
  switch (finding.result) {
    case 'UNKNOWN':
    case 'BUSY':
      return uncertain(finding);
    case 'NOT_FOUND':
      // What is captured, voided or refunded was there: the provider has lost it.
      return isTry(question) ? { result: 'NOT_DONE' } : { result: 'REFUSED', reason: 'NOT_FOUND' };
    case 'FOUND': {
      const payment = isTry(question)
        ? finding.payments.find((one) => one.check === check)
        : finding.payments[0];
      if (payment === undefined) return { result: 'NOT_DONE' };
      return question === 'REFUND'
        ? seenRefundAnswer(payment.refunds ?? [], refundId)
        : seenAnswer(question, payment);
    }
  }
}

const isTry = (question: Question): boolean => question === 'AUTHORIZE' || question === 'CHARGE';

function seenRefundAnswer(refunds: readonly SeenRefund[], refundId: string | undefined): Answer {
  const refund = refunds.find((one) => one.refundId === refundId);
  switch (refund?.state) {
    case undefined:
      return { result: 'NOT_DONE' };
    case 'REFUNDED':
      return { result: 'REFUNDED' };
    case 'PENDING':
      return { result: 'REFUND_PENDING' };
    case 'FAILED':
      return { result: 'REFUSED', reason: 'FAILED' };
  }
}

/** What the payment is now, as an answer to the question. */
function seenAnswer(question: Question, payment: SeenPayment): Answer {
  const { reference, state, money, captured, until, link, declined } = payment;
  switch (state) {
    case 'CAPTURED':
      return { result: 'CAPTURED', reference, amount: captured };
    case 'VOIDED':
      return { result: 'VOIDED', ...expiredIn(payment) };
    case 'AUTHORIZED':
      // It is still reserved, so it was neither captured nor voided.
      return isTry(question) || question === 'LOOK_UP'
        ? { result: 'AUTHORIZED', reference, amount: money.amount, ...(until === undefined ? {} : { until }) }
        : { result: 'NOT_DONE' };
    case 'NEEDS_AUTHENTICATION':
      return question === 'VOID'
        ? { result: 'NOT_DONE' }
        : { result: 'NEEDS_AUTHENTICATION', reference, ...(link === undefined ? {} : { link }) };
    case 'PENDING':
      return { result: 'PENDING', reference };
    case 'DECLINED':
      return { result: 'DECLINED', ...(declined ?? { reason: 'DECLINED', retry: 'LATER' }) };
  }
}

const expiredIn = ({ expired }: { readonly expired?: boolean }) => (expired === undefined ? {} : { expired });
