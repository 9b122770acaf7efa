import { invalid, missing } from './api-error.ts';
import { nested, type Parameters, text } from './form.ts';
import { newId, type PaymentMethod } from './objects.ts';
import { testMethod, testMethodName } from './test-methods.ts';
import type { Work } from './work.ts';

/** Makes a method of a token of the older kind. */
export function createPaymentMethod(work: Work, parameters: Parameters): PaymentMethod {
  const token = text(nested(parameters, 'card'), 'token') ?? '';
  const name = token.startsWith('tok_') ? testMethodName(token) : undefined;
  if (name === undefined)
    throw invalid(`No such token: '${token}'`, { code: 'resource_missing', param: 'card[token]' });
  return made(work, name);
}

function made(work: Work, name: string): PaymentMethod {
  const { wallet } = testMethod(name);
  const method: PaymentMethod = {
    id: newId('pm'),
    object: 'payment_method',
    created: work.now,
    livemode: false,
    metadata: {},
    type: 'card',
    card: { brand: 'visa', last4: '4242', wallet: wallet === undefined ? null : { type: wallet } },
    customer: null,
    stand_in_name: name,
  };
  work.put(method);
  return method;
}

/** The method with this id. The name of a test method stands for a new one, as at Stripe. */
export async function methodOf(work: Work, id: string): Promise<PaymentMethod> {
  const known = await work.object<PaymentMethod>('payment_method', id);
  if (known !== undefined) return known;
  const name = id.startsWith('pm_') ? testMethodName(id) : undefined;
  if (name === undefined) throw missing('PaymentMethod', id, 'payment_method');
  return made(work, name);
}

/** A method with which this customer can pay. */
export async function usableMethod(work: Work, id: string, customer: string | null): Promise<PaymentMethod> {
  const method = await methodOf(work, id);
  if (method.customer !== null && method.customer !== customer)
    throw invalid('The method belongs to another customer', { param: 'payment_method' });
  return method;
}
