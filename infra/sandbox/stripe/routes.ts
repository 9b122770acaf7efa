import { invalid } from './api-error.ts';
import { createCustomer, searchCustomers } from './customers.ts';
import { nested, type Parameters, text } from './form.ts';
import type { BalanceTransaction, StripeObject } from './objects.ts';
import {
  cancelPaymentIntent,
  capturePaymentIntent,
  confirmPaymentIntent,
  createPaymentIntent,
  listPaymentIntents,
  readPaymentIntent,
} from './payment-intents.ts';
import { createPaymentMethod } from './payment-methods.ts';
import { createRefund, listRefunds, readDispute, updateDispute } from './refunds.ts';
import { createSetupIntent, listSetupIntents, readSetupIntent } from './setup-intents.ts';
import type { Operation } from './test-methods.ts';
import type { Work } from './work.ts';

/** A call of the API, after its key and its idempotency were checked. */
export interface Call {
  readonly work: Work;
  /** From the path. */
  readonly id: string;
  readonly parameters: Parameters;
  /** Where browsers reach the stand-in. */
  readonly origin: string;
}

export interface ApiRoute {
  readonly method: 'GET' | 'POST';
  /** With a group for the id. */
  readonly path: RegExp;
  /** The parameters that it takes. Others are refused, as Stripe does. */
  readonly takes: readonly string[];
  /** What a test method's fault may concern. */
  readonly operation?: Operation;
  readonly serve: (call: Call) => Promise<StripeObject | readonly StripeObject[]> | StripeObject;
  /** How the answer of a list is made. */
  readonly answers: 'list' | 'object' | 'search';
}

const LIST = ['limit', 'starting_after', 'expand'];
const INTENT = ['payment_method', 'return_url', 'expand'];
const CREATED_INTENT = ['customer', 'metadata', 'confirm', 'allowed_payment_method_types', ...INTENT];

export const apiRoutes: readonly ApiRoute[] = [
  {
    method: 'POST',
    path: /^\/v1\/customers$/,
    takes: ['metadata'],
    serve: ({ work, parameters }) => createCustomer(work, parameters),
    answers: 'object',
  },
  {
    method: 'GET',
    path: /^\/v1\/customers\/search$/,
    takes: ['query', 'limit'],
    serve: ({ work, parameters }) => searchCustomers(work, parameters),
    answers: 'search',
  },
  {
    method: 'POST',
    path: /^\/v1\/payment_methods$/,
    takes: ['type', 'card'],
    serve: ({ work, parameters }) => createPaymentMethod(work, parameters),
    answers: 'object',
  },
  {
    method: 'POST',
    path: /^\/v1\/setup_intents$/,
    takes: ['usage', ...CREATED_INTENT],
    operation: 'setup',
    serve: ({ work, parameters, origin }) => createSetupIntent(work, parameters, { origin }),
    answers: 'object',
  },
  {
    method: 'GET',
    path: /^\/v1\/setup_intents$/,
    takes: ['customer', ...LIST],
    serve: ({ work, parameters }) => listSetupIntents(work, parameters),
    answers: 'list',
  },
  {
    method: 'GET',
    path: /^\/v1\/setup_intents\/(seti_\w+)$/,
    takes: ['expand'],
    serve: ({ work, id }) => readSetupIntent(work, id),
    answers: 'object',
  },
  {
    method: 'POST',
    path: /^\/v1\/payment_intents$/,
    takes: ['amount', 'currency', 'description', 'capture_method', 'off_session', ...CREATED_INTENT],
    operation: 'create',
    serve: ({ work, parameters, origin }) => createPaymentIntent(work, parameters, { origin }),
    answers: 'object',
  },
  {
    method: 'GET',
    path: /^\/v1\/payment_intents$/,
    takes: ['customer', ...LIST],
    serve: ({ work, parameters }) => listPaymentIntents(work, parameters),
    answers: 'list',
  },
  {
    method: 'GET',
    path: /^\/v1\/payment_intents\/(\w+)$/,
    takes: ['expand'],
    serve: ({ work, id }) => readPaymentIntent(work, id),
    answers: 'object',
  },
  {
    method: 'POST',
    path: /^\/v1\/payment_intents\/(\w+)\/confirm$/,
    takes: ['off_session', ...INTENT],
    operation: 'confirm',
    serve: ({ work, id, parameters, origin }) => confirmPaymentIntent(work, id, parameters, { origin }),
    answers: 'object',
  },
  {
    method: 'POST',
    path: /^\/v1\/payment_intents\/(\w+)\/capture$/,
    takes: ['amount_to_capture', 'expand'],
    operation: 'capture',
    serve: ({ work, id, parameters }) => capturePaymentIntent(work, id, parameters),
    answers: 'object',
  },
  {
    method: 'POST',
    path: /^\/v1\/payment_intents\/(\w+)\/cancel$/,
    takes: ['expand'],
    operation: 'cancel',
    serve: ({ work, id }) => cancelPaymentIntent(work, id),
    answers: 'object',
  },
  {
    method: 'POST',
    path: /^\/v1\/refunds$/,
    takes: ['payment_intent', 'amount', 'metadata'],
    operation: 'refund',
    serve: ({ work, parameters }) => createRefund(work, parameters),
    answers: 'object',
  },
  {
    method: 'GET',
    path: /^\/v1\/refunds$/,
    takes: ['payment_intent', ...LIST],
    serve: ({ work, parameters }) => listRefunds(work, parameters),
    answers: 'list',
  },
  {
    method: 'GET',
    path: /^\/v1\/disputes\/(\w+)$/,
    takes: ['expand'],
    serve: ({ work, id }) => readDispute(work, id),
    answers: 'object',
  },
  {
    method: 'POST',
    path: /^\/v1\/disputes\/(\w+)$/,
    takes: ['evidence', 'submit'],
    serve: ({ work, id, parameters }) => updateDispute(work, id, parameters),
    answers: 'object',
  },
  {
    method: 'GET',
    path: /^\/v1\/balance_transactions$/,
    takes: ['created', ...LIST],
    serve: ({ work, parameters }) => listMovements(work, parameters),
    answers: 'list',
  },
];

async function listMovements(work: Work, parameters: Parameters): Promise<BalanceTransaction[]> {
  const created = nested(parameters, 'created');
  const from = Number(text(created, 'gte') ?? 0);
  const until = Number(text(created, 'lt') ?? Number.POSITIVE_INFINITY);
  const all = await work.list<BalanceTransaction>('balance_transaction', 'balance_transaction');
  return all.filter((transaction) => transaction.created >= from && transaction.created < until);
}

/** Refuses parameters that the route does not take. */
export function checkParameters({ takes }: ApiRoute, parameters: Parameters): void {
  const unknown = Object.keys(parameters).find((name) => !takes.includes(name));
  if (unknown !== undefined)
    throw invalid(`Received unknown parameter: ${unknown}`, { code: 'parameter_unknown', param: unknown });
}
