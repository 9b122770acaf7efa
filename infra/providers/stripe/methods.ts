import type { Stripe } from 'stripe';
import type { MethodFinding, SetUpMethod } from '../../../shared/contracts/payments/provider.ts';
import type { Declining } from './declines.ts';
import { declineOf } from './declines.ts';
import { failureOf } from './failures.ts';
import { idOf, methodText } from './method.ts';
import { once } from './once.ts';
import { linkOf, METADATA } from './seen.ts';

interface Surroundings {
  readonly stripe: Stripe;
  /** Where Stripe sends the payer's browser after the authentication. */
  readonly returnUrl: string;
}

/** As many attempts as one payer makes to set up a method, and more. */
const PAGE = 100;
const MOST_INTENTS = 1000;

const UNKNOWN_TOKEN = { result: 'REFUSED', reason: 'UNKNOWN_TOKEN' } as const;

/** Stripe refuses the token itself: it is used up, or another customer's. */
function isOfToken({ code, parameter }: { readonly code: string; readonly parameter: string }): boolean {
  return code.startsWith('token_') || /^(payment_method$|confirmation_token|card)/.test(parameter);
}

/** Keeps the method for payments while the payer is away. */
export async function setUpMethod(here: Surroundings, question: SetUpMethod): Promise<MethodFinding> {
  const { stripe, returnUrl } = here;
  const { payer, token, check } = question;
  if (!/^(pm|tok|ctoken)_\w+$/.test(token)) return UNKNOWN_TOKEN;
  try {
    const customer = await customerOf(stripe, payer);
    const intent = await once(
      question,
      async () => await setupBy(stripe, customer, check),
      async (idempotencyKey) =>
        await stripe.setupIntents.create(
          {
            ...(await methodParameters(stripe, question, idempotencyKey)),
            customer,
            // Of what can be reserved: amounts of direct debits cannot.
            allowed_payment_method_types: ['card'],
            usage: 'off_session',
            confirm: true,
            return_url: returnUrl,
            metadata: { [METADATA.payer]: payer, [METADATA.check]: check },
            expand: ['payment_method'],
          },
          { idempotencyKey },
        ),
    );
    return findingOf(customer, intent);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.is === 'missing') return UNKNOWN_TOKEN;
    if (failure.is === 'declined') return refused(failure.decline.reason);
    if (failure.is === 'refused' && isOfToken(failure)) return UNKNOWN_TOKEN;
    throw error;
  }
}

/** A token of Stripe's older kind becomes a payment method first. */
async function methodParameters(
  stripe: Stripe,
  { token }: SetUpMethod,
  idempotencyKey: string,
): Promise<Pick<Stripe.SetupIntentCreateParams, 'payment_method' | 'confirmation_token'>> {
  if (token.startsWith('ctoken_')) return { confirmation_token: token };
  if (token.startsWith('pm_')) return { payment_method: token };
  const { id } = await stripe.paymentMethods.create(
    { type: 'card', card: { token } },
    { idempotencyKey: `${idempotencyKey}/method` },
  );
  return { payment_method: id };
}

/**
 * The payer's customer at Stripe, which is made at first use. A new one is found by the search after a minute or more;
 * until then, and for a day at least, the key gives the same one.
 */
async function customerOf(stripe: Stripe, payer: string): Promise<string> {
  const { data } = await stripe.customers.search({
    query: `metadata['${METADATA.payer}']:'${payer}'`,
    limit: 1,
  });
  const [known] = data;
  if (known !== undefined) return known.id;
  const made = await once(
    { question: 'CUSTOMER', check: payer, attempt: 1 },
    async () => await Promise.resolve(undefined),
    async (idempotencyKey) =>
      await stripe.customers.create({ metadata: { [METADATA.payer]: payer } }, { idempotencyKey }),
  );
  return made.id;
}

async function setupBy(
  stripe: Stripe,
  customer: string,
  check: string,
): Promise<Stripe.SetupIntent | undefined> {
  const all = await stripe.setupIntents
    .list({ customer, limit: PAGE, expand: ['data.payment_method'] })
    .autoPagingToArray({ limit: MOST_INTENTS });
  return all.find(({ metadata }) => metadata?.[METADATA.check] === check);
}

function findingOf(customer: string, intent: Stripe.SetupIntent): MethodFinding {
  const link = linkOf(intent);
  switch (intent.status) {
    case 'succeeded': {
      const paymentMethod = idOf(intent.payment_method);
      if (paymentMethod === undefined) return UNKNOWN_TOKEN;
      return {
        result: 'READY',
        method: methodText({ customer, paymentMethod }),
        kind: kindOf(intent.payment_method),
      };
    }
    case 'requires_action':
      return link === undefined ? { result: 'PENDING' } : { result: 'NEEDS_AUTHENTICATION', link };
    case 'requires_payment_method':
    case 'canceled':
      return refused(declineOf(intent.last_setup_error ?? ({} satisfies Declining)).reason);
    case 'processing':
    case 'requires_confirmation':
    default:
      return { result: 'PENDING' };
  }
}

/** Apple Pay and the like are cards in a wallet. */
function kindOf(method: Stripe.SetupIntent['payment_method']): 'CARD' | 'WALLET' {
  const wallet = typeof method === 'object' ? method?.card?.wallet : undefined;
  return wallet ? 'WALLET' : 'CARD';
}

function refused(reason: ReturnType<typeof declineOf>['reason']): MethodFinding {
  if (reason === 'EXPIRED') return { result: 'REFUSED', reason: 'EXPIRED' };
  if (reason === 'METHOD_NOT_USABLE') return { result: 'REFUSED', reason: 'NOT_SUPPORTED' };
  return { result: 'REFUSED', reason: 'DECLINED' };
}
