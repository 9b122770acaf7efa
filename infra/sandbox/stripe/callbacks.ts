import { createHmac } from 'node:crypto';
import { newId, type StripeObject } from './objects.ts';
import { testMethod } from './test-methods.ts';
import type { Work } from './work.ts';

/** Callbacks are sent twice after so many seconds. */
const AGAIN_AFTER_SECONDS = 3;
/** Longer than what follows needs to come first. */
const OVERTAKEN_AFTER_SECONDS = 20;

/** The first of several callbacks about one thing. */
const FIRST = /\.(amount_capturable_updated|requires_action|created)$/;

/** Tells who gets callbacks of an event, in the way that the payment method asks for. */
export function announce(work: Work, type: string, object: StripeObject, methodName: string): void {
  const body = JSON.stringify({
    id: newId('evt'),
    object: 'event',
    api_version: '2026-10-28.endive',
    created: work.now,
    type,
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    data: { object },
  });
  const way = testMethod(methodName).callbacks;
  const afterSeconds = way === 'in-another-order' && FIRST.test(type) ? OVERTAKEN_AFTER_SECONDS : 0;
  const task = { kind: 'callback', body } as const;
  work.later.push({ afterSeconds, task });
  if (way === 'twice') work.later.push({ afterSeconds: AGAIN_AFTER_SECONDS, task });
}

/** The header `stripe-signature`: HMAC-SHA-256 of time and body, with each secret that is valid at the time. */
export function signatureHeader(body: string, secrets: readonly string[], now: number): string {
  const signatures = secrets.map((secret) => {
    const signature = createHmac('sha256', secret).update(`${now}.${body}`, 'utf8').digest('hex');
    return `v1=${signature}`;
  });
  return [`t=${now}`, ...signatures].join(',');
}
