import { type PartnerScope, publicEventOf } from '../../../shared/contracts/partners/public-events.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import type { StoredDelivery } from './stored.ts';

/** What a partner gets of an event: a CloudEvent with the fields that it may see now. */

export const SOURCE = '/roadstream/webhooks';
/** Standard Webhooks: bodies are under 20 KB. */
export const MOST_BODY_BYTES = 20 * 1024;

export interface Sight {
  readonly partnerId: string;
  readonly scopes: readonly PartnerScope[];
  /** Whether the rider consents now that partners get data, and was not erased. */
  readonly consents: boolean;
  /** The id that this partner has for a rider or a rental. */
  readonly alias: (kind: 'rider' | 'rental', id: string) => string;
  /** What the partner sends back with its answer about the transfer. */
  readonly reply: (riderId: string, transferId: string) => string;
}

export interface PublicCloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  readonly time: Instant;
  readonly datacontenttype: 'application/json';
  /** The version of what the event is about: of two events about the same, the higher is the later. */
  readonly aggregateversion?: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Undefined when events of this type are no longer public. */
export function cloudEventOf(stored: StoredDelivery, sight: Sight): PublicCloudEvent | undefined {
  const event = publicEventOf(stored.type);
  if (event === undefined) return undefined;
  const values = event.values(stored.data);
  const data: Record<string, unknown> = {};
  for (const [name, { scope, consent, alias, reply }] of Object.entries(event.fields)) {
    const value = values[name];
    if (value === undefined) continue;
    if (scope !== undefined && !sight.scopes.includes(scope)) continue;
    if (consent === true && !sight.consents) continue;
    const { transfer } = values;
    if (reply === true) {
      // The rider's id itself never leaves.
      if (typeof value === 'string' && typeof transfer === 'string')
        data[name] = sight.reply(value, transfer);
      continue;
    }
    data[name] = alias !== undefined && typeof value === 'string' ? sight.alias(alias, value) : value;
  }
  const { rental } = data;
  return {
    specversion: '1.0',
    id: stored.deliveryId,
    source: SOURCE,
    type: stored.type,
    ...(typeof rental === 'string' ? { subject: rental } : {}),
    time: stored.time,
    datacontenttype: 'application/json',
    ...(stored.aggregateVersion === undefined ? {} : { aggregateversion: stored.aggregateVersion }),
    data,
  };
}
