import type { Stripe } from 'stripe';
import type { PaymentFinding, PaymentQuestion } from '../../../shared/contracts/payments/provider.ts';
import { listBalance } from './balance.ts';
import { verifyCallback } from './callbacks.ts';
import { submitEvidence } from './evidence.ts';
import { failureOf, faultOf } from './failures.ts';
import { find } from './finding.ts';
import { setUpMethod } from './methods.ts';
import { authorize, charge } from './payments.ts';
import { capture, refund, voidPayment } from './settling.ts';

export interface StripeAccount {
  /** A client that does not repeat requests by itself. */
  readonly stripe: Stripe;
  /** Where Stripe sends the payer's browser after an authentication. */
  readonly returnUrl: string;
  /** With which Stripe signs callbacks. */
  readonly callbackSecret: () => Promise<string>;
}

/**
 * Answers a question with the help of Stripe. Throws StripeFault, without a word of the question, when Stripe refuses the
 * request because of a fault of ours: then nothing was done.
 */
export async function answer(account: StripeAccount, question: PaymentQuestion): Promise<PaymentFinding> {
  try {
    return await finding(account, question);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.is === 'unknown') return { result: 'UNKNOWN', reason: failure.reason };
    if (failure.is === 'busy') return { result: 'BUSY' };
    throw faultOf(error);
  }
}

async function finding(account: StripeAccount, question: PaymentQuestion): Promise<PaymentFinding> {
  const { stripe } = account;
  switch (question.question) {
    case 'SET_UP_METHOD':
      return await setUpMethod(account, question);
    case 'AUTHORIZE':
      return await authorize(account, question);
    case 'CHARGE':
      return await charge(account, question);
    case 'CAPTURE':
      return await capture(stripe, question);
    case 'VOID':
      return await voidPayment(stripe, question);
    case 'REFUND':
      return await refund(stripe, question);
    case 'FIND':
      return await find(stripe, question);
    case 'VERIFY_CALLBACK':
      return await verifyCallback(stripe, await account.callbackSecret(), question);
    case 'LIST_BALANCE':
      return await listBalance(stripe, question);
    case 'SUBMIT_EVIDENCE':
      return await submitEvidence(stripe, question);
  }
}
