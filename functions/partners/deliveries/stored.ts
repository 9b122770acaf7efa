import {
  Integer,
  Array as List,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Unknown,
} from 'typebox';
import { strict, Time } from '../../../shared/contracts/fields.ts';
import {
  Attempt,
  type Delivery,
  DeliveryState,
  KEPT_DAYS,
} from '../../../shared/contracts/partners/deliveries.ts';
import { type PublicEvent, takes } from '../../../shared/contracts/partners/public-events.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { addSeconds, DAY_SECONDS, type Instant } from '../../../shared/kernel/time.ts';
import { listOf, readModel } from '../../../shared/runtime/read-model.ts';

/** A delivery as it is kept: what an event says, before anything is left out for its partner. */

/** Older ones are forgotten. */
const MOST_ATTEMPTS_KEPT = 20;

export const StoredDelivery = Obj(
  {
    deliveryId: Str(),
    endpointId: Str(),
    partnerId: Str(),
    /** Of the public list. */
    type: Str(),
    time: Time,
    /** Of the aggregate after the event, where the event has one. */
    aggregateVersion: Optional(Integer()),
    riderId: Optional(Str()),
    /** The data of the room's event. */
    data: Unknown(),
    state: DeliveryState,
    attempts: List(Attempt),
    nextAt: Optional(Time),
    createdAt: Time,
  },
  strict,
);
export type StoredDelivery = Static<typeof StoredDelivery>;

export const deliveries = readModel('delivery/{endpointId}/{deliveryId}', StoredDelivery);
export const deliveriesOf = listOf(deliveries, 'deliveries/{endpointId}', {
  pageSize: 20,
  newestFirst: true,
});

/** The item of a delivery, in the list of its endpoint. */
export const itemOf = (stored: StoredDelivery) =>
  deliveries(
    { endpointId: stored.endpointId, deliveryId: stored.deliveryId },
    stored,
    deliveriesOf({ endpointId: stored.endpointId }, `${stored.createdAt}/${stored.deliveryId}`),
  );

/** Which deliveries are about a rental. They change with every attempt, so only their names are here. */
const rentalDeliveries = readModel(
  'rental-delivery/{rentalId}/{deliveryId}',
  Obj({ endpointId: Str(), deliveryId: Str() }, strict),
);
export const deliveriesAbout = listOf(rentalDeliveries, 'rental-deliveries/{rentalId}', { pageSize: 20 });

/** The item that finds a delivery by its rental; undefined for one about no rental. */
export function rentalItemOf({ endpointId, deliveryId, time, data }: StoredDelivery) {
  const { rentalId } = data as { rentalId?: unknown };
  if (typeof rentalId !== 'string') return undefined;
  return rentalDeliveries(
    { rentalId, deliveryId },
    { endpointId, deliveryId },
    deliveriesAbout({ rentalId }, `${time}/${deliveryId}`),
  );
}

export const keptUntil = ({ createdAt }: Pick<StoredDelivery, 'createdAt'>): Instant =>
  addSeconds(createdAt, KEPT_DAYS * DAY_SECONDS);

/** What happened, on its way to the endpoints. */
export interface Happened {
  readonly event: PublicEvent;
  /** The same each time it comes. */
  readonly eventId: string;
  readonly time: Instant;
  readonly aggregateVersion?: number;
  readonly data: unknown;
}

/** The same event to the same endpoint is the same delivery, however often the event comes. */
export function newDelivery(
  { event, eventId, time, aggregateVersion, data }: Happened,
  { endpointId, partnerId }: { readonly endpointId: string; readonly partnerId: string },
  state: 'PENDING' | 'HELD',
  now: Instant,
): StoredDelivery {
  const riderId = (data as { riderId?: unknown }).riderId;
  return {
    deliveryId: derivedId('msg', endpointId, eventId, event.type),
    endpointId,
    partnerId,
    type: event.type,
    time,
    ...(aggregateVersion === undefined ? {} : { aggregateVersion }),
    ...(typeof riderId === 'string' ? { riderId } : {}),
    data,
    state,
    attempts: [],
    ...(state === 'PENDING' ? { nextAt: now } : {}),
    createdAt: now,
  };
}

/** Whether the endpoint gets events of the type: it wants them, and its partner may have them. */
export function wants(
  endpoint: { readonly eventTypes: readonly string[] },
  partner: { readonly eventTypes: readonly string[] },
  type: string,
): boolean {
  return [endpoint, partner].every(({ eventTypes }) => eventTypes.some((pattern) => takes(pattern, type)));
}

/** A delivery after an attempt, or when nothing is to be sent for now. */
export function afterwards(
  stored: StoredDelivery,
  state: StoredDelivery['state'],
  more: { readonly attempt?: Attempt; readonly nextAt?: Instant | undefined },
): StoredDelivery {
  const { nextAt: _, ...rest } = stored;
  const attempts = more.attempt === undefined ? stored.attempts : [...stored.attempts, more.attempt];
  return {
    ...rest,
    state,
    attempts: attempts.slice(-MOST_ATTEMPTS_KEPT),
    ...(more.nextAt === undefined ? {} : { nextAt: more.nextAt }),
  };
}

/** As its partner reads it. */
export function shownDelivery(stored: StoredDelivery): Delivery {
  const { deliveryId, endpointId, type, time, state, attempts, nextAt } = stored;
  return {
    deliveryId,
    endpointId,
    type,
    time,
    state,
    attempts,
    ...(nextAt === undefined ? {} : { nextAt }),
    keptUntil: keptUntil(stored),
  };
}
