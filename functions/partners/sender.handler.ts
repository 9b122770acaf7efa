import { WakeRequest } from '../../shared/contracts/partners/deliveries.ts';
import { violations } from '../../shared/contracts/validate.ts';
import { logger, measure } from '../../shared/runtime/observability.ts';
import type { QueueEvent, QueueResponse } from '../../shared/runtime/queue-event.ts';
import { readOne } from '../../shared/runtime/read-models.ts';
import type { InvocationContext } from '../../shared/runtime/room-function.ts';
import { now } from '../../shared/runtime/room-table.ts';
import { consentsNow } from './deliveries/consents.ts';
import { deliveryTable } from './deliveries/table.ts';
import { wake } from './deliveries/waking.ts';
import { vault } from './keys/vault.ts';
import { WAKE_CHECK } from './ports.ts';
import { endpoints, partners } from './read-models.ts';
import { Connections } from './sending/connections.ts';
import { post } from './sending/post.ts';
import { stageReceivers } from './sending/receivers.ts';
import { type SenderWorld, serve, type Target } from './sending/sender.ts';
import { targetOf } from './sending/target.ts';
import { tell } from './sending/telling.ts';

/** A round takes at most two attempts, one after the other, of 15 s each. */
const TIME_FOR_A_ROUND_MS = 40_000;

async function target(endpointId: string, connections: Connections): Promise<Target | undefined> {
  const endpoint = await readOne(endpoints, { endpointId });
  if (endpoint?.status !== 'ENABLED') return undefined;
  const partner = await readOne(partners, { partnerId: endpoint.partnerId });
  if (partner?.status !== 'ACTIVE') return undefined;
  const receivers = stageReceivers();
  return targetOf(endpoint, partner, {
    vault: await vault(),
    consents: consentsNow,
    post: (outgoing) => post(outgoing, receivers, { connections }),
  });
}

/**
 * Sends what is due at the endpoints that are named, all at the same time. Only a failure of ours fails a message: what a
 * receiver does is written down with its delivery.
 */
export async function handler({ Records }: QueueEvent, context: InvocationContext): Promise<QueueResponse> {
  const connections = new Connections();
  const world: SenderWorld = {
    table: deliveryTable,
    target: (endpointId) => target(endpointId, connections),
    tell,
    wake,
    now,
    chance: Math.random,
    outOfTime: () => context.getRemainingTimeInMillis() < TIME_FOR_A_ROUND_MS,
  };
  const byEndpoint = Map.groupBy(Records, ({ body }) => endpointIn(body));
  const failed = await Promise.all(
    [...byEndpoint].map(async ([endpointId, records]) => {
      try {
        if (endpointId === undefined) throw new TypeError('This is no request of this room');
        const { attempts = 0, delivered } = await serve(endpointId, world);
        if (attempts > 0) measure({ WebhooksSent: attempts, WebhooksFailed: attempts - delivered });
        return [];
      } catch (error) {
        logger.error('An endpoint could not be served and comes again', {
          endpointId,
          error: error as Error,
        });
        return records.map(({ messageId }) => ({ itemIdentifier: messageId }));
      }
    }),
  );
  connections.close();
  return { batchItemFailures: failed.flat() };
}

function endpointIn(body: string): string | undefined {
  const value: unknown = JSON.parse(body);
  return violations(WAKE_CHECK, WakeRequest, value).length === 0
    ? (value as WakeRequest).endpointId
    : undefined;
}
