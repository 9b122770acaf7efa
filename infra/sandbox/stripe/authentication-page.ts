import { ApiError } from './api-error.ts';
import { parseForm, text } from './form.ts';
import type { PaymentIntent, SetupIntent } from './objects.ts';
import { authenticatePaymentIntent } from './payment-intents.ts';
import { authenticateSetupIntent } from './setup-intents.ts';
import type { Work } from './work.ts';

/** The page of a bank, on which the payer authenticates. */

export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const NOT_HERE: PageAnswer = { status: 404, headers: HTML, body: '<p>There is nothing to authenticate.</p>' };

const PAGE = `<!doctype html>
<html lang="en">
<title>Authentication</title>
<h1>Is it you who pays?</h1>
<p>This page stands in for the one of a bank.</p>
<form method="post">
<button name="outcome" value="succeed">Yes</button>
<button name="outcome" value="fail">No</button>
</form>
</html>
`;

export async function authenticationPage(
  work: Work,
  request: {
    readonly method: string;
    readonly query: string;
    readonly body: string;
    readonly origin: string;
  },
  id: string,
): Promise<PageAnswer> {
  const intent =
    (await work.object<PaymentIntent>('payment_intent', id)) ??
    (await work.object<SetupIntent>('setup_intent', id));
  const isInvited = text(parseForm(request.query), 'secret') === intent?.client_secret;
  if (intent?.status !== 'requires_action' || !isInvited) return NOT_HERE;
  if (request.method !== 'POST') return { status: 200, headers: HTML, body: PAGE };
  const isAuthentic = text(parseForm(request.body), 'outcome') === 'succeed';
  try {
    if (intent.object === 'payment_intent')
      await authenticatePaymentIntent(work, intent, isAuthentic, request);
    else await authenticateSetupIntent(work, intent, isAuthentic);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  const url = new URL(intent.stand_in_return_url ?? request.origin);
  url.searchParams.set(intent.object, id);
  url.searchParams.set('redirect_status', isAuthentic ? 'succeeded' : 'failed');
  return { status: 303, headers: { location: url.href }, body: '' };
}
