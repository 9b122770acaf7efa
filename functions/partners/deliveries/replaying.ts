import type { Static } from 'typebox';
import {
  deliveryUnknown,
  endpointDisabledNow,
  type replayDeliveries,
} from '../../../shared/contracts/partners/deliveries.ts';
import { webhookTest } from '../../../shared/contracts/partners/public-events.ts';
import { randomId } from '../../../shared/kernel/random-id.ts';
import { type Instant, isBefore } from '../../../shared/kernel/time.ts';
import { ProblemError } from '../../../shared/runtime/problem.ts';
import { readOne, readPage } from '../../../shared/runtime/read-models.ts';
import { severalAtOnce } from '../../../shared/runtime/several-at-once.ts';
import type { StoredEndpoint } from '../read-models.ts';
import { deliveries, deliveriesOf, keptUntil, newDelivery, type StoredDelivery } from './stored.ts';
import { addDelivery, sendAgain } from './table.ts';
import { wakeFor } from './waking.ts';

/** Sending again, and tests. These write deliveries as the fan-out does: what is sent is not business of the log. */

const PAGE = 100;
/** Read for one request; more are read by the next one, from its cursor. */
const MOST_PAGES = 5;
const CONCURRENCY = 16;

type ReplayRequest = Static<(typeof replayDeliveries)['body']>;

export async function deliveryOf(
  endpointId: string,
  deliveryId: string,
  now: Instant,
): Promise<StoredDelivery> {
  const stored = await readOne(deliveries, { endpointId, deliveryId });
  if (stored !== undefined && isBefore(now, keptUntil(stored))) return stored;
  throw new ProblemError(deliveryUnknown.code, `The endpoint has no delivery ${deliveryId}.`, [
    { path: '/path/deliveryId', message: 'must be a delivery of this endpoint, of the last 14 days' },
  ]);
}

export function mustBeEnabled({ status, endpointId }: StoredEndpoint): void {
  if (status === 'ENABLED') return;
  throw new ProblemError(endpointDisabledNow.code, `The webhook endpoint ${endpointId} is disabled.`);
}

export async function replayOne(stored: StoredDelivery, now: Instant): Promise<StoredDelivery> {
  const again = await sendAgain(stored, now);
  await wakeFor(stored.endpointId, now);
  return again;
}

/** The newest first, until it has read enough: then the cursor says where to go on. */
export async function replaySome(
  endpointId: string,
  { states = ['FAILED', 'HELD'], since, until, cursor: begin }: ReplayRequest,
  now: Instant,
): Promise<{ replayed: number; cursor?: string }> {
  const isMeant = (stored: StoredDelivery): boolean =>
    states.includes(stored.state) &&
    isBefore(now, keptUntil(stored)) &&
    (since === undefined || !isBefore(stored.time, since)) &&
    (until === undefined || isBefore(stored.time, until));
  let cursor = begin;
  let replayed = 0;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { items, cursor: next } = await readPage(deliveriesOf, { endpointId }, { limit: PAGE, cursor });
    const meant = items.filter(isMeant);
    await severalAtOnce(meant, CONCURRENCY, async (stored) => {
      await sendAgain(stored, now);
    });
    replayed += meant.length;
    cursor = next;
    if (cursor === undefined) break;
  }
  if (replayed > 0) await wakeFor(endpointId, now);
  return { replayed, ...(cursor === undefined ? {} : { cursor }) };
}

export async function addTest(
  endpoint: StoredEndpoint,
  note: string | undefined,
  now: Instant,
): Promise<StoredDelivery> {
  const stored = newDelivery(
    { event: webhookTest, eventId: randomId('tst'), time: now, data: note === undefined ? {} : { note } },
    endpoint,
    'PENDING',
    now,
  );
  await addDelivery(stored);
  await wakeFor(endpoint.endpointId, now);
  return stored;
}
