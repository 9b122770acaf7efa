import type { Authorize, Charge, SetUpMethod } from '../../../../shared/contracts/payments/provider.ts';
import type { StripeUnderTest } from './stripe-under-test.ts';

/** Questions of a rider whose method is one of the stand-in's. */

export function setUp(stripe: StripeUnderTest, token: string): SetUpMethod {
  return {
    question: 'SET_UP_METHOD',
    check: stripe.unique('pay'),
    attempt: 1,
    payer: stripe.unique('ana'),
    token,
  };
}

export async function methodOf(stripe: StripeUnderTest, token: string): Promise<string> {
  const { method } = await stripe.get('READY', setUp(stripe, token));
  return method;
}

export function authorize(
  stripe: StripeUnderTest,
  method: string,
  changes: Partial<Authorize> = {},
): Authorize {
  return { question: 'AUTHORIZE', offSession: true, ...payment(stripe, method), ...changes };
}

export function charge(stripe: StripeUnderTest, method: string, changes: Partial<Charge> = {}): Charge {
  return { question: 'CHARGE', ...payment(stripe, method), ...changes };
}

function payment(stripe: StripeUnderTest, method: string) {
  return {
    check: stripe.unique('chk'),
    attempt: 1,
    payer: 'ana',
    paymentId: stripe.unique('pmt'),
    rentalId: 'rnt_1',
    method,
    money: { amount: 5000, currency: 'EUR' },
    description: 'Roadstream rental',
  };
}
