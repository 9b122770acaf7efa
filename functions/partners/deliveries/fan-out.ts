import { KEPT_DAYS } from '../../../shared/contracts/partners/deliveries.ts';
import type { Partner } from '../../../shared/contracts/partners/partners.ts';
import { publicEvents } from '../../../shared/contracts/partners/public-events.ts';
import { addSeconds, DAY_SECONDS, isBefore } from '../../../shared/kernel/time.ts';
import { isOneOf } from '../../../shared/runtime/deciders.ts';
import { cachedFor } from '../../../shared/runtime/http/public-route.ts';
import type { Incoming } from '../../../shared/runtime/operations/messages.ts';
import type { Handled } from '../../../shared/runtime/operations/operations.ts';
import { type Page, readPage } from '../../../shared/runtime/read-models.ts';
import { now } from '../../../shared/runtime/room-table.ts';
import { severalAtOnce } from '../../../shared/runtime/several-at-once.ts';
import { consentMessages } from '../messages.ts';
import { allEndpoints, allPartners, type StoredEndpoint } from '../read-models.ts';
import { learnConsent } from './consents.ts';
import { type Happened, newDelivery, wants } from './stored.ts';
import { addDelivery } from './table.ts';
import { wakeFor } from './waking.ts';

/** A record becomes a delivery for each endpoint that wants it. */

/** So long an endpoint that was just added gets nothing yet. */
const SUBSCRIPTIONS_SECONDS = 2;
const CONCURRENCY = 16;
/** Read at a time: a page for people is much shorter. */
const PAGE = 500;

interface Subscription {
  readonly endpoint: StoredEndpoint;
  readonly partner: Partner;
}

async function allOf<Item>(read: (cursor: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const all: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    all.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

const subscriptions = cachedFor(SUBSCRIPTIONS_SECONDS, async (): Promise<readonly Subscription[]> => {
  const [endpoints, partners] = await Promise.all([
    allOf((cursor) => readPage(allEndpoints, {}, { limit: PAGE, cursor })),
    allOf((cursor) => readPage(allPartners, {}, { limit: PAGE, cursor })),
  ]);
  const byId = new Map(partners.map((partner) => [partner.partnerId, partner]));
  return endpoints.flatMap((endpoint) => {
    const partner = byId.get(endpoint.partnerId);
    return partner === undefined ? [] : [{ endpoint, partner }];
  });
});

export async function fanOut({ message, aggregateVersion }: Incoming): Promise<Handled> {
  if (isOneOf(consentMessages, message)) await learnConsent(message);
  const events = publicEvents.filter(({ from }) => from?.type === message.type);
  if (events.length === 0) return { kind: 'decided', outcome: { kind: 'accepted' } };
  // A new room reads its topics from the beginning, and a partner wants no news of last year.
  if (isBefore(addSeconds(message.time, KEPT_DAYS * DAY_SECONDS), now()))
    return { kind: 'ignored', reason: 'events are kept for 14 days' };
  const { value } = await subscriptions();
  for (const event of events) {
    await deliver(value, {
      event,
      eventId: message.id,
      time: message.time,
      ...(aggregateVersion === undefined ? {} : { aggregateVersion }),
      data: message.data,
    });
  }
  return { kind: 'decided', outcome: { kind: 'accepted' } };
}

/** The same event again adds nothing, and wakes the senders again: the function may have died before it did. */
async function deliver(all: readonly Subscription[], happened: Happened): Promise<void> {
  const { event, data } = happened;
  const to = event.to?.(data);
  const wanted = all.filter(
    ({ endpoint, partner }) =>
      wants(endpoint, partner, event.type) && (to === undefined || to === partner.partnerId),
  );
  await severalAtOnce(wanted, CONCURRENCY, async ({ endpoint, partner }) => {
    // Before it was added, nothing was to be sent.
    if (isBefore(happened.time, endpoint.addedAt)) return;
    const isSent = endpoint.status === 'ENABLED' && partner.status === 'ACTIVE';
    await addDelivery(newDelivery(happened, endpoint, isSent ? 'PENDING' : 'HELD', now()));
    if (isSent) await wakeFor(endpoint.endpointId, now());
  });
}
