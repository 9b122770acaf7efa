import { ApiError, type ErrorBody, invalid, missing } from './api-error.ts';
import { announce } from './callbacks.ts';
import { type Parameters, text, texts } from './form.ts';
import { newId, type PaymentMethod, type SetupIntent } from './objects.ts';
import { cardError } from './payment-intents.ts';
import { usableMethod } from './payment-methods.ts';
import { testMethod } from './test-methods.ts';
import type { Work } from './work.ts';

export async function createSetupIntent(
  work: Work,
  parameters: Parameters,
  { origin }: { readonly origin: string },
): Promise<SetupIntent> {
  const customer = text(parameters, 'customer') ?? '';
  if ((await work.object('customer', customer)) === undefined)
    throw missing('customer', customer, 'customer');
  const method = await usableMethod(work, text(parameters, 'payment_method') ?? '', customer);
  const returnUrl = text(parameters, 'return_url') ?? null;
  const id = newId('seti');
  const secret = newId('secret');
  const test = testMethod(method.stand_in_name);
  const intent: SetupIntent = {
    id,
    object: 'setup_intent',
    created: work.now,
    livemode: false,
    metadata: texts(parameters, 'metadata'),
    customer,
    payment_method: method.id,
    client_secret: secret,
    status: 'processing',
    usage: 'off_session',
    next_action: null,
    allowed_payment_method_types: Object.values(texts(parameters, 'allowed_payment_method_types')),
    last_setup_error: null,
    stand_in_return_url: returnUrl,
  };
  work.put(intent, ['setup_intent', `setup_intent/${customer}`]);
  if (test.declinesSetup !== undefined) throw refuse(work, intent, method, cardError(test.declinesSetup));
  if (test.setupSeconds !== undefined) {
    work.later.push({ afterSeconds: test.setupSeconds, task: { kind: 'settle', id } });
    return intent;
  }
  if (test.authenticatesSetup !== true) return succeed(work, intent, method);
  if (returnUrl === null) throw invalid('It needs a URL to return to', { param: 'return_url' });
  const url = `${origin}/authenticate/${id}?secret=${secret}`;
  const waiting: SetupIntent = {
    ...intent,
    status: 'requires_action',
    next_action: { type: 'redirect_to_url', redirect_to_url: { url, return_url: returnUrl } },
  };
  work.put(waiting);
  announce(work, 'setup_intent.requires_action', waiting, method.stand_in_name);
  return waiting;
}

/** From now on the customer pays with the method while away. */
function succeed(work: Work, intent: SetupIntent, method: PaymentMethod): SetupIntent {
  const done: SetupIntent = { ...intent, status: 'succeeded', next_action: null };
  work.put({ ...method, customer: intent.customer });
  work.put(done);
  announce(work, 'setup_intent.succeeded', done, method.stand_in_name);
  return done;
}

function refuse(work: Work, intent: SetupIntent, method: PaymentMethod, error: ErrorBody): ApiError {
  const refused: SetupIntent = {
    ...intent,
    status: 'requires_payment_method',
    payment_method: null,
    last_setup_error: error,
    next_action: null,
  };
  work.put(refused);
  announce(work, 'setup_intent.setup_failed', refused, method.stand_in_name);
  return new ApiError(402, { ...error, setup_intent: refused }, true);
}

/** The payer was on the page. */
export async function authenticateSetupIntent(
  work: Work,
  intent: SetupIntent,
  isAuthentic: boolean,
): Promise<SetupIntent> {
  const method = await usableMethod(work, intent.payment_method ?? '', intent.customer);
  if (isAuthentic) return succeed(work, intent, method);
  throw refuse(work, intent, method, {
    type: 'card_error',
    code: 'setup_intent_authentication_failure',
    message: 'The payer was not authenticated.',
  });
}

/** As it is now: some take their time. */
export async function readSetupIntent(work: Work, id: string): Promise<SetupIntent> {
  const intent = await work.object<SetupIntent>('setup_intent', id);
  if (intent === undefined) throw missing('setupintent', id, 'intent');
  if (intent.status !== 'processing') return intent;
  const method = await usableMethod(work, intent.payment_method ?? '', intent.customer);
  const seconds = testMethod(method.stand_in_name).setupSeconds ?? 0;
  return work.now < intent.created + seconds ? intent : succeed(work, intent, method);
}

export async function listSetupIntents(work: Work, parameters: Parameters): Promise<SetupIntent[]> {
  const customer = text(parameters, 'customer');
  const found = await work.list<SetupIntent>(
    'setup_intent',
    customer === undefined ? 'setup_intent' : `setup_intent/${customer}`,
  );
  const read: SetupIntent[] = [];
  for (const { id } of found) read.push(await readSetupIntent(work, id));
  return read;
}
