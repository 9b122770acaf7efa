import { USUAL_PER_SECOND } from '../../../shared/contracts/partners/endpoints.ts';
import type { Partner } from '../../../shared/contracts/partners/partners.ts';
import { type Instant, isBefore, milliseconds } from '../../../shared/kernel/time.ts';
import { cloudEventOf, MOST_BODY_BYTES, type PublicCloudEvent } from '../deliveries/cloud-event.ts';
import type { StoredDelivery } from '../deliveries/stored.ts';
import { signatures, type WebhookKeys } from '../keys/signing.ts';
import type { Vault } from '../keys/vault.ts';
import type { StoredEndpoint } from '../read-models.ts';
import type { Answered, Outgoing } from './post.ts';
import type { Target } from './sender.ts';

/** An endpoint with all that an attempt needs. */

export interface Surroundings {
  readonly vault: Vault;
  readonly consents: (riderId: string | undefined) => Promise<boolean>;
  readonly post: (outgoing: Outgoing) => Promise<Answered>;
}

const NOT_SENT: Omit<Answered, 'error'> = { milliseconds: 0 };
/** Endpoints whose keys are kept opened. */
const MOST_OPENED = 1_000;
const opened = new Map<string, WebhookKeys>();

function keysOf(vault: Vault, endpointId: string, sealed: string): WebhookKeys {
  const name = `${endpointId}/${sealed}`;
  const known = opened.get(name);
  if (known !== undefined) return known;
  const [oldest] = opened.keys();
  if (opened.size >= MOST_OPENED && oldest !== undefined) opened.delete(oldest);
  const keys = vault.open(endpointId, sealed);
  opened.set(name, keys);
  return keys;
}

/** The event as the partner may see it now. */
export async function visibleEvent(
  stored: StoredDelivery,
  { partnerId, scopes }: Pick<Partner, 'partnerId' | 'scopes'>,
  { vault, consents }: Pick<Surroundings, 'vault' | 'consents'>,
): Promise<PublicCloudEvent | undefined> {
  return cloudEventOf(stored, {
    partnerId,
    scopes,
    consents: await consents(stored.riderId),
    alias: (kind, id) => vault.alias(kind, partnerId, id),
    reply: (riderId, transferId) => vault.sealReply(partnerId, { riderId, transferId }),
  });
}

/** The request of an attempt: signed by each secret that is valid now. */
export function requestOf(
  endpoint: Pick<StoredEndpoint, 'endpointId' | 'url' | 'secrets'>,
  event: PublicCloudEvent,
  vault: Vault,
  now: Instant,
): Outgoing {
  const body = JSON.stringify(event);
  const timestamp = Math.floor(milliseconds(now) / 1000);
  const keys = endpoint.secrets
    .filter(({ until }) => until === undefined || isBefore(now, until))
    .map(({ sealed }) => keysOf(vault, endpoint.endpointId, sealed));
  return {
    url: endpoint.url,
    body,
    headers: {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'user-agent': 'Roadstream-Webhooks/1',
      'webhook-id': event.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatures(keys, event.id, timestamp, body),
    },
  };
}

export function targetOf(endpoint: StoredEndpoint, partner: Partner, around: Surroundings): Target {
  const { partnerId, endpointId, enabledAt, perSecond = USUAL_PER_SECOND } = endpoint;
  return {
    partnerId,
    endpointId,
    enabledAt,
    perSecond,
    send: async (stored, now) => {
      const event = await visibleEvent(stored, partner, around);
      if (event === undefined) return { ...NOT_SENT, error: 'NO_LONGER_PUBLIC' };
      const outgoing = requestOf(endpoint, event, around.vault, now);
      if (Buffer.byteLength(outgoing.body) > MOST_BODY_BYTES)
        return { ...NOT_SENT, error: 'EVENT_TOO_LARGE' };
      return await around.post(outgoing);
    },
  };
}
